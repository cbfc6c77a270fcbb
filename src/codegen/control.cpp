#include "codegen/function_emitter.h"

#include "base/check.h"

// Branches, ends of regions and functions, stated failures, attempts.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::emit(Case<Opcode::If>, const ir::Op& op) {
  std::vector<Slot> slots = resultSlots(op);
  llvm::BasicBlock* blocks[] = {block("then"), block("else")};
  llvm::BasicBlock* join = block("join");
  builder_.CreateCondBr(operand(op, 0), blocks[0], blocks[1]);
  for (size_t i = 0; i < 2; ++i) {
    builder_.SetInsertPoint(blocks[i]);
    fillFromYield(slots, emitRegion(op.regions[i]), join);
  }
  builder_.SetInsertPoint(join);
  defineFromSlots(op, slots);
}

void FunctionEmitter::emit(Case<Opcode::Switch>, const ir::Op& op) {
  std::vector<Slot> slots = resultSlots(op);
  std::vector<llvm::BasicBlock*> blocks;
  for (size_t i = 0; i < op.regions.size(); ++i) blocks.push_back(block("case"));
  llvm::BasicBlock* join = block("join");
  llvm::SwitchInst* choice = builder_.CreateSwitch(operand(op, 0), blocks.back());
  for (size_t i = 0; i + 1 < blocks.size(); ++i) choice->addCase(builder_.getInt64(i), blocks[i]);
  for (size_t i = 0; i < blocks.size(); ++i) {
    builder_.SetInsertPoint(blocks[i]);
    fillFromYield(slots, emitRegion(op.regions[i]), join);
  }
  builder_.SetInsertPoint(join);
  defineFromSlots(op, slots);
}

// What the region's owner does with the yield is up to it.
void FunctionEmitter::emit(Case<Opcode::Yield>, const ir::Op&) {}

void FunctionEmitter::emit(Case<Opcode::Return>, const ir::Op& op) {
  llvm::Value* value = fitted(op.operands[0], function_.result);
  Passing passed = module_.passing(function_.result);
  if (passed == Passing::Aggregate) {
    copyBytes(builder_, code_->getArg(static_cast<unsigned>(code_->arg_size() - 1)), value,
              module_.layout(function_.result));
  }
  llvm::Value* result = int32(relon_ok);
  if (auto* pair = llvm::dyn_cast<llvm::StructType>(code_->getReturnType())) {
    result = builder_.CreateInsertValue(llvm::PoisonValue::get(pair), result, 0);
    result = builder_.CreateInsertValue(result, value, 1);
  }
  builder_.CreateRet(result);
}

void FunctionEmitter::emit(Case<Opcode::Fail>, const ir::Op& op) {
  const auto& failure = std::get<ir::Failure>(op.attribute);
  storeFailure(failure.kind, op.span, nullptr);
  builder_.CreateStore(module_.bytes(failure.message), contextField(module_.context().message));
  storeContext(module_.context().message + 8, int64(static_cast<int64_t>(failure.message.size())));
  passOn(int32(failure.kind));
}

namespace {

// The budgets' ends are not for a program to catch.
constexpr relon_status kUncaught[] = {relon_step_limit_exceeded, relon_memory_limit_exceeded,
                                      relon_recursion_limit_exceeded};

}

// Failures of the first region come to `caught`, which undoes them.
void FunctionEmitter::emit(Case<Opcode::Attempt>, const ir::Op& op) {
  std::vector<Slot> slots = resultSlots(op);
  llvm::BasicBlock* join = block("join");
  llvm::Value* steps = loadContext(module_.context().stepsLeft);
  targets_.push_back(newTarget("caught"));
  fillFromYield(slots, emitRegion(op.regions[0]), join);
  FailureTarget caught = targets_.back();
  targets_.pop_back();
  if (caught.status->getNumIncomingValues() == 0) {
    caught.block->eraseFromParent();
  } else {
    builder_.SetInsertPoint(caught.block);
    undoFailure(caught.status, steps);
    fillFromYield(slots, emitRegion(op.regions[1]), join);
  }
  builder_.SetInsertPoint(join);
  defineFromSlots(op, slots);
}

void FunctionEmitter::undoFailure(llvm::Value* status, llvm::Value* steps) {
  llvm::Value* passes = builder_.getFalse();
  for (relon_status kind : kUncaught) passes = builder_.CreateOr(passes, builder_.CreateICmpEQ(status, int32(kind)));
  propagateIf(passes, status);
  const ContextLayout& context = module_.context();
  storeContext(context.stepsLeft, steps);
  builder_.CreateStore(int32(relon_ok), contextField(context.status));
  builder_.CreateStore(int32(-1), contextField(context.status + 4));
  builder_.CreateStore(module_.bytes(""), contextField(context.message));
  storeContext(context.message + 8, int64(0));
}

}
