#include "codegen/module_emitter.h"

#include <algorithm>
#include <tuple>

#include <llvm/IR/Constants.h>

#include "base/check.h"
#include "codegen/call_graph.h"
#include "codegen/function_emitter.h"

namespace relon::codegen {

using ir::TypeId;
using ir::TypeKind;

ModuleEmitter::ModuleEmitter(llvm::Module& target, const ir::Module& source, const Bindings& bindings, TargetKind kind)
    : target_(target),
      source_(source),
      bindings_(bindings),
      kind_(kind),
      context_(ContextLayout::forPointerSize(kind == TargetKind::Wasm32 ? 4 : 8)),
      layouts_(source.types, kind == TargetKind::Wasm32 ? 4 : 8),
      recursive_(recursiveFunctions(source)) {}

void ModuleEmitter::run() {
  declareFunctions();
  for (size_t i = 0; i < source_.functions.size(); ++i) FunctionEmitter(*this, ir::FunctionId(i)).run();
}

bool ModuleEmitter::checksStack() const {
  return std::ranges::find(recursive_, true) != recursive_.end();
}

Passing ModuleEmitter::passing(TypeId type) const {
  switch (source_.types[type].kind) {
    case TypeKind::None:
    case TypeKind::Never:
      return Passing::Nothing;
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Bool:
      return Passing::Scalar;
    case TypeKind::Cell:
    case TypeKind::Builder:
      return Passing::Handle;
    case TypeKind::String:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Record:
    case TypeKind::Enum:
    case TypeKind::Dict:
    case TypeKind::Closure:
      return Passing::Aggregate;
  }
  RELON_UNREACHABLE("type kind");
}

llvm::Type* ModuleEmitter::valueType(TypeId type) {
  switch (source_.types[type].kind) {
    case TypeKind::Int:
      return llvm::Type::getInt64Ty(llvm());
    case TypeKind::Float:
      return llvm::Type::getDoubleTy(llvm());
    case TypeKind::Bool:
      return llvm::Type::getInt1Ty(llvm());
    case TypeKind::None:
    case TypeKind::Never:
    case TypeKind::String:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Record:
    case TypeKind::Enum:
    case TypeKind::Dict:
    case TypeKind::Closure:
    case TypeKind::Cell:
    case TypeKind::Builder:
      return llvm::PointerType::get(llvm(), 0);
  }
  RELON_UNREACHABLE("type kind");
}

llvm::IntegerType* ModuleEmitter::wordType() {
  return llvm::IntegerType::get(llvm(), static_cast<unsigned>(8 * pointerSize()));
}

std::vector<int64_t> ModuleEmitter::structOffsets(const std::vector<TypeId>& types, int64_t* size) const {
  std::vector<int64_t> offsets;
  int64_t end = 0;
  int64_t largest = 1;
  auto alignUp = [](int64_t offset, int64_t align) { return (offset + align - 1) / align * align; };
  for (TypeId type : types) {
    ir::Layout field = layouts_.of(type);
    offsets.push_back(alignUp(end, field.align));
    end = offsets.back() + field.size;
    largest = std::max(largest, field.align);
  }
  if (size != nullptr) *size = alignUp(end, largest);
  return offsets;
}

// Status and value where the result is held in a register; else the status alone,
// with a trailing pointer to the result's memory for aggregates.
llvm::FunctionType* ModuleEmitter::codeType(const std::vector<llvm::Type*>& leading,
                                            const std::vector<TypeId>& parameters, TypeId result) {
  std::vector<llvm::Type*> types = leading;
  for (TypeId parameter : parameters) types.push_back(valueType(parameter));
  llvm::Type* status = llvm::Type::getInt32Ty(llvm());
  Passing passed = passing(result);
  if (passed == Passing::Aggregate) types.push_back(llvm::PointerType::get(llvm(), 0));
  bool inRegister = passed == Passing::Scalar || passed == Passing::Handle;
  llvm::Type* returned = inRegister ? llvm::StructType::get(status, valueType(result)) : status;
  return llvm::FunctionType::get(returned, types, false);
}

void ModuleEmitter::describeParameters(llvm::Function& function) {
  function.addFnAttr(llvm::Attribute::NoUnwind);
  llvm::Argument* context = function.getArg(0);
  context->setName("context");
  context->addAttr(llvm::Attribute::NoAlias);
  context->addAttr(llvm::Attribute::NoUndef);
  context->addAttr(llvm::Attribute::getWithDereferenceableBytes(llvm(), static_cast<uint64_t>(context_.size)));
  context->addAttr(llvm::Attribute::getWithAlignment(llvm(), llvm::Align(8)));
  function.getArg(1)->setName("depth");
}

llvm::Function* ModuleEmitter::declareFunction(const ir::Function& function) {
  std::vector<TypeId> parameters;
  for (ir::ValueId id : function.parameters) parameters.push_back(function.type(id));
  std::vector<llvm::Type*> leading = {llvm::PointerType::get(llvm(), 0), llvm::Type::getInt64Ty(llvm())};
  llvm::FunctionType* type = codeType(leading, parameters, function.result);
  auto* result = llvm::Function::Create(type, llvm::Function::InternalLinkage, "fn." + function.name, target_);
  result->setCallingConv(llvm::CallingConv::Fast);
  describeParameters(*result);
  if (passing(function.result) == Passing::Aggregate) {
    llvm::Argument* memory = result->getArg(static_cast<unsigned>(result->arg_size() - 1));
    memory->setName("result");
    memory->addAttr(llvm::Attribute::NoAlias);
  }
  return result;
}

void ModuleEmitter::declareFunctions() {
  for (const ir::Function& function : source_.functions) functions_.push_back(declareFunction(function));
}

llvm::FunctionType* ModuleEmitter::closureCodeType(const ir::Type& closure) {
  llvm::Type* pointer = llvm::PointerType::get(llvm(), 0);
  std::span<const TypeId> parameters = closure.closureParameters();
  return codeType({pointer, llvm::Type::getInt64Ty(llvm()), pointer}, {parameters.begin(), parameters.end()},
                  closure.closureResult());
}

llvm::Function* ModuleEmitter::closureCode(ir::FunctionId id) {
  llvm::Function*& code = closureCodes_[id.index()];
  if (code == nullptr) code = emitClosureCode(*this, id);
  return code;
}

// The natural C signature: scalars by value, everything else by pointer, the
// result returned if it is a scalar, else written through a last pointer.
llvm::FunctionType* ModuleEmitter::callableType(const ir::CallableRef& callable) {
  llvm::Type* pointer = llvm::PointerType::get(llvm(), 0);
  std::vector<llvm::Type*> types;
  if (callable.flags & relon_callable_takes_context) types.push_back(pointer);
  for (TypeId parameter : callable.parameters) types.push_back(valueType(parameter));
  llvm::Type* returned = llvm::Type::getVoidTy(llvm());
  Passing passed = passing(callable.result);
  if (passed == Passing::Scalar) returned = valueType(callable.result);
  if (passed == Passing::Aggregate) types.push_back(pointer);
  return llvm::FunctionType::get(returned, types, false);
}

namespace {

// The C convention for `bool`.
void extendBools(llvm::Function& function) {
  for (llvm::Argument& argument : function.args()) {
    if (argument.getType()->isIntegerTy(1)) argument.addAttr(llvm::Attribute::ZExt);
  }
  if (function.getReturnType()->isIntegerTy(1)) function.addRetAttr(llvm::Attribute::ZExt);
}

}

llvm::Function* ModuleEmitter::callable(ir::CallableId id) {
  const ir::CallableRef& callable = source_.callables[id.index()];
  if (llvm::Function* known = target_.getFunction(callable.symbol)) return known;
  auto* function =
      llvm::Function::Create(callableType(callable), llvm::Function::ExternalLinkage, callable.symbol, target_);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  extendBools(*function);
  if (kind_ == TargetKind::Wasm32 && binding(id).binding == Binding::Imported) {
    function->addFnAttr("wasm-import-module", "env");
    function->addFnAttr("wasm-import-name", callable.name);
  }
  return function;
}

llvm::Function* ModuleEmitter::runtime(llvm::StringRef symbol, llvm::FunctionType* type) {
  if (llvm::Function* known = target_.getFunction(symbol)) return known;
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, symbol, target_);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  extendBools(*function);
  runtimeSymbols_.push_back(symbol.str());
  return function;
}

