#include "callable/compiler.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>

#include "artifact/jit.h"
#include "artifact/object.h"
#include "artifact/wasm.h"
#include "codegen/codegen.h"
#include "codegen/optimise.h"
#include "hostir/host_ir.h"
#include "hostir/large_stack.h"

// What librelon-compiler.so exports: one function that makes the compiler.
namespace relon::artifact {
namespace {

struct TargetedModule {
  codegen::Machine machine;
  codegen::Compiled compiled;
};

Result<std::string> assemblyOf(TargetedModule& built) {
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  bool refused = built.machine->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::AssemblyFile);
  if (refused) return Error{"internal_error", "error[internal_error]: LLVM cannot write assembly for this target"};
  hostir::onLargeStack([&] { passes.run(*built.compiled.module); });
  return text.str().str();
}

std::string irOf(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

class LlvmCompiler final : public Compiler {
 public:
  Result<std::unique_ptr<HostIr>> obtain(const HostOptions& options) override { return hostir::obtain(options); }

  Result<std::unique_ptr<HostNative>> buildNative(const HostOptions& options) override {
    return hostir::buildNative(options);
  }

  Result<std::unique_ptr<JitCode>> jit(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                       const CompileOptions& options) override {
    return jitCompile(module, set, host, options);
  }

  Result<ObjectArtifact> object(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                const CompileOptions& options) override {
    CompileOptions relocatable = options;
    relocatable.relocatable = true;
    auto built = build(module, set, host, relocatable, codegen::TargetKind::Native, Stage::Asm);
    if (!built) return std::move(built).error();
    return finishObject(std::move(built->compiled), *built->machine, module, options.name);
  }

  Result<WasmArtifact> wasm(const ir::Module& module, const callable::Set& set, const HostIr* host,
                            const CompileOptions& options) override {
    auto built = build(module, set, host, options, codegen::TargetKind::Wasm32, Stage::Asm);
    if (!built) return std::move(built).error();
    return finishWasm(std::move(built->compiled), *built->machine, module, options.name);
  }

  Result<std::string> emit(Stage stage, const ir::Module& module, const callable::Set& set, const HostIr* host,
                           const CompileOptions& options) override {
    auto built = build(module, set, host, options, codegen::TargetKind::Native, stage);
    if (!built) return std::move(built).error();
    if (stage == Stage::Asm) return assemblyOf(*built);
    return irOf(*built->compiled.module);
  }

 private:
  static Result<TargetedModule> build(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                      const CompileOptions& options, codegen::TargetKind kind, Stage last) {
    auto machine = codegen::takeTargetMachine(kind, options);
    if (!machine) return std::move(machine).error();
    auto compiled = codegen::compile(module, set, host, options, kind, **machine, last);
    if (!compiled) return std::move(compiled).error();
    return TargetedModule{std::move(*machine), std::move(*compiled)};
  }
};

}
}

// The caller owns the result. Null when it was built against another relon/abi.h.
extern "C" __attribute__((visibility("default"))) relon::Compiler* relon_compiler_create(uint32_t abiVersion) {
  if (abiVersion != RELON_ABI_VERSION) return nullptr;
  return new relon::artifact::LlvmCompiler();
}
