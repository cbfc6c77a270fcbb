#include "runtime/number.h"

#include "runtime/powers.h"

// Floats to text: Raffaello Giulietti's Schubfach, "The Schubfach way to render
// doubles" (2020). It finds the shortest decimal in the interval that rounds to the
// Float, and of the shortest the nearest, with three 64x128-bit products.
namespace relon::runtime {

namespace {

// digits * 10^exponent.
struct Decimal {
  uint64_t digits;
  int exponent;
};

// floor(log2(10^e))
int floorLog2Pow10(int e) {
  return (e * 1741647) >> 19;
}

// 10^k rounded up to 128 bits, as the table has it for k from -27 to 55.
Power powerRoundedUp(int k) {
  Power power = powerOfTen(k);
  if (k >= -27 && k <= 55) return power;
  power.low += 1;
  if (power.low == 0) power.high += 1;
  return power;
}

// The top 64 bits of g * c, the last of them set if anything below is.
uint64_t roundToOdd(Power g, uint64_t c) {
  const uint64_t carry = multiply(g.low, c).high;
  Product product = multiply(g.high, c);
  product.low += carry;
  product.high += product.low < carry ? 1 : 0;
  return product.high | (product.low > 1 ? 1 : 0);
}

// Of the numbers next to a quarter-unit value `v` in [lower, upper], `step` apart in
// quarter units: 0 if only the lower one lies inside, 1 if only the upper one, else -1.
int soleNeighbour(uint64_t below, uint64_t step, uint64_t lower, uint64_t upper) {
  const bool belowInside = lower <= below;
  const bool aboveInside = below + step <= upper;
  if (belowInside == aboveInside) return -1;
  return aboveInside ? 1 : 0;
}

// significand * 2^exponent, positive.
Decimal shortestDecimal(uint64_t significand, int exponent, bool lowerIsCloser) {
  const uint64_t odd = significand & 1;
  const int k = (exponent * 1262611 - (lowerIsCloser ? 524031 : 0)) >> 22;
  const int shift = exponent + floorLog2Pow10(-k) + 1;
  const Power g = powerRoundedUp(-k);

  const uint64_t lower = roundToOdd(g, (4 * significand - 2 + (lowerIsCloser ? 1 : 0)) << shift) + odd;
  const uint64_t value = roundToOdd(g, (4 * significand) << shift);
  const uint64_t upper = roundToOdd(g, (4 * significand + 2) << shift) - odd;

  const uint64_t s = value / 4;
  if (s >= 10) {
    const int shorter = soleNeighbour(40 * (s / 10), 40, lower, upper);
    if (shorter >= 0) return {s / 10 + static_cast<uint64_t>(shorter), k + 1};
  }
  const int sole = soleNeighbour(4 * s, 4, lower, upper);
  if (sole >= 0) return {s + static_cast<uint64_t>(sole), k};
  const uint64_t middle = 4 * s + 2;
  const bool up = value > middle || (value == middle && (s & 1) != 0);
  return {s + (up ? 1 : 0), k};
}

// Finite and not zero; the sign is ignored.
Decimal toDecimal(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  const uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  const int biased = static_cast<int>((bits >> 52) & 0x7ff);
  Decimal decimal = biased == 0
                        ? shortestDecimal(fraction, -1074, false)
                        : shortestDecimal(fraction | uint64_t{1} << 52, biased - 1075, fraction == 0 && biased > 1);
  while (decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    decimal.exponent += 1;
  }
  return decimal;
}

// "00", "01" … "99".
struct DigitPairs {
  char digits[200];

  constexpr DigitPairs() : digits() {
    for (int i = 0; i < 100; ++i) {
      digits[2 * i] = static_cast<char>('0' + i / 10);
      digits[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
  }
};
constexpr DigitPairs kPairs;

int64_t countDigits(uint64_t value) {
  int64_t count = 1;
  for (; value >= 10000; value /= 10000) count += 4;
  return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

int64_t writeUnsigned(char* out, uint64_t value) {
  const int64_t count = countDigits(value);
  char* end = out + count;
  for (; value >= 100; value /= 100) __builtin_memcpy(end -= 2, kPairs.digits + 2 * (value % 100), 2);
  if (value >= 10) {
    __builtin_memcpy(end - 2, kPairs.digits + 2 * value, 2);
  } else {
    end[-1] = static_cast<char>('0' + value);
  }
  return count;
}

bool isNegative(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return (bits >> 63) != 0;
}

int64_t writeLiteral(char* out, const char* text) {
  int64_t size = 0;
  for (; text[size] != 0; ++size) out[size] = text[size];
  return size;
}

void writeZeros(char*& out, int count) {
  for (int i = 0; i < count; ++i) *out++ = '0';
}

void writeDigits(char*& out, const char* digits, int count) {
  for (int i = 0; i < count; ++i) *out++ = digits[i];
}

// `digits` with the decimal point behind the first `point` of them; `.0` only if asked.
char* writePositional(char* out, const char* digits, int count, int point, bool fraction) {
  if (point <= 0) {
    *out++ = '0';
    *out++ = '.';
    writeZeros(out, -point);
    writeDigits(out, digits, count);
    return out;
  }
  const int whole = point < count ? point : count;
  writeDigits(out, digits, whole);
  writeZeros(out, point - whole);
  if (whole < count || fraction) *out++ = '.';
  writeDigits(out, digits + whole, count - whole);
  if (whole == count && fraction) *out++ = '0';
  return out;
}

char* writeScientific(char* out, const char* digits, int count, int exponent) {
  *out++ = digits[0];
  if (count > 1) *out++ = '.';
  writeDigits(out, digits + 1, count - 1);
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  return out + writeUnsigned(out, static_cast<uint64_t>(exponent < 0 ? -exponent : exponent));
}

}

int64_t countInt(int64_t value) {
  if (value >= 0) return countDigits(static_cast<uint64_t>(value));
  return 1 + countDigits(uint64_t{0} - static_cast<uint64_t>(value));
}

int64_t writeInt(char* out, int64_t value) {
  if (value >= 0) return writeUnsigned(out, static_cast<uint64_t>(value));
  *out = '-';
  return 1 + writeUnsigned(out + 1, uint64_t{0} - static_cast<uint64_t>(value));
}

int64_t writeFloatText(char* out, double value) {
  if (value != value) return writeLiteral(out, "NaN");
  char* cursor = out;
  if (isNegative(value)) *cursor++ = '-';
  if (__builtin_isinf(value)) return cursor - out + writeLiteral(cursor, "inf");
  if (value == 0) return cursor - out + writeLiteral(cursor, "0");
  const Decimal decimal = toDecimal(value);
  char digits[20];
  const int count = static_cast<int>(writeUnsigned(digits, decimal.digits));
  return writePositional(cursor, digits, count, count + decimal.exponent, false) - out;
}

int64_t writeFloatJson(char* out, double value) {
  char* cursor = out;
  if (isNegative(value)) *cursor++ = '-';
  if (value == 0) return cursor - out + writeLiteral(cursor, "0.0");
  const Decimal decimal = toDecimal(value);
  char digits[20];
  const int count = static_cast<int>(writeUnsigned(digits, decimal.digits));
  const int exponent = count + decimal.exponent - 1;
  const bool positional = exponent >= -5 && exponent <= 15;
  char* end = positional ? writePositional(cursor, digits, count, exponent + 1, true)
                         : writeScientific(cursor, digits, count, exponent);
  return end - out;
}

}
