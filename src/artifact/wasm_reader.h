#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relon/result.h"

namespace relon::artifact {

// One entry of a wasm module's import section. `kind` is the binary format's:
// 0 function, 1 table, 2 memory, 3 global, 4 tag.
struct WasmImport {
  std::string module;
  std::string name;
  uint8_t kind = 0;
  bool operator==(const WasmImport&) const = default;
};

// Reads the import section back from the bytes of a finished module, whoever
// made them. An error where they are not a module of version 1.
Result<std::vector<WasmImport>> readWasmImports(std::span<const uint8_t> module);

}
