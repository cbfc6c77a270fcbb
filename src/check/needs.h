#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/deep_stack.h"
#include "check/schema_functions.h"
#include "check/typed.h"

namespace relon::check {

// A field (of a dict literal or a `where` block) whose value an expression may
// need. It is certain if evaluating the expression without failing always needs
// it; otherwise it stands in a branch, a loop, or a function that is mentioned.
struct Need {
  BindingId field;
  bool certain = false;
};

// Which fields the evaluation of an expression needs, in the order of evaluation.
// Fields of literals inside the expression are evaluated with it and not listed,
// but what they need is.
class Needs {
 public:
  explicit Needs(const TypedDocument& document) : document_(&document), schemas_(document, document.types) {}

  const std::vector<Need>& ofField(BindingId field);
  std::vector<Need> ofExpr(ExprId expr);
  // Evaluating the field cannot fail and ends at once: reading its literals,
  // comparing, Float arithmetic.
  bool cannotFail(BindingId field);
  bool cannotFailExpr(ExprId expr);

 private:
  const TypedDocument* document_;
  SchemaFunctions schemas_;
  // Fields and functions are walked into from where they are named.
  DeepStack stack_;
  std::unordered_map<BindingId, std::vector<Need>> ofField_;
  std::unordered_map<BindingId, bool> cannotFail_;
};

}
