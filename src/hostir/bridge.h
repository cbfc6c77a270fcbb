#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "relon/result.h"

namespace relon::hostir {

struct ReadModule {
  std::unique_ptr<llvm::Module> module;
  // One line for each construct that was dropped because this LLVM does not know
  // it and it only added promises.
  std::vector<std::string> remarks;
};

// Reads bitcode or IR text, whichever `bytes` hold. `name` is for messages.
// Never changes the meaning: what is not known to be safe to drop is an error
// that names the producer's version, ours, and the line.
Result<ReadModule> readModule(llvm::LLVMContext& context, std::string_view bytes, const std::string& name);

}
