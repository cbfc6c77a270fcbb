#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <relon/engine.h>

// Medians of repeated runs, and tables of them as Markdown.
namespace bench {

// One way to compute something. `run` returns the bits of the result.
struct Subject {
  std::string name;
  std::function<int64_t()> run;
};

// The value, of which the optimiser no longer knows anything.
template <typename T>
T opaque(T value) {
  volatile T held = value;
  return held;
}

// The median time of one run of each subject, in nanoseconds. Subjects take turns, so
// that a disturbance of the machine meets all of them; slow ones take fewer turns.
std::vector<double> medianTimes(const std::vector<Subject>& subjects);
double median(std::vector<double> values);

// Nanoseconds of one run.
double timeOf(const std::function<void()>& work);

// Ends the program with the error's message if there is one.
template <typename T>
T orDie(relon::Result<T> result) {
  if (!result) {
    fprintf(stderr, "%s", result.error().message.c_str());
    exit(1);
  }
  return std::move(*result);
}
[[noreturn]] void die(const std::string& message);

using Row = std::vector<std::string>;
// Columns padded, the first to the left and the others to the right.
void printTable(const Row& header, const std::vector<Row>& rows);
// Processor and its load, date, version: what a reader must know to compare numbers.
void printMachine();

// `%.2f` and the like.
std::string format(const char* pattern, double value);

std::string kernelPath(const std::string& name);

}
