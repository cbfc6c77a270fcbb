#include "artifact/jit.h"

#include <chrono>

#include <dlfcn.h>

#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/MemoryBuffer.h>

#include "artifact/emit_object.h"
#include "codegen/codegen.h"
#include "codegen/optimise.h"
#include "codegen/symbols.h"
#include "hostir/large_stack.h"

namespace relon::artifact {
namespace {

Error jitError(llvm::Error failure) {
  return {"internal_error", "error[internal_error]: " + llvm::toString(std::move(failure))};
}

class Jit final : public JitCode {
 public:
  Jit(codegen::Compiled compiled, std::unique_ptr<llvm::orc::LLJIT> jit)
      : compiled_(std::move(compiled)), jit_(std::move(jit)) {}

  RecordEntry recordEntry() const override { return record_; }
  void* scalarEntry() const override { return scalar_; }
  const std::vector<std::string>& imports() const override { return compiled_.imports; }
  const std::vector<Span>& sites() const override { return compiled_.sites; }
  const Report& report() const override { return compiled_.report; }
  const CompileTimes& times() const override { return compiled_.times; }

  llvm::Error findEntries() {
    auto record = jit_->lookup(compiled_.recordEntry);
    if (!record) return record.takeError();
    record_ = record->toPtr<RecordEntry>();
    if (compiled_.scalarEntry.empty()) return llvm::Error::success();
    auto scalar = jit_->lookup(compiled_.scalarEntry);
    if (!scalar) return scalar.takeError();
    scalar_ = scalar->toPtr<void*>();
    return llvm::Error::success();
  }

 private:
  codegen::Compiled compiled_;
  std::unique_ptr<llvm::orc::LLJIT> jit_;
  RecordEntry record_ = nullptr;
  void* scalar_ = nullptr;
};

// Only linking is left to LLJIT: no platform, no process symbols, no unwind tables.
llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> createJit(const llvm::Triple& triple) {
  return llvm::orc::LLJITBuilder()
      .setJITTargetMachineBuilder(llvm::orc::JITTargetMachineBuilder(triple))
      .setLinkProcessSymbolsByDefault(false)
      .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
      .setObjectLinkingLayerCreator(
          [](llvm::orc::ExecutionSession& session) { return std::make_unique<llvm::orc::ObjectLinkingLayer>(session); })
      .create();
}

// The address of everything that the optimised module leaves undefined; the
// pipeline has checked that nothing else is used.
Result<std::map<std::string, void*>> resolve(const codegen::Compiled& compiled, const ir::Module& module,
                                             const callable::Set& set) {
  std::map<std::string, void*> addresses;
  for (const std::string& symbol : compiled.calledSymbols) {
    const callable::Callable* row = set.findSymbol(symbol);
    if (row != nullptr && row->address != nullptr) addresses[symbol] = row->address;
  }
  for (const ir::CallableRef& callable : module.callables) {
    const llvm::Function* function = compiled.module->getFunction(callable.symbol);
    bool isCalled = function != nullptr && function->isDeclaration() && !function->use_empty();
    if (!isCalled || addresses.contains(callable.symbol)) continue;
    return Error{"function_not_found",
                 "error[function_not_found]: `" + callable.name + "` is called, but has no address"};
  }
  return addresses;
}

// What the code generator may call besides; it adds calls of its own, as for `fmod`.
class LibcSymbols final : public llvm::orc::DefinitionGenerator {
 public:
  llvm::Error tryToGenerate(llvm::orc::LookupState&, llvm::orc::LookupKind, llvm::orc::JITDylib& library,
                            llvm::orc::JITDylibLookupFlags, const llvm::orc::SymbolLookupSet& wanted) override {
    llvm::orc::SymbolMap found;
    for (const auto& [name, flags] : wanted) {
      void* address = codegen::isLibcFunction(*name) ? dlsym(RTLD_DEFAULT, (*name).str().c_str()) : nullptr;
      if (address == nullptr) continue;
      found[name] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
    }
    return found.empty() ? llvm::Error::success() : library.define(llvm::orc::absoluteSymbols(std::move(found)));
  }
};

llvm::Error defineAddresses(llvm::orc::LLJIT& jit, const std::map<std::string, void*>& addresses) {
  llvm::orc::SymbolMap symbols;
  for (const auto& [name, address] : addresses) {
    symbols[jit.mangleAndIntern(name)] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
  }
  jit.getMainJITDylib().addGenerator(std::make_unique<LibcSymbols>());
  if (symbols.empty()) return llvm::Error::success();
  return jit.getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols)));
}

Result<std::unique_ptr<JitCode>> load(codegen::Compiled compiled, std::vector<uint8_t> object,
                                      const std::map<std::string, void*>& addresses) {
  llvm::Triple triple = compiled.module->getTargetTriple();
  // The machine code is all that is needed from here on.
  compiled.module.reset();
  compiled.context.reset();
  auto jit = createJit(triple);
  if (!jit) return jitError(jit.takeError());
  if (llvm::Error failure = defineAddresses(**jit, addresses)) return jitError(std::move(failure));
  llvm::StringRef bytes(reinterpret_cast<const char*>(object.data()), object.size());
  auto buffer = llvm::MemoryBuffer::getMemBufferCopy(bytes, "program.o");
  if (llvm::Error failure = (*jit)->addObjectFile(std::move(buffer))) return jitError(std::move(failure));
  auto code = std::make_unique<Jit>(std::move(compiled), std::move(*jit));
  if (llvm::Error failure = code->findEntries()) return jitError(std::move(failure));
  return std::unique_ptr<JitCode>(std::move(code));
}

}

Result<std::unique_ptr<JitCode>> jitCompile(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                            const CompileOptions& options) {
  auto machine = codegen::takeTargetMachine(codegen::TargetKind::Native, options);
  if (!machine) return std::move(machine).error();
  auto compiled = codegen::compile(module, set, host, options, codegen::TargetKind::Native, **machine, Stage::Asm);
  if (!compiled) return std::move(compiled).error();
  auto addresses = resolve(*compiled, module, set);
  if (!addresses) return std::move(addresses).error();
  auto start = std::chrono::steady_clock::now();
  std::optional<Result<std::vector<uint8_t>>> object;
  hostir::onLargeStack([&] { object = emitObject(*compiled->module, **machine); });
  if (!*object) return std::move(*object).error();
  compiled->times.codegen = std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
  return load(std::move(*compiled), std::move(**object), *addresses);
}

}
