#include "codegen/bindings.h"

#include <algorithm>

namespace relon::codegen {

namespace {

bool hostHasIr(const HostIr* host, const std::string& symbol) {
  if (host == nullptr) return false;
  return std::ranges::any_of(host->callables(), [&](const callable::Callable& each) { return each.symbol == symbol; });
}

// The functions with effects that JavaScript grants, or withholds, are always its own.
CallableBinding chooseForWasm(const ir::CallableRef& callable, const HostIr* host) {
  if (callable.gate != 0) return {.binding = Binding::Imported, .reason = "needs a capability"};
  if (hostHasIr(host, callable.symbol)) return {.binding = Binding::Inlined, .reason = "inlined"};
  return {.binding = Binding::Imported, .reason = "no IR was given for it"};
}

CallableBinding chooseCalled(const callable::Callable* row, std::string reason) {
  bool onlyThunk = row != nullptr && row->address == nullptr && row->thunk != nullptr;
  if (onlyThunk) return {.binding = Binding::Imported, .reason = "bound at run time"};
  return {.binding = Binding::Called, .reason = std::move(reason)};
}

CallableBinding chooseNatively(const ir::CallableRef& callable, const callable::Callable* row, const HostIr* host,
                               Binding wanted) {
  if (wanted == Binding::Imported) return {.binding = Binding::Imported, .reason = "the open world was asked for"};
  if (wanted == Binding::Called) return chooseCalled(row, "calls were asked for");
  if (hostHasIr(host, callable.symbol)) return {.binding = Binding::Inlined, .reason = "inlined"};
  return chooseCalled(row, "no IR was given for it");
}

}

Bindings chooseBindings(const ir::Module& module, const callable::Set& set, const HostIr* host,
                        const CompileOptions& options, TargetKind kind) {
  Bindings result;
  for (const ir::CallableRef& callable : module.callables) {
    const callable::Callable* row = set.find(callable.name);
    CallableBinding chosen;
    if (row != nullptr && row->isLibrary) {
      chosen = {.binding = Binding::Inlined, .isLibrary = true, .reason = "inlined"};
    } else if (kind == TargetKind::Wasm32) {
      chosen = chooseForWasm(callable, host);
    } else {
      chosen = chooseNatively(callable, row, host, options.binding);
    }
    if (chosen.binding == Binding::Imported) {
      chosen.importIndex = static_cast<uint32_t>(result.imports.size());
      result.imports.push_back(callable.name);
    }
    result.callables.push_back(std::move(chosen));
  }
  return result;
}

}
