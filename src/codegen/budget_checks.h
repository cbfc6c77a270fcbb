#pragma once

#include <llvm/IR/PassManager.h>

namespace relon::codegen {

// Takes budget checks out of loops. A loop that takes a constant number of steps per round
// asks before it begins whether the steps last for all rounds; only where they do not is
// the check of each round asked. Unswitching makes two loops of that, the usual one
// without checks.
struct BudgetChecks : llvm::PassInfoMixin<BudgetChecks> {
  static constexpr llvm::StringLiteral kName = "budget-checks";
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
};

}
