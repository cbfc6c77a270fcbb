#include "ir/type.h"

#include "base/check.h"
#include "ir/quote.h"

namespace relon::ir {

namespace {

// So many names are searched one by one.
constexpr size_t kFewFields = 16;

constexpr std::string_view kLeafNames[] = {"Int", "Float", "Bool", "None", "Never", "String"};

Type plainType(TypeKind kind, std::vector<TypeId> arguments = {}, std::vector<std::string> names = {}) {
  Type type;
  type.kind = kind;
  type.arguments = std::move(arguments);
  type.fieldNames = std::move(names);
  return type;
}

// What makes two types the same: the kind, the arguments, the field names. Names
// are preceded by their length, so that no two lists of names give one key.
std::string structuralKey(const Type& type) {
  std::string key(1, static_cast<char>('a' + static_cast<int>(type.kind)));
  for (TypeId argument : type.arguments) key += std::to_string(argument.index()) + ',';
  for (const std::string& name : type.fieldNames) key += std::to_string(name.size()) + ':' + name;
  if (type.open) key += "open";
  return key;
}

}

TypeTable::TypeTable() {
  for (TypeKind kind :
       {TypeKind::Int, TypeKind::Float, TypeKind::Bool, TypeKind::None, TypeKind::Never, TypeKind::String}) {
    intern(plainType(kind));
  }
  declare(TypeKind::Enum, "Any");
  declare(TypeKind::Record, "AnyObject");
  declare(TypeKind::Enum, "Number");
  defineRecord(anyObject(), {"entries", "brand", "of"}, {dict(anyType()), stringType(), stringType()}, false);
  defineEnum(numberType(), {"Int", "Float"}, {tuple({intType()}), tuple({floatType()})});
  TypeId anys = list(anyType());
  defineEnum(anyType(), {"Bool", "Int", "Float", "String", "List", "Tuple", "Dict", "Closure", "Other"},
             {tuple({boolType()}), tuple({intType()}), tuple({floatType()}), tuple({stringType()}), tuple({anys}),
              tuple({anys}), tuple({list(anyObject())}), tuple({closure({anys}, anyType())}), tuple({stringType()})});
}

TypeId TypeTable::option(TypeId value) {
  TypeId id = declare(TypeKind::Enum, "Option<" + text(value) + '>', "Option", {value});
  if (get(id).arguments.empty()) {
    defineEnum(id, {"None", "Some", "Absent"}, {noneType(), record({"value"}, {value}), noneType()});
  }
  return id;
}

TypeId TypeTable::result(TypeId value, TypeId error) {
  TypeId id = declare(TypeKind::Enum, "Result<" + text(value) + ", " + text(error) + '>', "Result", {value, error});
  if (get(id).arguments.empty()) {
    defineEnum(id, {"Ok", "Err"}, {record({"value"}, {value}), record({"error"}, {error})});
  }
  return id;
}

TypeId TypeTable::given(TypeId value) {
  TypeId id = declare(TypeKind::Enum, "Given<" + text(value) + '>', "Given", {value});
  if (get(id).arguments.empty()) defineEnum(id, {"Absent", "Given"}, {noneType(), record({"value"}, {value})});
  return id;
}

TypeId TypeTable::iter(TypeId element) {
  TypeId id = declare(TypeKind::Record, "Iter<" + text(element) + '>', "Iter", {element});
  if (get(id).arguments.empty())
    defineRecord(id, {"_id", "_kind", "_source"}, {intType(), stringType(), list(element)}, false);
  return id;
}

bool TypeTable::isBuiltin(TypeId id) const {
  const Type& type = get(id);
  if (type.brand.empty() || id == anyType() || id == anyObject() || id == numberType()) return true;
  if (type.kind != TypeKind::Enum || type.typeArguments.empty()) return false;
  bool isNamed = type.name == "Option" || type.name == "Result" || type.name == "Given";
  // A namesake that a program declares has a number behind its name.
  return isNamed && type.brand.starts_with(type.name + '<');
}

TypeId TypeTable::intern(Type type) {
  auto [found, isNew] = ids_.try_emplace(structuralKey(type), TypeId(types_.size()));
  if (isNew) {
    types_.push_back(std::move(type));
    indexFields(found->second);
  }
  return found->second;
}

TypeId TypeTable::unary(TypeKind kind, TypeId argument) {
  return intern(plainType(kind, {argument}));
}

TypeId TypeTable::tuple(std::vector<TypeId> elements) {
  return intern(plainType(TypeKind::Tuple, std::move(elements)));
}

TypeId TypeTable::record(std::vector<std::string> names, std::vector<TypeId> types, bool open) {
  RELON_CHECK(names.size() == types.size(), "a record has one name for each field");
  Type type = plainType(TypeKind::Record, std::move(types), std::move(names));
  type.open = open;
  return intern(std::move(type));
}

TypeId TypeTable::closure(std::vector<TypeId> parameters, TypeId result) {
  parameters.push_back(result);
  return intern(plainType(TypeKind::Closure, std::move(parameters)));
}

TypeId TypeTable::declare(TypeKind kind, std::string brand, std::string name, std::vector<TypeId> typeArguments) {
  RELON_CHECK(!brand.empty(), "a schema or enum has a name");
  auto [found, isNew] = ids_.try_emplace('#' + brand, TypeId(types_.size()));
  if (!isNew) return found->second;
  Type type = plainType(kind);
  type.name = name.empty() ? brand : std::move(name);
  type.brand = std::move(brand);
  type.typeArguments = std::move(typeArguments);
  types_.push_back(std::move(type));
  return found->second;
}

void TypeTable::defineEnum(TypeId id, std::vector<std::string> names, std::vector<TypeId> payloads) {
  RELON_CHECK(names.size() == payloads.size(), "each variant has a name and a payload");
  Type& type = types_[id.index()];
  RELON_CHECK(type.kind == TypeKind::Enum, "only declared enums can be defined");
  type.fieldNames = std::move(names);
  type.arguments = std::move(payloads);
  indexFields(id);
}

void TypeTable::defineRecord(TypeId id, std::vector<std::string> names, std::vector<TypeId> types, bool open) {
  RELON_CHECK(names.size() == types.size(), "a record has one name for each field");
  Type& type = types_[id.index()];
  RELON_CHECK(type.kind == TypeKind::Record && !type.brand.empty(), "only declared records can be defined");
  type.fieldNames = std::move(names);
  type.arguments = std::move(types);
  type.open = open;
  indexFields(id);
}

void TypeTable::defineTuple(TypeId id, std::vector<TypeId> elements) {
  Type& type = types_[id.index()];
  RELON_CHECK(type.kind == TypeKind::Tuple && !type.brand.empty(), "only declared tuples can be defined");
  type.arguments = std::move(elements);
}

namespace {

std::string joined(const TypeTable& table, std::span<const TypeId> types) {
  std::string text;
  for (size_t i = 0; i < types.size(); ++i) {
    if (i > 0) text += ", ";
    text += table.text(types[i]);
  }
  return text;
}

// A tuple of one element keeps a comma, `(Int,)`, to differ from parentheses.
std::string tupleText(const TypeTable& table, const Type& type) {
  if (!type.brand.empty()) return type.brand;
  return '(' + joined(table, type.arguments) + (type.arguments.size() == 1 ? ",)" : ")");
}

std::string recordText(const TypeTable& table, const Type& type) {
  if (!type.brand.empty()) return isTypeName(type.brand) ? type.brand : quoted(type.brand);
  return '{' + fieldsText(table, type) + (type.open ? "} open" : "}");
}

}

std::string fieldsText(const TypeTable& table, const Type& type) {
  std::string text;
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    if (i > 0) text += ", ";
    text += wordOrQuoted(type.fieldNames[i]) + ": " + table.text(type.arguments[i]);
  }
  return text;
}

