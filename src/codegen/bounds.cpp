#include "codegen/function_emitter.h"

// Budgets of steps, elements, depth and stack; capabilities.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::takeSteps(llvm::Value* steps, Span span) {
  const ContextLayout& context = module_.context();
  llvm::Value* left = builder_.CreateSub(loadContext(context.stepsLeft), steps, "steps_left");
  storeContext(context.stepsLeft, left);
  failIf(builder_.CreateICmpSLT(left, int64(0)), relon_step_limit_exceeded, span,
         [&] { return Details{loadContext(context.maxSteps), nullptr}; });
}

// The depth is a budget, equal everywhere. The stack pointer's limit is what makes
// overflow of the native stack impossible, however large frames are.
void FunctionEmitter::checkStack(Span span) {
  llvm::Value* stack = builder_.CreateStackSave();
  llvm::Value* limit = builder_.CreateLoad(builder_.getPtrTy(), contextField(module_.context().stackLimit));
  failIf(builder_.CreateICmpULT(stack, limit), relon_recursion_limit_exceeded, span,
         [&] { return Details{loadContext(module_.context().maxDepth), nullptr}; });
}

void FunctionEmitter::emit(Case<Opcode::Enter>, const ir::Op& op) {
  takeSteps(int64(1), op.span);
  failIf(builder_.CreateICmpSLE(depth_, int64(0)), relon_recursion_limit_exceeded, op.span,
         [&] { return Details{loadContext(module_.context().maxDepth), nullptr}; });
  if (module_.isRecursive(id_) && tailLoop_.calls.empty()) checkStack(op.span);
}

void FunctionEmitter::emit(Case<Opcode::Charge>, const ir::Op& op) {
  takeSteps(builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, operand(op, 0), int64(0)), op.span);
}

void FunctionEmitter::emit(Case<Opcode::CheckElements>, const ir::Op& op) {
  if (op.proved) return;
  llvm::Value* amount = operand(op, 0);
  llvm::LoadInst* limit = loadContext(module_.context().maxElements);
  // No run changes its limit, so that loops need not load it again.
  limit->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(module_.llvm(), {}));
  failIf(builder_.CreateICmpSGT(amount, limit), relon_value_too_large, op.span, [&] { return Details{limit, amount}; });
}

void FunctionEmitter::emit(Case<Opcode::CheckCapability>, const ir::Op& op) {
  uint32_t bit = std::get<uint32_t>(op.attribute);
  llvm::Value* granted = builder_.CreateAnd(loadContext(module_.context().capabilities), int64(int64_t{1} << bit));
  failIf(builder_.CreateICmpEQ(granted, int64(0)), relon_capability_denied, op.span,
         [&] { return Details{int64(bit), nullptr}; });
}

}
