#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relon::fuzz {

// Parameter is a type parameter of a declaration; Any has no spelling in programs and is
// what `#relaxed` files leave open.
enum class Kind : uint8_t {
  Int,
  Float,
  Number,
  Bool,
  String,
  List,
  Dict,
  Tuple,
  Option,
  Result,
  Enum,
  Schema,
  Fn,
  Iter,
  Parameter,
  Any
};

// A type of the generated program. `arguments` are elements, payloads or type arguments;
// for Fn the parameters and then the result. `index` is that of the declaration.
struct Type {
  Kind kind = Kind::Int;
  std::vector<Type> arguments;
  uint32_t index = 0;

  bool operator==(const Type&) const = default;
  const Type& element() const { return arguments.front(); }
  const Type& result() const { return arguments.back(); }
  size_t arity() const { return arguments.size() - 1; }
  bool isVariant() const { return kind == Kind::Option || kind == Kind::Result || kind == Kind::Enum; }
  bool isNumber() const { return kind == Kind::Int || kind == Kind::Float || kind == Kind::Number; }
};

struct Field {
  std::string name;
  Type type;
};

struct SchemaField : Field {
  // As written before the field; empty without.
  std::string defaultValue;
  // The function, or `*`.
  std::string predicate = "*";
  // The default is a function of the other fields.
  bool isComputed = false;
};

struct Method {
  std::string name;
  std::vector<Field> parameters;
  Type result;
  // ` + ` of `add`, or what else calls it; empty for what only its name calls.
  std::string symbol = "";
  // `#internal`: for the methods of the same schema.
  bool isInternal = false;
};

struct SchemaDeclaration {
  std::string name;
  uint32_t generics = 0;
  // Its fields are the elements.
  bool isTuple = false;
  // The schema that it is composed from, whose fields and methods it has too.
  std::optional<uint32_t> base = std::nullopt;
  std::vector<SchemaField> fields;
  std::vector<Method> methods;
};

enum class Payload : uint8_t { Unit, Tuple, Struct };

struct Variant {
  std::string name;
  Payload payload = Payload::Unit;
  std::vector<Field> fields;
};

struct EnumDeclaration {
  std::string name;
  uint32_t generics = 0;
  std::vector<Variant> variants;
};

struct Extension {
  Type self;
  Method method;
};

// What a program declares.
struct Declarations {
  std::vector<SchemaDeclaration> schemas;
  std::vector<EnumDeclaration> enums;
  std::vector<Extension> extensions;
};

// `Dict<String, List<Int>>`
std::string spell(const Type& type, const Declarations& declarations);
// The parameters replaced by the arguments of a use.
Type substitute(const Type& type, const std::vector<Type>& arguments);
// That schema or one that is composed from it.
bool isComposedFrom(const Type& type, const Type& base, const Declarations& declarations);
// Functions, or something with one in it, which has no equality and no JSON.
bool holdsFunction(const Type& type);

}
