#include "codegen/loop.h"
#include "codegen/run_ahead.h"
#include "codegen/sum_loop.h"

// Sums, a block of rounds at a time.
//
// LLVM does not vectorise a loop whose additions may fail. But while the accumulator
// is far from the ends of Int and the terms are small, no addition of a whole block
// can fail, so that its terms may be summed in any order and unchecked:
//
//   if the elements of a range are below 2^31:
//     for each block of at most 4096 rounds, while the accumulator is within 2^62 of 0:
//       sum the terms in a loop without checks
//       if a term is not within 2^49 of 0: go to the plain rounds
//       accumulator += sum
//   do the rounds that are left one by one, checked
//
// Where a term's range is known to be small, it is not looked at; where it is very
// small, it is summed in 32 bits. A block that had larger terms has had no effect when
// its rounds are done again: failures are exactly those of the plain loop.
//
// The rounds of a block are a multiple of 64, so also of the vectorised loop's step: that
// needs no loop for a remainder, which would take as long again to compile.
namespace relon::codegen {

namespace {

constexpr int64_t kBlock = 4096;
constexpr int64_t kUnit = 64;
constexpr int64_t kSmallTerm = int64_t{1} << 49;
constexpr int64_t kTinyTerm = (int64_t{1} << 31) / kBlock;

bool isWithin(Range range, int64_t limit) {
  return range.first > -limit && range.last < limit;
}

}

struct FunctionEmitter::Blocks {
  // Begins each block: its first round, its number of rounds.
  llvm::BasicBlock* head;
  llvm::PHINode* first = nullptr;
  llvm::Value* size = nullptr;
  // The rounds that are left, and the first of them.
  llvm::BasicBlock* plain;
  llvm::PHINode* firstPlain = nullptr;
};

// Only of a body that will be in the module can it be known what else its calls would do:
// rounds that run ahead of a failure are not rounds of the program.
bool FunctionEmitter::mayCallAhead(ir::CallableId id) const {
  const ir::CallableRef& callable = source_.callables[id.index()];
  bool isPure = (callable.flags & relon_callable_pure) != 0 && (callable.flags & relon_callable_takes_context) == 0;
  bool isScalar = module_.passing(callable.result) == Passing::Scalar;
  return isPure && isScalar && module_.binding(id).binding == Binding::Inlined;
}

// Whether any block may be summed ahead.
llvm::Value* FunctionEmitter::mayRunAhead(const ir::Op& op, const Loop& loop, const SumLoop& sum) {
  llvm::Value* may = builder_.getTrue();
  if (loop.isRange) may = builder_.CreateICmpSLE(operand(op, 1), int64(SumLoop::kElementLimit));
  for (ir::CallableId callee : sum.callees) {
    llvm::Function* question = runAheadQuestion(module_.target(), module_.callable(callee)->getName());
    may = builder_.CreateAnd(may, builder_.CreateCall(question));
  }
  return may;
}

// Ends where the block is to be summed.
void FunctionEmitter::openBlock(const Loop& loop, Blocks& blocks) {
  constexpr int64_t reach = int64_t{1} << 62;
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  builder_.SetInsertPoint(blocks.head);
  blocks.first = builder_.CreatePHI(builder_.getInt64Ty(), 2, "first");
  blocks.first->addIncoming(int64(0), before);
  llvm::Value* rest = builder_.CreateAnd(builder_.CreateNUWSub(loop.count, blocks.first), int64(-kUnit));
  blocks.size = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, int64(kBlock));
  goOnIf(builder_.CreateICmpNE(blocks.size, int64(0)), "some_rounds", blocks);
  llvm::Value* shifted = builder_.CreateAdd(contents(loop.accumulators[0]), int64(reach));
  goOnIf(builder_.CreateICmpSGE(shifted, int64(0)), "try_block", blocks);
}

// Else comes what is left, from this block on.
void FunctionEmitter::goOnIf(llvm::Value* condition, const char* name, const Blocks& blocks) {
  llvm::BasicBlock* next = block(name);
  blocks.firstPlain->addIncoming(blocks.first, builder_.GetInsertBlock());
  builder_.CreateCondBr(condition, next, blocks.plain);
  builder_.SetInsertPoint(next);
}

