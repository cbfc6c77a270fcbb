// What calls, loads and small runs take. Prints Markdown.
//
// `latency_bench load BINDING` is one cold measurement, for which this program starts
// itself: nanoseconds of the first load of a process and of the first call.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench_host_callables.h"
#include "harness.h"
#include "twins.h"

extern char** environ;

namespace {

using bench::Subject;
using relon::Binding;
using relon::Executor;

// Quantity and cents each; net cents and tax cents.
using Order = relon::Tuple<int64_t, int64_t>;
using Price = relon::Tuple<int64_t, int64_t>;

constexpr int kCalls = 10'000;

struct Way {
  const char* name;
  relon::LoadOptions options;
};

const Way kWays[] = {
    {"interpreter", {Executor::Interpreter, Binding::Imported}},
    {"imported", {Executor::Jit, Binding::Imported}},
    {"called", {Executor::Jit, Binding::Called}},
    {"inlined", {Executor::Jit, Binding::Inlined}},
};

relon::Engine makeEngine() {
  relon::Engine engine;
  engine.add(bench_host::callables());
  return engine;
}

// One call.

int64_t addThroughPointer() {
  auto add = bench::opaque(&plain::add);
  int64_t sum = 0;
  for (int i = 0; i < kCalls; ++i) sum = add(sum, 1);
  return sum;
}

std::function<int64_t()> scalarCalls(const relon::Engine& engine, const Way& way) {
  relon::Program program = bench::orDie(engine.load(bench::kernelPath("add"), way.options));
  auto entry = bench::orDie(program.entry<int64_t(int64_t, int64_t)>());
  auto context = std::make_shared<relon::Context>();
  return [entry, context] {
    int64_t sum = 0;
    for (int i = 0; i < kCalls; ++i) sum = *entry(*context, sum, 1);
    return sum;
  };
}

std::function<int64_t()> recordCalls(const relon::Engine& engine, const Way& way) {
  relon::Program program = bench::orDie(engine.load(bench::kernelPath("price"), way.options));
  auto entry = bench::orDie(program.entry<Price(const Order&)>());
  auto context = std::make_shared<relon::Context>();
  return [entry, context] {
    Order order{0, 5};
    for (int i = 0; i < kCalls; ++i) order.first = entry(*context, order)->second + 1;
    return order.first;
  };
}

std::function<int64_t()> jsonCalls(const relon::Engine& engine, const Way& way) {
  relon::Program program = bench::orDie(engine.load(bench::kernelPath("price"), way.options));
  auto context = std::make_shared<relon::Context>();
  return [program, context] {
    int64_t bytes = 0;
    for (int i = 0; i < kCalls; ++i) {
      auto json = program.run(*context, R"({"order": [3, 1299]})");
      bytes += static_cast<int64_t>(bench::orDie(std::move(json)).size());
    }
    return bytes;
  };
}

void reportCalls() {
  relon::Engine engine = makeEngine();
  const Way& interpreter = kWays[0];
  const Way& inlined = kWays[3];
  std::vector<Subject> subjects = {{"C++ function through a pointer", addThroughPointer},
                                   {"JIT, scalars: Int, Int -> Int", scalarCalls(engine, inlined)},
                                   {"JIT, structs: (Int, Int) -> (Int, Int)", recordCalls(engine, inlined)},
                                   {"JIT, JSON text to JSON text", jsonCalls(engine, inlined)},
                                   {"interpreter, scalars", scalarCalls(engine, interpreter)},
                                   {"interpreter, structs", recordCalls(engine, interpreter)}};
  if (subjects[1].run() != kCalls || subjects[4].run() != kCalls) bench::die("`add` is wrong");
  if (subjects[2].run() != subjects[5].run()) bench::die("`price` differs between the executors");
  std::vector<double> medians = bench::medianTimes(subjects);
  std::vector<bench::Row> rows;
  for (size_t i = 0; i < subjects.size(); ++i)
    rows.push_back({subjects[i].name, bench::format("%.1f", medians[i] / kCalls)});
  std::puts("## One call from C++\n\nNanoseconds, each call waiting for the one before.\n");
  bench::printTable({"call", "ns"}, rows);
}

// Loads.

// `host_calls` with a host function, from the program's text to its entry.
struct Loaded {
  double load;
  double firstCall;
  std::function<int64_t()> call;
};

Loaded loadOnce(const relon::Engine& engine, const Way& way) {
  Loaded result{};
  std::unique_ptr<relon::Program> program;
  result.load = bench::timeOf([&] {
    program = std::make_unique<relon::Program>(bench::orDie(engine.load(bench::kernelPath("host_calls"), way.options)));
  });
  auto entry = bench::orDie(program->entry<int64_t(int64_t)>());
  auto context = std::make_shared<relon::Context>();
  int64_t n = bench::opaque<int64_t>(10);
  result.call = [entry, context, n] { return bench::orDie(entry(*context, n)); };
  result.firstCall = bench::timeOf([&] { result.call(); });
  return result;
}

std::string outputOf(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) bench::die("cannot run " + command);
  char buffer[4096];
  while (size_t size = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, size);
  pclose(pipe);
  return text;
}

