// Calls after `?` (language reference, file 03, section 2): they apply inside the Option
// that the receiver or the function is, and give one.
#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

// `a?.m(x)` is None where there is no receiver, and then evaluates no argument.
TypeId Checker::callInside(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands,
                           TypeId receiver) {
  TypeId inner = types().isOption(receiver) ? types()[receiver].typeArguments[0] : receiver;
  if (kind(inner) == TypeKind::Never) return callNothing(id, operands);
  std::string_view member = name(access.name.id);
  bool isAbsentOrField = access.optional && isAny(inner) && alternativesFor(member, operands.size() + 1).empty();
  if (isCalledField(inner, member) || (isAbsentOrField && mayBeField(member))) {
    settled_.insert(access.object);
    TypeId function = infer(callee);
    settled_.erase(access.object);
    return function.valid() ? callLifted(id, callee, function, operands) : function;
  }
  out_.exprTypes[access.object.index()] = inner;
  TypeId result = callOn(access, id, callee, std::move(operands), inner, {});
  out_.exprTypes[access.object.index()] = receiver;
  return lift(id, {access.object, inner, result});
}

TypeId Checker::callNothing(ExprId id, const std::vector<Operand>& operands) {
  for (const Operand& operand : operands)
    if (!infer(operand.value).valid()) return {};
  TypeId none = types().option(types().neverType());
  out_.variants[id] = VariantPlan{none, static_cast<uint32_t>(ir::OptionVariant::None), {}, {}};
  return none;
}

// `a?.f(x)`, `a?["f"](x)`, where the function is what there may not be.
TypeId Checker::callLifted(ExprId id, ExprId callee, TypeId function, const std::vector<Operand>& operands) {
  TypeId inner = types().isOption(function) ? types()[function].typeArguments[0] : function;
  if (kind(inner) == TypeKind::Never) return callNothing(id, operands);
  TypeId result = callClosure(id, callee, inner, operands);
  return lift(id, {callee, inner, result});
}

TypeId Checker::lift(ExprId id, LiftedCall call) {
  if (!call.result.valid()) return {};
  out_.liftedCalls[id] = call;
  return foundType(id, call.result);
}

}
