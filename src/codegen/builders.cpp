#include "codegen/function_emitter.h"

// Lists that are being built. A builder is local to its function, so its three
// words become registers; the run-time library gets a copy of them when it must grow.
namespace relon::codegen {

using ir::Opcode;

llvm::Value* FunctionEmitter::runtimeBuilderCall(const char* symbol, llvm::Value* list,
                                                 std::vector<llvm::Value*> sizes) {
  std::vector<llvm::Value*> arguments = {context_, list};
  arguments.insert(arguments.end(), sizes.begin(), sizes.end());
  std::vector<llvm::Type*> types;
  for (llvm::Value* argument : arguments) types.push_back(argument->getType());
  llvm::Function* function = module_.runtime(symbol, llvm::FunctionType::get(builder_.getInt1Ty(), types, false));
  llvm::CallInst* call = builder_.CreateCall(function, arguments);
  call->addRetAttr(llvm::Attribute::ZExt);
  return call;
}

// The library gives no more room than a container may have; proved pushes do not ask
// for more, so a builder must not go on with less than was wanted.
void FunctionEmitter::emit(Case<Opcode::BuilderNew>, const ir::Op& op) {
  ir::TypeId element = source_.types[std::get<ir::TypeId>(op.attribute)].element();
  llvm::Value* asked = operand(op, 0);
  llvm::Value* limit = loadContext(module_.context().maxElements);
  failIf(builder_.CreateICmpSGT(asked, limit), relon_value_too_large, op.span, [&] { return Details{limit, asked}; });
  llvm::Value* fresh = reserve(24, 8);
  llvm::Value* made = runtimeBuilderCall("relon_list_reserve", fresh, {asked, int64(module_.layout(element).size)});
  propagateFromCallee(builder_.CreateNot(made), op.span);
  llvm::Value* list = reserve(24, 8);
  copyWords(list, fresh);
  define(op, list);
}

void FunctionEmitter::copyWords(llvm::Value* to, llvm::Value* from) {
  builder_.CreateStore(builder_.CreateLoad(builder_.getPtrTy(), from), to);
  for (int64_t offset : {int64_t{8}, builderCapacityOffset()}) {
    builder_.CreateStore(builder_.CreateLoad(builder_.getInt64Ty(), at(from, offset)), at(to, offset));
  }
}

void FunctionEmitter::growIfFull(const ir::Op& op, llvm::Value* list) {
  ir::TypeId element = source_.types[operandType(op, 0)].element();
  llvm::Value* capacity = builder_.CreateLoad(builder_.getInt64Ty(), at(list, builderCapacityOffset()));
  llvm::BasicBlock* grow = block("grow");
  llvm::BasicBlock* ready = block("room");
  branchUnlikely(builder_.CreateICmpEQ(sizeOf(list), capacity), grow, ready);
  builder_.SetInsertPoint(grow);
  llvm::Value* copy = reserve(24, 8);
  copyWords(copy, list);
  llvm::Value* grown = runtimeBuilderCall("relon_list_grow", copy, {int64(module_.layout(element).size)});
  propagateFromCallee(builder_.CreateNot(grown), op.span);
  copyWords(list, copy);
  builder_.CreateBr(ready);
  builder_.SetInsertPoint(ready);
}

void FunctionEmitter::emit(Case<Opcode::BuilderPush>, const ir::Op& op) {
  ir::TypeId element = source_.types[operandType(op, 0)].element();
  llvm::Value* list = operand(op, 0);
  if (!op.proved) growIfFull(op, list);
  llvm::Value* size = sizeOf(list);
  store(fitted(op.operands[1], element), elementAddress(dataOf(list), size, element), element);
  builder_.CreateStore(builder_.CreateAdd(size, int64(1), "", true, true), at(list, 8));
}

void FunctionEmitter::emit(Case<Opcode::BuilderFinish>, const ir::Op& op) {
  llvm::Value* list = operand(op, 0);
  define(op, makeSequence(dataOf(list), sizeOf(list)));
}

}
