#pragma once

#include "command.h"

namespace relon::cli {

// `-O LEVEL`, of compiled programs.
struct OptimisationFlag {
  int level = 3;
  bool isGiven = false;

  CLI::Option* addTo(CLI::App& command);
};

}
