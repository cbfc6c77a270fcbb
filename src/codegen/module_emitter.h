#pragma once

#include <map>

#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/Module.h>

#include "codegen/bindings.h"
#include "codegen/context_layout.h"
#include "ir/layout.h"

namespace relon::codegen {

// How a value of a type is held and passed. Architecture: execution model.
enum class Passing : uint8_t {
  // None and Never: no bytes; a null pointer stands for the value.
  Nothing,
  // Int, Float, Bool.
  Scalar,
  // Cell, Builder: the pointer itself is the value.
  Handle,
  // Everything else: a pointer to immutable memory in the C layout.
  Aggregate,
};

// What the code of all functions shares: types, layouts, declarations, constants,
// the table of sites. One per compilation.
class ModuleEmitter {
 public:
  ModuleEmitter(llvm::Module& target, const ir::Module& source, const Bindings& bindings, TargetKind kind);

  // Emits everything; the module verifies afterwards.
  void run();
  // `<name>_run` and, where all types are scalars, `<name>_call`; returns the latter's name or "".
  std::string emitEntries(const std::string& name);

  const ir::Module& source() const { return source_; }
  llvm::Module& target() { return target_; }
  llvm::LLVMContext& llvm() { return target_.getContext(); }
  TargetKind kind() const { return kind_; }
  const ContextLayout& context() const { return context_; }

  Passing passing(ir::TypeId type) const;
  // As an SSA value: Bool is i1, everything without a scalar type is a pointer.
  llvm::Type* valueType(ir::TypeId type);
  ir::Layout layout(ir::TypeId type) const { return layouts_.of(type); }
  std::vector<int64_t> fieldOffsets(ir::TypeId type) const { return layouts_.fieldOffsets(type); }
  // A struct of values of these types, laid out like a tuple.
  std::vector<int64_t> structOffsets(const std::vector<ir::TypeId>& types, int64_t* size = nullptr) const;
  llvm::IntegerType* wordType();
  int64_t pointerSize() const { return layouts_.pointerSize(); }

  llvm::Function* function(ir::FunctionId id) { return functions_[id.index()]; }
  // The code of closures made from a function: its environment in place of its captures.
  llvm::Function* closureCode(ir::FunctionId id);
  llvm::FunctionType* closureCodeType(const ir::Type& closure);
  const CallableBinding& binding(ir::CallableId id) const { return bindings_.callables[id.index()]; }
  // The declaration that called, inlined and wasm-imported callables are called by.
  llvm::Function* callable(ir::CallableId id);
  // A function of the run-time library that generated code calls by itself.
  llvm::Function* runtime(llvm::StringRef symbol, llvm::FunctionType* type);
  const std::vector<std::string>& runtimeSymbols() const { return runtimeSymbols_; }
  // int(const void*, const void*, size): 0 for equal bytes.
  llvm::FunctionCallee compareBytes();

  // A constant String, and constant bytes.
  llvm::Constant* text(const std::string& text);
  llvm::Constant* bytes(const std::string& bytes);
  // A dict without entries.
  llvm::Constant* emptyDict(ir::TypeId type);
  const ir::LayoutTable& layouts() const { return layouts_; }
  // The number of a span in the table of sites.
  uint32_t site(Span span);
  const std::vector<Span>& sites() const { return sites_; }
  bool isRecursive(ir::FunctionId id) const { return recursive_[id.index()]; }
  bool checksStack() const;

 private:
  struct SpanOrder {
    bool operator()(const Span& a, const Span& b) const;
  };

  void declareFunctions();
  llvm::Function* declareFunction(const ir::Function& function);
  llvm::FunctionType* codeType(const std::vector<llvm::Type*>& leading, const std::vector<ir::TypeId>& parameters,
                               ir::TypeId result);
  void describeParameters(llvm::Function& function);
  llvm::FunctionType* callableType(const ir::CallableRef& callable);

  llvm::Module& target_;
  const ir::Module& source_;
  const Bindings& bindings_;
  TargetKind kind_;
  ContextLayout context_;
  ir::LayoutTable layouts_;
  std::vector<bool> recursive_;
  std::vector<llvm::Function*> functions_;
  std::map<uint32_t, llvm::Function*> closureCodes_;
  std::map<std::string, llvm::Constant*> bytes_;
  std::map<std::string, llvm::Constant*> texts_;
  std::vector<std::string> runtimeSymbols_;
  std::vector<Span> sites_;
  std::map<Span, uint32_t, SpanOrder> siteNumbers_;
};

}
