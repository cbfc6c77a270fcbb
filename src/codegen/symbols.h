#pragma once

#include <string>
#include <vector>

#include <llvm/IR/Module.h>

#include "relon/result.h"

namespace relon::codegen {

// Functions of libc's memory part and of libm: without effects, and present wherever
// native code is linked.
bool isLibcFunction(llvm::StringRef symbol);

// Fails closed: an external symbol that is used but neither granted nor a libc
// function ends the compilation.
Result<Done> checkUndefinedSymbols(const llvm::Module& module, const std::vector<std::string>& granted);

}
