#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "check/typed.h"

namespace relon::check {

// Which predicates and defaults may run where a value of a type is made: those of every
// schema that is part of the type. A plain default counts as a function without parameters.
class SchemaFunctions {
 public:
  // The table may be a later state of the document's own.
  SchemaFunctions(const TypedDocument& document, const ir::TypeTable& types) : document_(&document), types_(&types) {}

  // In the order of the expressions.
  const std::vector<ExprId>& of(TypeId type);
  // What they capture, each binding once; known after the check.
  const std::vector<BindingId>& capturesOf(TypeId type);

 private:
  void collect(TypeId type, std::unordered_set<TypeId>& seen, std::vector<ExprId>& found) const;

  const TypedDocument* document_;
  const ir::TypeTable* types_;
  std::unordered_map<TypeId, std::vector<ExprId>> functions_;
  std::unordered_map<TypeId, std::vector<BindingId>> captures_;
};

}
