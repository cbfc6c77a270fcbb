#include "twins.h"

#include "mix.h"

namespace plain {

int64_t products(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (i % 7) * (i % 13);
  return sum;
}

int64_t chain(int64_t n) {
  int64_t x = 1;
  for (int64_t i = 0; i < n; ++i) x = (x * 1103515245 + 12345 + i) % 2147483648;
  return x;
}

int64_t branches(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (i % 3 == 0) {
      sum += i * i;
    } else if (i % 3 == 1) {
      sum += i;
    } else {
      sum -= i;
    }
  }
  return sum;
}

int64_t listSum(const int64_t* xs, int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += xs[i];
  return sum;
}

int64_t hostCalls(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += mixed(i);
  return sum;
}

double floats(int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += static_cast<double>(i) * 0.5;
  return sum;
}

int64_t mapReduce(int64_t n) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (i % 11) * (i % 17) + (i % 5);
  return sum;
}

int64_t add(int64_t a, int64_t b) {
  return a + b;
}

}

namespace checked {

namespace {

[[nodiscard]] bool add(int64_t a, int64_t b, int64_t& result) {
  return !__builtin_add_overflow(a, b, &result);
}
[[nodiscard]] bool subtract(int64_t a, int64_t b, int64_t& result) {
  return !__builtin_sub_overflow(a, b, &result);
}
[[nodiscard]] bool multiply(int64_t a, int64_t b, int64_t& result) {
  return !__builtin_mul_overflow(a, b, &result);
}

}

bool products(int64_t n, int64_t& result) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t product;
    if (!multiply(i % 7, i % 13, product) || !add(sum, product, sum)) return false;
  }
  result = sum;
  return true;
}

bool chain(int64_t n, int64_t& result) {
  int64_t x = 1;
  for (int64_t i = 0; i < n; ++i) {
    if (!multiply(x, 1103515245, x) || !add(x, 12345, x) || !add(x, i, x)) return false;
    x %= 2147483648;
  }
  result = x;
  return true;
}

bool branches(int64_t n, int64_t& result) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (i % 3 == 0) {
      int64_t square;
      if (!multiply(i, i, square) || !add(sum, square, sum)) return false;
    } else if (i % 3 == 1) {
      if (!add(sum, i, sum)) return false;
    } else if (!subtract(sum, i, sum)) {
      return false;
    }
  }
  result = sum;
  return true;
}

bool listSum(const int64_t* xs, int64_t n, int64_t& result) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i)
    if (!add(sum, xs[i], sum)) return false;
  result = sum;
  return true;
}

// The host function is C++ and wraps, here as in Relon; its sum is checked.
bool hostCalls(int64_t n, int64_t& result) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i)
    if (!add(sum, mixed(i), sum)) return false;
  result = sum;
  return true;
}

bool mapReduce(int64_t n, int64_t& result) {
  int64_t sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t value;
    if (!multiply(i % 11, i % 17, value) || !add(value, i % 5, value) || !add(sum, value, sum)) return false;
  }
  result = sum;
  return true;
}

}

const char* twinCompiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}
