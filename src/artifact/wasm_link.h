#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relon/result.h"

namespace relon::artifact {

// Links relocatable wasm files into a module in this process. Undefined
// symbols other than declared imports are errors that name the symbol. `exports`
// are symbols to keep and export beside those that carry an export name. Calls
// from several threads take turns, for lld has state of its own.
Result<std::vector<uint8_t>> linkWasm(std::span<const std::span<const uint8_t>> objects,
                                      std::span<const std::string> exports);

// Bytes of the module's stack for the values whose address is taken.
inline constexpr int kWasmStackSize = 1 << 20;

}
