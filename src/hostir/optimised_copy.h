#pragma once

#include <memory>
#include <span>
#include <string>

#include <llvm/IR/Module.h>

namespace relon::hostir {

// A copy of the module, optimised for being judged: as small as the program's own
// optimisation will make it, but scalar. `kept` are symbols that stay in it.
std::unique_ptr<llvm::Module> optimisedCopy(const llvm::Module& module, std::span<const std::string> kept);

}
