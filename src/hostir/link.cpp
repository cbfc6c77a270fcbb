// Brings the bodies of callables into a program's module. Each host module is
// opened lazily; only what the program needs is read and linked. What arrives is
// made internal and normalised: without that LLVM silently does not inline at all.
#include <map>
#include <optional>
#include <set>

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/AttributeMask.h>
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Target/TargetMachine.h>

#include "hostir/errors.h"
#include "hostir/host_ir.h"
#include "hostir/obtain.h"
#include "hostir/rows.h"

namespace relon::hostir {

namespace {

// Attributes that say how the host wanted its own code generated. They are
// replaced by the program's, or block inlining for no reason that holds here.
constexpr llvm::Attribute::AttrKind kHostsOwn[] = {
    llvm::Attribute::NoInline,        llvm::Attribute::OptimizeNone,
    llvm::Attribute::MinSize,         llvm::Attribute::OptimizeForSize,
    llvm::Attribute::UWTable,         llvm::Attribute::StackProtect,
    llvm::Attribute::StackProtectReq, llvm::Attribute::StackProtectStrong,
    llvm::Attribute::NonLazyBind,     llvm::Attribute::NoRedZone,
    llvm::Attribute::InlineHint,      llvm::Attribute::Cold,
    llvm::Attribute::SanitizeAddress, llvm::Attribute::SanitizeThread,
    llvm::Attribute::SanitizeMemory};

void stripAttributes(llvm::Function& function) {
  llvm::AttributeMask mask;
  for (llvm::Attribute attribute : function.getAttributes().getFnAttrs())
    if (attribute.isStringAttribute()) mask.addAttribute(attribute.getKindAsString());
  for (llvm::Attribute::AttrKind kind : kHostsOwn) mask.addAttribute(kind);
  function.removeFnAttrs(mask);
  function.addFnAttr(llvm::Attribute::NoUnwind);
  function.setPersonalityFn(nullptr);
  function.setComdat(nullptr);
}

// llvm.fmuladd may or may not be one rounding; a product and a sum are always two.
void splitFusedProducts(llvm::Function& function) {
  std::vector<llvm::IntrinsicInst*> found;
  for (llvm::Instruction& instruction : llvm::instructions(function))
    if (auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction))
      if (call->getIntrinsicID() == llvm::Intrinsic::fmuladd) found.push_back(call);
  for (llvm::IntrinsicInst* call : found) {
    llvm::IRBuilder<> builder(call);
    llvm::Value* product = builder.CreateFMul(call->getArgOperand(0), call->getArgOperand(1));
    call->replaceAllUsesWith(builder.CreateFAdd(product, call->getArgOperand(2)));
    call->eraseFromParent();
  }
}

void normalise(llvm::Function& function) {
  stripAttributes(function);
  splitFusedProducts(function);
  function.setLinkage(llvm::GlobalValue::InternalLinkage);
  function.setVisibility(llvm::GlobalValue::DefaultVisibility);
  function.setDLLStorageClass(llvm::GlobalValue::DefaultStorageClass);
  function.setDSOLocal(true);
}

class Linking {
 public:
  Linking(llvm::Module& program, std::span<const Wanted> wanted, Report& report)
      : program_(program), wanted_(wanted), report_(report), admissions_(wanted.size()) {
    for (const llvm::GlobalVariable& global : program.globals()) own_.insert(&global);
    for (const llvm::Function& function : program) known_[function.getName().str()] = !function.isDeclaration();
    for (size_t i = 0; i < wanted.size(); ++i) bySymbol_[wanted[i].declaration->getName().str()].push_back(i);
  }

  Result<std::vector<Admission>> run(std::span<const HostIr* const> hosts) {
    for (const HostIr* host : hosts)
      if (auto problem = linkHost(static_cast<const ObtainedIr&>(*host), false)) return *std::move(problem);
    // Host bodies call the library's functions in their turn.
    if (hosts.size() > 1)
      if (auto problem = linkHost(static_cast<const ObtainedIr&>(*hosts.front()), true)) return *std::move(problem);
    explainMissing();
    return std::move(admissions_);
  }

 private:
  using Problem = std::optional<Error>;

  Problem linkHost(const ObtainedIr& host, bool anythingUndefined) {
    for (const std::shared_ptr<const HostModule>& module : host.modules) {
      report_.remarks.insert(report_.remarks.end(), module->remarks.begin(), module->remarks.end());
      if (!isNeeded(*module)) continue;
      if (Problem problem = linkModule(*module, anythingUndefined)) return problem;
    }
    return std::nullopt;
  }

