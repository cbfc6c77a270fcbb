#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "check/typed.h"

namespace relon::check {

struct File;

// A schema or an enum as it is declared. One with type parameters is a type for
// each list of arguments that it is used with.
struct Nominal {
  const syntax::SchemaDirective* schema = nullptr;
  const syntax::EnumDirective* enumeration = nullptr;
  std::map<std::vector<TypeId>, TypeId> instances;
  // While the type is looked for that it is an alias of.
  bool isOpen = false;
  // It is reported that its instances have no end.
  bool isEndless = false;
  // Where it is declared.
  File* file = nullptr;
  // Its name as far as that is unique in the program.
  std::string brand;

  const std::vector<syntax::Name>& generics() const { return schema ? schema->generics : enumeration->generics; }
  syntax::Name name() const { return schema ? schema->name : enumeration->name; }
  Span span() const { return name().span; }
};

// One level of names. Scopes form a tree by parent pointers and live as long as
// the check, because the type of a field may be asked for from anywhere.
struct Scope {
  enum class Kind : uint8_t {
    // Parameters, comprehension variables, module aliases.
    Variables,
    // A `where` block: variables, and a container for references.
    Where,
    // The fields of a dict literal.
    Dict,
    // Inside the definition of the field `defining` of the Dict or Where above.
    Definition,
    // An item of a list or tuple, a container for references.
    Item,
    // A computed key: outside its dict for names, in it for references.
    Key,
    // What `#import *` brings, looked up last.
    Everything,
  };
  Kind kind = Kind::Variables;
  Scope* parent = nullptr;
  std::unordered_map<NameId, BindingId> names;
  // Variables, Everything: imported types.
  std::unordered_map<NameId, Nominal*> types;
  // Everything: a module could not be loaded, so that any name may be one of its.
  bool isIncomplete = false;
  // Everything: a module with computed keys, so that any name may be one of them.
  syntax::ModuleId open;
  // Those that were asked for.
  std::unordered_map<NameId, BindingId> computed;
  BindingId defining;
  // Dict, Where, Item, Key: the literal. Variables: the comprehension, if they are one's.
  ExprId dict;
  // Item: its position.
  uint32_t position = 0;
  // Dict, Where: the fields before this position may be replaced by those of spreads,
  // which are not declared yet. 0 once they are.
  uint32_t pendingSpreads = 0;
  // The function whose body this is in; none in the document itself.
  ExprId owner;

  bool isContainer() const {
    return kind == Kind::Dict || kind == Kind::Item || kind == Kind::Where || kind == Kind::Key;
  }
};

// One file of the program: the document, or a module.
struct File {
  const syntax::Document* document = nullptr;
  // The order in which files are named: the document is 1, modules follow.
  uint32_t number = 1;
  bool isRelaxed = false;
  // Parameters and imports, seen from everywhere in the file.
  Scope* root = nullptr;
  // The types that it declares.
  std::map<std::string_view, Nominal> nominals;
  const syntax::MainDirective* main = nullptr;
  Span mainSpan;

  bool isModule() const { return number != 1; }
};

}