std::string TypeTable::text(TypeId id) const {
  const Type& type = get(id);
  switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Bool:
    case TypeKind::None:
    case TypeKind::Never:
    case TypeKind::String:
      return std::string(kLeafNames[static_cast<size_t>(type.kind)]);
    case TypeKind::Tuple:
      return tupleText(*this, type);
    case TypeKind::Record:
      return recordText(*this, type);
    case TypeKind::Enum:
      return isBuiltin(id) || isTypeName(type.brand) ? type.brand : quoted(type.brand);
    case TypeKind::List:
      return "List<" + joined(*this, type.arguments) + '>';
    case TypeKind::Dict:
      return "Dict<" + joined(*this, type.arguments) + '>';
    case TypeKind::Closure:
      return "Fn<" + joined(*this, type.arguments) + '>';
    case TypeKind::Cell:
      return "Cell<" + joined(*this, type.arguments) + '>';
    case TypeKind::Builder:
      return "Builder<" + joined(*this, type.arguments) + '>';
  }
  RELON_UNREACHABLE("type kind");
}

std::string TypeTable::withArguments(std::string name, std::span<const TypeId> arguments) const {
  return arguments.empty() ? name : std::move(name) + '<' + joined(*this, arguments) + '>';
}

std::string TypeTable::words(TypeId id) const {
  std::string words = text(id);
  std::erase(words, '"');
  return words;
}

void TypeTable::indexFields(TypeId id) {
  const std::vector<std::string>& names = get(id).fieldNames;
  if (names.size() <= kFewFields) return;
  std::unordered_map<std::string, int>& positions = positions_[id];
  positions.clear();
  for (size_t i = 0; i < names.size(); ++i) positions.try_emplace(names[i], static_cast<int>(i));
}

int TypeTable::fieldIndex(TypeId record, std::string_view name) const {
  const std::vector<std::string>& names = get(record).fieldNames;
  if (names.size() > kFewFields) {
    const std::unordered_map<std::string, int>& positions = positions_.at(record);
    auto found = positions.find(std::string(name));
    return found == positions.end() ? -1 : found->second;
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<int>(i);
  }
  return -1;
}

}
