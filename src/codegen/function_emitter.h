#pragma once

#include <map>
#include <set>
#include <tuple>

#include <llvm/IR/IRBuilder.h>

#include "codegen/memory.h"
#include "codegen/module_emitter.h"
#include "codegen/value_range.h"

namespace relon::codegen {

struct SumLoop;

template <ir::Opcode>
struct Case {};

// Where a failing op branches to, with the kind of failure: the function's exit,
// or the second region of the innermost `attempt`.
struct FailureTarget {
  llvm::BasicBlock* block = nullptr;
  llvm::PHINode* status = nullptr;
};

// Emits one function. `emit` has an overload for each operation, declared from
// ops.def: an operation without one does not link. Files: scalars.cpp, compare.cpp,
// aggregates.cpp, builders.cpp, closures.cpp, control.cpp, loop.cpp, loop_blocks.cpp, calls.cpp,
// tail_calls.cpp, constant_keys.cpp, bounds.cpp, variants.cpp.
class FunctionEmitter {
 public:
  FunctionEmitter(ModuleEmitter& module, ir::FunctionId id);
  void run();

 private:
  using Types = std::vector<ir::TypeId>;

#define RELON_OP(Name, ...) void emit(Case<ir::Opcode::Name>, const ir::Op& op);
#include "ir/ops.def"
  template <ir::Opcode code>
  void dispatch(const ir::Op& op) {
    emit(Case<code>{}, op);
  }
  void emitOp(const ir::Op& op);
  // Emits a region's ops; its last op ends it. Returns that op if it is a yield.
  const ir::Op* emitRegion(ir::RegionId id);

  // Values.
  llvm::Value* operand(const ir::Op& op, size_t index) { return values_[op.operands[index].index()]; }
  ir::TypeId operandType(const ir::Op& op, size_t index) const { return function_.type(op.operands[index]); }
  ir::TypeId resultType(const ir::Op& op) const { return function_.type(op.results[0]); }
  void define(const ir::Op& op, llvm::Value* value) { values_[op.results[0].index()] = value; }
  // A value where one of type `wanted` is expected; they differ where a Never stands for it.
  llvm::Value* fitted(ir::ValueId id, ir::TypeId wanted);

  // Memory in the C layout.
  llvm::Value* at(llvm::Value* base, int64_t offset) { return atOffset(builder_, base, offset); }
  llvm::Value* load(llvm::Value* address, ir::TypeId type) { return loadValue(builder_, module_, address, type); }
  void store(llvm::Value* value, llvm::Value* address, ir::TypeId type) {
    storeValue(builder_, module_, value, address, type);
  }
  llvm::AllocaInst* reserve(int64_t size, int64_t align, const char* name = "");
  llvm::AllocaInst* reserve(ir::TypeId type);
  // The {pointer, int64} of texts and lists.
  llvm::Value* dataOf(llvm::Value* sequence);
  llvm::Value* sizeOf(llvm::Value* sequence);
  llvm::Value* makeSequence(llvm::Value* data, llvm::Value* size);
  llvm::Value* elementAddress(llvm::Value* data, llvm::Value* index, ir::TypeId element);
  // Arena memory; fails with memory_limit_exceeded.
  llvm::Value* allocate(llvm::Value* size, Span span);
  void storeFields(const ir::Op& op, ir::TypeId structure, llvm::Value* memory);
  void keepUndeclared(const ir::Op& op, size_t dict, llvm::Value* place);
  // Where a dict holds its length.
  int64_t dictSizeOffset() const;
  void defineDictPart(const ir::Op& op, int64_t offset);

  // A place for a value that is decided by control flow. Holds scalars as they
  // are and aggregates by their bytes; becomes registers when optimised.
  struct Slot {
    ir::TypeId type;
    llvm::Value* memory = nullptr;
  };
  Slot slot(ir::TypeId type);
  void fill(const Slot& slot, llvm::Value* value);
  llvm::Value* contents(const Slot& slot);
  std::vector<Slot> resultSlots(const ir::Op& op);
  void fillFromYield(const std::vector<Slot>& slots, const ir::Op* yield, llvm::BasicBlock* next);
  void defineFromSlots(const ir::Op& op, const std::vector<Slot>& slots);

  // A parameter that tail calls change.
  struct Changing {
    size_t index;
    Slot slot;
  };
  struct TailLoop {
    std::set<const ir::Op*> calls;
    // Where a round begins.
    llvm::BasicBlock* head = nullptr;
    Slot depth;
    std::vector<Changing> changing;
  };

  // The context.
  llvm::Value* contextField(int64_t offset) { return at(context_, offset); }
  llvm::LoadInst* loadContext(int64_t offset);
  void storeContext(int64_t offset, llvm::Value* value);
  llvm::Value* int64(int64_t value) { return builder_.getInt64(static_cast<uint64_t>(value)); }
  llvm::Value* int32(int64_t value) { return builder_.getInt32(static_cast<uint32_t>(value)); }
  llvm::Value* pointerNull() { return llvm::ConstantPointerNull::get(builder_.getPtrTy()); }

  // Failures.
  using Details = std::pair<llvm::Value*, llvm::Value*>;
  // Details are computed in the failing block.
  using MakeDetails = llvm::function_ref<Details()>;
  void failIf(llvm::Value* condition, relon_status kind, Span span, MakeDetails details = nullptr);
  llvm::BasicBlock* failureBlock(relon_status kind, Span span, MakeDetails details);
  void storeFailure(relon_status kind, Span span, MakeDetails makeDetails);
  // A failure that a callee has left in the context.
  void propagateIf(llvm::Value* failed, llvm::Value* status);
  void passOn(llvm::Value* status);
  void branchUnlikely(llvm::Value* condition, llvm::BasicBlock* unlikely, llvm::BasicBlock* likely);
  llvm::BasicBlock* block(const char* name);
  FailureTarget newTarget(const char* name);
  void emitExit();

