#include "artifact/wasm.h"

#include <algorithm>

#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>

#include "artifact/context_layout.h"
#include "artifact/emit_object.h"
#include "artifact/loader.h"
#include "artifact/manifest.h"
#include "artifact/wasm_link.h"
#include "artifact/wasm_reader.h"

namespace relon::artifact {
namespace {

constexpr const char* kContextSymbol = "relon_wasm_context";
constexpr const char* kImportModule = "env";

void exportFunction(llvm::Module& module, const std::string& symbol, const std::string& name) {
  if (llvm::Function* function = module.getFunction(symbol)) function->addFnAttr("wasm-export-name", name);
}

void nameExports(codegen::Compiled& compiled) {
  exportFunction(*compiled.module, compiled.recordEntry, "run");
  if (!compiled.scalarEntry.empty()) exportFunction(*compiled.module, compiled.scalarEntry, "call");
  for (const char* function : kLoaderFunctions) exportFunction(*compiled.module, function, function);
}

// An undefined function without these attributes is an error of the linker's.
void nameImports(codegen::Compiled& compiled, const ir::Module& module) {
  for (const ir::CallableRef& callable : module.callables) {
    if (std::ranges::find(compiled.imports, callable.name) == compiled.imports.end()) continue;
    llvm::Function* function = compiled.module->getFunction(callable.symbol);
    if (function == nullptr || !function->isDeclaration()) continue;
    function->addFnAttr("wasm-import-module", kImportModule);
    function->addFnAttr("wasm-import-name", callable.name);
  }
}

// The one context of an instance, in the module's own data.
void addContext(llvm::Module& module) {
  llvm::Type* byte = llvm::Type::getInt8Ty(module.getContext());
  llvm::Type* type = llvm::ArrayType::get(byte, sizeof(WasmContext));
  auto* global = new llvm::GlobalVariable(module, type, false, llvm::GlobalValue::ExternalLinkage,
                                          llvm::Constant::getNullValue(type), kContextSymbol);
  global->setAlignment(llvm::Align(16));
}

Error unexpectedImport(const WasmImport& import) {
  return {"undefined_symbol", "the module would import `" + import.module + "." + import.name +
                                  "`, which is not a host function of the program"};
}

// Fails closed: what the finished module imports is read from its bytes. Those
// host functions of which the optimiser removed every call are gone.
Result<std::vector<std::string>> checkImports(std::span<const uint8_t> module, const std::vector<std::string>& allowed) {
  Result<std::vector<WasmImport>> found = readWasmImports(module);
  if (!found) return std::move(found).error();
  for (const WasmImport& import : *found) {
    bool known = import.kind == 0 && import.module == kImportModule &&
                 std::ranges::find(allowed, import.name) != allowed.end();
    if (!known) return unexpectedImport(import);
  }
  std::vector<std::string> used;
  for (const std::string& name : allowed) {
    if (std::ranges::find(*found, name, &WasmImport::name) != found->end()) used.push_back(name);
  }
  return used;
}

}

Result<WasmArtifact> finishWasm(codegen::Compiled compiled, llvm::TargetMachine& machine, const ir::Module& module,
                                const std::string& name) {
  nameExports(compiled);
  nameImports(compiled, module);
  addContext(*compiled.module);
  Result<std::vector<uint8_t>> object = emitObject(*compiled.module, machine);
  if (!object) return std::move(object).error();
  const std::string exports[] = {kContextSymbol, "__heap_base", "__stack_pointer"};
  Result<std::vector<uint8_t>> linked = linkWasm(*object, exports);
  if (!linked) return std::move(linked).error();
  Result<std::vector<std::string>> imports = checkImports(*linked, compiled.imports);
  if (!imports) return std::move(imports).error();
  return WasmArtifact{.module = std::move(*linked),
                      .manifest = generateManifest(module, entryShape(module), name, *imports, compiled.sites),
                      .loader = std::string(loaderText()),
                      .report = std::move(compiled.report)};
}

}
