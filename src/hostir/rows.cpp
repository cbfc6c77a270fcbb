#include "hostir/rows.h"

#include <algorithm>

#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/GlobalVariable.h>

namespace relon::hostir {

namespace {

constexpr llvm::StringLiteral kRowPrefix = "relon_row_";
// The fields of relon_callable_row (abi.h), in order.
enum RowField : unsigned { kVersion, kFlags, kGate, kName, kSymbol, kSignature, kDoc, kAddress, kThunk, kRowFields };

const llvm::ConstantStruct* asRow(const llvm::GlobalVariable& global) {
  if (!global.getName().starts_with(kRowPrefix) || !global.hasInitializer()) return nullptr;
  auto* row = llvm::dyn_cast<llvm::ConstantStruct>(global.getInitializer());
  return row && row->getNumOperands() == kRowFields ? row : nullptr;
}

uint64_t number(const llvm::ConstantStruct& row, RowField field) {
  auto* value = llvm::dyn_cast<llvm::ConstantInt>(row.getOperand(field));
  return value ? value->getZExtValue() : 0;
}

std::string text(const llvm::ConstantStruct& row, RowField field) {
  llvm::StringRef value;
  return llvm::getConstantStringInfo(row.getOperand(field), value) ? value.str() : std::string();
}

bool onlyDescribes(const llvm::GlobalVariable& global) {
  llvm::StringRef name = global.getName();
  bool isList = name == "llvm.used" || name == "llvm.compiler.used" || name == "llvm.global.annotations";
  return isList || asRow(global) || global.getSection().starts_with("relon_") || name.contains("relon_row_pointer_");
}

llvm::Type* typeInCall(llvm::LLVMContext& context, const ir::Type& type) {
  if (type.kind == ir::TypeKind::Int) return llvm::Type::getInt64Ty(context);
  if (type.kind == ir::TypeKind::Float) return llvm::Type::getDoubleTy(context);
  if (type.kind == ir::TypeKind::Bool) return llvm::Type::getInt1Ty(context);
  return llvm::PointerType::getUnqual(context);
}

std::string describeType(const llvm::Type& type) {
  if (type.isIntegerTy(64)) return "Int";
  if (type.isDoubleTy()) return "Float";
  if (type.isIntegerTy(1)) return "Bool";
  if (type.isPointerTy()) return "a pointer";
  if (type.isVoidTy()) return "nothing";
  if (type.isIntegerTy()) return "a " + std::to_string(type.getIntegerBitWidth()) + "-bit integer";
  return type.isFloatTy() ? "a 32-bit float" : "a type that Relon does not have";
}

}

std::vector<callable::Callable> readRows(const llvm::Module& module) {
  std::vector<callable::Callable> rows;
  for (const llvm::GlobalVariable& global : module.globals()) {
    const llvm::ConstantStruct* row = asRow(global);
    if (!row || number(*row, kVersion) != RELON_ABI_VERSION) continue;
    callable::Callable callable;
    callable.name = text(*row, kName);
    callable.symbol = text(*row, kSymbol);
    callable.signature = text(*row, kSignature);
    callable.doc = text(*row, kDoc);
    callable.gate = number(*row, kGate);
    callable.flags = static_cast<uint32_t>(number(*row, kFlags));
    callable.hasIr = true;
    rows.push_back(std::move(callable));
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return rows;
}

void removeRows(llvm::Module& module) {
  std::vector<llvm::GlobalVariable*> removed;
  for (llvm::GlobalVariable& global : module.globals())
    if (onlyDescribes(global)) removed.push_back(&global);
  for (llvm::GlobalVariable* global : removed) global->setInitializer(nullptr);
  for (llvm::GlobalVariable* global : removed)
    if (global->use_empty()) global->eraseFromParent();
}

llvm::FunctionType* functionType(llvm::LLVMContext& context, const ir::TypeTable& types,
                                 const callable::Signature& signature, uint32_t flags) {
  std::vector<llvm::Type*> parameters;
  llvm::Type* pointer = llvm::PointerType::getUnqual(context);
  if (flags & relon_callable_takes_context) parameters.push_back(pointer);
  for (ir::TypeId parameter : signature.parameters) parameters.push_back(typeInCall(context, types[parameter]));
  const ir::Type& result = types[signature.result];
  if (result.isScalar()) return llvm::FunctionType::get(typeInCall(context, result), parameters, false);
  if (result.kind != ir::TypeKind::None) parameters.push_back(pointer);
  return llvm::FunctionType::get(llvm::Type::getVoidTy(context), parameters, false);
}

std::string describeType(const llvm::FunctionType& type) {
  std::string text;
  for (const llvm::Type* parameter : type.params()) text += (text.empty() ? "" : ", ") + describeType(*parameter);
  return "(" + text + ") -> " + describeType(*type.getReturnType());
}

}
