#include "codegen/loop.h"

#include "codegen/sum_loop.h"

// The one loop: guarded by its trip count, then do-while, so that LLVM sees the
// count and may vectorise. Accumulators live in slots.
namespace relon::codegen {

using ir::Opcode;

FunctionEmitter::Loop FunctionEmitter::openLoop(const ir::Op& op) {
  Loop loop{.isRange = std::get<ir::EachSource>(op.attribute).kind == ir::EachSource::Kind::Range, .accumulators = {}};
  for (size_t i = 0; i < op.results.size(); ++i) {
    loop.accumulators.push_back(slot(function_.type(op.results[i])));
    fill(loop.accumulators[i], fitted(op.operands[loop.sources() + i], loop.accumulators[i].type));
  }
  loop.done = block("each_done");
  if (loop.isRange) {
    loop.start = operand(op, 0);
    loop.runs = builder_.CreateICmpSLT(loop.start, operand(op, 1));
    loop.count = builder_.CreateSub(operand(op, 1), loop.start, "count", nonNegative(op.operands[0]));
  } else {
    loop.start = dataOf(operand(op, 0));
    loop.count = sizeOf(operand(op, 0));
    loop.runs = builder_.CreateICmpSGT(loop.count, int64(0));
  }
  return loop;
}

// All new values are computed before the first slot changes: they may lie in the slots.
void FunctionEmitter::setAccumulators(const ir::Op& op, const Loop& loop, const ir::Op& yield) {
  size_t first = std::get<ir::EachSource>(op.attribute).stops ? 1 : 0;
  std::vector<llvm::Value*> values;
  for (size_t i = 0; i < loop.accumulators.size(); ++i) {
    const Slot& target = loop.accumulators[i];
    llvm::Value* value = fitted(yield.operands[first + i], target.type);
    if (module_.passing(target.type) == Passing::Aggregate && value != target.memory) {
      Slot copy = slot(target.type);
      fill(copy, value);
      value = copy.memory;
    }
    values.push_back(value);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] != loop.accumulators[i].memory) fill(loop.accumulators[i], values[i]);
  }
}

llvm::Value* FunctionEmitter::loopElement(const ir::Op& op, const Loop& loop, llvm::Value* index) {
  if (!loop.isRange) {
    ir::TypeId element = source_.types[operandType(op, 0)].element();
    return load(elementAddress(loop.start, index, element), element);
  }
  bool isPlain = nonNegative(op.operands[0]);
  return builder_.CreateAdd(loop.start, index, "element", isPlain, isPlain);
}

// The rounds from `first` to `end`, at least one; then `loop.done`.
void FunctionEmitter::emitRounds(const ir::Op& op, Loop& loop, llvm::Value* first, llvm::Value* end) {
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  llvm::BasicBlock* body = block("each");
  builder_.CreateBr(body);
  builder_.SetInsertPoint(body);
  loop.index = builder_.CreatePHI(builder_.getInt64Ty(), 2, "index");
  loop.index->addIncoming(first, before);
  const ir::Region& region = function_.region(op.regions[0]);
  values_[region.parameters[0].index()] = loop.index;
  values_[region.parameters[1].index()] = loopElement(op, loop, loop.index);
  for (size_t i = 0; i < loop.accumulators.size(); ++i) {
    values_[region.parameters[i + 2].index()] = contents(loop.accumulators[i]);
  }
  const ir::Op* yield = emitRegion(op.regions[0]);
  if (yield != nullptr) closeRound(op, loop, *yield, end);
}

namespace {

void leaveAsItIs(llvm::BranchInst& latch) {
  llvm::LLVMContext& context = latch.getContext();
  auto* no = llvm::ConstantAsMetadata::get(llvm::ConstantInt::getFalse(context));
  llvm::MDNode* noUnrolling = llvm::MDNode::get(context, llvm::MDString::get(context, "llvm.loop.unroll.disable"));
  llvm::MDNode* noVectors =
      llvm::MDNode::get(context, {llvm::MDString::get(context, "llvm.loop.vectorize.enable"), no});
  llvm::MDNode* loop = llvm::MDNode::getDistinct(context, {nullptr, noUnrolling, noVectors});
  loop->replaceOperandWith(0, loop);
  latch.setMetadata(llvm::LLVMContext::MD_loop, loop);
}

}

void FunctionEmitter::closeRound(const ir::Op& op, const Loop& loop, const ir::Op& yield, llvm::Value* end) {
  setAccumulators(op, loop, yield);
  bool isSigned = !loop.isRange || nonNegative(op.operands[0]);
  llvm::Value* next = builder_.CreateAdd(loop.index, int64(1), "next", true, isSigned);
  llvm::Value* goesOn = isSigned ? builder_.CreateICmpSLT(next, end) : builder_.CreateICmpULT(next, end);
  if (std::get<ir::EachSource>(op.attribute).stops) goesOn = builder_.CreateAnd(goesOn, operand(yield, 0));
  loop.index->addIncoming(next, builder_.GetInsertBlock());
  llvm::BranchInst* latch = builder_.CreateCondBr(goesOn, loop.index->getParent(), loop.done);
  if (loop.isRare) leaveAsItIs(*latch);
}

void FunctionEmitter::emit(Case<Opcode::Each>, const ir::Op& op) {
  Loop loop = openLoop(op);
  llvm::BasicBlock* first = block("each_first");
  builder_.CreateCondBr(loop.runs, first, loop.done);
  builder_.SetInsertPoint(first);
  std::optional<SumLoop> sum;
  auto mayCall = [&](ir::CallableId id) { return mayCallAhead(id); };
  if (module_.kind() == TargetKind::Native) sum = findSumLoop(source_, function_, op, ranges_, mayCall);
  if (sum) {
    emitSumInBlocks(op, loop, *sum);
  } else {
    emitRounds(op, loop, int64(0), loop.count);
  }
  builder_.SetInsertPoint(loop.done);
  defineFromSlots(op, loop.accumulators);
}

}
