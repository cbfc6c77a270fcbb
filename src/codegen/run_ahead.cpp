#include "codegen/run_ahead.h"

#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

namespace relon::codegen {

namespace {

constexpr int kMaxDepth = 8;
constexpr llvm::StringLiteral kQuestion = "relon.may_run_ahead.";

bool mayRunAhead(const llvm::Function& body, int depth);

// A whole variable of the function's own.
bool isOwnVariable(const llvm::Value* address) {
  return llvm::isa<llvm::AllocaInst>(address);
}

bool isHarmlessCall(const llvm::CallBase& call, int depth) {
  if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call)) {
    if (intrinsic->isLifetimeStartOrEnd()) return true;
    bool isPromise = intrinsic->getIntrinsicID() == llvm::Intrinsic::assume;
    return !isPromise && llvm::isSafeToSpeculativelyExecute(intrinsic) &&
           !llvm::canCreateUndefOrPoison(llvm::cast<llvm::Operator>(intrinsic));
  }
  const llvm::Function* callee = call.getCalledFunction();
  return callee != nullptr && mayRunAhead(*callee, depth + 1);
}

bool isHarmless(const llvm::Instruction& instruction, int depth) {
  if (llvm::isa<llvm::AllocaInst, llvm::ReturnInst, llvm::BranchInst, llvm::SwitchInst, llvm::PHINode>(instruction))
    return true;
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction))
    return load->isSimple() && isOwnVariable(load->getPointerOperand());
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction))
    return store->isSimple() && isOwnVariable(store->getPointerOperand());
  if (auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) return isHarmlessCall(*call, depth);
  return !instruction.isTerminator() && llvm::isSafeToSpeculativelyExecute(&instruction) &&
         !llvm::canCreateUndefOrPoison(llvm::cast<llvm::Operator>(&instruction));
}

bool mayRunAhead(const llvm::Function& body, int depth) {
  if (body.isDeclaration() || depth > kMaxDepth) return false;
  llvm::SmallVector<std::pair<const llvm::BasicBlock*, const llvm::BasicBlock*>> loops;
  llvm::FindFunctionBackedges(body, loops);
  if (!loops.empty()) return false;
  return llvm::all_of(llvm::instructions(body),
                      [&](const llvm::Instruction& instruction) { return isHarmless(instruction, depth); });
}

}

bool mayRunAhead(const llvm::Function& body) {
  return mayRunAhead(body, 0);
}

llvm::Function* runAheadQuestion(llvm::Module& module, llvm::StringRef symbol) {
  auto* type = llvm::FunctionType::get(llvm::Type::getInt1Ty(module.getContext()), false);
  auto* question = llvm::cast<llvm::Function>(module.getOrInsertFunction((kQuestion + symbol).str(), type).getCallee());
  question->addFnAttr(llvm::Attribute::NoUnwind);
  question->setDoesNotAccessMemory();
  question->addFnAttr(llvm::Attribute::WillReturn);
  return question;
}

void answerRunAheadQuestions(llvm::Module& module) {
  for (llvm::Function& question : llvm::make_early_inc_range(module)) {
    llvm::StringRef symbol = question.getName();
    if (!symbol.consume_front(kQuestion)) continue;
    const llvm::Function* body = module.getFunction(symbol);
    bool may = body != nullptr && mayRunAhead(*body);
    llvm::Constant* answer = llvm::ConstantInt::getBool(module.getContext(), may);
    for (llvm::User* use : llvm::make_early_inc_range(question.users())) {
      use->replaceAllUsesWith(answer);
      llvm::cast<llvm::Instruction>(use)->eraseFromParent();
    }
    question.eraseFromParent();
  }
}

}
