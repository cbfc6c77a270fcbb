// From host inputs to bitcode with known callables: compile or read, check the
// target, read rows, match declarations, judge purity and admission. Everything
// that can be found out once is found out here, so that linking is quick.
#include "hostir/obtain.h"

#include <algorithm>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/Triple.h>

#include "base/check.h"
#include "hostir/bridge.h"
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

class Obtaining {
 public:
  explicit Obtaining(const HostOptions& options) : options_(options), host_(std::make_unique<ObtainedIr>()) {}

  Result<std::unique_ptr<HostIr>> run() {
    for (const HostInput& input : options_.inputs)
      if (Problem problem = add(input)) return *std::move(problem);
    for (const callable::NativeDeclaration& declaration : options_.declarations) {
      auto named = [&](const callable::Callable& known) { return known.name == declaration.name; };
      if (std::any_of(host_->callables_.begin(), host_->callables_.end(), named)) continue;
      return hostError("host_symbol_missing", "",
                       "`" + declaration.name + "` is declared by `--native`, but no host input defines it");
    }
    return std::unique_ptr<HostIr>(std::move(host_));
  }

 private:
  Problem add(const HostInput& input) {
    Result<std::string> bytes = bytesOf(input, options_);
    if (!bytes) return bytes.error();
    llvm::LLVMContext context;
    Result<ReadModule> read = readModule(context, *bytes, input.path);
    if (!read) return read.error();
    host_->remarks.insert(host_->remarks.end(), read->remarks.begin(), read->remarks.end());
    llvm::Module& module = *read->module;
    if (Problem problem = checkTarget(module, input.path, options_.wasm)) return problem;
    std::vector<callable::Callable> found = readRows(module);
    addDeclared(module, found);
    removeRows(module);
    for (const callable::Callable& callable : found)
      if (Problem problem = checkType(callable, *module.getFunction(callable.symbol), input.path)) return problem;
    Problem refused;
    onLargeStack([&] { refused = judge(module, found, input.path); });
    if (refused) return refused;
    host_->callables_.insert(host_->callables_.end(), found.begin(), found.end());
    HostModule stored{input.path, {}, definedIn(module)};
    llvm::raw_string_ostream stream(stored.bitcode);
    llvm::WriteBitcodeToFile(module, stream);
    host_->modules.push_back(std::move(stored));
    return std::nullopt;
  }

  // Functions without row that the user declared and this module defines.
  void addDeclared(const llvm::Module& module, std::vector<callable::Callable>& found) {
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
  Problem judge(const llvm::Module& module, const std::vector<callable::Callable>& found, const std::string& name) {
    std::vector<std::string> symbols;
    for (const callable::Callable& callable : found)
      if (!module.getFunction(callable.symbol)->isDeclaration()) symbols.push_back(callable.symbol);
    Judge judge(module, symbols);
    for (const callable::Callable& callable : found) {
      if (module.getFunction(callable.symbol)->isDeclaration()) continue;
      ir::TypeTable types;
      auto signature = callable::parseSignature(callable.signature, types);
      const ir::Type& result = types[signature->result];
      CallShape shape{.takesContext = (callable.flags & relon_callable_takes_context) != 0,
                      .resultByPointer = !result.isScalar() && result.kind != ir::TypeKind::None};
      if (callable.flags & relon_callable_pure) {
        if (auto effect = judge.effect(callable.symbol, shape))
          return hostError("host_not_pure", name,
                           "`" + callable.name + "` is declared pure, but " + *effect +
                               "; declare the capability that it needs instead");
      }
      if (auto refusal = judge.refusal(callable.symbol)) host_->refusals[callable.symbol] = *std::move(refusal);
    }
    return std::nullopt;
  }

  const HostOptions& options_;
  std::unique_ptr<ObtainedIr> host_;
};

std::unique_ptr<ObtainedIr> runtimeIr(bool wasm) {
  CallableLibrary library = relon_runtime::callables();
  auto ir = std::make_unique<ObtainedIr>();
  const unsigned char* bytes = wasm ? library.wasm_bitcode : library.bitcode;
  size_t size = wasm ? library.wasm_bitcode_size : library.bitcode_size;
  HostModule stored{"the run-time library", std::string(reinterpret_cast<const char*>(bytes), size), {}};
  llvm::LLVMContext context;
  auto module = llvm::getLazyBitcodeModule(llvm::MemoryBufferRef(stored.bitcode, stored.name), context);
  RELON_CHECK(static_cast<bool>(module), "the run-time library's bitcode is not readable");
  stored.defines = definedIn(**module);
  ir->modules.push_back(std::move(stored));
  return ir;
}

}

Result<std::unique_ptr<HostIr>> obtain(const HostOptions& options) {
  return Obtaining(options).run();
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
