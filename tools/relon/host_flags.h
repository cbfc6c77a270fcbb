#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command.h"

namespace relon::cli {

// The flags that say which host functions a program may call.
struct HostFlags {
  std::vector<std::string> sources;
  std::vector<std::string> includeDirectories;
  std::vector<std::string> declarations;
  std::vector<std::string> grants;
  std::string binding;

  void addTo(CLI::App& command);
  // Puts them in the engine; returns kSuccess or how the program ends.
  int apply(Engine& engine, const FormatFlag& format) const;
  // As written, else `otherwise`.
  Binding bindingOr(Binding otherwise) const;
};

}
