#pragma once

#include <cstdint>
#include <vector>

#include <llvm/Target/TargetMachine.h>

#include "relon/result.h"

namespace relon::artifact {

// The address of the one context of an instance, as the module exports it.
inline constexpr const char* kContextSymbol = "relon_wasm_context";

// The part of a wasm module that is no program's own, as a relocatable file: the
// instance's context, relon_context_init, relon_context_reset and relon_allocate of
// the run-time library, and the memory functions of libc. Programs have copies of what they use
// of that library for themselves; both may allocate, for the state is in the context.
Result<std::vector<uint8_t>> loaderSupport(llvm::TargetMachine& machine);

}
