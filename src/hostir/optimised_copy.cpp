#include "hostir/optimised_copy.h"

#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/Utils/Cloning.h>

namespace relon::hostir {

namespace {

// Code of `-O0` refuses to be optimised; the program's optimiser will not mind either.
void allowOptimisation(llvm::Module& module) {
  for (llvm::Function& function : module) {
    function.removeFnAttr(llvm::Attribute::OptimizeNone);
    function.removeFnAttr(llvm::Attribute::NoInline);
  }
}

void keep(llvm::Module& module, std::span<const std::string> symbols) {
  for (const std::string& symbol : symbols) {
    llvm::Function* function = module.getFunction(symbol);
    if (function == nullptr || function->isDeclaration()) continue;
    function->setLinkage(llvm::GlobalValue::ExternalLinkage);
    function->setComdat(nullptr);
  }
}

void optimise(llvm::Module& module) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = tuning.LoopInterleaving = false;
  llvm::PassBuilder builder(nullptr, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(module, modules);
}

}

std::unique_ptr<llvm::Module> optimisedCopy(const llvm::Module& module, std::span<const std::string> kept) {
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  allowOptimisation(*copy);
  keep(*copy, kept);
  optimise(*copy);
  return copy;
}

}
