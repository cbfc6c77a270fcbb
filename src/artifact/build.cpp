#include "artifact/build.h"

#include "artifact/make_error.h"
#include "artifact/names.h"
#include "artifact/object.h"
#include "artifact/wasm.h"
#include "codegen/codegen.h"

namespace relon::artifact {
namespace {

// One target's way through codegen; `finish` takes what comes out of it.
template <typename Finish>
auto build(codegen::TargetKind kind, const ir::Module& module, const callable::Set& set, const HostIr* host,
           const CompileOptions& options, Finish finish)
    -> decltype(finish(std::declval<codegen::Compiled>(), std::declval<llvm::TargetMachine&>(), module, options.name)) {
  if (!isIdentifier(options.name)) {
    return makeError("invalid_name", "`" + options.name + "` cannot begin the names of C symbols");
  }
  auto machine = codegen::makeTargetMachine(kind, options);
  if (!machine) return std::move(machine).error();
  auto compiled = codegen::compile(module, set, host, options, kind, **machine, Stage::Asm);
  if (!compiled) return std::move(compiled).error();
  return finish(std::move(*compiled), **machine, module, options.name);
}

}

Result<ObjectArtifact> buildObject(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                   const CompileOptions& options) {
  return build(codegen::TargetKind::Native, module, set, host, options, finishObject);
}

Result<WasmArtifact> buildWasm(const ir::Module& module, const callable::Set& set, const HostIr* host,
                               const CompileOptions& options) {
  return build(codegen::TargetKind::Wasm32, module, set, host, options, finishWasm);
}

}
