#pragma once

#include <unordered_map>

#include "check/typed.h"

namespace relon::check {

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
  };
  Kind kind = Kind::Variables;
  Scope* parent = nullptr;
  std::unordered_map<NameId, BindingId> names;
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

}
