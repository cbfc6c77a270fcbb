#include "artifact/wasm.h"

#include <algorithm>

#include "artifact/emit_object.h"
#include "artifact/loader.h"
#include "artifact/loader_support.h"
#include "artifact/make_error.h"
#include "artifact/manifest.h"
#include "artifact/wasm_link.h"
#include "artifact/wasm_reader.h"

namespace relon::artifact {
namespace {

constexpr const char* kImportModule = "env";

void exportFunction(llvm::Module& module, const std::string& symbol, const std::string& name) {
  if (llvm::Function* function = module.getFunction(symbol)) function->addFnAttr("wasm-export-name", name);
}

void nameExports(codegen::Compiled& compiled) {
  exportFunction(*compiled.module, compiled.recordEntry, "run");
  if (!compiled.scalarEntry.empty()) exportFunction(*compiled.module, compiled.scalarEntry, "call");
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

Error unexpectedImport(const WasmImport& import) {
  return makeError("undefined_symbol", "the module would import `" + import.module + "." + import.name +
                                           "`, which is not a host function of the program");
}

// Fails closed: what the finished module imports is read from its bytes. Those
// host functions of which the optimiser removed every call are gone.
Result<std::vector<std::string>> checkImports(std::span<const uint8_t> module,
                                              const std::vector<std::string>& allowed) {
  Result<std::vector<WasmImport>> found = readWasmImports(module);
  if (!found) return std::move(found).error();
  for (const WasmImport& import : *found) {
    bool known =
        import.kind == 0 && import.module == kImportModule && std::ranges::find(allowed, import.name) != allowed.end();
    if (!known) return unexpectedImport(import);
  }
  std::vector<std::string> used;
  for (const std::string& name : allowed) {
    if (std::ranges::find(*found, name, &WasmImport::name) != found->end()) used.push_back(name);
  }
  return used;
}

Result<std::vector<uint8_t>> linkWithSupport(llvm::Module& module, llvm::TargetMachine& machine) {
  Result<Done> valid = checkModule(module);
  if (!valid) return std::move(valid).error();
  Result<std::vector<uint8_t>> object = emitObject(module, machine);
  if (!object) return std::move(object).error();
  Result<std::vector<uint8_t>> support = loaderSupport(machine);
  if (!support) return std::move(support).error();
  const std::span<const uint8_t> objects[] = {*object, *support};
  const std::string exports[] = {kContextSymbol, "__heap_base", "__stack_pointer"};
  return linkWasm(objects, exports);
}

}

Result<WasmArtifact> finishWasm(codegen::Compiled compiled, llvm::TargetMachine& machine, const ir::Module& module,
                                const std::string& name) {
  nameExports(compiled);
  nameImports(compiled, module);
  Result<std::vector<uint8_t>> linked = linkWithSupport(*compiled.module, machine);
  if (!linked) return std::move(linked).error();
  Result<std::vector<std::string>> imports = checkImports(*linked, compiled.imports);
  if (!imports) return std::move(imports).error();
  return WasmArtifact{.module = std::move(*linked),
                      .manifest = generateManifest(module, entryShape(module), name, *imports, compiled.sites),
                      .loader = std::string(loaderText()),
                      .report = std::move(compiled.report)};
}

}