  // Arithmetic.
  void checkedArithmetic(const ir::Op& op, llvm::Intrinsic::ID checked, llvm::Instruction::BinaryOps plain);
  void checkDivisor(const ir::Op& op);
  bool nonNegative(ir::ValueId id) const { return ranges_.of(id).first >= 0; }
  void compareInts(const ir::Op& op, llvm::CmpInst::Predicate predicate);
  void compareFloats(const ir::Op& op, llvm::CmpInst::Predicate predicate);
  void compareMixed(const ir::Op& op, llvm::CmpInst::Predicate predicate, llvm::Intrinsic::ID rounding);

  // Calls of compiled functions and closures. `memory` is where an aggregate result goes.
  struct CodeCall {
    llvm::FunctionType* type;
    llvm::Value* code;
    std::vector<llvm::Value*> arguments;
    ir::TypeId result;
    llvm::Value* memory;
  };
  struct Outcome {
    llvm::Value* status;
    llvm::Value* value;
  };
  Outcome callCode(CodeCall call);
  Outcome callClosure(llvm::Value* closure, const ir::Type& type, std::vector<llvm::Value*> arguments,
                      llvm::Value* memory);
  llvm::Value* resultMemory(ir::TypeId type);
  void defineChecked(const ir::Op& op, Outcome outcome);
  std::vector<llvm::Value*> callableArguments(const ir::Op& op, const ir::CallableRef& callable);
  void callFunction(const ir::Op& op, ir::FunctionId id);
  void callAgain(const ir::Op& op);
  void callDirectly(const ir::Op& op, ir::CallableId id);
  void callImport(const ir::Op& op, ir::CallableId id);
  void callCallable(const ir::Op& op, ir::CallableId id);
  void checkCallee(Span span);
  // Lookups among keys that the program states; see constant_keys.cpp.
  const ir::Op* definition(ir::ValueId id, ir::Opcode code);
  std::vector<std::string> constantKeys(ir::ValueId keys);
  bool findConstantKey(const ir::Op& op, ir::CallableId id);
  void requireKey(const ir::Op& op, ir::CallableId id, llvm::Value* position);
  // For callees that leave their failure in the context.
  void propagateFromCallee(llvm::Value* failed, Span span);
  void passOnFromCallee(Span span);

  // Loops.
  struct Loop;
  Loop openLoop(const ir::Op& op);
  void setAccumulators(const ir::Op& op, const Loop& loop, const ir::Op& yield);
  llvm::Value* loopElement(const ir::Op& op, const Loop& loop, llvm::Value* index);
  void emitRounds(const ir::Op& op, Loop& loop, llvm::Value* first, llvm::Value* end);
  void closeRound(const ir::Op& op, const Loop& loop, const ir::Op& yield, llvm::Value* end);
  struct Blocks;
  bool mayCallAhead(ir::CallableId id) const;
  llvm::Value* mayRunAhead(const ir::Op& op, const Loop& loop, const SumLoop& sum);
  void openBlock(const Loop& loop, Blocks& blocks);
  void goOnIf(llvm::Value* condition, const char* name, const Blocks& blocks);
  llvm::Value* termOf(const ir::Op& op, const Loop& loop, const Blocks& blocks, llvm::Value* offset);
  void emitBlockSum(const ir::Op& op, const Loop& loop, const SumLoop& sum, const Blocks& blocks);
  void emitSumInBlocks(const ir::Op& op, Loop& loop, const SumLoop& sum);
  void undoFailure(llvm::Value* status, llvm::Value* steps);

  // Lazily evaluated fields: {code, environment, state, value}.
  int64_t cellStateOffset() const { return 2 * module_.pointerSize(); }
  int64_t cellValueOffset() const { return cellStateOffset() + 8; }
  void setCellState(llvm::Value* cell, int64_t state);
  void computeCell(const ir::Op& op, llvm::Value* cell);

  // The {data, size, capacity} of a builder.
  int64_t builderCapacityOffset() const { return 16; }
  llvm::Value* runtimeBuilderCall(const char* symbol, llvm::Value* list, std::vector<llvm::Value*> sizes);
  void growIfFull(const ir::Op& op, llvm::Value* list);
  void copyWords(llvm::Value* to, llvm::Value* from);

  // A function that ends in calls of itself is a loop; see tail_calls.cpp.
  void findTailCalls(ir::RegionId region);
  void openTailLoop();
  bool changesInTailCalls(size_t parameter) const;

  void checkStack(Span span);
  void takeSteps(llvm::Value* steps, Span span);

  ModuleEmitter& module_;
  const ir::Module& source_;
  const ir::Function& function_;
  ir::FunctionId id_;
  ValueRanges ranges_;
  llvm::Function* code_;
  llvm::IRBuilder<> builder_;
  llvm::Value* context_ = nullptr;
  llvm::Value* depth_ = nullptr;
  std::vector<llvm::Value*> values_;
  // The ops that define values, once someone asked.
  std::vector<const ir::Op*> definitions_;
  std::vector<FailureTarget> targets_;
  TailLoop tailLoop_;
  std::map<std::tuple<llvm::BasicBlock*, relon_status, uint32_t>, llvm::BasicBlock*> failures_;
};

// A function that takes its captures from an environment and then is the given one.
llvm::Function* emitClosureCode(ModuleEmitter& module, ir::FunctionId id);

}
