#include "codegen/function_emitter.h"

#include <llvm/IR/MDBuilder.h>

#include "base/check.h"

namespace relon::codegen {

using ir::Opcode;

FunctionEmitter::FunctionEmitter(ModuleEmitter& module, ir::FunctionId id)
    : module_(module),
      source_(module.source()),
      function_(module.source().function(id)),
      id_(id),
      ranges_(function_),
      code_(module.function(id)),
      builder_(module.llvm()),
      values_(function_.values.size()) {}

void FunctionEmitter::run() {
  llvm::BasicBlock* entry = block("entry");
  builder_.SetInsertPoint(entry);
  context_ = code_->getArg(0);
  depth_ = code_->getArg(1);
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    values_[function_.parameters[i].index()] = code_->getArg(static_cast<unsigned>(i + 2));
  }
  targets_.push_back(newTarget("failed"));
  findTailCalls(function_.body);
  if (!tailLoop_.calls.empty()) openTailLoop();
  emitRegion(function_.body);
  emitExit();
}

void FunctionEmitter::emitOp(const ir::Op& op) {
  using Handler = void (FunctionEmitter::*)(const ir::Op&);
  static constexpr Handler kHandlers[] = {
#define RELON_OP(Name, ...) &FunctionEmitter::dispatch<Opcode::Name>,
#include "ir/ops.def"
  };
  (this->*kHandlers[static_cast<size_t>(op.code)])(op);
}

const ir::Op* FunctionEmitter::emitRegion(ir::RegionId id) {
  const ir::Op* last = nullptr;
  for (ir::OpId op : function_.region(id).ops) emitOp(*(last = &function_.op(op)));
  return last != nullptr && last->code == Opcode::Yield ? last : nullptr;
}

llvm::Value* FunctionEmitter::fitted(ir::ValueId id, ir::TypeId wanted) {
  llvm::Value* value = values_[id.index()];
  llvm::Type* type = module_.valueType(wanted);
  bool stands = source_.types[function_.type(id)].kind == ir::TypeKind::Never && function_.type(id) != wanted;
  return stands ? llvm::PoisonValue::get(type) : value;
}

llvm::BasicBlock* FunctionEmitter::block(const char* name) {
  return llvm::BasicBlock::Create(module_.llvm(), name, code_);
}

FailureTarget FunctionEmitter::newTarget(const char* name) {
  FailureTarget target{.block = block(name)};
  target.status = llvm::PHINode::Create(builder_.getInt32Ty(), 0, "status", target.block);
  return target;
}

// Every failure of the function ends here; its value beside the status is never read.
void FunctionEmitter::emitExit() {
  FailureTarget exit = targets_.back();
  if (exit.status->getNumIncomingValues() == 0) {
    exit.block->eraseFromParent();
    return;
  }
  builder_.SetInsertPoint(exit.block);
  llvm::Value* result = exit.status;
  if (auto* pair = llvm::dyn_cast<llvm::StructType>(code_->getReturnType())) {
    result = builder_.CreateInsertValue(llvm::PoisonValue::get(pair), exit.status, 0);
    result = builder_.CreateInsertValue(result, llvm::Constant::getNullValue(pair->getElementType(1)), 1);
  }
  builder_.CreateRet(result);
}

llvm::LoadInst* FunctionEmitter::loadContext(int64_t offset) {
  return builder_.CreateAlignedLoad(builder_.getInt64Ty(), contextField(offset), llvm::Align(8));
}

void FunctionEmitter::storeContext(int64_t offset, llvm::Value* value) {
  builder_.CreateAlignedStore(value, contextField(offset), llvm::Align(8));
}

void FunctionEmitter::branchUnlikely(llvm::Value* condition, llvm::BasicBlock* unlikely, llvm::BasicBlock* likely) {
  builder_.CreateCondBr(condition, unlikely, likely, llvm::MDBuilder(module_.llvm()).createUnlikelyBranchWeights());
}

// Status and site stand side by side and are written by one store.
void FunctionEmitter::storeFailure(relon_status kind, Span span, MakeDetails makeDetails) {
  uint64_t site = module_.site(span);
  llvm::Value* both = builder_.getInt64(static_cast<uint32_t>(kind) | site << 32);
  builder_.CreateAlignedStore(both, contextField(module_.context().status), llvm::Align(4));
  if (!makeDetails) return;
  Details details = makeDetails();
  if (details.first) storeContext(module_.context().detail, details.first);
  if (details.second) storeContext(module_.context().detail + 8, details.second);
}

// Failures without details are shared by all ops of one place.
llvm::BasicBlock* FunctionEmitter::failureBlock(relon_status kind, Span span, MakeDetails details) {
  const FailureTarget& target = targets_.back();
  std::tuple key(target.block, kind, module_.site(span));
  bool isShared = !details;
  if (auto known = failures_.find(key); isShared && known != failures_.end()) return known->second;
  llvm::IRBuilder<>::InsertPointGuard guard(builder_);
  llvm::BasicBlock* failure = block("fail");
  builder_.SetInsertPoint(failure);
  storeFailure(kind, span, details);
  target.status->addIncoming(int32(kind), failure);
  builder_.CreateBr(target.block);
  if (isShared) failures_[key] = failure;
  return failure;
}

void FunctionEmitter::failIf(llvm::Value* condition, relon_status kind, Span span, MakeDetails details) {
  llvm::BasicBlock* next = block("ok");
  branchUnlikely(condition, failureBlock(kind, span, details), next);
  builder_.SetInsertPoint(next);
}

void FunctionEmitter::passOn(llvm::Value* status) {
  targets_.back().status->addIncoming(status, builder_.GetInsertBlock());
  builder_.CreateBr(targets_.back().block);
}

void FunctionEmitter::propagateIf(llvm::Value* failed, llvm::Value* status) {
  llvm::BasicBlock* next = block("ok");
  llvm::BasicBlock* failure = block("callee_failed");
  branchUnlikely(failed, failure, next);
  builder_.SetInsertPoint(failure);
  passOn(status);
  builder_.SetInsertPoint(next);
}

}
