#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "ir/semantics.h"

namespace relon::ir {

// The Ints from `low` to `high`, both included. Never empty: values that cannot
// exist may have any interval.
struct Interval {
  int64_t low = kIntMin;
  int64_t high = kIntMax;
  bool operator==(const Interval&) const = default;

  static constexpr Interval point(int64_t value) { return {value, value}; }
  constexpr bool contains(int64_t value) const { return low <= value && value <= high; }
  constexpr bool isPoint() const { return low == high; }
};

constexpr Interval hull(Interval a, Interval b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// The values of both; where they have none in common, the first.
constexpr Interval narrowed(Interval a, Interval b) {
  Interval both{std::max(a.low, b.low), std::min(a.high, b.high)};
  return both.low <= both.high ? both : a;
}

// The results of an operation over intervals, and whether it can fail. When it
// can, what it gives lies within all Ints.
using Checked = std::optional<Interval>;

constexpr Checked interval(__int128 low, __int128 high) {
  if (low < kIntMin || high > kIntMax) return std::nullopt;
  return Interval{static_cast<int64_t>(low), static_cast<int64_t>(high)};
}

constexpr Checked add(Interval a, Interval b) {
  return interval(static_cast<__int128>(a.low) + b.low, static_cast<__int128>(a.high) + b.high);
}

constexpr Checked sub(Interval a, Interval b) {
  return interval(static_cast<__int128>(a.low) - b.high, static_cast<__int128>(a.high) - b.low);
}

constexpr Checked mul(Interval a, Interval b) {
  __int128 corners[] = {static_cast<__int128>(a.low) * b.low, static_cast<__int128>(a.low) * b.high,
                        static_cast<__int128>(a.high) * b.low, static_cast<__int128>(a.high) * b.high};
  return interval(*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4));
}

// Whether a division or remainder can fail.
constexpr bool divides(Interval a, Interval b) {
  return !b.contains(0) && !(a.contains(kIntMin) && b.contains(-1));
}

constexpr Checked div(Interval a, Interval b) {
  if (!divides(a, b)) return std::nullopt;
  // The divisor has one sign, so that quotients are monotonic in each operand.
  __int128 corners[] = {static_cast<__int128>(a.low) / b.low, static_cast<__int128>(a.low) / b.high,
                        static_cast<__int128>(a.high) / b.low, static_cast<__int128>(a.high) / b.high};
  return interval(*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4));
}

// The remainder has the dividend's sign, is no larger than it, and smaller than the divisor.
constexpr Checked rem(Interval a, Interval b) {
  if (!divides(a, b)) return std::nullopt;
  __int128 low = b.low, high = b.high;
  __int128 bound = std::max(low < 0 ? -low : low, high < 0 ? -high : high) - 1;
  __int128 least = a.low < 0 ? std::max<__int128>(a.low, -bound) : 0;
  __int128 most = a.high > 0 ? std::min<__int128>(a.high, bound) : 0;
  return interval(least, most);
}

constexpr Checked neg(Interval a) {
  return sub(Interval::point(0), a);
}

}
