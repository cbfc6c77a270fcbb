#pragma once

#include <cstdint>

// Int as Relon means it: an operation that overflows ends the computation.
namespace bench {

[[noreturn]] void overflowed();

struct Int {
  int64_t value = 0;

  constexpr Int() = default;
  constexpr Int(int64_t number) : value(number) {}

  friend Int operator+(Int a, Int b) {
    int64_t sum;
    if (__builtin_add_overflow(a.value, b.value, &sum)) [[unlikely]]
      overflowed();
    return sum;
  }
  friend Int operator-(Int a, Int b) {
    int64_t difference;
    if (__builtin_sub_overflow(a.value, b.value, &difference)) [[unlikely]]
      overflowed();
    return difference;
  }
  friend Int operator*(Int a, Int b) {
    int64_t product;
    if (__builtin_mul_overflow(a.value, b.value, &product)) [[unlikely]]
      overflowed();
    return product;
  }
  // For divisors that are neither 0 nor -1.
  friend Int operator/(Int a, Int b) { return a.value / b.value; }
  friend Int operator%(Int a, Int b) { return a.value % b.value; }
  friend auto operator<=>(const Int&, const Int&) = default;
};

}
