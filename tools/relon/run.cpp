#include <chrono>
#include <memory>

#include "arguments.h"
#include "command.h"
#include "host_flags.h"
#include "optimisation_flag.h"
#include "trust_flag.h"

// relon run FILE: runs a program and prints its result as JSON.
namespace relon::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct RunFlags {
  std::string file;
  std::string arguments;
  bool hasArguments = false;
  bool compact = false;
  bool interpreter = false;
  bool jit = false;
  bool stats = false;
  OptimisationFlag optimisation;
  Limits limits;
  TrustFlag trust;
  HostFlags host;
  FormatFlag format;

  // Host code that is to be called directly or inlined wants compiled rules.
  Executor executor() const {
    if (interpreter || jit) return jit ? Executor::Jit : Executor::Interpreter;
    const bool isClosed = host.bindingOr(Binding::Imported) != Binding::Imported;
    return isClosed ? Executor::Jit : Executor::Interpreter;
  }
};

long long microseconds(Clock::time_point from, Clock::time_point to) {
  return static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

// Programs need arguments, documents must not get them.
int checkArguments(const RunFlags& flags, const Program& program) {
  if (program.hasMain() && !flags.hasArguments) {
    const std::string parameters = program.parameters();
    if (parameters.empty()) return kSuccess;
    return reportUsage(flags.format, "missing_arguments",
                       "`" + flags.file + "` needs --args with a JSON object of its parameters: " + parameters);
  }
  if (!program.hasMain() && flags.hasArguments) {
    return reportUsage(flags.format, "no_main_signature", "`" + flags.file + "` has no `#main` and takes no arguments");
  }
  return kSuccess;
}

std::string argumentText(const RunFlags& flags, const Program& program) {
  return program.hasMain() && !flags.hasArguments ? "{}" : flags.arguments;
}

int execute(const RunFlags& flags, const Program& program, Clock::time_point begin) {
  const Clock::time_point loaded = Clock::now();
  Context context;
  Result<std::string> json =
      program.run(context, argumentText(flags, program), flags.compact ? JsonStyle::Compact : JsonStyle::Indented);
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
  if (flags.optimisation.isGiven && flags.executor() == Executor::Interpreter) {
    return reportUsage(flags.format, "usage", "-O is for compiled programs: add --jit");
  }
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  engine.limits(flags.limits);
  if (flags.hasArguments) {
    Result<std::string> text = readArguments(flags.arguments);
    if (!text) return reportError(text.error());
    flags.arguments = std::move(*text);
  }
  Result<Program> program = engine.load(flags.file, {.executor = flags.executor(),
                                                     .binding = flags.host.bindingOr(Binding::Imported),
                                                     .optimisation = flags.optimisation.level});
  if (!program) return reportError(program.error());
  fputs(program->warnings().c_str(), stderr);
  if (const int failed = checkArguments(flags, *program)) return failed;
  return execute(flags, *program, begin);
}

void addLimits(CLI::App& command, Limits& limits) {
  const CLI::Range natural(int64_t{0}, Limits::kNone);
  command.add_option("--max-steps", limits.max_steps, "calls and loop rounds")->check(natural)->type_name("N");
  command.add_option("--max-value-elements", limits.max_elements, "elements of one container")
      ->check(natural)
      ->type_name("N");
  command.add_option("--max-depth", limits.max_depth, "calls inside calls")->check(natural)->type_name("N");
  command.add_option("--max-memory", limits.max_memory, "memory for values")->check(natural)->type_name("BYTES");
}

}

void addRun(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "run a program and print its result as JSON");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  CLI::Option* arguments =
      command->add_option("--args", flags->arguments, "arguments of #main: JSON, @FILE, or - for stdin");
  arguments->type_name("JSON");
  command->add_flag("--compact", flags->compact, "the result on one line");
  flags->trust.addTo(*command);
  CLI::Option* interpreter = command->add_flag("--interp", flags->interpreter, "interpret");
  command->add_flag("--jit", flags->jit, "compile first; the default with --binding called or inlined")
      ->excludes(interpreter);
  command->add_flag("--stats", flags->stats, "print steps and times to stderr");
  flags->optimisation.addTo(*command);
  addLimits(*command, flags->limits);
  flags->host.addTo(*command);
  flags->format.addTo(*command);
  command->callback([flags, arguments, &exitCode] {
    flags->hasArguments = arguments->count() != 0;
    exitCode = run(*flags);
  });
}

}