int coldMeasurement(const std::string& name) {
  relon::Engine engine = makeEngine();
  for (const Way& way : kWays) {
    if (name != way.name) continue;
    Loaded loaded = loadOnce(engine, way);
    std::printf("%f %f\n", loaded.load, loaded.firstCall);
    return 0;
  }
  return 2;
}

struct Cold {
  double load;
  double firstCall;
};

Cold measureCold(const std::string& self, const Way& way) {
  std::vector<double> loads, calls;
  for (int i = 0; i < 15; ++i) {
    double load = 0, call = 0;
    if (std::sscanf(outputOf("'" + self + "' load " + way.name).c_str(), "%lf %lf", &load, &call) != 2)
      bench::die("a cold load failed");
    loads.push_back(load);
    calls.push_back(call);
  }
  return {bench::median(loads), bench::median(calls)};
}

bench::Row reportLoad(const std::string& self, const relon::Engine& engine, const Way& way) {
  Cold cold = measureCold(self, way);
  std::vector<double> loads;
  for (int i = 0; i < 60; ++i) loads.push_back(loadOnce(engine, way).load);
  std::vector<double> steady = bench::medianTimes({{way.name, loadOnce(engine, way).call}});
  return {way.name, bench::format("%.2f", cold.load / 1e6), bench::format("%.2f", bench::median(loads) / 1e6),
          bench::format("%.2f", cold.firstCall / 1e3), bench::format("%.3f", steady[0] / 1e3)};
}

void reportLoads(const std::string& self) {
  relon::Engine engine = makeEngine();
  std::vector<bench::Row> rows;
  for (const Way& way : kWays) rows.push_back(reportLoad(self, engine, way));
  std::puts(
      "## Loading a program\n\n`host_calls.relon` from its text to a callable entry, n = 10; cold is the first\n"
      "load of a process and includes loading the compiler, warm is a later one.\n");
  bench::printTable({"way", "cold, ms", "warm, ms", "first call, us", "later calls, us"}, rows);
}

// `relon run`.

void runCli(const std::string& document) {
  std::string program = RELON_BENCH_CLI;
  std::string verb = "run";
  std::string file = document;
  char* arguments[] = {program.data(), verb.data(), file.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
  pid_t child = 0;
  int status = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0 || waitpid(child, &status, 0) != child || status != 0) bench::die("`relon run` failed");
}

// The dynamic linker tells of every library that a process loads, at its start or later.
bool loadsLlvm(const std::string& document) {
  std::string trace = outputOf("LD_DEBUG=files '" RELON_BENCH_CLI "' run '" + document + "' 2>&1");
  if (trace.find("calling init") == std::string::npos) bench::die("the dynamic linker tells nothing");
  return trace.find("LLVM") != std::string::npos || trace.find("relon-compiler") != std::string::npos;
}

void reportRun() {
  std::string document = bench::kernelPath("document");
  auto run = [&] {
    runCli(document);
    return int64_t{0};
  };
  double time = bench::medianTimes({{"run", run}})[0];
  std::printf("## `relon run` of a five-line document\n\n%.2f ms from start to end of the process; LLVM is %s.\n",
              time / 1e6, loadsLlvm(document) ? "LOADED" : "not loaded");
}

}

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "load") == 0) return coldMeasurement(argv[2]);
  std::puts("# Latencies\n");
  bench::printMachine();
  std::puts("");
  reportCalls();
  reportLoads(argv[0]);
  reportRun();
}
