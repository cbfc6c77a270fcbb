#include "codegen/function_emitter.h"

// Tuples, records, lists.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::emit(Case<Opcode::TextLen>, const ir::Op& op) {
  define(op, sizeOf(operand(op, 0)));
}
void FunctionEmitter::emit(Case<Opcode::ListLen>, const ir::Op& op) {
  define(op, sizeOf(operand(op, 0)));
}

void FunctionEmitter::emit(Case<Opcode::StructMake>, const ir::Op& op) {
  ir::TypeId id = std::get<ir::TypeId>(op.attribute);
  llvm::Value* memory = reserve(id);
  storeFields(op, id, memory);
  if (source_.types[id].open) builder_.CreateStore(pointerNull(), at(memory, module_.fieldOffsets(id).back()));
  define(op, memory);
}

// The operands, as the fields of a tuple, record or payload.
void FunctionEmitter::storeFields(const ir::Op& op, ir::TypeId structure, llvm::Value* memory) {
  std::vector<int64_t> offsets = module_.fieldOffsets(structure);
  for (size_t i = 0; i < source_.types[structure].arguments.size(); ++i) {
    ir::TypeId field = source_.types[structure].arguments[i];
    store(fitted(op.operands[i], field), at(memory, offsets[i]), field);
  }
}

void FunctionEmitter::emit(Case<Opcode::StructGet>, const ir::Op& op) {
  uint32_t index = std::get<uint32_t>(op.attribute);
  int64_t offset = module_.fieldOffsets(operandType(op, 0))[index];
  define(op, load(at(operand(op, 0), offset), resultType(op)));
}

llvm::Value* FunctionEmitter::allocate(llvm::Value* size, Span span) {
  auto* type = llvm::FunctionType::get(builder_.getPtrTy(), {builder_.getPtrTy(), builder_.getInt64Ty()}, false);
  llvm::Value* memory = builder_.CreateCall(module_.runtime("relon_allocate", type), {context_, size});
  llvm::BasicBlock* next = block("ok");
  llvm::BasicBlock* failure = block("no_memory");
  branchUnlikely(builder_.CreateIsNull(memory), failure, next);
  builder_.SetInsertPoint(failure);
  passOnFromCallee(span);
  builder_.SetInsertPoint(next);
  return memory;
}

void FunctionEmitter::emit(Case<Opcode::ListMake>, const ir::Op& op) {
  ir::TypeId element = source_.types[std::get<ir::TypeId>(op.attribute)].element();
  int64_t stride = module_.layout(element).size;
  int64_t count = static_cast<int64_t>(op.operands.size());
  llvm::Value* data = count * stride == 0 ? pointerNull() : allocate(int64(count * stride), op.span);
  for (int64_t i = 0; i < count; ++i) {
    store(fitted(op.operands[static_cast<size_t>(i)], element), at(data, i * stride), element);
  }
  define(op, makeSequence(data, int64(count)));
}

llvm::Value* FunctionEmitter::elementAddress(llvm::Value* data, llvm::Value* index, ir::TypeId element) {
  int64_t stride = module_.layout(element).size;
  llvm::Type* unit = llvm::ArrayType::get(builder_.getInt8Ty(), static_cast<uint64_t>(stride));
  return builder_.CreateInBoundsGEP(unit, data, index);
}

void FunctionEmitter::emit(Case<Opcode::ListGet>, const ir::Op& op) {
  llvm::Value* list = operand(op, 0);
  llvm::Value* index = operand(op, 1);
  if (!op.proved) {
    llvm::Value* size = sizeOf(list);
    failIf(builder_.CreateICmpUGE(index, size), relon_index_out_of_bounds, op.span,
           [&] { return Details{index, size}; });
  }
  ir::TypeId element = source_.types[operandType(op, 0)].element();
  define(op, load(elementAddress(dataOf(list), index, element), element));
}

}
