#pragma once

#include "codegen/function_emitter.h"

namespace relon::codegen {

// One `each` while it is emitted.
struct FunctionEmitter::Loop {
  bool isRange;
  llvm::Value* count = nullptr;
  // Whether there is any round.
  llvm::Value* runs = nullptr;
  // Range: the first element; List: the elements.
  llvm::Value* start = nullptr;
  llvm::PHINode* index = nullptr;
  llvm::BasicBlock* done = nullptr;
  // Hardly ever runs: not worth the time to unroll it.
  bool isRare = false;
  std::vector<Slot> accumulators;

  // Operands before the accumulators' first values.
  size_t sources() const { return isRange ? 2 : 1; }
};

}
