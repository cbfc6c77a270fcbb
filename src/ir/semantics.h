#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "relon/abi.h"

// What the scalar operations mean, once: the interpreter and constant folding
// call these, code generation mirrors them. Checked operations return the kind
// of their failure, or relon_ok after storing the result.
namespace relon::ir {

inline constexpr int64_t kIntMin = std::numeric_limits<int64_t>::min();
inline constexpr int64_t kIntMax = std::numeric_limits<int64_t>::max();

constexpr relon_status checkedAdd(int64_t a, int64_t b, int64_t& result) {
  return __builtin_add_overflow(a, b, &result) ? relon_numeric_overflow : relon_ok;
}

constexpr relon_status checkedSub(int64_t a, int64_t b, int64_t& result) {
  return __builtin_sub_overflow(a, b, &result) ? relon_numeric_overflow : relon_ok;
}

constexpr relon_status checkedMul(int64_t a, int64_t b, int64_t& result) {
  return __builtin_mul_overflow(a, b, &result) ? relon_numeric_overflow : relon_ok;
}

constexpr relon_status checkedNeg(int64_t a, int64_t& result) {
  return checkedSub(0, a, result);
}

// A zero divisor comes before MIN / -1.
constexpr relon_status checkedDiv(int64_t a, int64_t b, int64_t& result) {
  if (b == 0) return relon_division_by_zero;
  if (a == kIntMin && b == -1) return relon_numeric_overflow;
  result = a / b;
  return relon_ok;
}

constexpr relon_status checkedRem(int64_t a, int64_t b, int64_t& result) {
  if (b == 0) return relon_division_by_zero;
  if (a == kIntMin && b == -1) return relon_numeric_overflow;
  result = a % b;
  return relon_ok;
}

// How many integers lie in [first, end), at most MAX.
constexpr int64_t rangeLen(int64_t first, int64_t end) {
  if (first >= end) return 0;
  uint64_t length = static_cast<uint64_t>(end) - static_cast<uint64_t>(first);
  return length > static_cast<uint64_t>(kIntMax) ? kIntMax : static_cast<int64_t>(length);
}

constexpr double intToFloat(int64_t value) {
  return static_cast<double>(value);
}

constexpr relon_status checkedFloatDiv(double a, double b, double& result) {
  if (b == 0) return relon_division_by_zero;
  result = a / b;
  return relon_ok;
}

inline relon_status checkedFloatRem(double a, double b, double& result) {
  if (b == 0) return relon_division_by_zero;
  result = std::fmod(a, b);
  return relon_ok;
}

// Language equality: NaN equals NaN.
constexpr bool floatEq(double a, double b) {
  return a == b || (a != a && b != b);
}

// How an Int compares with a Float by exact value.
enum class Ordering : uint8_t { Less, Equal, Greater, Unordered };

constexpr Ordering compareMixed(int64_t a, double b) {
  if (b != b) return Ordering::Unordered;
  if (b >= 0x1p63) return Ordering::Less;
  if (b < -0x1p63) return Ordering::Greater;
  // Within the range of Int now: compare with the part before the point, then
  // let the fraction decide.
  auto whole = static_cast<int64_t>(b);
  double fraction = b - static_cast<double>(whole);
  if (a != whole) return a < whole ? Ordering::Less : Ordering::Greater;
  if (fraction == 0) return Ordering::Equal;
  return fraction > 0 ? Ordering::Less : Ordering::Greater;
}

constexpr bool mixedLt(int64_t a, double b) {
  return compareMixed(a, b) == Ordering::Less;
}
constexpr bool mixedGt(int64_t a, double b) {
  return compareMixed(a, b) == Ordering::Greater;
}
constexpr bool mixedLe(int64_t a, double b) {
  return mixedLt(a, b) || compareMixed(a, b) == Ordering::Equal;
}
constexpr bool mixedGe(int64_t a, double b) {
  return mixedGt(a, b) || compareMixed(a, b) == Ordering::Equal;
}

}
