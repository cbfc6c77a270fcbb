#pragma once

#include <optional>
#include <vector>

#include "check/builtin.h"
#include "types.h"

namespace relon::fuzz {

// How one function of the library is called in one way: by its bare name, as a member
// of a module, or as a method of its first argument.
struct LibraryCall {
  // `std/list`, `List`, `ensure`, or nothing.
  std::string_view scope;
  std::string_view name;
  check::BuiltinOp op;
  check::BuiltinSignature signature;

  bool isMember() const { return scope.starts_with("std/"); }
  bool isMethod() const { return !scope.empty() && scope[0] >= 'A' && scope[0] <= 'Z'; }
};

// All of them, from the library's own table.
const std::vector<LibraryCall>& libraryCalls();

// The type parameters of a call, as far as they are known, by their position.
using Solution = std::vector<std::optional<Type>>;

// Makes the pattern the type, if it can be.
bool unify(const check::TypePattern& pattern, const Type& type, const check::BuiltinSignature& signature,
           Solution& solution);
// The pattern's type.
Type instantiate(const check::TypePattern& pattern, const check::BuiltinSignature& signature, const Solution& solution);

}
