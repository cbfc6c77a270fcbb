#include "codegen/function_emitter.h"

// Closures and lazily evaluated fields.
namespace relon::codegen {

using ir::Opcode;

namespace {

std::vector<ir::TypeId> captureTypes(const ir::Function& function) {
  std::vector<ir::TypeId> types;
  for (uint32_t i = 0; i < function.captures; ++i) types.push_back(function.type(function.parameters[i]));
  return types;
}

// A cell's states. A failure puts it back to Defined, so that it fails again when asked again.
enum CellState : int64_t { Undefined, Defined, Running, Done };

}

llvm::Function* emitClosureCode(ModuleEmitter& module, ir::FunctionId id) {
  const ir::Function& source = module.source().function(id);
  llvm::Function* function = module.function(id);
  std::vector<llvm::Type*> types(function->getFunctionType()->params());
  types.erase(types.begin() + 2, types.begin() + 2 + source.captures);
  types.insert(types.begin() + 2, llvm::PointerType::get(module.llvm(), 0));
  auto* code = llvm::Function::Create(llvm::FunctionType::get(function->getReturnType(), types, false),
                                      llvm::Function::InternalLinkage, "closure." + source.name, module.target());
  code->setCallingConv(llvm::CallingConv::Fast);
  code->addFnAttr(llvm::Attribute::NoUnwind);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module.llvm(), "entry", code));
  std::vector<llvm::Value*> arguments = {code->getArg(0), code->getArg(1)};
  std::vector<ir::TypeId> captures = captureTypes(source);
  std::vector<int64_t> offsets = module.structOffsets(captures);
  for (size_t i = 0; i < captures.size(); ++i) {
    arguments.push_back(loadValue(builder, module, atOffset(builder, code->getArg(2), offsets[i]), captures[i]));
  }
  for (unsigned i = 3; i < code->arg_size(); ++i) arguments.push_back(code->getArg(i));
  llvm::CallInst* call = builder.CreateCall(function, arguments);
  call->setCallingConv(llvm::CallingConv::Fast);
  builder.CreateRet(call);
  return code;
}

void FunctionEmitter::emit(Case<Opcode::ClosureMake>, const ir::Op& op) {
  ir::FunctionId target = std::get<ir::FunctionId>(op.attribute);
  std::vector<ir::TypeId> captures = captureTypes(source_.function(target));
  int64_t size = 0;
  std::vector<int64_t> offsets = module_.structOffsets(captures, &size);
  llvm::Value* environment = size == 0 ? pointerNull() : allocate(int64(size), op.span);
  for (size_t i = 0; i < captures.size(); ++i) {
    store(fitted(op.operands[i], captures[i]), at(environment, offsets[i]), captures[i]);
  }
  llvm::Value* closure = reserve(resultType(op));
  builder_.CreateStore(module_.closureCode(target), closure);
  builder_.CreateStore(environment, at(closure, module_.pointerSize()));
  define(op, closure);
}

FunctionEmitter::Outcome FunctionEmitter::callClosure(llvm::Value* closure, const ir::Type& type,
                                                      std::vector<llvm::Value*> arguments, llvm::Value* memory) {
  llvm::Value* code = builder_.CreateLoad(builder_.getPtrTy(), closure, "code");
  llvm::Value* environment = builder_.CreateLoad(builder_.getPtrTy(), at(closure, module_.pointerSize()), "env");
  arguments.insert(arguments.begin(), environment);
  return callCode({module_.closureCodeType(type), code, std::move(arguments), type.closureResult(), memory});
}

void FunctionEmitter::emit(Case<Opcode::CallClosure>, const ir::Op& op) {
  const ir::Type& type = source_.types[operandType(op, 0)];
  std::vector<llvm::Value*> arguments;
  for (size_t i = 1; i < op.operands.size(); ++i) {
    arguments.push_back(fitted(op.operands[i], type.closureParameters()[i - 1]));
  }
  defineChecked(op, callClosure(operand(op, 0), type, std::move(arguments), resultMemory(type.closureResult())));
}

void FunctionEmitter::setCellState(llvm::Value* cell, int64_t state) {
  builder_.CreateStore(int64(state), at(cell, cellStateOffset()));
}

void FunctionEmitter::emit(Case<Opcode::CellNew>, const ir::Op& op) {
  ir::TypeId value = source_.types[std::get<ir::TypeId>(op.attribute)].element();
  llvm::Value* cell = allocate(int64(cellValueOffset() + module_.layout(value).size), op.span);
  setCellState(cell, Undefined);
  define(op, cell);
}

void FunctionEmitter::emit(Case<Opcode::CellDefine>, const ir::Op& op) {
  llvm::Value* cell = operand(op, 0);
  copyBytes(builder_, cell, operand(op, 1), module_.layout(operandType(op, 1)));
  setCellState(cell, Defined);
}

void FunctionEmitter::emit(Case<Opcode::CellForce>, const ir::Op& op) {
  llvm::Value* cell = operand(op, 0);
  llvm::Value* state = builder_.CreateLoad(builder_.getInt64Ty(), at(cell, cellStateOffset()));
  llvm::BasicBlock* compute = block("compute");
  llvm::BasicBlock* done = block("done");
  builder_.CreateCondBr(builder_.CreateICmpEQ(state, int64(Done)), done, compute);
  builder_.SetInsertPoint(compute);
  failIf(builder_.CreateICmpNE(state, int64(Defined)), relon_circular_reference, op.span);
  computeCell(op, cell);
  builder_.CreateBr(done);
  builder_.SetInsertPoint(done);
  define(op, load(at(cell, cellValueOffset()), resultType(op)));
}

// The cell starts with the closure that computes it.
void FunctionEmitter::computeCell(const ir::Op& op, llvm::Value* cell) {
  ir::TypeId type = resultType(op);
  llvm::Value* value = at(cell, cellValueOffset());
  setCellState(cell, Running);
  ir::Type closure;
  closure.kind = ir::TypeKind::Closure;
  closure.arguments = {type};
  Outcome outcome = callClosure(cell, closure, {}, value);
  llvm::BasicBlock* failure = block("cell_failed");
  llvm::BasicBlock* next = block("ok");
  branchUnlikely(builder_.CreateICmpNE(outcome.status, int32(0)), failure, next);
  builder_.SetInsertPoint(failure);
  setCellState(cell, Defined);
  passOn(outcome.status);
  builder_.SetInsertPoint(next);
  if (module_.passing(type) != Passing::Aggregate) store(outcome.value, value, type);
  setCellState(cell, Done);
}

}
