#pragma once

#include <cstdint>
#include <vector>

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "relon/result.h"

namespace relon::artifact {

// Machine code for an optimised module: a relocatable file in the machine's
// format (ELF or wasm). Changes the module.
Result<std::vector<uint8_t>> emitObject(llvm::Module& module, llvm::TargetMachine& machine);

}
