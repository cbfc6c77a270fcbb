#pragma once

#include <string>
#include <vector>

#include "codegen/codegen.h"

namespace relon::codegen {

// How the calls of one callable of the module are made.
struct CallableBinding {
  Binding binding = Binding::Imported;
  // Part of the run-time library: linked in whatever the binding of host functions is.
  bool isLibrary = false;
  // Its position in the import table; native imports only.
  uint32_t importIndex = 0;
  // What the report says.
  std::string reason;
};

// One per callable of the module, in its order, and the names in the import table.
struct Bindings {
  std::vector<CallableBinding> callables;
  std::vector<std::string> imports;
};

Bindings chooseBindings(const ir::Module& module, const callable::Set& set, const HostIr* host,
                        const CompileOptions& options, TargetKind kind);

}