  // Opening a module of any size takes milliseconds.
  bool isNeeded(const HostModule& stored) const {
    return llvm::any_of(program_, [&](const llvm::Function& function) {
      return function.isDeclaration() && stored.defines.contains(std::string_view(function.getName()));
    });
  }

  Problem linkModule(const HostModule& stored, bool anythingUndefined) {
    llvm::MemoryBufferRef buffer(stored.bitcode, stored.name);
    auto opened = llvm::getLazyBitcodeModule(buffer, program_.getContext());
    if (!opened) return hostError("host_input_invalid", stored.name, llvm::toString(opened.takeError()));
    std::unique_ptr<llvm::Module> module = std::move(*opened);
    std::vector<size_t> linked;
    bool needed = false;
    for (llvm::Function& function : *module) {
      if (function.isDeclaration()) continue;
      llvm::Function* declaration = program_.getFunction(function.getName());
      if (!declaration || !declaration->isDeclaration()) continue;
      auto wanted = bySymbol_.find(function.getName().str());
      bool isWanted = wanted != bySymbol_.end();
      if (isWanted && refuse(stored, wanted->second)) isWanted = false;
      if (!isWanted && !(anythingUndefined && wanted == bySymbol_.end())) {
        // The program means another function of this name: keep this one to itself.
        function.setLinkage(llvm::GlobalValue::InternalLinkage);
        continue;
      }
      needed = true;
      if (!isWanted) continue;
      if (Problem problem = compareTypes(*declaration, function, wanted_[wanted->second.front()])) return problem;
      linked.insert(linked.end(), wanted->second.begin(), wanted->second.end());
    }
    if (!needed) return std::nullopt;
    if (Problem problem = bringIn(std::move(module), stored.name)) return problem;
    for (size_t index : linked) admissions_[index].linked = true;
    return std::nullopt;
  }

  bool refuse(const HostModule& stored, const std::vector<size_t>& indices) {
    auto refusal = stored.refusals.find(wanted_[indices.front()].declaration->getName().str());
    if (refusal == stored.refusals.end()) return false;
    for (size_t index : indices) {
      admissions_[index].rule = refusal->second.rule;
      admissions_[index].explanation = refusal->second.explanation;
    }
    return true;
  }

  Problem compareTypes(const llvm::Function& declaration, const llvm::Function& definition, const Wanted& wanted) {
    if (declaration.getFunctionType() == definition.getFunctionType()) return std::nullopt;
    return hostError("host_signature_mismatch", "",
                     "the program calls `" + wanted.callable->name + "` as " +
                         describeType(*declaration.getFunctionType()) + "; its code is " +
                         describeType(*definition.getFunctionType()));
  }

  Problem bringIn(std::unique_ptr<llvm::Module> module, const std::string& name) {
    removeRows(*module);
    module->setTargetTriple(program_.getTargetTriple());
    module->setDataLayout(program_.getDataLayout());
    if (llvm::NamedMDNode* flags = module->getModuleFlagsMetadata()) flags->eraseFromParent();
    if (llvm::Linker::linkModules(program_, std::move(module), llvm::Linker::LinkOnlyNeeded))
      return hostError("host_not_admitted", name, "LLVM cannot link it with the program");
    for (llvm::Function& function : program_) {
      bool wasDefined = known_[function.getName().str()];
      if (function.isDeclaration() || wasDefined) continue;
      normalise(function);
      known_[function.getName().str()] = true;
    }
    for (llvm::GlobalVariable& global : program_.globals()) {
      if (global.isDeclaration() || global.hasLocalLinkage() || global.hasAppendingLinkage()) continue;
      if (own_.contains(&global)) continue;
      global.setLinkage(llvm::GlobalValue::InternalLinkage);
      global.setComdat(nullptr);
    }
    return std::nullopt;
  }

  void explainMissing() {
    for (size_t i = 0; i < wanted_.size(); ++i) {
      Admission& admission = admissions_[i];
      if (admission.linked || !admission.rule.empty()) continue;
      admission.rule = "missing-body";
      admission.explanation = "no host IR defines `" + wanted_[i].declaration->getName().str() + "`";
    }
  }

  llvm::Module& program_;
  std::span<const Wanted> wanted_;
  Report& report_;
  std::vector<Admission> admissions_;
  // By name: the program had a body of its own, or has been given one.
  std::map<std::string, bool> known_;
  std::map<std::string, std::vector<size_t>> bySymbol_;
  // Globals that the program had before.
  std::set<const llvm::GlobalVariable*> own_;
};

}

Result<std::vector<Admission>> link(llvm::Module& program, llvm::TargetMachine&, std::span<const HostIr* const> hosts,
                                    std::span<const Wanted> wanted, Report& report) {
  return Linking(program, wanted, report).run(hosts);
}

}
