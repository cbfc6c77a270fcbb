#include <chrono>
#include <memory>

#include "arguments.h"
#include "command.h"
#include "executor_flags.h"
#include "host_flags.h"
#include "trust_flag.h"

// relon run FILE: runs a program and prints its result as JSON.
namespace relon::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct RunFlags {
  std::string file;
  bool compact = false;
  bool stats = false;
  ArgumentsFlag arguments;
  Limits limits;
  TrustFlag trust;
  ExecutorFlags executor;
  HostFlags host;
  FormatFlag format;
};

long long microseconds(Clock::time_point from, Clock::time_point to) {
  return static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

int execute(const RunFlags& flags, const Program& program, Clock::time_point begin) {
  const Clock::time_point loaded = Clock::now();
  Context context;
  Result<std::string> json =
      program.run(context, flags.arguments.textFor(program), flags.compact ? JsonStyle::Compact : JsonStyle::Indented);
  const Clock::time_point finished = Clock::now();
  if (flags.stats) {
    fprintf(stderr, "steps: %lld\nload: %lld us\nrun: %lld us\n", static_cast<long long>(program.stepsUsed(context)),
            microseconds(begin, loaded), microseconds(loaded, finished));
  }
  if (!json) return reportError(json.error());
  return printResult(*json + '\n');
}

int run(RunFlags& flags) {
  const Clock::time_point begin = Clock::now();
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  engine.limits(flags.limits);
  if (Result<Done> read = flags.arguments.read(); !read) return reportError(read.error());
  Result<Program> program = engine.load(flags.file, flags.executor.options(flags.host));
  if (!program) return reportError(program.error());
  fputs(program->warnings().c_str(), stderr);
  if (const int failed = flags.arguments.check(flags.format, flags.file, *program)) return failed;
  return execute(flags, *program, begin);
}

}

void addRun(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "run a program and print its result as JSON");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  flags->arguments.addTo(*command);
  command->add_flag("--compact", flags->compact, "the result on one line");
  flags->trust.addTo(*command);
  flags->executor.addTo(*command);
  command->add_flag("--stats", flags->stats, "print steps and times to stderr");
  addLimits(*command, flags->limits);
  flags->host.addTo(*command);
  flags->format.addTo(*command);
  command->callback([flags, &exitCode] { exitCode = run(*flags); });
}

}
