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

int64_t relon_int_abs(Context& context, int64_t value) {
  if (value >= 0) return value;
  if (value != INT64_MIN) return -value;
  context.fail(ErrorKind::numeric_overflow, "the absolute value of the least Int is not an Int");
  return 0;
}

double relon_float_abs(double value) {
  return __builtin_fabs(value);
}

int64_t relon_int_max(int64_t a, int64_t b) {
  return a > b ? a : b;
}

int64_t relon_int_min(int64_t a, int64_t b) {
  return a < b ? a : b;
}

// Ties and NaN give the second.
double relon_float_max(double a, double b) {
  return a > b ? a : b;
}

double relon_float_min(double a, double b) {
  return a < b ? a : b;
}

// If the bounds are inverted, the lower one comes first.
int64_t relon_int_clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

// NaN passes, and as a bound it does not bound.
double relon_float_clamp(double value, double low, double high) {
  return value < low ? low : value > high ? high : value;
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
RELON_CALLABLE(relon_int_abs, "_int_abs", relon::pure, "the absolute value; fails for the least Int");
RELON_CALLABLE(relon_float_abs, "_float_abs", relon::pure, "the absolute value");
RELON_CALLABLE(relon_int_max, "_int_max", relon::pure, "the greater of two Ints");
RELON_CALLABLE(relon_int_min, "_int_min", relon::pure, "the lesser of two Ints");
RELON_CALLABLE(relon_float_max, "_float_max", relon::pure, "the greater of two Floats, the second if neither is");
RELON_CALLABLE(relon_float_min, "_float_min", relon::pure, "the lesser of two Floats, the second if neither is");
RELON_CALLABLE(relon_int_clamp, "_int_clamp", relon::pure, "the Int, or the bound that it exceeds");
RELON_CALLABLE(relon_float_clamp, "_float_clamp", relon::pure, "the Float, or the bound that it exceeds");
RELON_CALLABLE(relon_int_multiple_of, "_int_multiple_of", relon::pure, "whether an Int is a multiple of another");
RELON_CALLABLE(relon_float_multiple_of, "_float_multiple_of", relon::pure,
               "whether a Float is a multiple of another, but for rounding");
