#include "relon/callable.h"
#include "runtime/double_double.h"

// x^y = e^(y * log x), in IEEE operations only and so bit for bit the same on all
// targets, whose mathematical libraries differ or are missing. The logarithm has about
// 66 correct bits, so that after the product with y, which is at most 2^10, the result
// is off by less than 0.6 units in the last place, 0.8 if it is subnormal.
//
//   log x = k log 2 + log 1/c + log(1 + r)   x = 2^k m, 1 <= m < 2, c near 1/m from a table, r = m c - 1
//   e^z   = 2^k 2^(j/64) e^r                 z = (k + j/64) log 2 + r
//
// The tables are computed by the compiler.

namespace {

using relon::runtime::DoubleDouble;
using relon::runtime::exactSum;

constexpr double kInfinity = __builtin_inf();
constexpr double kNaN = __builtin_nan("");

// 0.5 <= x <= 1: -2 atanh((1 - x) / (1 + x)), as a series.
constexpr DoubleDouble slowLog(double x) {
  const DoubleDouble s = DoubleDouble{x - 1, 0} / (x + 1);
  const DoubleDouble square = s * s;
  DoubleDouble sum = {0, 0};
  for (int i = 71; i >= 1; i -= 2) sum = sum * square + DoubleDouble{1, 0} / i;
  return sum * s * 2;
}

// 0 <= x < 1.
constexpr DoubleDouble slowExp(DoubleDouble x) {
  DoubleDouble sum = {1, 0};
  for (int i = 28; i >= 1; --i) sum = sum * x / i + DoubleDouble{1, 0};
  return sum;
}

constexpr DoubleDouble kLog2 = -slowLog(0.5);

struct LogEntry {
  double inverse;
  // log(1 / inverse)
  DoubleDouble log;
};

constexpr int kLogBits = 7;
constexpr int kExpBits = 6;
constexpr int kExpSteps = 1 << kExpBits;

struct Tables {
  LogEntry log[1 << kLogBits];
  DoubleDouble exp[kExpSteps];
};

// 1/m for the middle of each interval of m, to 9 bits, so that its product with m is
// exact in two Floats; and 1 and 1/2 at the ends, so that logs near 0 are exact.
constexpr Tables makeTables() {
  Tables tables = {};
  for (int i = 0; i < 1 << kLogBits; ++i) {
    const double middle = 1 + (2 * i + 1) / 256.0;
    const double rounded = static_cast<int>(512 / middle + 0.5) / 512.0;
    const double inverse = i == 0 ? 1 : i == 127 ? 0.5 : rounded;
    tables.log[i] = {inverse, -slowLog(inverse)};
  }
  for (int i = 0; i < kExpSteps; ++i) tables.exp[i] = slowExp(kLog2 * (i / double{kExpSteps}));
  return tables;
}

constexpr Tables kTables = makeTables();
static_assert(kTables.log[0].inverse == 1 && kTables.log[0].log.high == 0);
static_assert(kTables.log[127].inverse == 0.5 && kTables.log[127].log.high == kLog2.high);

uint64_t toBits(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

double fromBits(uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

// 2^k for a normal result.
double powerOfTwo(int k) {
  return fromBits(static_cast<uint64_t>(k + 1023) << 52);
}

constexpr uint64_t kFraction = (uint64_t{1} << 52) - 1;

// log(1 + r) for |r| < 0.01.
DoubleDouble logNearOne(DoubleDouble r) {
  const double x = r.high;
  const double tail =
      x * x * x * (1 / 3.0 + x * (-1 / 4.0 + x * (1 / 5.0 + x * (-1 / 6.0 + x * (1 / 7.0 + x * (-1 / 8.0 + x / 9))))));
  const DoubleDouble square = r * r;
  return r + DoubleDouble{-0.5 * square.high, -0.5 * square.low} + DoubleDouble{tail, 0};
}

// Positive, finite, not zero.
DoubleDouble logarithm(double x) {
  int k = -1023;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    k -= 54;
  }
  const uint64_t bits = toBits(x);
  k += static_cast<int>(bits >> 52);
  const LogEntry& entry = kTables.log[(bits & kFraction) >> (52 - kLogBits)];
  const double m = fromBits((bits & kFraction) | uint64_t{1023} << 52);
  const double upper = fromBits(toBits(m) & ~uint64_t{0x7ffffff});
  const DoubleDouble r = exactSum(upper * entry.inverse - 1, (m - upper) * entry.inverse);
  return (kLog2 * k + entry.log) + logNearOne(r);
}

// -746 < z < 710. Scaled in two steps, of which at most the second rounds.
double exponential(DoubleDouble z) {
  const double steps = z.high * (kExpSteps / kLog2.high);
  const int n = static_cast<int>(steps < 0 ? steps - 0.5 : steps + 0.5);
  const DoubleDouble r = z + -(kLog2 * (n / double{kExpSteps}));
  const double x = r.high;
  const double tail = x * x * (1 / 2.0 + x * (1 / 6.0 + x * (1 / 24.0 + x * (1 / 120.0 + x * (1 / 720.0 + x / 5040)))));
  const DoubleDouble& power = kTables.exp[n & (kExpSteps - 1)];
  const double result = power.high + (power.low + power.high * (x + (r.low + tail)));
  const int k = n >> kExpBits;
  return result * powerOfTwo(k / 2) * powerOfTwo(k - k / 2);
}

bool isOdd(double y) {
  const double size = y < 0 ? -y : y;
  if (size >= 0x1p53) return false;
  const auto integer = static_cast<int64_t>(size);
  return static_cast<double>(integer) == size && (integer & 1) != 0;
}

bool isInteger(double y) {
  const double size = y < 0 ? -y : y;
  return size >= 0x1p53 || static_cast<double>(static_cast<int64_t>(size)) == size;
}

// x positive and finite, neither 0 nor 1; y finite and not 0.
double positivePower(double x, double y) {
  const double size = y < 0 ? -y : y;
  const bool grows = (x > 1) == (y > 0);
  if (size > 0x1p64) return grows ? kInfinity : 0;
  if (size < 0x1p-70) return 1;
  const DoubleDouble z = logarithm(x) * y;
  if (z.high >= 710) return kInfinity;
  if (z.high <= -746) return 0;
  return exponential(z);
}

// The power of |x|, as C's `pow` defines it.
double powerOfSize(double size, double y) {
  if (size == 1) return 1;
  const bool isInfinite = y == kInfinity || y == -kInfinity;
  if (isInfinite || size == 0 || size == kInfinity) return (size > 1) == (y > 0) ? kInfinity : 0;
  return positivePower(size, y);
}

}

extern "C" {

// pow as in C.
double relon_float_pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return kNaN;
  const bool isNegative = toBits(x) >> 63 != 0;
  if (x < 0 && x != -kInfinity && !isInteger(y)) return kNaN;
  const double power = powerOfSize(isNegative ? -x : x, y);
  return isNegative && isOdd(y) ? -power : power;
}

double relon_float_sqrt(double x) {
  return __builtin_sqrt(x);
}
}

RELON_CALLABLE(relon_float_pow, "_float_pow", relon::pure, "a Float to the power of another");
RELON_CALLABLE(relon_float_sqrt, "_float_sqrt", relon::pure, "the square root, NaN below 0");
