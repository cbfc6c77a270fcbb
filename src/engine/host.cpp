#include "engine/host.h"

#include "engine/compiler_library.h"
#include "engine/error_text.h"
#include "runtime/library.h"

namespace relon::engine {

namespace {

HostOptions hostOptions(const detail::Configuration& configuration, bool wasm) {
  HostOptions options;
  for (const std::string& path : configuration.sources) options.inputs.push_back({path, {}});
  options.includeDirectories = configuration.includeDirectories;
  options.declarations = configuration.declarations;
  options.wasm = wasm;
  return options;
}

// `isNew` and what was known of the same function before: an address of this process
// and IR go together.
callable::Callable merged(callable::Callable found, const callable::Callable* known) {
  if (known == nullptr || known->signature != found.signature) return found;
  if (found.address == nullptr && found.thunk == nullptr) {
    found.address = known->address;
    found.thunk = known->thunk;
    found.target = known->target;
  }
  found.hasIr = found.hasIr || known->hasIr;
  return found;
}

void addAll(callable::Set& functions, const std::vector<callable::Callable>& more) {
  for (const callable::Callable& each : more) functions.add(merged(each, functions.find(each.name)));
}

// Declared functions whose code nobody has: types for the checker, nothing to call.
void addDeclarations(const detail::Configuration& configuration, callable::Set& functions) {
  for (const callable::NativeDeclaration& each : configuration.declarations) {
    if (functions.find(each.name) != nullptr) continue;
    callable::Callable declared;
    declared.name = declared.symbol = each.name;
    declared.signature = each.signature;
    declared.gate = each.gate;
    functions.add(std::move(declared));
  }
}

Result<Done> addIr(const detail::Configuration& configuration, HostForm form, Host& host) {
  HostOptions options = hostOptions(configuration, form == HostForm::WasmIr);
  const auto& bitcode = form == HostForm::WasmIr ? configuration.wasmBitcode : configuration.bitcode;
  options.inputs.insert(options.inputs.end(), bitcode.begin(), bitcode.end());
  if (options.inputs.empty()) return Done{};
  Result<Compiler*> tool = compiler();
  if (!tool) return errorOfCompiler(configuration.format, tool.error());
  Result<std::unique_ptr<HostIr>> ir = (*tool)->obtain(options);
  if (!ir) return errorOfCompiler(configuration.format, ir.error());
  host.ir = std::move(*ir);
  addAll(host.functions, host.ir->callables());
  return Done{};
}

}

Result<Done> addNativeCode(const detail::Configuration& configuration, Host& host) {
  if (configuration.sources.empty() || host.native != nullptr) return Done{};
  Result<Compiler*> tool = compiler();
  if (!tool) return errorOfCompiler(configuration.format, tool.error());
  Result<std::unique_ptr<HostNative>> native = (*tool)->buildNative(hostOptions(configuration, false));
  if (!native) return errorOfCompiler(configuration.format, native.error());
  host.native = std::move(*native);
  addAll(host.functions, host.native->callables());
  return Done{};
}

Result<Host> gatherHost(const detail::Configuration& configuration, HostForm form) {
  Host host;
  const CallableLibrary library = runtime::rows();
  host.functions.addRows(library.begin, library.end, true);
  addAll(host.functions, configuration.functions.all());
  Result<Done> added = form == HostForm::Native ? addNativeCode(configuration, host) : addIr(configuration, form, host);
  if (!added) return added.error();
  addDeclarations(configuration, host.functions);
  return host;
}

}
