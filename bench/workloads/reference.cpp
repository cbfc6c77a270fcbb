#include "../harness.h"
#include "twins.h"
#include "workload.h"

namespace bench {

namespace {

// Shortest digits that read back as the same number.
std::string textOf(double value) {
  for (int digits = 1; digits < 17; ++digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) return text;
  }
  return format("%.17g", value);
}
std::string textOf(Int value) {
  return std::to_string(value.value);
}
std::string textOf(const std::string& value) {
  return '"' + value + '"';
}

template <typename R>
Workload counting(std::string name, std::string what, int64_t n, R (*twin)(Int)) {
  return {std::move(name), std::move(what), "{\"n\": " + std::to_string(n) + "}", [=] { twin(opaque(n)); },
          [=] { return textOf(twin(n)); }};
}

// As W4, whose text the caller gives.
Workload searching(std::string name, std::string what, int64_t n, const std::string& text) {
  return {std::move(name), std::move(what), "{\"n\": " + std::to_string(n) + ", \"text\": \"" + text + "\"}",
          [=] { twins::w04(opaque(n), text); }, [=] { return textOf(twins::w04(n, text)); }};
}

}

std::vector<Workload> referenceWorkloads() {
  return {
      counting("w01", "sum of a range", 10'000, twins::w01),
      counting("w02", "dot product of two lists", 1'000, twins::w02),
      counting("w03", "concatenate n letters", 2'000, twins::w03),
      searching("w04", "find a letter in short texts", 10'000, "xyz"),
      searching("w04", "find a letter in long texts", 10'000, std::string(255, 'x') + 'z'),
      counting("w05", "look up in a dict", 10'000, twins::w05),
      counting("w06", "list of n, then its sum", 10'000, twins::w06),
      counting("w07", "Fibonacci, double recursion", 22, twins::w07),
      counting("w08", "closure of four conditions", 10'000, twins::w08),
      counting("w09", "list of lists by column", 32, twins::w09),
      counting("w10", "count in three windows", 1'000, twins::w10),
      counting("w13", "chain of nested dicts", 1'000, twins::w13),
      counting("w14", "range checks that hold", 1'000, twins::w14),
      counting("w15", "branches by parity", 1'000, twins::w15),
      counting("w16", "functional quicksort", 1'000, twins::w16),
      counting("w17", "recursive bisection", 100, twins::w17),
      counting("w18", "primes by trial division", 10'000, twins::w18),
      counting("w19", "product of matrices", 16, twins::w19),
      counting("w20", "four bodies, Float lists", 1'000, twins::w20),
      counting("w21", "match on two shapes", 10'000, twins::w21),
      counting("w23", "spread into a new dict", 10'000, twins::w23),
      counting("w24", "comprehension with if", 10'000, twins::w24),
      counting("w25", "chain of pipes", 10'000, twins::w25),
      counting("w26", "interpolated text", 1'000, twins::w26),
      counting("w27", "dict of three, its keys", 10'000, twins::w27),
      counting("w28", "Float fold", 10'000, twins::w28),
      counting("w30", "typed closure over a list", 10'000, twins::w30),
  };
}

}
