#include "relon/callable.h"

// Arithmetic for which other targets would need a support library.

namespace {

constexpr uint64_t kHiddenBit = uint64_t{1} << 52;
constexpr uint64_t kSignBit = uint64_t{1} << 63;

// A positive finite Float as significand * 2^(exponent - 1075), the significand
// normalised to 53 bits.
struct Parts {
  uint64_t significand;
  int exponent;
};

Parts split(uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 52);
  const uint64_t fraction = bits & (kHiddenBit - 1);
  if (exponent > 0) return {fraction | kHiddenBit, exponent};
  const int shift = __builtin_clzll(fraction) - 11;
  return {fraction << shift, 1 - shift};
}

uint64_t join(Parts parts) {
  if (parts.significand == 0) return 0;
  const int shift = __builtin_clzll(parts.significand) - 11;
  const uint64_t normal = parts.significand << shift;
  const int exponent = parts.exponent - shift;
  if (exponent > 0) return (normal & (kHiddenBit - 1)) | static_cast<uint64_t>(exponent) << 52;
  return normal >> (1 - exponent);
}

// Both finite and positive; long division, exact.
uint64_t remainder(uint64_t x, uint64_t y) {
  Parts a = split(x);
  const Parts b = split(y);
  for (; a.exponent > b.exponent; --a.exponent) {
    if (a.significand >= b.significand) a.significand -= b.significand;
    a.significand <<= 1;
  }
  if (a.significand >= b.significand) a.significand -= b.significand;
  return join(a);
}

double fromBits(uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

}

extern "C" {

// fmod: the sign is the dividend's; NaN for an infinite dividend, a zero divisor or a NaN.
double relon_float_rem(double dividend, double divisor) {
  uint64_t x, y;
  __builtin_memcpy(&x, &dividend, sizeof x);
  __builtin_memcpy(&y, &divisor, sizeof y);
  const uint64_t sign = x & kSignBit;
  x &= ~kSignBit;
  y &= ~kSignBit;
  constexpr uint64_t kInfinity = uint64_t{0x7ff} << 52;
  if (x >= kInfinity || y > kInfinity || y == 0) return fromBits(uint64_t{0x7ff8} << 48);
  if (x < y) return dividend;
  return fromBits(remainder(x, y) | sign);
}

#if defined(__wasm__)
struct relon_int128 {
  uint64_t low;
  uint64_t high;
};

// The product of 128-bit integers, which the code generator calls for checked Int
// products. The empty assembly hides the pattern from LLVM, which would otherwise
// recognise a wide product and call __multi3 for it.
relon_int128 __multi3(uint64_t a_low, uint64_t a_high, uint64_t b_low, uint64_t b_high) {
  const uint64_t low = (a_low & 0xffffffff) * (b_low & 0xffffffff);
  uint64_t left = (a_low >> 32) * (b_low & 0xffffffff) + (low >> 32);
  __asm__("" : "+r"(left));
  const uint64_t right = (a_low & 0xffffffff) * (b_low >> 32) + (left & 0xffffffff);
  const uint64_t high = (a_low >> 32) * (b_low >> 32) + (left >> 32) + (right >> 32);
  return {a_low * b_low, high + a_low * b_high + a_high * b_low};
}
#endif
}

RELON_CALLABLE(relon_float_rem, "_float_rem", relon::pure, "the remainder with the dividend's sign, exact");
