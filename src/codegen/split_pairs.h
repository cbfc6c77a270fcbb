#pragma once

#include <llvm/IR/PassManager.h>

namespace relon::codegen {

// Functions return {status, value}. Where inlined ones come together, LLVM keeps a phi of
// the pair, behind which no pass sees that a status is known: a phi per field shows it.
struct SplitPairs : llvm::PassInfoMixin<SplitPairs> {
  static constexpr llvm::StringLiteral kName = "split-pairs";
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager&);
};

}
