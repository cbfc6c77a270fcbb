#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <vector>

#include "arguments.h"
#include "command.h"
#include "executor_flags.h"
#include "host_flags.h"
#include "trust_flag.h"

// relon bench FILE: how long a program takes to load, to run first and to run again.
// The arguments are decoded once; no JSON is read or written in what is timed.
namespace relon::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct BenchFlags {
  std::string file;
  double seconds = 1;
  ArgumentsFlag arguments;
  Limits limits;
  TrustFlag trust;
  ExecutorFlags executor;
  HostFlags host;
  FormatFlag format;
};

// Nanoseconds; `median` and `min` of one call.
struct Timing {
  int64_t compile = 0;
  int64_t first = 0;
  int64_t median = 0;
  int64_t min = 0;
  int64_t iterations = 0;
};

constexpr size_t kLeastSamples = 5;
constexpr int64_t kMostSamples = 20000;
// Below this the clock itself would be measured.
constexpr int64_t kShortestSample = 20000;

int64_t nanosecondsSince(Clock::time_point from) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - from).count();
}

// Calls so often, and says how long that took.
Result<int64_t> timeCalls(const Call& call, Context& context, int64_t count) {
  const Clock::time_point begin = Clock::now();
  for (int64_t i = 0; i < count; ++i) {
    if (Result<Done> done = call(context); !done) return done.error();
  }
  return nanosecondsSince(begin);
}

// As many calls as a sample of `wanted` nanoseconds takes, to a factor of two.
Result<int64_t> callsPerSample(const Call& call, Context& context, int64_t wanted) {
  for (int64_t count = 1;; count *= 2) {
    Result<int64_t> taken = timeCalls(call, context, count);
    if (!taken) return taken;
    if (*taken >= wanted) return count;
  }
}

Result<Done> sample(const Call& call, Context& context, double seconds, Timing& timing) {
  const auto total = static_cast<int64_t>(seconds * 1e9);
  Result<int64_t> count = callsPerSample(call, context, std::max(kShortestSample, total / kMostSamples));
  if (!count) return count.error();
  std::vector<int64_t> samples;
  const Clock::time_point begin = Clock::now();
  while (samples.size() < kLeastSamples || nanosecondsSince(begin) < total) {
    Result<int64_t> taken = timeCalls(call, context, *count);
    if (!taken) return taken.error();
    samples.push_back(*taken / *count);
  }
  std::sort(samples.begin(), samples.end());
  timing.median = samples[samples.size() / 2];
  timing.min = samples.front();
  timing.iterations = static_cast<int64_t>(samples.size()) * *count;
  return Done{};
}

Result<Done> measure(const Program& program, std::string_view arguments, double seconds, Timing& timing) {
  Result<Call> call = program.call(arguments);
  if (!call) return call.error();
  Context context;
  Result<int64_t> first = timeCalls(*call, context, 1);
  if (!first) return first.error();
  timing.first = *first;
  return sample(*call, context, seconds, timing);
}

// `1.234 ms`
std::string duration(int64_t nanoseconds) {
  constexpr const char* kUnits[] = {"ns", "us", "ms", "s"};
  auto value = static_cast<double>(nanoseconds);
  size_t unit = 0;
  for (; value >= 1000 && unit < 3; ++unit) value /= 1000;
  char text[40];
  snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.3f %s", value, kUnits[unit]);
  return text;
}

std::string asText(const Timing& timing) {
  return "compile     " + duration(timing.compile) + "\nfirst call  " + duration(timing.first) + "\nmedian      " +
         duration(timing.median) + "\nmin         " + duration(timing.min) + "\niterations  " +
         std::to_string(timing.iterations) + '\n';
}

std::string asJson(const Timing& timing) {
  return R"({"compile_ns":)" + std::to_string(timing.compile) + R"(,"first_ns":)" + std::to_string(timing.first) +
         R"(,"median_ns":)" + std::to_string(timing.median) + R"(,"min_ns":)" + std::to_string(timing.min) +
         R"(,"iterations":)" + std::to_string(timing.iterations) + "}\n";
}

int bench(BenchFlags& flags) {
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  engine.limits(flags.limits);
  if (Result<Done> read = flags.arguments.read(); !read) return reportError(read.error());
  Timing timing;
  const Clock::time_point begin = Clock::now();
  Result<Program> program = engine.load(flags.file, flags.executor.options(flags.host));
  timing.compile = nanosecondsSince(begin);
  if (!program) return reportError(program.error());
  fputs(program->warnings().c_str(), stderr);
  if (const int failed = flags.arguments.check(flags.format, flags.file, *program)) return failed;
  Result<Done> done = measure(*program, flags.arguments.textFor(*program), flags.seconds, timing);
  if (!done) return reportError(done.error());
  return printResult(flags.format.isJson() ? asJson(timing) : asText(timing));
}

std::string checkSeconds(const std::string& text) {
  double seconds = 0;
  const bool isNumber = CLI::detail::lexical_cast(text, seconds);
  return isNumber && seconds >= 0 && seconds <= 3600 ? "" : "`" + text + "` is no number of seconds from 0 to 3600";
}

}

void addBench(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<BenchFlags>();
  CLI::App* command = app.add_subcommand("bench", "measure how long a program takes to load and to run");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  flags->arguments.addTo(*command);
  command->add_option("--time", flags->seconds, "for how long the program is run again and again; 1 unless given")
      ->check(checkSeconds)
      ->type_name("SECONDS");
  flags->trust.addTo(*command);
  flags->executor.addTo(*command);
  addLimits(*command, flags->limits);
  flags->host.addTo(*command);
  flags->format.addTo(*command, "form of the result and of errors: human or json");
  command->callback([flags, &exitCode] { exitCode = bench(*flags); });
}

}
