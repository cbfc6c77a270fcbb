#pragma once

#include "command.h"
#include "host_flags.h"
#include "optimisation_flag.h"

namespace relon::cli {

// `--interp`, `--jit` and `-O`, which means compiled: what runs a program.
struct ExecutorFlags {
  bool interpreter = false;
  bool jit = false;
  OptimisationFlag optimisation;

  void addTo(CLI::App& command);
  // Host code that is to be called directly or inlined wants compiled rules.
  Executor value(const HostFlags& host) const;
  LoadOptions options(const HostFlags& host) const;
};

// The budgets of one run.
void addLimits(CLI::App& command, Limits& limits);

}
