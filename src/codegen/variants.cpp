#include "codegen/function_emitter.h"

// Enums, dicts, and the undeclared fields of open records.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::emit(Case<Opcode::VariantMake>, const ir::Op& op) {
  const auto& variant = std::get<ir::VariantRef>(op.attribute);
  ir::TypeId payload = source_.types[variant.type].arguments[variant.index];
  llvm::Value* memory = reserve(variant.type);
  builder_.CreateStore(int32(static_cast<int32_t>(variant.index)), memory);
  llvm::Value* place = at(memory, module_.layouts().payloadOffset(variant.type));
  if (module_.layouts().isIndirect(variant.type, variant.index)) {
    llvm::Value* behind = allocate(int64(module_.layout(payload).size), op.span);
    builder_.CreateStore(behind, place);
    place = behind;
  }
  storeFields(op, payload, place);
  if (source_.types[payload].open) {
    keepUndeclared(op, op.operands.size() - 1, at(place, module_.fieldOffsets(payload).back()));
  }
  define(op, memory);
}

void FunctionEmitter::emit(Case<Opcode::VariantTag>, const ir::Op& op) {
  llvm::Value* tag = builder_.CreateLoad(builder_.getInt32Ty(), operand(op, 0), "tag");
  define(op, builder_.CreateZExt(tag, builder_.getInt64Ty()));
}

// Without a branch: what lies behind the tag is copied even where it means nothing.
void FunctionEmitter::emit(Case<Opcode::OptionSettle>, const ir::Op& op) {
  ir::TypeId type = resultType(op);
  llvm::Value* memory = reserve(type);
  copyBytes(builder_, memory, operand(op, 0), module_.layout(type));
  llvm::Value* tag = builder_.CreateLoad(builder_.getInt32Ty(), operand(op, 0), "tag");
  llvm::Value* isAbsent = builder_.CreateICmpEQ(tag, int32(static_cast<int32_t>(ir::OptionVariant::Absent)));
  llvm::Value* none = int32(static_cast<int32_t>(ir::OptionVariant::None));
  builder_.CreateStore(builder_.CreateSelect(isAbsent, none, tag), memory);
  define(op, memory);
}

void FunctionEmitter::emit(Case<Opcode::VariantGet>, const ir::Op& op) {
  ir::TypeId type = operandType(op, 0);
  llvm::Value* place = at(operand(op, 0), module_.layouts().payloadOffset(type));
  bool isIndirect = module_.layouts().isIndirect(type, std::get<uint32_t>(op.attribute));
  define(op, isIndirect ? builder_.CreateLoad(builder_.getPtrTy(), place, "payload") : place);
}

int64_t FunctionEmitter::dictSizeOffset() const {
  return std::max<int64_t>(2 * module_.pointerSize(), 8);
}

void FunctionEmitter::emit(Case<Opcode::DictMake>, const ir::Op& op) {
  llvm::Value* dict = reserve(std::get<ir::TypeId>(op.attribute));
  builder_.CreateStore(dataOf(operand(op, 0)), dict);
  builder_.CreateStore(dataOf(operand(op, 1)), at(dict, module_.pointerSize()));
  builder_.CreateStore(sizeOf(operand(op, 0)), at(dict, dictSizeOffset()));
  define(op, dict);
}

// Keys lie first in a dict, values second.
void FunctionEmitter::defineDictPart(const ir::Op& op, int64_t offset) {
  llvm::Value* dict = operand(op, 0);
  llvm::Value* data = builder_.CreateLoad(builder_.getPtrTy(), at(dict, offset), "data");
  llvm::Value* size = builder_.CreateLoad(builder_.getInt64Ty(), at(dict, dictSizeOffset()), "size");
  define(op, makeSequence(data, size));
}

void FunctionEmitter::emit(Case<Opcode::DictKeys>, const ir::Op& op) {
  defineDictPart(op, 0);
}

void FunctionEmitter::emit(Case<Opcode::DictValues>, const ir::Op& op) {
  defineDictPart(op, module_.pointerSize());
}

// Stores a pointer to the dict that is this operand, or null for an empty one. The dict's
// head outlives the function that made it, so it is copied.
void FunctionEmitter::keepUndeclared(const ir::Op& op, size_t dict, llvm::Value* place) {
  builder_.CreateStore(pointerNull(), place);
  llvm::Value* size = builder_.CreateLoad(builder_.getInt64Ty(), at(operand(op, dict), dictSizeOffset()), "size");
  llvm::BasicBlock* keep = block("keep");
  llvm::BasicBlock* next = block("next");
  builder_.CreateCondBr(builder_.CreateICmpSGT(size, int64(0)), keep, next);
  builder_.SetInsertPoint(keep);
  ir::Layout head = module_.layout(operandType(op, dict));
  llvm::Value* kept = allocate(int64(head.size), op.span);
  copyBytes(builder_, kept, operand(op, dict), head);
  builder_.CreateStore(kept, place);
  builder_.CreateBr(next);
  builder_.SetInsertPoint(next);
}

void FunctionEmitter::emit(Case<Opcode::StructExtend>, const ir::Op& op) {
  ir::TypeId record = operandType(op, 0);
  llvm::Value* memory = reserve(record);
  copyBytes(builder_, memory, operand(op, 0), module_.layout(record));
  keepUndeclared(op, 1, at(memory, module_.fieldOffsets(record).back()));
  define(op, memory);
}

void FunctionEmitter::emit(Case<Opcode::StructUndeclared>, const ir::Op& op) {
  llvm::Value* place = at(operand(op, 0), module_.fieldOffsets(operandType(op, 0)).back());
  llvm::Value* kept = builder_.CreateLoad(builder_.getPtrTy(), place, "undeclared");
  llvm::Value* none = module_.emptyDict(resultType(op));
  define(op, builder_.CreateSelect(builder_.CreateIsNull(kept), none, kept));
}

}
