#include "codegen/optimise.h"

#include <algorithm>
#include <set>

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Internalize.h>

namespace relon::codegen {

namespace {

// Instructions that forced inlining of one callable may add to the program.
constexpr size_t kInliningBudget = 20000;

// The analysis managers of one run, registered with one another.
struct Passes {
  explicit Passes(llvm::TargetMachine* machine) : builder(machine) {
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);
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

llvm::OptimizationLevel levelOf(int level) {
  switch (level) {
    case 1:
      return llvm::OptimizationLevel::O1;
    case 2:
      return llvm::OptimizationLevel::O2;
    default:
      return llvm::OptimizationLevel::O3;
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
  llvm::ModulePassManager pipeline = level == 0 ? passes.builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0)
                                                : passes.builder.buildPerModuleDefaultPipeline(levelOf(level));
  pipeline.run(module, passes.modules);
}

}
