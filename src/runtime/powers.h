#pragma once

#include <stdint.h>

// 128-bit powers of ten, for printing and parsing Floats.
namespace relon::runtime {

struct Power {
  uint64_t high;
  uint64_t low;
};

inline constexpr int kMinPower = -342;
inline constexpr int kMaxPower = 324;

// The first 128 bits of 10^k; see powers_of_ten.def for how they are rounded.
const Power& powerOfTen(int k);

struct Product {
  uint64_t high;
  uint64_t low;
};

// The exact product. On wasm32, where 128-bit integers need a support library, from
// 32-bit halves.
inline Product multiply(uint64_t a, uint64_t b) {
#if defined(__wasm__)
  const uint64_t low = (a & 0xffffffff) * (b & 0xffffffff);
  const uint64_t left = (a >> 32) * (b & 0xffffffff) + (low >> 32);
  const uint64_t right = (a & 0xffffffff) * (b >> 32) + (left & 0xffffffff);
  return {(a >> 32) * (b >> 32) + (left >> 32) + (right >> 32), a * b};
#else
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return {static_cast<uint64_t>(product >> 64), static_cast<uint64_t>(product)};
#endif
}

}
