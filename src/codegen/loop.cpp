#include "codegen/function_emitter.h"

// The one loop: guarded by its trip count, then do-while, so that LLVM sees the
// count and may vectorise. Accumulators live in slots.
namespace relon::codegen {

using ir::Opcode;

struct FunctionEmitter::Loop {
  size_t sources;
  llvm::Value* count = nullptr;
  // Range: the first element; List: the elements.
  llvm::Value* start = nullptr;
  llvm::PHINode* index = nullptr;
  llvm::BasicBlock* done = nullptr;
  std::vector<Slot> accumulators;
};

void FunctionEmitter::openLoop(const ir::Op& op, Loop& loop) {
  for (size_t i = 0; i < op.results.size(); ++i) {
    loop.accumulators.push_back(slot(function_.type(op.results[i])));
    fill(loop.accumulators[i], fitted(op.operands[loop.sources + i], loop.accumulators[i].type));
  }
  bool isRange = loop.sources == 2;
  llvm::Value* runs;
  if (isRange) {
    loop.start = operand(op, 0);
    runs = builder_.CreateICmpSLT(loop.start, operand(op, 1));
    loop.count = builder_.CreateSub(operand(op, 1), loop.start, "count", nonNegative(op.operands[0]));
  } else {
    loop.start = dataOf(operand(op, 0));
    loop.count = sizeOf(operand(op, 0));
    runs = builder_.CreateICmpSGT(loop.count, int64(0));
  }
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  llvm::BasicBlock* body = block("each");
  loop.done = block("each_done");
  builder_.CreateCondBr(runs, body, loop.done);
  builder_.SetInsertPoint(body);
  loop.index = builder_.CreatePHI(builder_.getInt64Ty(), 2, "index");
  loop.index->addIncoming(int64(0), before);
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

void FunctionEmitter::closeLoop(const ir::Op& op, Loop& loop, const ir::Op* yield) {
  if (yield != nullptr) {
    setAccumulators(op, loop, *yield);
    bool stops = std::get<ir::EachSource>(op.attribute).stops;
    bool isSigned = loop.sources == 1 || nonNegative(op.operands[0]);
    llvm::Value* next = builder_.CreateAdd(loop.index, int64(1), "next", true, isSigned);
    llvm::Value* goesOn = builder_.CreateICmpULT(next, loop.count);
    if (stops) goesOn = builder_.CreateAnd(goesOn, operand(*yield, 0));
    loop.index->addIncoming(next, builder_.GetInsertBlock());
    builder_.CreateCondBr(goesOn, loop.index->getParent(), loop.done);
  }
  builder_.SetInsertPoint(loop.done);
  defineFromSlots(op, loop.accumulators);
}

llvm::Value* FunctionEmitter::loopElement(const ir::Op& op, const Loop& loop) {
  if (loop.sources == 1) {
    ir::TypeId element = source_.types[operandType(op, 0)].element();
    return load(elementAddress(loop.start, loop.index, element), element);
  }
  bool isPlain = nonNegative(op.operands[0]);
  return builder_.CreateAdd(loop.start, loop.index, "element", isPlain, isPlain);
}

void FunctionEmitter::emit(Case<Opcode::Each>, const ir::Op& op) {
  bool isRange = std::get<ir::EachSource>(op.attribute).kind == ir::EachSource::Kind::Range;
  Loop loop{.sources = isRange ? size_t{2} : size_t{1}, .accumulators = {}};
  openLoop(op, loop);
  const ir::Region& body = function_.region(op.regions[0]);
  values_[body.parameters[0].index()] = loop.index;
  values_[body.parameters[1].index()] = loopElement(op, loop);
  for (size_t i = 0; i < loop.accumulators.size(); ++i) {
    values_[body.parameters[i + 2].index()] = contents(loop.accumulators[i]);
  }
  closeLoop(op, loop, emitRegion(op.regions[0]));
}

}
