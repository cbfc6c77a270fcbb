#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// The functions of the language and its library (language reference, file 04).
namespace relon::check {

enum class BuiltinOp : uint8_t {
#define RELON_BUILTIN_OP(Name) Name,
#include "check/builtins.def"
};

// One way to call a function: a row of builtins.def.
struct Builtin {
  std::string_view places;
  std::string_view signature;
  BuiltinOp op;
  // The callable's name, or what the op is told.
  std::string_view text;

  // Without its place: `map`.
  std::string_view name() const;
  // The callable that it needs, or nothing.
  std::string_view callable() const { return text.starts_with('_') ? text : std::string_view(); }
};

// The position of a row.
enum class BuiltinId : uint16_t {};

const Builtin& info(BuiltinId id);
// The first overload of what `scope` calls `name`. A scope is a module (`std/list`),
// a kind of receiver (`List`), or "" for what needs no import.
std::optional<BuiltinId> findBuiltin(std::string_view scope, std::string_view name);
// All overloads, beginning with the first.
std::vector<BuiltinId> overloads(BuiltinId first);
std::vector<std::string_view> builtinNames(std::string_view scope);
bool isLibraryModule(std::string_view path);

// A type in a signature: a type's name or a type parameter, with arguments.
struct TypePattern {
  std::string_view head;
  std::vector<TypePattern> arguments;

  bool isFunction() const { return head == "Fn"; }
};

struct BuiltinSignature {
  std::vector<std::string_view> generics;
  std::vector<std::string_view> names;
  std::vector<TypePattern> parameters;
  TypePattern result;
};

BuiltinSignature signature(BuiltinId id);

}
