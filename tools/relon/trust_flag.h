#pragma once

#include <string>

#include "command.h"

namespace relon::cli {

// `--trust`: the program may import files of its own folder.
struct TrustFlag {
  bool trust = false;

  void addTo(CLI::App& command);
  void apply(Engine& engine, const std::string& file) const;
};

}
