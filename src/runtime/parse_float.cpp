#include "runtime/number.h"
#include "runtime/powers.h"

// Text to Float: Daniel Lemire's "Number parsing at a gigabyte per second" (2021) for up
// to 19 digits, which is always exact (Mushtak and Lemire, 2023); with more digits,
// where the 19 do not decide, a comparison with the midpoint in big integers.
namespace relon::runtime {

namespace {

constexpr uint64_t kHiddenBit = uint64_t{1} << 52;
constexpr uint64_t kInfinity = uint64_t{0x7ff} << 52;

// The bits of the Float nearest to w * 10^q.
uint64_t nearestBits(uint64_t w, int64_t q) {
  if (w == 0 || q < kMinPower) return 0;
  if (q > 308) return kInfinity;
  const int zeros = __builtin_clzll(w);
  w <<= zeros;
  const Power& power = powerOfTen(static_cast<int>(q));
  Product product = multiply(w, power.high);
  if ((product.high & 0x1ff) == 0x1ff) {
    const uint64_t carry = multiply(w, power.low).high;
    product.low += carry;
    if (carry > product.low) ++product.high;
  }
  const int upper = static_cast<int>(product.high >> 63);
  const int shift = upper + 64 - 52 - 3;
  uint64_t mantissa = product.high >> shift;
  int exponent = static_cast<int>((217706 * q) >> 16) + 63 + upper - zeros + 1023;
  if (exponent <= 0) {
    if (1 - exponent >= 64) return 0;
    mantissa >>= 1 - exponent;
    return (mantissa + (mantissa & 1)) >> 1;
  }
  const bool tie = product.low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << shift == product.high;
  if (tie) mantissa &= ~uint64_t{1};
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa == 2 * kHiddenBit) {
    mantissa = kHiddenBit;
    ++exponent;
  }
  if (exponent >= 0x7ff) return kInfinity;
  return static_cast<uint64_t>(exponent) << 52 | (mantissa & (kHiddenBit - 1));
}

// A natural number, least significant limb first. Large enough for 800 digits times 2^1100.
class Big {
 public:
  explicit Big(uint64_t value) {
    limbs_[0] = static_cast<uint32_t>(value);
    limbs_[1] = static_cast<uint32_t>(value >> 32);
    size_ = 2;
    trim();
  }

  void multiplyAdd(uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (int i = 0; i < size_; ++i) {
      carry += static_cast<uint64_t>(limbs_[i]) * factor;
      limbs_[i] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs_[size_++] = static_cast<uint32_t>(carry);
  }

  void multiplyPowerOfTen(int64_t exponent) {
    for (; exponent >= 9; exponent -= 9) multiplyAdd(1000000000, 0);
    for (; exponent > 0; --exponent) multiplyAdd(10, 0);
  }

  void shiftLeft(int64_t bits) {
    for (; bits >= 31; bits -= 31) multiplyAdd(uint32_t{1} << 31, 0);
    if (bits > 0) multiplyAdd(uint32_t{1} << bits, 0);
  }

  // Negative, 0 or positive as this is less than, equal to or greater than `other`.
  int compare(const Big& other) const {
    if (size_ != other.size_) return size_ < other.size_ ? -1 : 1;
    for (int i = size_ - 1; i >= 0; --i) {
      if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  void trim() {
    while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
  }

  uint32_t limbs_[160];
  int size_;
};

// The significant digits of a number's text and their exponent: digits * 10^exponent.
struct Scanned {
  const char* begin = nullptr;
  const char* end = nullptr;
  // The digits before the cut, at most 19 of them, and what stands for the others.
  uint64_t leading = 0;
  int leadingCount = 0;
  int64_t leadingExponent = 0;
  bool cut = false;
};

constexpr int64_t kExponentBound = 100000000;

int64_t scanExponent(const char* p, const char* end) {
  if (p == end) return 0;
  ++p;
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+') ++p;
  int64_t value = 0;
  for (; p != end; ++p) {
    if (value < kExponentBound) value = 10 * value + (*p - '0');
  }
  return negative ? -value : value;
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

Scanned scan(const char* p, const char* end) {
  Scanned number;
  number.begin = p;
  bool fraction = false;
  for (; p != end && *p != 'e' && *p != 'E'; ++p) {
    if (*p == '.') {
      fraction = true;
      continue;
    }
    if (number.leadingCount < 19) {
      number.leading = 10 * number.leading + static_cast<uint64_t>(*p - '0');
      if (number.leading != 0) ++number.leadingCount;
      if (fraction) --number.leadingExponent;
    } else {
      if (*p != '0') number.cut = true;
      if (!fraction) ++number.leadingExponent;
    }
  }
  number.end = p;
  number.leadingExponent += scanExponent(p, end);
  return number;
}

// The digits as a big integer, at most 780 of them (no midpoint of two Floats has
// more), and how many came behind the first 19.
Big allDigits(const Scanned& number, int64_t& behind) {
  Big big(0);
  int64_t count = 0;
  bool dropped = false;
  for (const char* p = number.begin; p != number.end; ++p) {
    if (!isDigit(*p) || (count == 0 && *p == '0')) continue;
    if (count < 780) {
      big.multiplyAdd(10, static_cast<uint32_t>(*p - '0'));
      ++count;
    } else if (*p != '0') {
      dropped = true;
    }
  }
  if (dropped) {
    big.multiplyAdd(10, 1);
    ++count;
  }
  behind = count - number.leadingCount;
  return big;
}

// `below` and the Float after it surround the number; which one is nearer?
uint64_t nearerOf(uint64_t below, const Scanned& number) {
  int64_t behind = 0;
  Big digits = allDigits(number, behind);
  const int64_t power = number.leadingExponent - behind;
  const uint64_t biased = below >> 52;
  const uint64_t mantissa = (below & (kHiddenBit - 1)) | (biased == 0 ? 0 : kHiddenBit);
  Big middle(2 * mantissa + 1);
  const int64_t scale = static_cast<int64_t>(biased == 0 ? 1 : biased) - 1075 - 1;
  if (power >= 0) digits.multiplyPowerOfTen(power);
  if (power < 0) middle.multiplyPowerOfTen(-power);
  if (scale >= 0) middle.shiftLeft(scale);
  if (scale < 0) digits.shiftLeft(-scale);
  const int order = digits.compare(middle);
  const bool up = order > 0 || (order == 0 && (below & 1) != 0);
  return below + (up ? 1 : 0);
}

uint64_t magnitudeBits(const char* begin, const char* end) {
  const Scanned number = scan(begin, end);
  const uint64_t below = nearestBits(number.leading, number.leadingExponent);
  if (!number.cut) return below;
  const uint64_t above = nearestBits(number.leading + 1, number.leadingExponent);
  return below == above ? below : nearerOf(below, number);
}

}

double parseFloat(const char* begin, const char* end) {
  const bool negative = begin != end && *begin == '-';
  const uint64_t bits = magnitudeBits(begin + (negative ? 1 : 0), end) | (negative ? uint64_t{1} << 63 : 0);
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

}
