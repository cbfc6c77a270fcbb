#pragma once

#include <string>
#include <vector>

#include "ir/layout.h"
#include "ir/module.h"

namespace relon::artifact {

// What callers of a program see: its parameters by name and its result. Owns a
// copy of the type table, so that the struct of the arguments has a type too.
struct EntryShape {
  ir::TypeTable types;
  std::vector<std::string> names;
  std::vector<ir::TypeId> parameters;
  ir::TypeId result;
  // The tuple of the parameters: what `NAME_run` takes.
  ir::TypeId arguments;
  bool isMain = false;

  // Every parameter and the result are scalars: the program has `NAME_call`.
  bool isScalar() const;
};

// The module has an entry. Parameters without a name are called `argument0`, ...
EntryShape entryShape(const ir::Module& module);

}
