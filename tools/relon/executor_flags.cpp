#include "executor_flags.h"

namespace relon::cli {

void ExecutorFlags::addTo(CLI::App& command) {
  CLI::Option* interpreted = command.add_flag("--interp", interpreter, "interpret");
  command.add_flag("--jit", jit, "compile first; the default with --binding called or inlined")->excludes(interpreted);
  optimisation.addTo(command)->excludes(interpreted);
}

Executor ExecutorFlags::value(const HostFlags& host) const {
  const bool isCompiled = jit || optimisation.isGiven;
  if (interpreter || isCompiled) return isCompiled ? Executor::Jit : Executor::Interpreter;
  const bool isClosed = host.bindingOr(Binding::Imported) != Binding::Imported;
  return isClosed ? Executor::Jit : Executor::Interpreter;
}

LoadOptions ExecutorFlags::options(const HostFlags& host) const {
  return {.executor = value(host), .binding = host.bindingOr(Binding::Imported), .optimisation = optimisation.level};
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
