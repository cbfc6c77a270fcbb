#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"

namespace relon::ir {

using TypeId = Id<struct TypeTag>;

enum class TypeKind : uint8_t {
  Int,    // signed 64 bits
  Float,  // IEEE binary64
  Bool,
  None,     // the unit value; no bytes
  Never,    // no value: the element of `[]`, the result of `fail`
  String,   // UTF-8
  List,     // arguments: element
  Tuple,    // arguments: elements
  Record,   // arguments: field types, fieldNames beside them
  Closure,  // arguments: parameters, then the result
  Cell,     // arguments: the value; a lazily evaluated field
  Builder,  // arguments: the element of the list that is being built
};

// Types are hash-consed by TypeTable: equal structure, equal id. Records with a
// brand (schemas) are nominal: equal brand, equal id; they are declared first
// and defined afterwards, so that they can refer to themselves.
struct Type {
  TypeKind kind = TypeKind::Never;
  std::vector<TypeId> arguments;
  // Record only. Declaration order, which is also layout order.
  std::vector<std::string> fieldNames;
  // Record only: the schema's name, unique in the program; empty for dict literals.
  std::string brand;
  // Record only: may carry undeclared fields from its input, kept for output.
  bool open = false;

  bool isScalar() const { return kind == TypeKind::Int || kind == TypeKind::Float || kind == TypeKind::Bool; }
  TypeId element() const { return arguments.front(); }
  TypeId closureResult() const { return arguments.back(); }
  std::span<const TypeId> closureParameters() const { return {arguments.data(), arguments.size() - 1}; }
};

class TypeTable {
 public:
  TypeTable();

  TypeId intType() const { return TypeId(0); }
  TypeId floatType() const { return TypeId(1); }
  TypeId boolType() const { return TypeId(2); }
  TypeId noneType() const { return TypeId(3); }
  TypeId neverType() const { return TypeId(4); }
  TypeId stringType() const { return TypeId(5); }
  TypeId list(TypeId element) { return unary(TypeKind::List, element); }
  TypeId cell(TypeId value) { return unary(TypeKind::Cell, value); }
  TypeId builder(TypeId element) { return unary(TypeKind::Builder, element); }
  TypeId tuple(std::vector<TypeId> elements);
  TypeId record(std::vector<std::string> names, std::vector<TypeId> types);
  TypeId closure(std::vector<TypeId> parameters, TypeId result);

  // A schema's record. Declaring a brand again returns the first id.
  TypeId declareRecord(std::string brand);
  void defineRecord(TypeId id, std::vector<std::string> names, std::vector<TypeId> types, bool open);

  const Type& get(TypeId id) const { return types_[id.index()]; }
  const Type& operator[](TypeId id) const { return get(id); }
  size_t size() const { return types_.size(); }

  // As written in IR text and callable signatures: `List<Int>`, `(Int, String)`,
  // `{a: Int}`, `Order` (a brand), `Fn<Int, Float>`.
  std::string text(TypeId id) const;

  // The position of a record's field, or -1.
  int fieldIndex(TypeId record, std::string_view name) const;

 private:
  TypeId unary(TypeKind kind, TypeId argument);
  TypeId intern(Type type);

  std::deque<Type> types_;
  std::unordered_map<std::string, TypeId> ids_;
};

}
