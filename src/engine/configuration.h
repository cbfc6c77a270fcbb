#pragma once

#include <memory>
#include <string>
#include <vector>

#include "callable/compiler.h"
#include "callable/set.h"
#include "engine/module_sources.h"
#include "relon/build.h"
#include "relon/limits.h"

namespace relon::detail {

// What an Engine was told. Only Engine's members change it.
struct Configuration {
  Limits limits;
  uint64_t capabilities = 0;
  ErrorFormat format = ErrorFormat::Text;
  engine::ModuleSources modules;

  // Functions of this process: bound ones and those of libraries. Library rows point
  // to constant data; `owners` keeps the function objects of bound ones.
  callable::Set functions;
  std::vector<std::shared_ptr<void>> owners;
  // The libraries' bitcode, and host sources by path.
  std::vector<HostInput> bitcode;
  std::vector<HostInput> wasmBitcode;
  std::vector<std::string> sources;
  std::vector<std::string> includeDirectories;
  std::vector<callable::NativeDeclaration> declarations;
};

}
