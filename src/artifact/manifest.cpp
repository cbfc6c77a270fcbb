#include "artifact/manifest.h"

#include <algorithm>
#include <map>

#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include "artifact/context_layout.h"
#include "base/check.h"
#include "ir/names.h"

namespace relon::artifact {
namespace {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using llvm::json::Array;
using llvm::json::Object;

constexpr int kWasmPointerSize = 4;
constexpr const char* kCapabilityNames[] = {"reads_fs", "writes_fs", "network", "reads_clock", "reads_env", "uses_rng"};

// Of the enums that the language knows, the kind says which it is.
std::string kindName(const ir::TypeTable& types, TypeId type) {
  const Type& shape = types[type];
  if (shape.kind == TypeKind::Enum && types.isBuiltin(type)) return shape.name;
  switch (shape.kind) {
    case TypeKind::Int:
      return "Int";
    case TypeKind::Float:
      return "Float";
    case TypeKind::Bool:
      return "Bool";
    case TypeKind::None:
      return "None";
    case TypeKind::Never:
      return "Never";
    case TypeKind::String:
      return "String";
    case TypeKind::List:
      return "List";
    case TypeKind::Tuple:
      return "Tuple";
    case TypeKind::Record:
      return "Record";
    case TypeKind::Enum:
      return "Enum";
    case TypeKind::Dict:
      return "Dict";
    case TypeKind::Closure:
      return "Closure";
    case TypeKind::Cell:
      return "Cell";
    case TypeKind::Builder:
      return "Builder";
  }
  RELON_UNREACHABLE("not a kind of type");
}

std::string valid(const std::string& text) {
  return llvm::json::fixUTF8(text);
}

// Numbers the types that are asked for, and those that they contain.
class TypeList {
 public:
  explicit TypeList(const EntryShape& shape) : shape_(shape), layout_(shape.types, kWasmPointerSize) {}

  int64_t number(TypeId type);
  const ir::LayoutTable& layout() const { return layout_; }
  Array take() && { return std::move(descriptions_); }

 private:
  Object describe(TypeId type);
  void describeStruct(TypeId type, Object& description);
  void describeVariants(TypeId type, Object& description);

