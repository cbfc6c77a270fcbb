#include "relon/callable.h"

// Floats to Ints and comparisons of numbers (language reference, file 04, sections 6 and 8).
// A Float outside of the range of Ints becomes the nearest Int, NaN becomes 0.

using relon::Context;
using relon::ErrorKind;

namespace {

constexpr int64_t saturated(double value) {
  if (value != value) return 0;
  return value < 0 ? INT64_MIN : INT64_MAX;
}

// Whether the Float without its fraction is an Int.
constexpr bool fits(double value) {
  return value >= -0x1p63 && value < 0x1p63;
}

constexpr int64_t roundToInt(double value) {
  if (!fits(value)) return saturated(value);
  const auto truncated = static_cast<int64_t>(value);
  const double rest = value - static_cast<double>(truncated);
  const double distance = rest < 0 ? -rest : rest;
  const bool away = distance > 0.5 || (distance == 0.5 && truncated % 2 != 0);
  if (!away) return truncated;
  return rest < 0 ? truncated - 1 : truncated + 1;
}

}

extern "C" {

// Ties go to the even neighbour.
int64_t relon_float_round(double value) {
  return roundToInt(value);
}

int64_t relon_float_floor(double value) {
  if (!fits(value)) return saturated(value);
  const auto truncated = static_cast<int64_t>(value);
  return static_cast<double>(truncated) > value ? truncated - 1 : truncated;
}

int64_t relon_float_ceil(double value) {
  if (!fits(value)) return saturated(value);
  const auto truncated = static_cast<int64_t>(value);
  return static_cast<double>(truncated) < value ? truncated + 1 : truncated;
}

double relon_float_abs(double value) {
  return __builtin_fabs(value);
}

bool relon_int_multiple_of(int64_t value, int64_t divisor) {
  if (divisor == 0) return false;
  return divisor == -1 || value % divisor == 0;
}

// The quotient is within 1e-9 of a whole number.
bool relon_float_multiple_of(double value, double divisor) {
  if (divisor == 0) return false;
  const double quotient = value / divisor;
  if (!fits(quotient)) return quotient - quotient == 0;
  const double rest = quotient - static_cast<double>(roundToInt(quotient));
  return rest > -1e-9 && rest < 1e-9;
}
}

RELON_CALLABLE(relon_float_round, "_float_round", relon::pure, "the nearest Int, of two the even one");
RELON_CALLABLE(relon_float_floor, "_float_floor", relon::pure, "the greatest Int that is not greater");
RELON_CALLABLE(relon_float_ceil, "_float_ceil", relon::pure, "the least Int that is not less");
RELON_CALLABLE(relon_float_abs, "_float_abs", relon::pure, "the absolute value");
RELON_CALLABLE(relon_int_multiple_of, "_int_multiple_of", relon::pure, "whether an Int is a multiple of another");
RELON_CALLABLE(relon_float_multiple_of, "_float_multiple_of", relon::pure,
               "whether a Float is a multiple of another, but for rounding");
