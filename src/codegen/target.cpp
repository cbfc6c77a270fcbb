#include <map>
#include <mutex>

#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>

#include "codegen/codegen.h"

namespace relon::codegen {

namespace {

// LLVM's registry of targets is the process's own; filled once.
void registerTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::InitializeNativeTargetAsmParser();
    LLVMInitializeWebAssemblyTargetInfo();
    LLVMInitializeWebAssemblyTarget();
    LLVMInitializeWebAssemblyTargetMC();
    LLVMInitializeWebAssemblyAsmPrinter();
  });
}

struct Cpu {
  std::string name = "generic";
  std::string features;
};

Cpu hostCpu() {
  llvm::SubtargetFeatures features;
  for (const auto& feature : llvm::sys::getHostCPUFeatures()) features.AddFeature(feature.first(), feature.second);
  return {llvm::sys::getHostCPUName().str(), features.getString()};
}

Cpu chooseCpu(TargetKind kind, const llvm::Triple& triple, bool portable) {
  if (kind == TargetKind::Native && !portable) return hostCpu();
  return {triple.getArch() == llvm::Triple::x86_64 ? "x86-64" : "generic", ""};
}

llvm::CodeGenOptLevel codegenLevel(int optimisation) {
  if (optimisation == 0) return llvm::CodeGenOptLevel::None;
  return optimisation == 1 ? llvm::CodeGenOptLevel::Less : llvm::CodeGenOptLevel::Default;
}

Result<std::unique_ptr<llvm::TargetMachine>> make(const MachineChoice& choice) {
  registerTargets();
  bool isWasm = choice.kind == TargetKind::Wasm32;
  llvm::Triple triple(isWasm ? "wasm32-unknown-unknown" : llvm::sys::getProcessTriple());
  std::string problem;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, problem);
  if (target == nullptr) return Error{"internal_error", problem};
  Cpu cpu = chooseCpu(choice.kind, triple, choice.portable);
  llvm::TargetOptions settings;
  // Results are the same bits everywhere: no contraction to fused operations.
  settings.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  settings.FunctionSections = settings.DataSections = true;
  llvm::Reloc::Model relocation = isWasm ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, cpu.name, cpu.features, settings, relocation, std::nullopt, codegenLevel(choice.optimisation)));
  if (machine == nullptr) return Error{"internal_error", "LLVM has no code generator for " + triple.str()};
  return machine;
}

// The machines that nobody uses now: at most as many as were used at once.
class FreeMachines {
 public:
  static FreeMachines& instance() {
    static FreeMachines machines;
    return machines;
  }

  std::unique_ptr<llvm::TargetMachine> take(const MachineChoice& choice) {
    std::lock_guard lock(mutex_);
    auto found = machines_.extract(choice);
    return found ? std::move(found.mapped()) : nullptr;
  }

  void add(const MachineChoice& choice, llvm::TargetMachine* machine) {
    std::lock_guard lock(mutex_);
    machines_.emplace(choice, machine);
  }

 private:
  std::mutex mutex_;
  std::multimap<MachineChoice, std::unique_ptr<llvm::TargetMachine>> machines_;
};

}

void ReturnMachine::operator()(llvm::TargetMachine* machine) const {
  FreeMachines::instance().add(choice, machine);
}

Result<Machine> takeTargetMachine(TargetKind kind, const CompileOptions& options) {
  const MachineChoice choice{kind, options.portable, options.optimisation};
  if (auto known = FreeMachines::instance().take(choice)) {
    // A huge program has lowered it.
    known->setOptLevel(codegenLevel(choice.optimisation));
    return Machine(known.release(), {choice});
  }
  Result<std::unique_ptr<llvm::TargetMachine>> made = make(choice);
  if (!made) return std::move(made).error();
  return Machine(made->release(), {choice});
}

}
