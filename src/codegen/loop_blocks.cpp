#include "codegen/loop.h"
#include "codegen/run_ahead.h"
#include "codegen/sum_loop.h"

// Sums, a block of rounds at a time.
//
// LLVM does not vectorise a loop whose additions may fail. But while the accumulator
// is far from the ends of Int and the terms are small, no addition of a whole block
// can fail, so that its terms may be summed in any order and unchecked:
//
//   for each block of 4096 rounds:
//     if the accumulator is within 2^62 of 0 (and the elements of a range below 2^31):
//       sum the terms in a loop without checks
//       if every term is within 2^49 of 0: accumulator += sum; next block
//     do the rounds of the block one by one, checked
//
// Where a term's range is known to be small, it is not looked at; where it is very
// small, it is summed in 32 bits. A block that had larger terms has had no effect when
// its rounds are done again: failures are exactly those of the plain loop. After one
// such block the rest of the loop is plain.
namespace relon::codegen {

namespace {

constexpr int64_t kBlock = 4096;
constexpr int64_t kSmallTerm = int64_t{1} << 49;
constexpr int64_t kTinyTerm = (int64_t{1} << 31) / kBlock;

bool isWithin(Range range, int64_t limit) {
  return range.first > -limit && range.last < limit;
}

}

struct FunctionEmitter::Blocks {
  // Before each block: its first round, and whether blocks have paid off so far.
  llvm::BasicBlock* head;
  llvm::PHINode* first;
  llvm::PHINode* hopeful;
  llvm::Value* end;
  llvm::Value* size;
  llvm::BasicBlock* plain;
};

// Only of a body that will be in the module can it be known what else its calls would do:
// rounds that run ahead of a failure are not rounds of the program.
bool FunctionEmitter::mayCallAhead(ir::CallableId id) const {
  const ir::CallableRef& callable = source_.callables[id.index()];
  bool isPure = (callable.flags & relon_callable_pure) != 0 && (callable.flags & relon_callable_takes_context) == 0;
  bool isScalar = module_.passing(callable.result) == Passing::Scalar;
  return isPure && isScalar && module_.binding(id).binding == Binding::Inlined;
}

// Whether the next block may be summed ahead.
llvm::Value* FunctionEmitter::mayRunAhead(const ir::Op& op, const Loop& loop, const SumLoop& sum,
                                          const Blocks& blocks) {
  constexpr int64_t reach = int64_t{1} << 62;
  llvm::Value* shifted = builder_.CreateAdd(contents(loop.accumulators[0]), int64(reach));
  llvm::Value* may = builder_.CreateAnd(blocks.hopeful, builder_.CreateICmpSGE(shifted, int64(0)));
  for (ir::CallableId callee : sum.callees) {
    llvm::Function* question = runAheadQuestion(module_.target(), module_.callable(callee)->getName());
    may = builder_.CreateAnd(may, builder_.CreateCall(question));
  }
  if (!loop.isRange) return may;
  return builder_.CreateAnd(may, builder_.CreateICmpSLE(operand(op, 1), int64(SumLoop::kElementLimit)));
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

// The loop without checks over one block. Ends where the block's sum is in the
// accumulator, or before the plain rounds.
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
  builder_.CreateCondBr(builder_.CreateICmpULT(next, size), body, summed);

  builder_.SetInsertPoint(summed);
  llvm::BasicBlock* take = block("take_block");
  builder_.CreateCondBr(builder_.CreateICmpULT(allBits, int64(kSmallTerm)), take, blocks.plain);
  builder_.SetInsertPoint(take);
  llvm::Value* widened = builder_.CreateSExt(total, builder_.getInt64Ty());
  fill(loop.accumulators[0], builder_.CreateNSWAdd(contents(loop.accumulators[0]), widened));
}

void FunctionEmitter::emitSumInBlocks(const ir::Op& op, Loop& loop, const SumLoop& sum) {
  llvm::BasicBlock* before = builder_.GetInsertBlock();
  Blocks blocks{.head = block("block"), .plain = block("plain")};
  llvm::BasicBlock* ahead = block("try_block");
  llvm::BasicBlock* next = block("next_block");
  builder_.CreateBr(blocks.head);
  builder_.SetInsertPoint(blocks.head);
  blocks.first = builder_.CreatePHI(builder_.getInt64Ty(), 2, "first");
  blocks.hopeful = builder_.CreatePHI(builder_.getInt1Ty(), 2, "hopeful");
  llvm::Value* rest = builder_.CreateNUWSub(loop.count, blocks.first);
  blocks.size = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, int64(kBlock));
  blocks.end = builder_.CreateNUWAdd(blocks.first, blocks.size);
  builder_.CreateCondBr(mayRunAhead(op, loop, sum, blocks), ahead, blocks.plain);

  builder_.SetInsertPoint(ahead);
  emitBlockSum(op, loop, sum, blocks);
  llvm::BasicBlock* taken = builder_.GetInsertBlock();
  builder_.CreateBr(next);

  ranges_.forget(op);
  builder_.SetInsertPoint(blocks.plain);
  llvm::BasicBlock* afterLoop = std::exchange(loop.done, block("plain_done"));
  emitRounds(op, loop, blocks.first, blocks.end);
  llvm::BasicBlock* plainDone = std::exchange(loop.done, afterLoop);
  builder_.SetInsertPoint(plainDone);
  builder_.CreateBr(next);

  builder_.SetInsertPoint(next);
  llvm::PHINode* hopeful = builder_.CreatePHI(builder_.getInt1Ty(), 2);
  hopeful->addIncoming(builder_.getTrue(), taken);
  hopeful->addIncoming(builder_.getFalse(), plainDone);
  blocks.first->addIncoming(int64(0), before);
  blocks.first->addIncoming(blocks.end, next);
  blocks.hopeful->addIncoming(builder_.getTrue(), before);
  blocks.hopeful->addIncoming(hopeful, next);
  builder_.CreateCondBr(builder_.CreateICmpULT(blocks.end, loop.count), blocks.head, loop.done);
}

}
