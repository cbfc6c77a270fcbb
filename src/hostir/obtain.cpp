// From host inputs to bitcode with known callables: compile or read, check the
// target, read rows, match declarations, judge purity and admission. Everything
// that can be found out once is found out here, so that linking is quick.
#include "hostir/obtain.h"

#include <algorithm>
#include <mutex>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/Triple.h>

#include "base/check.h"
#include "hostir/bridge.h"
#include "hostir/cache.h"
#include "hostir/errors.h"
#include "hostir/host_ir.h"
#include "hostir/large_stack.h"
#include "hostir/rows.h"
#include "relon_runtime_callables.h"

namespace relon::hostir {

namespace {

// Why the work stopped; null while all is well.
using Problem = std::optional<Error>;

bool isIrFile(const std::string& path) {
  llvm::StringRef name(path);
  return name.ends_with(".bc") || name.ends_with(".ll");
}

Result<std::string> readFile(const std::string& path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, false, false);
  if (!buffer) return hostError("host_input_invalid", path, "cannot read the file: " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

Result<std::string> bytesOf(const HostInput& input, const HostOptions& options) {
  if (!input.bytes.empty()) return std::string(input.bytes.begin(), input.bytes.end());
  if (isIrFile(input.path)) return readFile(input.path);
  return compileToBitcode(input, options);
}

llvm::Triple targetTriple(bool wasm) {
  return wasm ? llvm::Triple("wasm32-unknown-unknown") : llvm::Triple(llvm::sys::getProcessTriple());
}

// Text may leave the target open; anything else must be for ours.
Problem checkTarget(llvm::Module& module, const std::string& name, bool wasm) {
  llvm::Triple wanted = targetTriple(wasm);
  const llvm::Triple& found = module.getTargetTriple();
  if (!found.str().empty() && found.getArch() != wanted.getArch())
    return hostError("host_input_invalid", name,
                     "compiled for `" + found.str() + "`, wanted is `" + wanted.str() + "`");
  llvm::DataLayout layout(wanted.computeDataLayout());
  const llvm::DataLayout& given = module.getDataLayout();
  bool isOpen = given.getStringRepresentation().empty();
  if (!isOpen && (given.getPointerSize() != layout.getPointerSize() || given.isBigEndian() != layout.isBigEndian()))
    return hostError("host_input_invalid", name, "its data layout is not that of `" + wanted.str() + "`");
  module.setTargetTriple(wanted);
  module.setDataLayout(layout);
  return std::nullopt;
}

callable::Callable declared(const callable::NativeDeclaration& declaration) {
  callable::Callable callable;
  callable.name = callable.symbol = declaration.name;
  callable.signature = declaration.signature;
  callable.gate = declaration.gate;
  callable.flags = declaration.gate == 0 ? relon_callable_pure : 0;
  callable.hasIr = true;
  return callable;
}

Problem checkType(const callable::Callable& callable, const llvm::Function& function, const std::string& name) {
  ir::TypeTable types;
  Result<callable::Signature> signature = callable::parseSignature(callable.signature, types);
  if (!signature) return hostError("host_signature_mismatch", name, signature.error().message);
  llvm::FunctionType* wanted = functionType(function.getContext(), types, *signature, callable.flags);
  if (wanted == function.getFunctionType()) return std::nullopt;
  return hostError("host_signature_mismatch", name,
                   "`" + callable.name + "` is declared `" + callable.signature + "`, which calls for " +
                       describeType(*wanted) + "; its code is " + describeType(*function.getFunctionType()));
}

std::set<std::string, std::less<>> definedIn(const llvm::Module& module) {
  std::set<std::string, std::less<>> names;
  for (const llvm::Function& function : module)
    if (!function.isDeclaration()) names.insert(function.getName().str());
  return names;
}

// One input's bitcode, on its way to a module that is known to be all right.
class Examination {
 public:
  Examination(const HostOptions& options, const std::string& name)
      : options_(options), stored_(std::make_shared<HostModule>()) {
    stored_->name = name;
  }

  Result<std::shared_ptr<const HostModule>> run(std::string_view bytes) {
    llvm::LLVMContext context;
    Result<ReadModule> read = readModule(context, bytes, stored_->name);
    if (!read) return read.error();
    stored_->remarks = std::move(read->remarks);
    llvm::Module& module = *read->module;
    if (Problem problem = checkTarget(module, stored_->name, options_.wasm)) return *std::move(problem);
    stored_->callables = readRows(module);
    addDeclared(module);
    removeRows(module);
    for (const callable::Callable& callable : stored_->callables) {
      Problem problem = checkType(callable, *module.getFunction(callable.symbol), stored_->name);
      if (problem) return *std::move(problem);
    }
    Problem refused;
    onLargeStack([&] { refused = judge(module); });
    if (refused) return *std::move(refused);
    stored_->defines = definedIn(module);
    llvm::raw_string_ostream stream(stored_->bitcode);
    llvm::WriteBitcodeToFile(module, stream);
    return std::shared_ptr<const HostModule>(std::move(stored_));
  }

 private:
  // Functions without row that the user declared and this module defines.
  void addDeclared(const llvm::Module& module) {
    std::vector<callable::Callable>& found = stored_->callables;
    for (const callable::NativeDeclaration& declaration : options_.declarations) {
      const llvm::Function* function = module.getFunction(declaration.name);
      auto named = [&](const callable::Callable& known) { return known.name == declaration.name; };
      bool known = std::any_of(found.begin(), found.end(), named);
      if (function && !function->isDeclaration() && !known) found.push_back(declared(declaration));
    }
    std::erase_if(found, [&](const callable::Callable& callable) { return !module.getFunction(callable.symbol); });
  }

  // A pure function that has an effect is an error at once; one that cannot be
  // compiled into a program is remembered, and becomes an error where it is.
  Problem judge(const llvm::Module& module) {
    std::vector<std::string> symbols;
    for (const callable::Callable& callable : stored_->callables)
      if (!module.getFunction(callable.symbol)->isDeclaration()) symbols.push_back(callable.symbol);
    Judge judge(module, symbols);
    for (const callable::Callable& callable : stored_->callables) {
      if (module.getFunction(callable.symbol)->isDeclaration()) continue;
      ir::TypeTable types;
      auto signature = callable::parseSignature(callable.signature, types);
      const ir::Type& result = types[signature->result];
      CallShape shape{.takesContext = (callable.flags & relon_callable_takes_context) != 0,
                      .resultByPointer = !result.isScalar() && result.kind != ir::TypeKind::None};
      if (callable.flags & relon_callable_pure) {
        if (auto effect = judge.effect(callable.symbol, shape))
          return hostError("host_not_pure", stored_->name,
                           "`" + callable.name + "` is declared pure, but " + *effect +
                               "; declare the capability that it needs instead");
      }
      if (auto refusal = judge.refusal(callable.symbol)) stored_->refusals[callable.symbol] = *std::move(refusal);
    }
    return std::nullopt;
  }

  const HostOptions& options_;
  std::shared_ptr<HostModule> stored_;
};

// Modules that have passed, by everything that their examination depends on: a process
// that loads many programs with the same host examines it once.
class Examined {
 public:
  static Examined& instance() {
    static Examined examined;
    return examined;
  }

  static std::string key(const HostOptions& options, const std::string& name, const std::string& bytes) {
    std::vector<std::string> parts = {options.wasm ? "wasm" : "native", name, bytes};
    for (const callable::NativeDeclaration& each : options.declarations)
      parts.insert(parts.end(), {each.name, each.signature, std::to_string(each.gate)});
    return digest(parts);
  }

  std::shared_ptr<const HostModule> find(const std::string& key) {
    std::lock_guard lock(mutex_);
    auto known = modules_.find(key);
    return known == modules_.end() ? nullptr : known->second;
  }

  void add(const std::string& key, std::shared_ptr<const HostModule> module) {
    std::lock_guard lock(mutex_);
    if (modules_.size() == kMost) modules_.clear();
    modules_[key] = std::move(module);
  }

 private:
  static constexpr size_t kMost = 64;

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const HostModule>> modules_;
};

Result<std::shared_ptr<const HostModule>> examine(const HostInput& input, const HostOptions& options) {
  Result<std::string> bytes = bytesOf(input, options);
  if (!bytes) return bytes.error();
  std::string key = Examined::key(options, input.path, *bytes);
  if (std::shared_ptr<const HostModule> known = Examined::instance().find(key)) return known;
  Result<std::shared_ptr<const HostModule>> module = Examination(options, input.path).run(*bytes);
  if (module) Examined::instance().add(key, *module);
  return module;
}

std::unique_ptr<ObtainedIr> runtimeIr(bool wasm) {
  CallableLibrary library = relon_runtime::callables();
  auto ir = std::make_unique<ObtainedIr>();
  const unsigned char* bytes = wasm ? library.wasm_bitcode : library.bitcode;
  size_t size = wasm ? library.wasm_bitcode_size : library.bitcode_size;
  auto stored = std::make_shared<HostModule>();
  stored->name = "the run-time library";
  stored->bitcode.assign(reinterpret_cast<const char*>(bytes), size);
  llvm::LLVMContext context;
  auto module = llvm::getLazyBitcodeModule(llvm::MemoryBufferRef(stored->bitcode, stored->name), context);
  RELON_CHECK(static_cast<bool>(module), "the run-time library's bitcode is not readable");
  stored->defines = definedIn(**module);
  ir->add(std::move(stored));
  return ir;
}

}

bool ObtainedIr::hasRefusals() const {
  return std::ranges::any_of(modules, [](const auto& module) { return !module->refusals.empty(); });
}

void ObtainedIr::add(std::shared_ptr<const HostModule> module) {
  callables_.insert(callables_.end(), module->callables.begin(), module->callables.end());
  modules.push_back(std::move(module));
}

Result<std::unique_ptr<HostIr>> obtain(const HostOptions& options) {
  auto host = std::make_unique<ObtainedIr>();
  for (const HostInput& input : options.inputs) {
    Result<std::shared_ptr<const HostModule>> module = examine(input, options);
    if (!module) return module.error();
    host->add(std::move(*module));
  }
  for (const callable::NativeDeclaration& declaration : options.declarations) {
    auto named = [&](const callable::Callable& known) { return known.name == declaration.name; };
    if (std::ranges::any_of(host->callables(), named)) continue;
    return hostError("host_symbol_missing", "",
                     "`" + declaration.name + "` is declared by `--native`, but no host input defines it");
  }
  return std::unique_ptr<HostIr>(std::move(host));
}

const HostIr& runtimeLibrary(bool wasm) {
  if (wasm) {
    static const std::unique_ptr<ObtainedIr> forWasm = runtimeIr(true);
    return *forWasm;
  }
  static const std::unique_ptr<ObtainedIr> native = runtimeIr(false);
  return *native;
}

}
