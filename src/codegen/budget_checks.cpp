#include "codegen/budget_checks.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/PatternMatch.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

namespace relon::codegen {

namespace {

using llvm::SCEV;

// Larger loops gain little by a compare less and cost more to double.
constexpr size_t kMaxInstructions = 120;

// A branch out of a loop where `left < 0`, with `left` falling by `step` each round.
struct Check {
  llvm::BranchInst* branch;
  llvm::ICmpInst* compare;
  const SCEV* first;
  uint64_t step;
};

class LoopChecks {
 public:
  LoopChecks(llvm::Loop& loop, llvm::ScalarEvolution& evolution) : loop_(loop), evolution_(evolution) {}

  bool hoist() {
    if (!loop_.isInnermost() || loop_.getLoopPreheader() == nullptr || isLarge()) return false;
    std::vector<Check> checks = find();
    const SCEV* rounds = checks.empty() ? nullptr : lastRound();
    if (rounds == nullptr) return false;
    for (const Check& check : checks) hoist(check, rounds);
    return true;
  }

 private:
  bool isLarge() const {
    size_t instructions = 0;
    for (llvm::BasicBlock* block : loop_.blocks()) instructions += block->size();
    return instructions > kMaxInstructions;
  }

  std::vector<Check> find() {
    std::vector<Check> checks;
    for (llvm::BasicBlock* block : loop_.blocks()) {
      auto* branch = llvm::dyn_cast<llvm::BranchInst>(block->getTerminator());
      if (branch != nullptr && branch->isConditional() && !loop_.contains(branch->getSuccessor(0))) {
        add(*branch, checks);
      }
    }
    return checks;
  }

  void add(llvm::BranchInst& branch, std::vector<Check>& checks) {
    auto* compare = llvm::dyn_cast<llvm::ICmpInst>(branch.getCondition());
    if (compare == nullptr || compare->getPredicate() != llvm::CmpInst::ICMP_SLT ||
        !llvm::PatternMatch::match(compare->getOperand(1), llvm::PatternMatch::m_Zero()))
      return;
    auto* left = llvm::dyn_cast<llvm::SCEVAddRecExpr>(evolution_.getSCEV(compare->getOperand(0)));
    if (left == nullptr || left->getLoop() != &loop_ || !left->isAffine()) return;
    auto* step = llvm::dyn_cast<llvm::SCEVConstant>(left->getStepRecurrence(evolution_));
    if (step == nullptr || !step->getAPInt().isNegative() || step->getAPInt().getBitWidth() != 64) return;
    checks.push_back({&branch, compare, left->getStart(), step->getAPInt().abs().getZExtValue()});
  }

  // The number of the last round, counted from 0, if an exit that every round passes has one.
  const SCEV* lastRound() {
    llvm::BasicBlock* latch = loop_.getLoopLatch();
    if (latch == nullptr || !loop_.isLoopExiting(latch)) return nullptr;
    const SCEV* count = evolution_.getExitCount(&loop_, latch);
    const bool isKnown = !llvm::isa<llvm::SCEVCouldNotCompute>(count) && count->getType()->isIntegerTy(64);
    return isKnown ? count : nullptr;
  }

  // first - step * round stays at 0 or above up to the last round.
  void hoist(const Check& check, const SCEV* lastRound) {
    llvm::Instruction* place = loop_.getLoopPreheader()->getTerminator();
    llvm::SCEVExpander expander(evolution_, "steps");
    if (!expander.isSafeToExpand(check.first) || !expander.isSafeToExpand(lastRound)) return;
    llvm::IRBuilder<> builder(place);
    llvm::Value* first = expander.expandCodeFor(check.first, builder.getInt64Ty(), place);
    llvm::Value* last = expander.expandCodeFor(lastRound, builder.getInt64Ty(), place);
    llvm::Value* rounds = builder.CreateUDiv(first, builder.getInt64(check.step), "rounds_paid");
    llvm::Value* isScarce = builder.CreateOr(builder.CreateICmpSLT(first, builder.getInt64(0)),
                                             builder.CreateICmpULT(rounds, last), "steps_are_scarce");
    builder.SetInsertPoint(check.branch);
    // A freeze keeps unswitching from branching on poison.
    check.branch->setCondition(builder.CreateLogicalAnd(builder.CreateFreeze(isScarce), check.compare));
  }

  llvm::Loop& loop_;
  llvm::ScalarEvolution& evolution_;
};

}

llvm::PreservedAnalyses BudgetChecks::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  auto& loops = analyses.getResult<llvm::LoopAnalysis>(function);
  auto& evolution = analyses.getResult<llvm::ScalarEvolutionAnalysis>(function);
  bool hasChanged = false;
  for (llvm::Loop* loop : loops.getLoopsInPreorder()) hasChanged |= LoopChecks(*loop, evolution).hoist();
  if (!hasChanged) return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses kept;
  kept.preserveSet<llvm::CFGAnalyses>();
  return kept;
}

}