llvm::FunctionCallee ModuleEmitter::compareBytes() {
  llvm::Type* pointer = llvm::PointerType::get(llvm(), 0);
  auto* type = llvm::FunctionType::get(llvm::Type::getInt32Ty(llvm()), {pointer, pointer, wordType()}, false);
  return target_.getOrInsertFunction("memcmp", type);
}

llvm::Constant* ModuleEmitter::bytes(const std::string& bytes) {
  llvm::Constant*& known = bytes_[bytes];
  if (known != nullptr) return known;
  llvm::Constant* data = llvm::ConstantDataArray::getString(llvm(), bytes, false);
  auto* global = new llvm::GlobalVariable(target_, data->getType(), true, llvm::GlobalValue::PrivateLinkage, data);
  global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return known = global;
}

llvm::Constant* ModuleEmitter::emptyDict(ir::TypeId type) {
  auto size = static_cast<uint64_t>(layout(type).size);
  llvm::Type* shape = llvm::ArrayType::get(llvm::Type::getInt64Ty(llvm()), size / 8);
  return new llvm::GlobalVariable(target_, shape, true, llvm::GlobalValue::PrivateLinkage,
                                  llvm::Constant::getNullValue(shape));
}

llvm::Constant* ModuleEmitter::text(const std::string& text) {
  llvm::Constant*& known = texts_[text];
  if (known != nullptr) return known;
  llvm::Constant* size = llvm::ConstantInt::get(llvm::Type::getInt64Ty(llvm()), text.size());
  llvm::Constant* string = llvm::ConstantStruct::getAnon({bytes(text), size});
  auto* global = new llvm::GlobalVariable(target_, string->getType(), true, llvm::GlobalValue::PrivateLinkage, string);
  global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  return known = global;
}

bool ModuleEmitter::SpanOrder::operator()(const Span& a, const Span& b) const {
  return std::tuple(a.file.index(), a.begin, a.end) < std::tuple(b.file.index(), b.begin, b.end);
}

uint32_t ModuleEmitter::site(Span span) {
  if (!span.valid()) return UINT32_MAX;
  auto [found, isNew] = siteNumbers_.try_emplace(span, static_cast<uint32_t>(sites_.size()));
  if (isNew) sites_.push_back(span);
  return found->second;
}

}
