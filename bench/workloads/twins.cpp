#include "twins.h"

#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

namespace bench {

void overflowed() {
  throw std::overflow_error("an Int operation overflowed");
}

namespace twins {

namespace {

size_t at(Int index) {
  return static_cast<size_t>(index.value);
}
double real(Int number) {
  return static_cast<double>(number.value);
}

template <typename F>
Int sumBelow(Int n, F&& term) {
  Int sum = 0;
  for (Int i = 0; i < n; i = i + 1) sum = sum + term(i);
  return sum;
}

template <typename T, typename F>
std::vector<T> listOf(Int n, F&& element) {
  std::vector<T> made;
  made.reserve(at(n));
  for (Int i = 0; i < n; i = i + 1) made.push_back(element(i));
  return made;
}

Int sumOf(const std::vector<Int>& values) {
  Int sum = 0;
  for (Int value : values) sum = sum + value;
  return sum;
}

}

Int w01(Int n) {
  return sumBelow(n, [](Int i) { return i; });
}

Int w02(Int n) {
  std::vector<Int> xs = listOf<Int>(n, [](Int i) { return i + 1; });
  std::vector<Int> ys = listOf<Int>(n, [](Int i) { return i + 2; });
  return sumBelow(n, [&](Int i) { return xs[at(i)] * ys[at(i)]; });
}

std::string w03(Int n) {
  auto letters = listOf<std::string_view>(n, [](Int) { return "x"; });
  std::string text;
  for (std::string_view letter : letters) text = text + std::string(letter);
  return text;
}

Int w04(Int n, std::string_view text) {
  auto texts = listOf<std::string_view>(n, [&](Int) { return text; });
  Int found = 0;
  for (std::string_view each : texts)
    if (each.find("z") != std::string_view::npos) found = found + 1;
  return found;
}

Int w05(Int n) {
  const std::map<std::string, Int> entries = {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5},
                                              {"f", 6}, {"g", 7}, {"h", 8}, {"i", 9}, {"j", 10}};
  std::vector<std::string> keys;
  for (const auto& [key, value] : entries) keys.push_back(key);
  return sumBelow(n, [&](Int i) { return entries.at(keys[at(i % 10)]); });
}

Int w06(Int n) {
  return sumOf(listOf<Int>(n, [](Int i) { return i + 1; }));
}

Int w07(Int k) {
  return k < 2 ? k : w07(k - 1) + w07(k - 2);
}

Int w08(Int n) {
  return sumBelow(n, [](Int i) { return i % 4 == 0 ? 1 : i % 4 == 1 ? 2 : i % 4 == 2 ? 3 : 4; });
}

Int w09(Int n) {
  auto table = listOf<std::vector<Int>>(n, [&](Int i) { return listOf<Int>(n, [&](Int j) { return i * n + j; }); });
  return sumBelow(n, [&](Int j) { return sumBelow(n, [&](Int i) { return table[at(i)][at(j)]; }); });
}

Int w10(Int n) {
  return sumBelow(n, [](Int i) { return i % 3 < 2 && i % 4 < 2 && i % 24 >= 8 && i % 24 < 18 ? 1 : 0; });
}

namespace {

struct Daily {
  Int low, high;
};
struct Limits {
  Daily daily;
};
struct Prices {
  Limits limits;
};
struct Shop {
  Prices prices;
};
struct Settings {
  Shop shop;
};

}

Int w13(Int n) {
  Int sum = 0;
  for (Int i = 0; i < n; i = i + 1) {
    Settings low{{{{{100, 5000}}}}};
    Settings high{{{{{100, 5000}}}}};
    sum = sum + low.shop.prices.limits.daily.low + high.shop.prices.limits.daily.high;
  }
  return sum;
}

Int w14(Int n) {
  auto within = [](Int value, Int low, Int high) -> Int { return value >= low && value < high ? 1 : 0; };
  Int sum = 0;
  for (Int i = 0; i < n; i = i + 1) sum = sum + within(i % 10, 0, 10) + within(i / 10, 0, 1000);
  return sum;
}

Int w15(Int n) {
  return sumBelow(n, [](Int i) { return i % 2 == 0 ? 2 * i : 3 * i; });
}

namespace {

template <typename F>
std::vector<Int> filtered(const std::vector<Int>& xs, F&& keeps) {
  std::vector<Int> kept;
  for (Int x : xs)
    if (keeps(x)) kept.push_back(x);
  return kept;
}

Int sorted(const std::vector<Int>& xs) {
  if (xs.size() <= 1) return xs.empty() ? Int(0) : xs[0];
  Int pivot = xs[0];
  Int less = sorted(filtered(xs, [=](Int x) { return x < pivot; }));
  Int equal = 0;
  for (Int x : xs)
    if (x == pivot) equal = equal + x;
  return less + equal + sorted(filtered(xs, [=](Int x) { return x > pivot; }));
}

Int bisected(Int low, Int high, Int target) {
  if (high - low <= 1) return low;
  Int middle = (low + high) / 2;
  return target < middle ? bisected(low, middle, target) : bisected(middle, high, target);
}

bool isPrime(Int k, Int d) {
  if (d * d > k) return true;
  return k % d == 0 ? false : isPrime(k, d + 1);
}

}

Int w16(Int n) {
  return sorted(listOf<Int>(n, [](Int i) { return (1103515245 * i + 12345) % 2048; }));
}

Int w17(Int n) {
  return sumBelow(n, [&](Int i) { return bisected(0, n, 31 * i % n); });
}

Int w18(Int n) {
  Int primes = 0;
  for (Int k = 2; k < n; k = k + 1)
    if (isPrime(k, 2)) primes = primes + 1;
  return primes;
}

Int w19(Int n) {
  using Matrix = std::vector<std::vector<Int>>;
  auto matrix = [&](auto&& cell) {
    return listOf<std::vector<Int>>(n, [&](Int i) { return listOf<Int>(n, [&](Int j) { return cell(i, j); }); });
  };
  Matrix a = matrix([&](Int i, Int j) { return (i * n + j) % 100; });
  Matrix b = matrix([&](Int i, Int j) { return (i + j) % 100; });
  Matrix product =
      matrix([&](Int i, Int j) { return sumBelow(n, [&](Int k) { return a[at(i)][at(k)] * b[at(k)][at(j)]; }); });
  Int sum = 0;
  for (const std::vector<Int>& row : product) sum = sum + sumOf(row);
  return sum;
}

namespace {

using State = std::vector<double>;
constexpr std::array<double, 4> kMasses = {1.0, 2.0, 0.5, 3.0};

double pull(double dx, double mass) {
  return dx * mass * (1.0 / ((dx * dx + 0.1) * (dx * dx + 0.1)));
}

double force(const State& state, size_t i) {
  double sum = 0;
  for (size_t j = 0; j < 4; ++j) sum += i == j ? 0.0 : pull(state[j] - state[i], kMasses[j]);
  return sum;
}

State moved(const State& state) {
  State next(8);
  for (size_t i = 0; i < 8; ++i)
    next[i] = i < 4 ? state[i] + state[i + 4] * 0.01 : state[i] + force(state, i - 4) * 0.01;
  return next;
}

}

double w20(Int n) {
  State state = {0.0, 1.0, 2.5, 4.0, 0.1, 0.0, 0.0, 0.2};
  for (Int i = 0; i < n; i = i + 1) state = moved(state);
  double sum = 0;
  for (size_t i = 0; i < 8; ++i) sum += static_cast<double>(i + 1) * state[i];
  return sum;
}

namespace {

struct Circle {
  Int radius;
};
struct Square {
  Int side;
};
struct Line {};
using Shape = std::variant<Circle, Square, Line>;

Int weight(const Shape& shape) {
  return std::holds_alternative<Circle>(shape) ? 1 : std::holds_alternative<Square>(shape) ? 2 : 0;
}

}

Int w21(Int n) {
  std::vector<Shape> shapes = {Circle{3}, Square{4}};
  return sumBelow(n, [&](Int i) { return weight(shapes[at(i % 2)]); });
}

Int w23(Int n) {
  const std::map<std::string, Int> base = {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
  return sumBelow(n, [&](Int i) {
    std::map<std::string, Int> made = base;
    made.emplace("fifth", i);
    return static_cast<int64_t>(made.size());
  });
}

Int w24(Int n) {
  Int sum = 0;
  for (Int x = 0; x < n; x = x + 1)
    if (x % 3 == 0) sum = sum + 2 * x;
  return sum;
}

Int w25(Int n) {
  Int sum = 0;
  for (Int x = 0; x < n; x = x + 1) {
    Int next = x + 1;
    if (next % 2 == 0) sum = sum + next;
  }
  return sum;
}

Int w26(Int n) {
  return sumBelow(n, [&](Int i) {
    std::string text = "item " + std::to_string(i.value) + " of " + std::to_string(n.value);
    return static_cast<int64_t>(text.size());
  });
}

Int w27(Int n) {
  return sumBelow(n, [](Int i) {
    std::map<std::string, Int> entries = {{"a", i}, {"b", i + 1}, {"c", i + 2}};
    std::vector<std::string_view> keys;
    for (const auto& [key, value] : entries) keys.push_back(key);
    return static_cast<int64_t>(keys.size());
  });
}

double w28(Int n) {
  double sum = 0;
  for (Int i = 0; i < n; i = i + 1) sum = sum + real(i) / 3.0 + real(i % 7);
  return sum;
}

Int w30(Int n) {
  return sumBelow(n, [](Int i) { return i + 1; });
}

}

}
