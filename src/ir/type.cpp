#include "ir/type.h"

#include "base/check.h"
#include "ir/quote.h"

namespace relon::ir {

namespace {

constexpr std::string_view kLeafNames[] = {"Int", "Float", "Bool", "None", "Never", "String"};

// What makes two types the same: the kind, the arguments, the field names. Names
// are preceded by their length, so that no two lists of names give one key.
std::string structuralKey(const Type& type) {
  std::string key(1, static_cast<char>('a' + static_cast<int>(type.kind)));
  for (TypeId argument : type.arguments) key += std::to_string(argument.index()) + ',';
  for (const std::string& name : type.fieldNames) key += std::to_string(name.size()) + ':' + name;
  return key;
}

}

TypeTable::TypeTable() {
  for (TypeKind kind :
       {TypeKind::Int, TypeKind::Float, TypeKind::Bool, TypeKind::None, TypeKind::Never, TypeKind::String}) {
    intern(Type{.kind = kind, .arguments = {}, .fieldNames = {}, .brand = {}, .open = false});
  }
}

TypeId TypeTable::intern(Type type) {
  auto [found, isNew] = ids_.try_emplace(structuralKey(type), TypeId(types_.size()));
  if (isNew) types_.push_back(std::move(type));
  return found->second;
}

TypeId TypeTable::unary(TypeKind kind, TypeId argument) {
  return intern(Type{.kind = kind, .arguments = {argument}, .fieldNames = {}, .brand = {}, .open = false});
}

TypeId TypeTable::tuple(std::vector<TypeId> elements) {
  return intern(
      Type{.kind = TypeKind::Tuple, .arguments = std::move(elements), .fieldNames = {}, .brand = {}, .open = false});
}

TypeId TypeTable::record(std::vector<std::string> names, std::vector<TypeId> types) {
  RELON_CHECK(names.size() == types.size(), "a record has one name for each field");
  return intern(Type{.kind = TypeKind::Record,
                     .arguments = std::move(types),
                     .fieldNames = std::move(names),
                     .brand = {},
                     .open = false});
}

TypeId TypeTable::closure(std::vector<TypeId> parameters, TypeId result) {
  parameters.push_back(result);
  return intern(Type{
      .kind = TypeKind::Closure, .arguments = std::move(parameters), .fieldNames = {}, .brand = {}, .open = false});
}

TypeId TypeTable::declareRecord(std::string brand) {
  RELON_CHECK(!brand.empty(), "a schema has a name");
  auto [found, isNew] = ids_.try_emplace('#' + brand, TypeId(types_.size()));
  if (isNew) {
    types_.push_back(
        Type{.kind = TypeKind::Record, .arguments = {}, .fieldNames = {}, .brand = std::move(brand), .open = false});
  }
  return found->second;
}

void TypeTable::defineRecord(TypeId id, std::vector<std::string> names, std::vector<TypeId> types, bool open) {
  RELON_CHECK(names.size() == types.size(), "a record has one name for each field");
  Type& type = types_[id.index()];
  RELON_CHECK(type.kind == TypeKind::Record && !type.brand.empty(), "only declared records can be defined");
  type.fieldNames = std::move(names);
  type.arguments = std::move(types);
  type.open = open;
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
  return '(' + joined(table, type.arguments) + (type.arguments.size() == 1 ? ",)" : ")");
}

std::string recordText(const TypeTable& table, const Type& type) {
  if (!type.brand.empty()) return isTypeName(type.brand) ? type.brand : quoted(type.brand);
  return '{' + fieldsText(table, type) + '}';
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
    case TypeKind::List:
      return "List<" + joined(*this, type.arguments) + '>';
    case TypeKind::Closure:
      return "Fn<" + joined(*this, type.arguments) + '>';
    case TypeKind::Cell:
      return "Cell<" + joined(*this, type.arguments) + '>';
    case TypeKind::Builder:
      return "Builder<" + joined(*this, type.arguments) + '>';
  }
  RELON_UNREACHABLE("type kind");
}

int TypeTable::fieldIndex(TypeId record, std::string_view name) const {
  const std::vector<std::string>& names = get(record).fieldNames;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<int>(i);
  }
  return -1;
}

}