  const EntryShape& shape_;
  ir::LayoutTable layout_;
  std::map<TypeId, int64_t> numbers_;
  Array descriptions_;
};

// The number is given first, for a record may contain a list of itself.
int64_t TypeList::number(TypeId type) {
  auto next = static_cast<int64_t>(descriptions_.size());
  auto [place, isNew] = numbers_.emplace(type, next);
  if (!isNew) return place->second;
  descriptions_.push_back(nullptr);
  Object description = describe(type);
  descriptions_[static_cast<size_t>(next)] = std::move(description);
  return next;
}

Object TypeList::describe(TypeId type) {
  const Type& shape = shape_.types[type];
  Object description{{"kind", kindName(shape_.types, type)}, {"size", layout_.of(type).size}};
  if (shape.kind == TypeKind::List || shape.kind == TypeKind::Dict) {
    description["element"] = number(shape.element());
    description["stride"] = layout_.of(shape.element()).size;
  }
  bool hasVariants = shape.kind == TypeKind::Enum && type != shape_.types.anyType();
  if (hasVariants) describeVariants(type, description);
  if (shape.kind == TypeKind::Tuple || shape.kind == TypeKind::Record) describeStruct(type, description);
  return description;
}

void TypeList::describeVariants(TypeId type, Object& description) {
  const Type& shape = shape_.types[type];
  Array variants;
  for (size_t i = 0; i < shape.arguments.size(); ++i) {
    Object variant{{"name", valid(shape.fieldNames[i])},
                   {"type", number(shape.arguments[i])},
                   {"offset", layout_.payloadOffset(type)}};
    if (layout_.isIndirect(type, i)) variant["indirect"] = true;
    variants.push_back(std::move(variant));
  }
  description["variants"] = std::move(variants);
  if (!shape_.types.isBuiltin(type)) description["brand"] = valid(shape.name);
}

void TypeList::describeStruct(TypeId type, Object& description) {
  const Type& shape = shape_.types[type];
  std::vector<int64_t> offsets = layout_.fieldOffsets(type);
  Array fields;
  for (size_t i = 0; i < shape.arguments.size(); ++i) {
    Object field{{"type", number(shape.arguments[i])}, {"offset", offsets[i]}};
    if (shape.kind == TypeKind::Record) field["name"] = valid(shape.fieldNames[i]);
    fields.push_back(std::move(field));
  }
  description["fields"] = std::move(fields);
  if (!shape.brand.empty()) description["brand"] = valid(shape.name);
  if (!shape.open) return;
  description["open"] = true;
  description["undeclared"] = offsets.back();
}

Array parameterList(const EntryShape& shape, TypeList& types) {
  std::vector<int64_t> offsets = types.layout().fieldOffsets(shape.arguments);
  Array list;
  for (size_t i = 0; i < shape.parameters.size(); ++i) {
    list.push_back(
        Object{{"name", valid(shape.names[i])}, {"type", types.number(shape.parameters[i])}, {"offset", offsets[i]}});
  }
  return list;
}

Object importDescription(const ir::CallableRef& callable, TypeList& types) {
  Array parameters;
  for (TypeId parameter : callable.parameters) parameters.push_back(types.number(parameter));
  return Object{{"name", valid(callable.name)},
                {"parameters", std::move(parameters)},
                {"result", types.number(callable.result)},
                {"gate", static_cast<int64_t>(callable.gate)},
                {"takesContext", (callable.flags & relon_callable_takes_context) != 0}};
}

Array importList(const ir::Module& module, const std::vector<std::string>& imports, TypeList& types) {
  Array list;
  for (const std::string& name : imports) {
    auto found = std::ranges::find(module.callables, name, &ir::CallableRef::name);
    if (found != module.callables.end()) list.push_back(importDescription(*found, types));
  }
  return list;
}

Object errorKinds() {
  Object kinds;
#define RELON_ERROR_KIND(name, number, meaning) kinds[#number] = Object{{"name", #name}, {"meaning", meaning}};
#include "relon/error_kinds.def"
  return kinds;
}

// What messages say of the operation at a place: `addition`, or the callable's name.
void describeOperation(const ir::Module& module, const ir::Op& op, Object& site) {
  std::string_view arithmetic = ir::arithmeticName(op.code);
  if (!arithmetic.empty()) site["operation"] = std::string(arithmetic);
  const auto* callee = std::get_if<ir::Callee>(&op.attribute);
  const auto* callable = callee == nullptr ? nullptr : std::get_if<ir::CallableId>(callee);
  if (callable != nullptr) site["callee"] = valid(module.callables[callable->index()].name);
}

Object describeSite(const ir::Module& module, const Span& span) {
  LineColumn place = module.sources->lineColumn(span);
  Object site{{"file", valid(module.sources->file(span.file).name())},
              {"line", static_cast<int64_t>(place.line)},
              {"column", static_cast<int64_t>(place.column)}};
  for (const ir::Function& function : module.functions) {
    for (const ir::Op& op : function.ops) {
      if (op.span == span) describeOperation(module, op, site);
    }
  }
  return site;
}

Array siteList(const ir::Module& module, std::span<const Span> sites) {
  Array list;
  for (const Span& span : sites) {
    bool known = span.valid() && module.sources != nullptr;
    list.push_back(known ? llvm::json::Value(describeSite(module, span)) : llvm::json::Value(nullptr));
  }
  return list;
}

Object contextFields() {
  Object fields;
  for (const ContextField& field : kWasmContextFields) fields[field.name] = static_cast<int64_t>(field.offset);
  return fields;
}

}

std::string generateManifest(const ir::Module& module, const EntryShape& shape, const std::string& name,
                             const std::vector<std::string>& imports, std::span<const Span> sites) {
  TypeList types(shape);
  Object manifest{{"abi", RELON_ABI_VERSION},
                  {"name", valid(name)},
                  {"isMain", shape.isMain},
                  {"parameters", parameterList(shape, types)},
                  {"argumentsSize", types.layout().of(shape.arguments).size},
                  {"result", types.number(shape.result)},
                  {"imports", importList(module, imports, types)},
                  {"capabilities", Array(kCapabilityNames)},
                  {"errorKinds", errorKinds()},
                  {"sites", siteList(module, sites)},
                  {"context", contextFields()}};
  manifest["types"] = std::move(types).take();
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:2}", llvm::json::Value(std::move(manifest))) << '\n';
  return text;
}

}
