#include "codegen/split_pairs.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

namespace relon::codegen {

namespace {

llvm::PHINode* phiOfField(llvm::PHINode& pair, unsigned field) {
  llvm::Type* type = llvm::cast<llvm::StructType>(pair.getType())->getElementType(field);
  llvm::PHINode* phi = llvm::PHINode::Create(type, pair.getNumIncomingValues(), "", pair.getIterator());
  for (unsigned i = 0; i < pair.getNumIncomingValues(); ++i) {
    llvm::BasicBlock* from = pair.getIncomingBlock(i);
    llvm::IRBuilder<> builder(from->getTerminator());
    phi->addIncoming(builder.CreateExtractValue(pair.getIncomingValue(i), field), from);
  }
  return phi;
}

// The pair is made again for whom it is not taken apart.
void split(llvm::PHINode& pair) {
  llvm::BasicBlock* block = pair.getParent();
  llvm::IRBuilder<> builder(block, block->getFirstInsertionPt());
  llvm::Value* whole = llvm::PoisonValue::get(pair.getType());
  for (unsigned i = 0; i < llvm::cast<llvm::StructType>(pair.getType())->getNumElements(); ++i) {
    whole = builder.CreateInsertValue(whole, phiOfField(pair, i), i);
  }
  pair.replaceAllUsesWith(whole);
  pair.eraseFromParent();
}

}

llvm::PreservedAnalyses SplitPairs::run(llvm::Function& function, llvm::FunctionAnalysisManager&) {
  llvm::SmallVector<llvm::PHINode*> pairs;
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    auto* phi = llvm::dyn_cast<llvm::PHINode>(&instruction);
    if (phi != nullptr && phi->getType()->isStructTy()) pairs.push_back(phi);
  }
  for (llvm::PHINode* pair : pairs) split(*pair);
  if (pairs.empty()) return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses kept;
  kept.preserveSet<llvm::CFGAnalyses>();
  return kept;
}

}
