#include "codegen/function_emitter.h"

// Calls of functions and of callables in the three bindings.
namespace relon::codegen {

using ir::Opcode;

llvm::Value* FunctionEmitter::resultMemory(ir::TypeId type) {
  return module_.passing(type) == Passing::Aggregate ? reserve(type) : nullptr;
}

FunctionEmitter::Outcome FunctionEmitter::callCode(CodeCall call) {
  std::vector<llvm::Value*> arguments = {context_, builder_.CreateSub(depth_, int64(1))};
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  bool isAggregate = module_.passing(call.result) == Passing::Aggregate;
  if (isAggregate) arguments.push_back(call.memory);
  llvm::CallInst* made = builder_.CreateCall(call.type, call.code, arguments);
  made->setCallingConv(llvm::CallingConv::Fast);
  if (!made->getType()->isStructTy()) return {made, isAggregate ? call.memory : pointerNull()};
  return {builder_.CreateExtractValue(made, 0), builder_.CreateExtractValue(made, 1)};
}

void FunctionEmitter::defineChecked(const ir::Op& op, Outcome outcome) {
  propagateIf(builder_.CreateICmpNE(outcome.status, int32(relon_ok)), outcome.status);
  define(op, outcome.value);
}

void FunctionEmitter::callFunction(const ir::Op& op, ir::FunctionId id) {
  if (tailLoop_.calls.contains(&op)) return callAgain(op);
  const ir::Function& callee = source_.function(id);
  std::vector<llvm::Value*> arguments;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    arguments.push_back(fitted(op.operands[i], callee.type(callee.parameters[i])));
  }
  llvm::Function* code = module_.function(id);
  Outcome outcome =
      callCode({code->getFunctionType(), code, std::move(arguments), callee.result, resultMemory(callee.result)});
  if (callee.span.valid()) return defineChecked(op, outcome);
  // A shared function: its failures are the call's.
  propagateFromCallee(builder_.CreateICmpNE(outcome.status, int32(relon_ok)), op.span);
  define(op, outcome.value);
}

// The callee's failure is in the context; where it named no place, the call is the place.
void FunctionEmitter::passOnFromCallee(Span span) {
  const ContextLayout& context = module_.context();
  llvm::Value* status = builder_.CreateLoad(builder_.getInt32Ty(), contextField(context.status));
  llvm::Value* site = builder_.CreateLoad(builder_.getInt32Ty(), contextField(context.status + 4));
  llvm::Value* named = builder_.CreateSelect(builder_.CreateICmpEQ(site, int32(-1)), int32(module_.site(span)), site);
  builder_.CreateStore(named, contextField(context.status + 4));
  passOn(status);
}

void FunctionEmitter::propagateFromCallee(llvm::Value* failed, Span span) {
  llvm::BasicBlock* next = block("ok");
  llvm::BasicBlock* failure = block("callee_failed");
  branchUnlikely(failed, failure, next);
  builder_.SetInsertPoint(failure);
  passOnFromCallee(span);
  builder_.SetInsertPoint(next);
}

void FunctionEmitter::checkCallee(Span span) {
  llvm::Value* status = builder_.CreateLoad(builder_.getInt32Ty(), contextField(module_.context().status));
  propagateFromCallee(builder_.CreateICmpNE(status, int32(relon_ok)), span);
}

std::vector<llvm::Value*> FunctionEmitter::callableArguments(const ir::Op& op, const ir::CallableRef& callable) {
  std::vector<llvm::Value*> arguments;
  for (size_t i = 0; i < op.operands.size(); ++i) arguments.push_back(fitted(op.operands[i], callable.parameters[i]));
  return arguments;
}

void FunctionEmitter::callDirectly(const ir::Op& op, ir::CallableId id) {
  const ir::CallableRef& callable = source_.callables[id.index()];
  std::vector<llvm::Value*> arguments = callableArguments(op, callable);
  bool takesContext = (callable.flags & relon_callable_takes_context) != 0;
  if (takesContext) arguments.insert(arguments.begin(), context_);
  llvm::Value* memory = resultMemory(callable.result);
  if (memory != nullptr) arguments.push_back(memory);
  llvm::Function* function = module_.callable(id);
  llvm::CallInst* call = builder_.CreateCall(function, arguments);
  call->setAttributes(function->getAttributes().removeFnAttributes(module_.llvm()));
  bool isForeign = module_.binding(id).binding == Binding::Imported;
  if (takesContext || isForeign) checkCallee(op.span);
  bool isScalar = module_.passing(callable.result) == Passing::Scalar;
  define(op, isScalar ? call : memory != nullptr ? memory : pointerNull());
}

namespace {

// The 8-byte word that a thunk reads an argument from.
llvm::Value* wordOf(llvm::IRBuilder<>& builder, llvm::Value* value) {
  llvm::Type* word = builder.getInt64Ty();
  if (value->getType()->isPointerTy()) return builder.CreatePtrToInt(value, word);
  if (value->getType()->isDoubleTy()) return builder.CreateBitCast(value, word);
  return builder.CreateZExt(value, word);
}

}

// Through the context's table: {thunk, target} at the callable's number.
void FunctionEmitter::callImport(const ir::Op& op, ir::CallableId id) {
  const ir::CallableRef& callable = source_.callables[id.index()];
  std::vector<llvm::Value*> values = callableArguments(op, callable);
  llvm::Value* words = reserve(8 * static_cast<int64_t>(values.size()), 8);
  for (size_t i = 0; i < values.size(); ++i) {
    builder_.CreateStore(wordOf(builder_, values[i]), at(words, 8 * static_cast<int64_t>(i)));
  }
  int64_t pointer = module_.pointerSize();
  int64_t entry = 2 * pointer * module_.binding(id).importIndex;
  llvm::Value* table = builder_.CreateLoad(builder_.getPtrTy(), contextField(module_.context().imports));
  llvm::Value* thunk = builder_.CreateLoad(builder_.getPtrTy(), at(table, entry), "thunk");
  llvm::Value* target = builder_.CreateLoad(builder_.getPtrTy(), at(table, entry + pointer), "target");
  llvm::Value* result = reserve(callable.result);
  llvm::Type* address = builder_.getPtrTy();
  auto* type = llvm::FunctionType::get(builder_.getVoidTy(), {address, address, address, address}, false);
  builder_.CreateCall(type, thunk, {target, context_, words, result})
      ->addFnAttr(llvm::Attribute::get(module_.llvm(), llvm::Attribute::NoUnwind));
  checkCallee(op.span);
  define(op, load(result, callable.result));
}

void FunctionEmitter::emit(Case<Opcode::Call>, const ir::Op& op) {
  const auto& callee = std::get<ir::Callee>(op.attribute);
  if (auto* function = std::get_if<ir::FunctionId>(&callee)) return callFunction(op, *function);
  ir::CallableId id = std::get<ir::CallableId>(callee);
  if (!findConstantKey(op, id)) callCallable(op, id);
}

void FunctionEmitter::callCallable(const ir::Op& op, ir::CallableId id) {
  bool throughTable = module_.binding(id).binding == Binding::Imported && module_.kind() == TargetKind::Native;
  throughTable ? callImport(op, id) : callDirectly(op, id);
}

}
