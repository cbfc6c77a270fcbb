#include "artifact/header_types.h"

#include <utility>

#include "base/check.h"

namespace relon::artifact {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;

HeaderTypes::HeaderTypes(const EntryShape& shape) : shape_(shape), layout_(shape.types, 8) {
  nameAll();
  defineAll();
}

bool HeaderTypes::isStruct(TypeId type) const {
  TypeKind kind = shape_.types[type].kind;
  return kind == TypeKind::Record || kind == TypeKind::Tuple || isEnum(type);
}

// Any has a C type of its own.
bool HeaderTypes::isEnum(TypeId type) const {
  return shape_.types[type].kind == TypeKind::Enum && type != shape_.types.anyType();
}

void HeaderTypes::nameAll() {
  for (const char* name : {"Args", "Closure", "Result", "run", "call", "failure"}) typeNames_.reserve(name);
  for (size_t i = 0; i < shape_.parameters.size(); ++i) {
    name(shape_.parameters[i], "Args" + upperCamel(shape_.names[i]));
  }
  name(shape_.result, "Result");
}

void HeaderTypes::name(TypeId type, const std::string& path) {
  if (isStruct(type)) return nameStruct(type, path);
  const Type& shape = shape_.types[type];
  bool hasElements = shape.kind == TypeKind::List || shape.kind == TypeKind::Dict;
  if (hasElements) name(shape.element(), path + "Item");
}

void HeaderTypes::nameStruct(TypeId type, const std::string& path) {
  if (names_.contains(type)) return;
  const Type& shape = shape_.types[type];
  // `Result` is reserved for the one anonymous type at that path.
  bool isResult = shape.brand.empty() && path == "Result";
  std::string given = isResult ? path : typeNames_.claim(shape.brand.empty() ? path : shape.brand);
  names_.emplace(type, given);
  order_.push_back(type);
  forward_ += "struct " + given + ";\n";
  std::vector<std::string> fields = fieldNames(type);
  for (size_t i = 0; i < fields.size(); ++i) name(shape.arguments[i], given + upperCamel(fields[i]));
}

void HeaderTypes::defineAll() {
  for (TypeId type : order_) define(type);
  writeStruct("Args", shape_.arguments, shape_.names);
  auto found = names_.find(shape_.result);
  if (found != names_.end() && found->second == "Result") return;
  bool empty = layout_.of(shape_.result).size == 0;
  text_ += empty ? "struct Result {};\n" : "using Result = " + spelling(shape_.result) + ";\n";
}

// What a struct contains stands before it. A list holds only a pointer to its
// elements and asks for no order, which lets records be recursive.
void HeaderTypes::define(TypeId type) {
  if (!isStruct(type) || !defined_.insert(type).second) return;
  if (isEnum(type)) return defineEnum(type);
  for (TypeId field : shape_.types[type].arguments) define(field);
  writeStruct(names_.at(type), type, fieldNames(type));
}

// A tag and the bytes of a payload, which is read by the variant's name. The payloads
// come after it, for they may contain it.
void HeaderTypes::defineEnum(TypeId type) {
  const Type& shape = shape_.types[type];
  const std::string& given = names_.at(type);
  int64_t offset = layout_.payloadOffset(type);
  int64_t size = layout_.of(type).size;
  std::string accessors;
  text_ += "struct " + given + " {\n  enum : ::int32_t {";
  NameScope scope;
  for (const char* reserved : {"tag", "payload"}) scope.reserve(reserved);
  for (const auto& [id, taken] : names_) scope.reserve(taken);
  for (size_t i = 0; i < shape.arguments.size(); ++i) {
    text_ += std::string(i > 0 ? ", " : " ") + scope.claim("is" + upperCamel(shape.fieldNames[i])) + " = " +
             std::to_string(i);
    bool hasPayload = layout_.of(shape.arguments[i]).size > 0;
    if (hasPayload) accessors += accessor(type, i, scope.claim(shape.fieldNames[i]));
  }
  text_ += " };\n  ::int32_t tag;\n";
  bool hasPayloads = size > offset;
  if (hasPayloads)
    text_ += "  alignas(" + std::to_string(layout_.of(type).align) + ") unsigned char payload[" +
             std::to_string(size - offset) + "];\n";
  text_ += accessors + "};\nstatic_assert(sizeof(" + given + ") == " + std::to_string(size) + ");\n";
  if (hasPayloads) text_ += "static_assert(offsetof(" + given + ", payload) == " + std::to_string(offset) + ");\n";
  text_ += '\n';
  for (TypeId payload : shape.arguments) define(payload);
}

std::string HeaderTypes::accessor(TypeId type, size_t variant, const std::string& function) const {
  const std::string& payload = names_.at(shape_.types[type].arguments[variant]);
  bool isIndirect = layout_.isIndirect(type, variant);
  std::string cast =
      isIndirect ? "**reinterpret_cast<const " + payload + "* const*>" : "*reinterpret_cast<const " + payload + "*>";
  return "  const " + payload + "& " + function + "() const { return " + cast + "(payload); }\n";
}

std::vector<std::string> HeaderTypes::fieldNames(TypeId type) const {
  const Type& shape = shape_.types[type];
  if (shape.kind == TypeKind::Record || isEnum(type)) return shape.fieldNames;
  std::vector<std::string> names;
  for (size_t i = 0; i < shape.arguments.size(); ++i) names.push_back("item" + std::to_string(i));
  return names;
}

// Fields without bytes (`None`) have no member. No member is called like a type,
// for that would hide the type from the members after it.
std::vector<HeaderTypes::Member> HeaderTypes::members(TypeId type, const std::vector<std::string>& fields) const {
  NameScope scope;
  for (const char* reserved : {"Args", "Closure", "Result"}) scope.reserve(reserved);
  for (const auto& [id, taken] : names_) scope.reserve(taken);
  const Type& shape = shape_.types[type];
  std::vector<int64_t> offsets = layout_.fieldOffsets(type);
  std::vector<Member> result;
  for (size_t i = 0; i < shape.arguments.size(); ++i) {
    if (layout_.of(shape.arguments[i]).size == 0) continue;
    result.push_back({scope.claim(fields[i]), shape.arguments[i], offsets[i]});
  }
  return result;
}

void HeaderTypes::writeStruct(const std::string& name, TypeId type, const std::vector<std::string>& fields) {
  std::string checks;
  auto check = [&](const std::string& member, int64_t offset) {
    checks += "static_assert(offsetof(" + name + ", " + member + ") == " + std::to_string(offset) + ");\n";
  };
  text_ += "struct " + name + " {\n";
  for (const Member& member : members(type, fields)) {
    text_ += "  " + spelling(member.type) + " " + member.name + ";\n";
    check(member.name, member.offset);
  }
  if (shape_.types[type].open) {
    text_ += "  const ::relon_dict* relon_undeclared;\n";
    check("relon_undeclared", layout_.fieldOffsets(type).back());
  }
  text_ += "};\n";
  int64_t size = layout_.of(type).size;
  if (size != 0) text_ += "static_assert(sizeof(" + name + ") == " + std::to_string(size) + ");\n";
  text_ += checks + "\n";
}

std::string HeaderTypes::spelling(TypeId type) const {
  const Type& shape = shape_.types[type];
  switch (shape.kind) {
    case TypeKind::Int:
      return "::int64_t";
    case TypeKind::Float:
      return "double";
    case TypeKind::Bool:
      return "bool";
    case TypeKind::String:
      return "::relon::String";
    case TypeKind::List:
      if (layout_.of(shape.element()).size == 0) return "::relon_list";
      return "::relon::List<" + spelling(shape.element()) + ">";
    case TypeKind::Tuple:
    case TypeKind::Record:
      return names_.at(type);
    case TypeKind::Closure:
      return "Closure";
    case TypeKind::Cell:
    case TypeKind::Builder:
      return "const void*";
    case TypeKind::Dict:
      return "::relon_dict";
    case TypeKind::Enum:
      return isEnum(type) ? names_.at(type) : "::relon_any";
    case TypeKind::None:
    case TypeKind::Never:
      break;
  }
  RELON_UNREACHABLE("a type without bytes has no C++ spelling");
}

}
