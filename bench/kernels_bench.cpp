// Kernels as Relon programs beside their C++ twins. Prints Markdown.
#include <bit>
#include <cstdio>
#include <memory>
#include <numeric>

#include "bench_host_callables.h"
#include "harness.h"
#include "twins.h"

namespace {

using bench::Subject;
using relon::Binding;
using relon::Executor;

const int64_t kCount = bench::opaque<int64_t>(100'000);

int64_t bitsOf(int64_t value) {
  return value;
}
int64_t bitsOf(double value) {
  return std::bit_cast<int64_t>(value);
}

const std::vector<int64_t>& elements() {
  static const std::vector<int64_t> values = [] {
    std::vector<int64_t> made(static_cast<size_t>(kCount));
    for (size_t i = 0; i < made.size(); ++i) made[i] = static_cast<int64_t>(i * 7919 % 1'000'003) - 500'000;
    return made;
  }();
  return values;
}

// A kernel and the C++ that computes the same.
struct Kernel {
  const char* letter;
  const char* file;
  const char* what;
  std::function<int64_t()> plain;
  std::function<int64_t()> checked;
  std::function<std::function<int64_t()>(const relon::Program&)> entry;
};

template <typename R>
std::function<int64_t()> countingEntry(const relon::Program& program) {
  auto entry = bench::orDie(program.entry<R(int64_t)>());
  auto context = std::make_shared<relon::Context>();
  return [entry, context] { return bitsOf(bench::orDie(entry(*context, kCount))); };
}

std::function<int64_t()> listEntry(const relon::Program& program) {
  auto entry = bench::orDie(program.entry<int64_t(const relon::List<int64_t>&)>());
  auto context = std::make_shared<relon::Context>();
  return [entry, context] {
    relon::List<int64_t> list(elements().data(), kCount);
    return bench::orDie(entry(*context, list));
  };
}

std::function<int64_t()> checkedTwin(bool (*twin)(int64_t, int64_t&)) {
  return [twin] {
    int64_t result = 0;
    if (!twin(kCount, result)) bench::die("a checked twin overflowed");
    return result;
  };
}

std::function<int64_t()> plainTwin(int64_t (*twin)(int64_t)) {
  return [twin] { return twin(kCount); };
}

int64_t checkedListSum() {
  int64_t result = 0;
  if (!checked::listSum(elements().data(), kCount, result)) bench::die("a checked twin overflowed");
  return result;
}

std::vector<Kernel> kernels() {
  auto floats = [] { return bitsOf(plain::floats(kCount)); };
  return {
      {"a", "products", "sum of (i%7)*(i%13)", plainTwin(plain::products), checkedTwin(checked::products),
       countingEntry<int64_t>},
      {"b", "chain", "dependent chain", plainTwin(plain::chain), checkedTwin(checked::chain), countingEntry<int64_t>},
      {"c", "branches", "branches by i%3", plainTwin(plain::branches), checkedTwin(checked::branches),
       countingEntry<int64_t>},
      {"d", "list_sum", "sum of a List<Int>", [] { return plain::listSum(elements().data(), kCount); }, checkedListSum,
       listEntry},
      {"e", "host_calls", "sum of a host function", plainTwin(plain::hostCalls), checkedTwin(checked::hostCalls),
       countingEntry<int64_t>},
      {"f", "floats", "Float reduce", floats, floats, countingEntry<double>},
      {"g", "map_reduce", "map, then reduce", plainTwin(plain::mapReduce), checkedTwin(checked::mapReduce),
       countingEntry<int64_t>},
  };
}

// In the order of the columns.
std::vector<Subject> subjectsOf(const relon::Engine& engine, const Kernel& kernel) {
  struct Way {
    const char* name;
    relon::LoadOptions options;
  };
  const Way ways[] = {{"inlined", {Executor::Jit, Binding::Inlined}},
                      {"called", {Executor::Jit, Binding::Called}},
                      {"imported", {Executor::Jit, Binding::Imported}},
                      {"interpreter", {Executor::Interpreter, Binding::Imported}}};
  std::vector<Subject> subjects = {{"C++", kernel.plain}, {"C++ checked", kernel.checked}};
  for (const Way& way : ways) {
    relon::Program program = bench::orDie(engine.load(bench::kernelPath(kernel.file), way.options));
    subjects.push_back({way.name, kernel.entry(program)});
  }
  return subjects;
}

void requireEqualResults(const Kernel& kernel, const std::vector<Subject>& subjects) {
  int64_t expected = subjects.front().run();
  for (const Subject& subject : subjects)
    if (subject.run() != expected) bench::die(std::string(kernel.file) + ": " + subject.name + " differs from C++");
}

}

int main() {
  relon::Engine engine;
  engine.add(bench_host::callables());
  std::vector<bench::Row> times;
  std::vector<bench::Row> ratios;
  for (const Kernel& kernel : kernels()) {
    std::vector<Subject> subjects = subjectsOf(engine, kernel);
    requireEqualResults(kernel, subjects);
    std::vector<double> medians = bench::medianTimes(subjects);
    std::string name = std::string(kernel.letter) + "  " + kernel.what;
    bench::Row time{name};
    for (double each : medians) time.push_back(bench::format("%.3f", each / static_cast<double>(kCount)));
    times.push_back(std::move(time));
    bench::Row ratio{name};
    for (size_t i = 2; i < medians.size(); ++i) ratio.push_back(bench::format("%.2f", medians[i] / medians[1]));
    ratio.push_back(bench::format("%.2f", medians[2] / medians[0]));
    ratios.push_back(std::move(ratio));
  }
  std::puts("# Kernels\n");
  bench::printMachine();
  std::printf("Twins: %s, -O3 -march=native.\n\n", twinCompiler());
  std::printf(
      "Nanoseconds per element, medians, n = %lld. The twins are C++ as it is written, and C++ that tests\n"
      "every Int operation with `__builtin_*_overflow`, which is what Relon's Int means.\n\n",
      static_cast<long long>(kCount));
  bench::printTable({"kernel", "C++", "C++ checked", "inlined", "called", "imported", "interpreter"}, times);
  std::puts("Time relative to the checked twin, and the inlined binding relative to the unchecked one:\n");
  bench::printTable({"kernel", "inlined", "called", "imported", "interpreter", "inlined / C++"}, ratios);
}
