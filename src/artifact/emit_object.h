#pragma once

#include <cstdint>
#include <vector>

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "relon/result.h"

namespace relon::artifact {

// Whether LLVM accepts a module that has been changed since it was compiled.
Result<Done> checkModule(const llvm::Module& module);

// Machine code for an optimised module: a relocatable file in the machine's
// format (ELF or wasm). Changes the module, which must be valid.
Result<std::vector<uint8_t>> emitObject(llvm::Module& module, llvm::TargetMachine& machine);

}
