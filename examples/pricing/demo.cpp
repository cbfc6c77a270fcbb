// Prices the same orders in every executor and binding, compares the invoices, and
// says what one evaluation takes: pricing-demo RULES ORDERS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <relon/engine.h>

#include "pricing_shop_callables.h"

namespace {

struct Way {
  const char* name;
  relon::LoadOptions options;
};

const Way kWays[] = {
    {"interpreter", {relon::Executor::Interpreter, relon::Binding::Imported}},
    {"JIT, imported", {relon::Executor::Jit, relon::Binding::Imported}},
    {"JIT, called", {relon::Executor::Jit, relon::Binding::Called}},
    {"JIT, inlined", {relon::Executor::Jit, relon::Binding::Inlined}},
};

std::string read(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The median of the times of one evaluation, JSON to JSON, in nanoseconds.
double medianTime(const relon::Program& program, relon::Context& context, const std::string& orders) {
  std::vector<double> times;
  for (int round = 0; round < 300; ++round) {
    auto start = std::chrono::steady_clock::now();
    if (!program.run(context, orders)) return -1;
    times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + 150, times.end());
  return times[150];
}

}

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: pricing-demo RULES ORDERS\n"), 2;
  const std::string orders = read(argv[2]);
  relon::Engine engine;
  engine.add(pricing_shop::callables()).grant(relon::Capability::reads_clock);

  std::string expected;
  std::string report;
  std::fprintf(stderr, "%-16s %14s %12s  %s\n", "way", "load", "evaluation", "invoices");
  for (const Way& way : kWays) {
    auto start = std::chrono::steady_clock::now();
    relon::Result<relon::Program> program = engine.load(argv[1], way.options);
    if (!program) return std::fputs(program.error().message.c_str(), stderr), 1;
    double load = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    relon::Context context;
    relon::Result<std::string> invoices = program->run(context, orders);
    if (!invoices) return std::fputs(invoices.error().message.c_str(), stderr), 1;
    if (expected.empty()) expected = *invoices;
    bool agrees = expected == *invoices;
    std::fprintf(stderr, "%-16s %11.2f ms %9.2f us  %s\n", way.name, load, medianTime(*program, context, orders) / 1000,
                 agrees ? "agree" : "DIFFER");
    if (!agrees) return 1;
    report = program->report();
  }
  std::fprintf(stderr, "\nEvery call of a host function in the closed world:\n%s", report.c_str());
  std::puts(expected.c_str());
}
