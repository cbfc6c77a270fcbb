#include "artifact/loader_support.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/Module.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Internalize.h>

#include "artifact/context_layout.h"
#include "artifact/emit_object.h"
#include "artifact/make_error.h"
#include "relon_runtime_callables.h"
#include "relon_wasm_libc_callables.h"

namespace relon::artifact {
namespace {

// What the loader calls, and what LLVM's code generation may call. The linker drops
// of the latter what no code needs.
constexpr std::array kLoaderFunctions =
    std::to_array<std::string_view>({"relon_context_init", "relon_context_reset", "relon_allocate"});
constexpr std::array kCodegenFunctions =
    std::to_array<std::string_view>({"__multi3", "memcmp", "bcmp", "memchr", "memcpy", "memmove", "memset"});

llvm::Expected<std::unique_ptr<llvm::Module>> read(const CallableLibrary& library, llvm::LLVMContext& context) {
  llvm::StringRef bytes(reinterpret_cast<const char*>(library.wasm_bitcode), library.wasm_bitcode_size);
  return llvm::parseBitcodeFile(llvm::MemoryBufferRef(bytes, "run-time library"), context);
}

// The run-time library with the few functions of libc in one module.
llvm::Expected<std::unique_ptr<llvm::Module>> readLibraries(llvm::LLVMContext& context) {
  auto runtime = read(relon_runtime::callables(), context);
  if (!runtime) return runtime;
  auto libc = read(relon_wasm_libc::callables(), context);
  if (!libc) return libc;
  if (!llvm::Linker::linkModules(**runtime, std::move(*libc))) return runtime;
  return llvm::createStringError("the run-time library and the libc of wasm modules do not fit together");
}

void addContext(llvm::Module& module) {
  llvm::Type* byte = llvm::Type::getInt8Ty(module.getContext());
  llvm::Type* type = llvm::ArrayType::get(byte, sizeof(WasmContext));
  auto* global = new llvm::GlobalVariable(module, type, false, llvm::GlobalValue::ExternalLinkage,
                                          llvm::Constant::getNullValue(type), kContextSymbol);
  global->setAlignment(llvm::Align(16));
}

// The rows of the library's callables keep every function alive: they go.
void keepOnlyOurs(llvm::Module& module) {
  for (const char* list : {"llvm.used", "llvm.compiler.used"}) {
    if (llvm::GlobalVariable* variable = module.getNamedGlobal(list)) variable->eraseFromParent();
  }
  llvm::internalizeModule(module, [](const llvm::GlobalValue& value) {
    std::string_view name = value.getName();
    auto isIn = [name](const auto& list) { return std::ranges::find(list, name) != list.end(); };
    return name == kContextSymbol || isIn(kLoaderFunctions) || isIn(kCodegenFunctions);
  });
  for (std::string_view name : kLoaderFunctions) {
    if (llvm::Function* function = module.getFunction(name)) function->addFnAttr("wasm-export-name", name);
  }
}

void optimise(llvm::Module& module, llvm::TargetMachine& machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  passes.addPass(llvm::GlobalDCEPass());
  passes.addPass(builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2));
  passes.run(module, modules);
}

}

Result<std::vector<uint8_t>> loaderSupport(llvm::TargetMachine& machine) {
  llvm::LLVMContext context;
  llvm::Expected<std::unique_ptr<llvm::Module>> module = readLibraries(context);
  if (!module) return makeError("internal_error", llvm::toString(module.takeError()));
  (*module)->setTargetTriple(machine.getTargetTriple());
  (*module)->setDataLayout(machine.createDataLayout());
  addContext(**module);
  keepOnlyOurs(**module);
  optimise(**module, machine);
  return emitObject(**module, machine);
}

}
