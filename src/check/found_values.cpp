// What `?.` finds where a value is needed (language reference, file 00, section 1): a strict
// file must unwrap it, in a relaxed one the run does, or fails.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

namespace {

// How many expressions are looked at to find what a name or a call stands for.
constexpr int kMaxSteps = 64;

}

// In a relaxed file what is found in a value of unknown type is Any: that value, or None.
TypeId Checker::foundType(ExprId id, TypeId type) {
  if (types().isOption(type)) foundOptions_.insert(id);
  return isAny(type) && file_->isRelaxed ? type : optionOf(type);
}

// Whether the expression is a path with `?`, or stands for one without a type of its own.
bool Checker::isFound(ExprId id) const {
  int steps = kMaxSteps;
  return isFound(id, steps);
}

bool Checker::isFound(ExprId id, int& steps) const {
  if (!id.valid() || --steps < 0) return false;
  if (hasOptionalLink(id)) return !foundOptions_.contains(id);
  const Expr& expr = ast_.expr(id);
  if (const ConditionalExpr* conditional = as<ConditionalExpr>(expr)) {
    auto isOne = [&](const ConditionalExpr::Branch& branch) { return isFound(branch.value, steps); };
    const auto& branches = conditional->branches;
    return isFound(conditional->otherwise, steps) || std::any_of(branches.begin(), branches.end(), isOne);
  }
  if (const SpreadExpr* spread = as<SpreadExpr>(expr)) return isFound(spread->source, steps);
  if (const WhereExpr* where = as<WhereExpr>(expr)) return isFound(where->body, steps);
  if (auto plan = out_.calls.find(id); plan != out_.calls.end() && plan->second.function.valid()) {
    ExprId function = plan->second.function;
    const ClosureExpr& closure = *as<ClosureExpr>(ast_.expr(function));
    return !declaredResult(closure, function).valid() && isFound(closure.body, steps);
  }
  BindingId used = out_.use(id);
  auto field = used.valid() ? fields_.find(used) : fields_.end();
  return field != fields_.end() && !field->second.declared.valid() && isFound(out_.binding(used).value, steps);
}

// Of an expression in a text, a condition or a comparison.
TypeId Checker::inferShown(ExprId id) {
  TypeId type = infer(id);
  noteHit(id, type);
  return type;
}

void Checker::noteHit(ExprId id, TypeId type) {
  if (type.valid() && types().isOption(type) && isFound(id)) out_.hits.insert(id);
}

bool Checker::isFoundOption(ExprId id, TypeId type) const {
  return type.valid() && file_->isRelaxed && types().isOption(type) && isFound(id);
}

// The type of what is given to a place that asks for a type, or for none.
TypeId Checker::givenType(ExprId id, TypeId found, TypeId wanted) const {
  bool isUnwrapped = wanted.valid() && !types().isOption(wanted) && isFoundOption(id, found);
  return isUnwrapped ? types()[found].typeArguments[0] : found;
}

// The type of an operand, a receiver and the like.
TypeId Checker::plain(ExprId id, TypeId type) {
  if (!isFoundOption(id, type)) return type;
  setDemanded(id, type, types().anyType());
  return types().anyType();
}

// Notes that the place of an expression of the type `found` asks for another type.
void Checker::setDemanded(ExprId id, TypeId found, TypeId wanted) {
  out_.demanded[id.index()] = wanted;
  if (!types().isOption(wanted) && isFoundOption(id, found)) out_.found.insert(id);
}

}
