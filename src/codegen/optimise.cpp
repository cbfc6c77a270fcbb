#include "codegen/optimise.h"

#include <algorithm>
#include <set>

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Internalize.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include "codegen/budget_checks.h"
#include "codegen/split_pairs.h"

namespace relon::codegen {

namespace {

// Instructions that forced inlining may add to the program: of one callable, and of all
// functions with one call.
constexpr size_t kInliningBudget = 20000;

bool addOwnPass(llvm::StringRef name, llvm::FunctionPassManager& passes,
                llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
  if (name == SplitPairs::kName) {
    passes.addPass(SplitPairs());
  } else if (name == BudgetChecks::kName) {
    passes.addPass(BudgetChecks());
  } else {
    return false;
  }
  return true;
}

// The analysis managers of one run, registered with one another.
struct Passes {
  explicit Passes(llvm::TargetMachine* machine) : builder(machine) {
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);
    builder.registerPipelineParsingCallback(addOwnPass);
  }

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
};

bool reaches(const llvm::Function& from, const llvm::Function& wanted, std::set<const llvm::Function*>& seen) {
  for (const llvm::Instruction& instruction : llvm::instructions(from)) {
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    const llvm::Function* callee = call != nullptr ? call->getCalledFunction() : nullptr;
    if (callee == &wanted) return true;
    if (callee != nullptr && seen.insert(callee).second && reaches(*callee, wanted, seen)) return true;
  }
  return false;
}

bool isRecursive(const llvm::Function& function) {
  std::set<const llvm::Function*> seen;
  return reaches(function, function, seen);
}

// LLVM's -O3 without what finds nothing in our programs or is done by a pass nearby: most
// of all, half of its eight runs of InstCombine. A program has few functions once its calls
// are inlined, so that they are inlined first, with a little cleaning on the way for the
// inliner to see what it does, and the long part is run on what is left. Conditions behind
// `&&` that are more than a comparison stay branches (bonus-inst-threshold): rules put the
// cheap or telling one first.
constexpr llvm::StringLiteral kPipeline =
    "inferattrs,function<eager-inv>(sroa,early-cse,simplifycfg<bonus-inst-threshold=0>),always-inline,"
    "cgscc(devirt<4>(inline,function-attrs,function<eager-inv>("
    "split-pairs,sroa,early-cse<memssa>,simplifycfg<bonus-inst-threshold=0>,instcombine<no-verify-fixpoint>,"
    "tailcallelim))),"
    "globaldce,"
    "function<eager-inv>("
    "jump-threading,correlated-propagation,simplifycfg<bonus-inst-threshold=0>,reassociate,constraint-elimination,"
    "loop-mssa(loop-rotate,licm),budget-checks,"
    "loop-mssa(licm,simple-loop-unswitch<nontrivial>),instcombine<no-verify-fixpoint>,"
    "loop(loop-idiom,indvars,loop-deletion,loop-unroll-full),"
    "sroa,gvn,bdce,memcpyopt,dse,instcombine<no-verify-fixpoint>,"
    "simplifycfg<bonus-inst-threshold=0;hoist-common-insts;sink-common-insts>,"
    "loop-vectorize,instcombine<no-verify-fixpoint>,loop-mssa(licm),"
    "simplifycfg<bonus-inst-threshold=0;switch-to-lookup;hoist-common-insts;sink-common-insts>),"
    "globaldce,constmerge";

// Most of LLVM needs more than linear time for one function. Where one is this large, as a
// rule set of hundreds of arms is, or where the whole program is, it is compiled by what
// does not.
constexpr size_t kHuge = 8000;
constexpr size_t kHugeProgram = 200'000;
constexpr llvm::StringLiteral kLinearPipeline = "always-inline,function(sroa,early-cse),globaldce";

bool isHuge(const llvm::Module& module) {
  return module.getInstructionCount() > kHugeProgram ||
         std::ranges::any_of(module, [](const auto& function) { return function.getInstructionCount() > kHuge; });
}

// Functions up to this size take in one level of their own calls.
constexpr size_t kMaxUnrolled = 120;

std::vector<llvm::CallInst*> callsOfItself(llvm::Function& function) {
  std::vector<llvm::CallInst*> calls;
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
    if (call != nullptr && call->getCalledFunction() == &function) calls.push_back(call);
  }
  return calls;
}

