#include "codegen/memory.h"

#include "codegen/function_emitter.h"

// Memory in the C layout, and slots for values that control flow decides.
namespace relon::codegen {

llvm::Value* atOffset(llvm::IRBuilderBase& builder, llvm::Value* base, int64_t offset) {
  if (offset == 0) return base;
  return builder.CreateInBoundsGEP(builder.getInt8Ty(), base, builder.getInt64(static_cast<uint64_t>(offset)));
}

llvm::Value* loadValue(llvm::IRBuilderBase& builder, ModuleEmitter& module, llvm::Value* address, ir::TypeId type) {
  switch (module.passing(type)) {
    case Passing::Nothing:
      return llvm::ConstantPointerNull::get(builder.getPtrTy());
    case Passing::Aggregate:
      return address;
    case Passing::Scalar:
    case Passing::Handle:
      break;
  }
  llvm::Type* held = module.valueType(type);
  if (!held->isIntegerTy(1)) return builder.CreateLoad(held, address);
  return builder.CreateTrunc(builder.CreateLoad(builder.getInt8Ty(), address), held);
}

void storeValue(llvm::IRBuilderBase& builder, ModuleEmitter& module, llvm::Value* value, llvm::Value* address,
                ir::TypeId type) {
  Passing passed = module.passing(type);
  if (passed == Passing::Nothing) return;
  if (passed == Passing::Aggregate) return copyBytes(builder, address, value, module.layout(type));
  if (value->getType()->isIntegerTy(1)) value = builder.CreateZExt(value, builder.getInt8Ty());
  builder.CreateStore(value, address);
}

void copyBytes(llvm::IRBuilderBase& builder, llvm::Value* to, llvm::Value* from, ir::Layout layout) {
  if (layout.size == 0 || llvm::isa<llvm::PoisonValue>(from)) return;
  llvm::Align align(static_cast<uint64_t>(layout.align));
  builder.CreateMemCpy(to, align, from, align, static_cast<uint64_t>(layout.size));
}

// All of a function's own memory lies in its entry block, so that a loop reuses it.
llvm::AllocaInst* FunctionEmitter::reserve(int64_t size, int64_t align, const char* name) {
  llvm::BasicBlock& entry = code_->getEntryBlock();
  llvm::IRBuilder<> top(&entry, entry.begin());
  auto* memory = top.CreateAlloca(llvm::ArrayType::get(top.getInt8Ty(), static_cast<uint64_t>(size)), nullptr, name);
  memory->setAlignment(llvm::Align(static_cast<uint64_t>(align)));
  return memory;
}

llvm::AllocaInst* FunctionEmitter::reserve(ir::TypeId type) {
  ir::Layout layout = module_.layout(type);
  return reserve(layout.size, layout.align);
}

llvm::Value* FunctionEmitter::dataOf(llvm::Value* sequence) {
  return builder_.CreateLoad(builder_.getPtrTy(), sequence, "data");
}

llvm::Value* FunctionEmitter::sizeOf(llvm::Value* sequence) {
  return builder_.CreateLoad(builder_.getInt64Ty(), at(sequence, 8), "size");
}

llvm::Value* FunctionEmitter::makeSequence(llvm::Value* data, llvm::Value* size) {
  llvm::Value* sequence = reserve(16, 8);
  builder_.CreateStore(data, sequence);
  builder_.CreateStore(size, at(sequence, 8));
  return sequence;
}

FunctionEmitter::Slot FunctionEmitter::slot(ir::TypeId type) {
  switch (module_.passing(type)) {
    case Passing::Nothing:
      return {type, nullptr};
    case Passing::Aggregate:
      return {type, reserve(type)};
    case Passing::Scalar:
    case Passing::Handle:
      break;
  }
  llvm::BasicBlock& entry = code_->getEntryBlock();
  return {type, llvm::IRBuilder<>(&entry, entry.begin()).CreateAlloca(module_.valueType(type))};
}

void FunctionEmitter::fill(const Slot& slot, llvm::Value* value) {
  Passing passed = module_.passing(slot.type);
  if (passed == Passing::Nothing) return;
  if (passed == Passing::Aggregate) return copyBytes(builder_, slot.memory, value, module_.layout(slot.type));
  builder_.CreateStore(value, slot.memory);
}

llvm::Value* FunctionEmitter::contents(const Slot& slot) {
  Passing passed = module_.passing(slot.type);
  if (passed == Passing::Nothing) return pointerNull();
  if (passed == Passing::Aggregate) return slot.memory;
  return builder_.CreateLoad(module_.valueType(slot.type), slot.memory);
}

std::vector<FunctionEmitter::Slot> FunctionEmitter::resultSlots(const ir::Op& op) {
  std::vector<Slot> slots;
  for (ir::ValueId result : op.results) slots.push_back(slot(function_.type(result)));
  return slots;
}

// The region's end: its results into the slots, then on. A region that failed has ended already.
void FunctionEmitter::fillFromYield(const std::vector<Slot>& slots, const ir::Op* yield, llvm::BasicBlock* next) {
  if (yield == nullptr) return;
  for (size_t i = 0; i < slots.size(); ++i) fill(slots[i], fitted(yield->operands[i], slots[i].type));
  builder_.CreateBr(next);
}

void FunctionEmitter::defineFromSlots(const ir::Op& op, const std::vector<Slot>& slots) {
  for (size_t i = 0; i < slots.size(); ++i) values_[op.results[i].index()] = contents(slots[i]);
}

}