// The body's value for the round `offset`, a 32-bit number, of the block when the accumulator is 0.
llvm::Value* FunctionEmitter::termOf(const ir::Op& op, const Loop& loop, const Blocks& blocks, llvm::Value* offset) {
  const ir::Region& body = function_.region(op.regions[0]);
  llvm::Type* word = builder_.getInt64Ty();
  llvm::Value* index = builder_.CreateAdd(blocks.first, builder_.CreateZExt(offset, word), "index", true, true);
  llvm::Value* element;
  if (loop.isRange) {
    llvm::Value* base = builder_.CreateTrunc(builder_.CreateAdd(loop.start, blocks.first), builder_.getInt32Ty());
    element = builder_.CreateZExt(builder_.CreateAdd(base, offset, "element", true, true), word);
  } else {
    element = loopElement(op, loop, index);
  }
  values_[body.parameters[0].index()] = index;
  values_[body.parameters[1].index()] = element;
  values_[body.parameters[2].index()] = int64(0);
  return operand(*emitRegion(op.regions[0]), 0);
}

// The loop without checks over one block. Ends where the block's sum is in the accumulator.
void FunctionEmitter::emitBlockSum(const ir::Op& op, const Loop& loop, const SumLoop& sum, const Blocks& blocks) {
  bool isSmall = isWithin(sum.term, kSmallTerm);
  llvm::Type* half = builder_.getInt32Ty();
  llvm::Type* type = isWithin(sum.term, kTinyTerm) ? half : builder_.getInt64Ty();
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  llvm::BasicBlock* body = block("ahead");
  llvm::BasicBlock* summed = block("ahead_done");
  llvm::Value* size = builder_.CreateTrunc(blocks.size, half);
  builder_.CreateBr(body);
  builder_.SetInsertPoint(body);
  llvm::PHINode* offset = builder_.CreatePHI(half, 2, "offset");
  llvm::PHINode* partial = builder_.CreatePHI(type, 2, "partial");
  llvm::PHINode* seen = builder_.CreatePHI(builder_.getInt64Ty(), 2, "seen");
  offset->addIncoming(int32(0), before);
  partial->addIncoming(llvm::ConstantInt::get(type, 0), before);
  seen->addIncoming(int64(0), before);

  llvm::Value* term = termOf(op, loop, blocks, offset);
  // The bits of the term, or of -1 - term where that is negative.
  llvm::Value* bits = isSmall ? int64(0) : builder_.CreateXor(term, builder_.CreateAShr(term, 63));
  llvm::Value* allBits = builder_.CreateOr(seen, bits);
  llvm::Value* total = builder_.CreateAdd(partial, builder_.CreateTrunc(term, type));
  llvm::Value* next = builder_.CreateAdd(offset, int32(1), "next", true, true);
  offset->addIncoming(next, builder_.GetInsertBlock());
  partial->addIncoming(total, builder_.GetInsertBlock());
  seen->addIncoming(allBits, builder_.GetInsertBlock());
  builder_.CreateCondBr(builder_.CreateICmpNE(next, size), body, summed);

  builder_.SetInsertPoint(summed);
  goOnIf(builder_.CreateICmpULT(allBits, int64(kSmallTerm)), "take_block", blocks);
  llvm::Value* widened = builder_.CreateSExt(total, builder_.getInt64Ty());
  fill(loop.accumulators[0], builder_.CreateNSWAdd(contents(loop.accumulators[0]), widened));
}

void FunctionEmitter::emitSumInBlocks(const ir::Op& op, Loop& loop, const SumLoop& sum) {
  Blocks blocks{.head = block("block"), .plain = block("plain")};
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  builder_.CreateCondBr(mayRunAhead(op, loop, sum), blocks.head, blocks.plain);
  blocks.firstPlain = llvm::PHINode::Create(builder_.getInt64Ty(), 4, "first_plain", blocks.plain);
  blocks.firstPlain->addIncoming(int64(0), before);

  openBlock(loop, blocks);
  emitBlockSum(op, loop, sum, blocks);
  llvm::Value* next = builder_.CreateNUWAdd(blocks.first, blocks.size, "next_block");
  blocks.first->addIncoming(next, builder_.GetInsertBlock());
  builder_.CreateCondBr(builder_.CreateICmpULT(next, loop.count), blocks.head, loop.done);

  ranges_.forget(op);
  builder_.SetInsertPoint(blocks.plain);
  loop.isRare = true;
  emitRounds(op, loop, blocks.firstPlain, loop.count);
}

}
