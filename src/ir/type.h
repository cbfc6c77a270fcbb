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
  Enum,     // arguments: each variant's payload (None, a tuple or a record), fieldNames beside them
  Dict,     // arguments: the value; keys are Strings, sorted
  Closure,  // arguments: parameters, then the result
  Cell,     // arguments: the value; a lazily evaluated field
  Builder,  // arguments: the element of the list that is being built
};

// Types are hash-consed by TypeTable: equal structure, equal id. Enums and records
// with a brand (schemas) are nominal: equal brand, equal id; they are declared
// first and defined afterwards, so that they can refer to themselves.
//
// Some enums are known to the table itself:
//   Option<T>     None, Some {value: T}, Absent. The last is the None of a schema's
//                 field that was not given: equal to None for every reader, but
//                 not printed.
//   Result<T, E>  Ok {value: T}, Err {error: E}
//   Given<T>      Absent, Given {value: T}; a field of an input that has a default
//   Number        Int (Int), Float (Float)
//   Any           what is decided at run time; see `AnyVariant`
struct Type {
  TypeKind kind = TypeKind::Never;
  std::vector<TypeId> arguments;
  // Record: its fields; Enum: its variants. Declaration order, which is also layout order.
  std::vector<std::string> fieldNames;
  // Record and Enum: the name, unique in the program, with type arguments; empty for dict literals.
  // A tuple has one while a program is checked, see check/tuple_schemas.cpp.
  std::string brand;
  // Record only: may carry undeclared fields, kept for output. Without a brand it is a
  // struct of the host that takes a schema's values, or the payload of a variant of which
  // some literal gives more than is declared.
  bool open = false;
  // Record and Enum: the name as written, without type arguments, and those.
  std::string name;
  std::vector<TypeId> typeArguments;

  bool isScalar() const { return kind == TypeKind::Int || kind == TypeKind::Float || kind == TypeKind::Bool; }
  TypeId element() const { return arguments.front(); }
  TypeId closureResult() const { return arguments.back(); }
  std::span<const TypeId> closureParameters() const { return {arguments.data(), arguments.size() - 1}; }
};

// The variants of Any, in order. `Dict` stands for records, enums and Options too:
// its payload is a list of one `AnyObject`.
enum class AnyVariant : uint32_t { Bool, Int, Float, String, List, Tuple, Dict, Closure, Other };

enum class OptionVariant : uint32_t { None, Some, Absent };
enum class GivenVariant : uint32_t { Absent, Given };

class TypeTable {
 public:
  TypeTable();

  TypeId intType() const { return TypeId(0); }
  TypeId floatType() const { return TypeId(1); }
  TypeId boolType() const { return TypeId(2); }
  TypeId noneType() const { return TypeId(3); }
  TypeId neverType() const { return TypeId(4); }
  TypeId stringType() const { return TypeId(5); }
  TypeId anyType() const { return TypeId(6); }
  // {entries: Dict<Any>, brand: String, of: String}: `brand` names a schema or, with `of`
  // naming its enum, a variant.
  TypeId anyObject() const { return TypeId(7); }
  TypeId numberType() const { return TypeId(8); }
  TypeId dict(TypeId value) { return unary(TypeKind::Dict, value); }
  TypeId option(TypeId value);
  TypeId result(TypeId value, TypeId error);
  TypeId given(TypeId value);
  // What `iter()` gives: {_id: Int, _kind: String, _source: List<element>}, a record with the
  // brand Iter. `_id` is the number of its cursor.
  TypeId iter(TypeId element);
  bool isIter(TypeId id) const { return get(id).brand.starts_with("Iter<"); }
  // Not a program's own enum of that name, which has a number behind it in its brand.
  bool isOption(TypeId id) const { return get(id).kind == TypeKind::Enum && get(id).brand.starts_with("Option<"); }
  TypeId list(TypeId element) { return unary(TypeKind::List, element); }
  TypeId cell(TypeId value) { return unary(TypeKind::Cell, value); }
  TypeId builder(TypeId element) { return unary(TypeKind::Builder, element); }
  TypeId tuple(std::vector<TypeId> elements);
  // An open one has no brand either: a struct of the host that takes a schema's values.
  TypeId record(std::vector<std::string> names, std::vector<TypeId> types, bool open = false);
  TypeId closure(std::vector<TypeId> parameters, TypeId result);

  // A schema's record or an enum. Declaring a brand again returns the first id.
  // `name` and `typeArguments` are what the brand was made of.
  TypeId declareRecord(std::string brand) { return declare(TypeKind::Record, std::move(brand)); }
  TypeId declare(TypeKind kind, std::string brand, std::string name = {}, std::vector<TypeId> typeArguments = {});
  void defineRecord(TypeId id, std::vector<std::string> names, std::vector<TypeId> types, bool open);
  void defineTuple(TypeId id, std::vector<TypeId> elements);
  // Variants by name, each with its payload: None, a tuple or a record.
  void defineEnum(TypeId id, std::vector<std::string> names, std::vector<TypeId> payloads);

  const Type& get(TypeId id) const { return types_[id.index()]; }
  const Type& operator[](TypeId id) const { return get(id); }
  size_t size() const { return types_.size(); }

  // As written in IR text and callable signatures: `List<Int>`, `(Int, String)`,
  // `{a: Int}`, `{a: Int} open`, `Order` (a brand), `Fn<Int, Float>`, `Dict<Int>`, `Option<Int>`.
  std::string text(TypeId id) const;
  // For people: without quotes. Namesakes keep the numbers that tell them apart.
  std::string words(TypeId id) const;
  // `Box<Int>`, the brand of an instance of `Box`.
  std::string withArguments(std::string name, std::span<const TypeId> arguments) const;
  // Types that every table has, and that no module declares.
  bool isBuiltin(TypeId id) const;

  // The position of a record's field or an enum's variant, or -1.
  int fieldIndex(TypeId record, std::string_view name) const;

 private:
  void indexFields(TypeId id);
  TypeId unary(TypeKind kind, TypeId argument);
  TypeId intern(Type type);

  std::deque<Type> types_;
  std::unordered_map<std::string, TypeId> ids_;
  // Positions by name, of types with many fields or variants.
  std::unordered_map<TypeId, std::unordered_map<std::string, int>> positions_;
};

}