// Inlines one level of a small function's recursion, which saves most of its calls.
void unrollRecursion(llvm::Module& module) {
  for (llvm::Function& function : llvm::make_early_inc_range(module)) {
    // A host may forbid it.
    const bool isOpen = function.hasLocalLinkage() && !function.hasFnAttribute(llvm::Attribute::NoInline);
    if (!isOpen || function.getInstructionCount() > kMaxUnrolled) continue;
    std::vector<llvm::CallInst*> calls = callsOfItself(function);
    if (calls.empty()) continue;
    llvm::ValueToValueMapTy values;
    llvm::Function* level = llvm::CloneFunction(&function, values);
    level->addFnAttr(llvm::Attribute::AlwaysInline);
    for (llvm::CallInst* call : calls) call->setCalledFunction(level);
  }
}

bool hasOnlyOneCall(const llvm::Function& function) {
  if (function.isDeclaration() || !function.hasLocalLinkage() || !function.hasOneUse()) return false;
  const llvm::Use& use = *function.use_begin();
  auto* call = llvm::dyn_cast<llvm::CallBase>(use.getUser());
  return call != nullptr && call->isCallee(&use) && !call->isNoInline() && call->getFunction() != &function;
}

// What is called in one place is inlined at once: it would be in the end, and then have
// been optimised twice. In a large program the inliner has to weigh it.
void inlineOnlyCalls(llvm::Module& module) {
  size_t rest = kInliningBudget;
  for (llvm::Function& function : module) {
    if (!hasOnlyOneCall(function) || function.hasFnAttribute(llvm::Attribute::NoInline)) continue;
    size_t size = function.getInstructionCount();
    if (size > rest) return;
    rest -= size;
    function.addFnAttr(llvm::Attribute::AlwaysInline);
  }
}

}

void setTargetAttributes(llvm::Module& module, const llvm::TargetMachine& machine) {
  for (llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    if (!machine.getTargetFeatureString().empty()) {
      function.addFnAttr("target-features", machine.getTargetFeatureString());
    }
  }
}

void prune(llvm::Module& module, const std::vector<std::string>& kept) {
  Passes passes(nullptr);
  llvm::ModulePassManager pipeline;
  pipeline.addPass(llvm::InternalizePass(
      [&](const llvm::GlobalValue& value) { return std::ranges::find(kept, value.getName()) != kept.end(); }));
  pipeline.addPass(llvm::GlobalDCEPass());
  pipeline.run(module, passes.modules);
}

std::string forceInlining(llvm::Function& body) {
  if (isRecursive(body)) return "one internal function: it calls itself";
  size_t calls = body.getNumUses();
  size_t size = body.getInstructionCount();
  if (size * calls > kInliningBudget) {
    return "one internal function: " + std::to_string(size) + " instructions at " + std::to_string(calls) + " calls";
  }
  body.removeFnAttr(llvm::Attribute::NoInline);
  body.addFnAttr(llvm::Attribute::AlwaysInline);
  return {};
}

void optimise(llvm::Module& module, llvm::TargetMachine& machine, int level) {
  Passes passes(&machine);
  llvm::ModulePassManager pipeline;
  if (level == 0) {
    pipeline = passes.builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0);
  } else if (isHuge(module)) {
    machine.setOptLevel(llvm::CodeGenOptLevel::None);
    llvm::cantFail(passes.builder.parsePassPipeline(pipeline, kLinearPipeline));
  } else {
    inlineOnlyCalls(module);
    unrollRecursion(module);
    llvm::cantFail(passes.builder.parsePassPipeline(pipeline, kPipeline));
  }
  pipeline.run(module, passes.modules);
}

}
