// Types of builtins (language reference, file 04). Each result follows from the
// arguments' types; function arguments get their parameter types from the list.
#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::callBuiltin(ExprId id, BuiltinId builtin, const std::vector<Operand>& operands) {
  const BuiltinInfo& about = info(builtin);
  CallPlan plan{.kind = CallPlan::Kind::Builtin, .builtin = builtin};
  for (const Operand& operand : operands) {
    if (operand.name.valid())
      return unknown(DiagCode::fn_call_unknown_named_arg, operand.value,
                     "`" + std::string(about.text) + "` takes its arguments by position");
    plan.arguments.push_back({operand.value, static_cast<uint32_t>(plan.arguments.size())});
  }
  if (operands.size() < about.minimum || operands.size() > about.maximum) {
    std::string range = std::to_string(about.minimum);
    if (about.maximum != about.minimum) range += " to " + std::to_string(about.maximum);
    return unknown(DiagCode::fn_call_arg_count, id,
                   "`" + std::string(about.text) + "` takes " + range +
                       (about.maximum == 1 ? " argument, found " : " arguments, found ") +
                       std::to_string(operands.size()));
  }
  TypeId result = builtinResult(builtin, id, plan);
  if (result.valid()) out_.calls[id] = std::move(plan);
  return result;
}

TypeId Checker::listArgument(const CallPlan& plan, uint32_t position) {
  ExprId argument = plan.argument(position);
  TypeId type = infer(argument);
  if (!type.valid() || kind(type) == TypeKind::List) return type;
  return unknown(DiagCode::fn_call_arg_type, argument, "expected a list, found `" + describe(type) + "`");
}

TypeId Checker::builtinResult(BuiltinId builtin, ExprId id, const CallPlan& plan) {
  if (builtin == BuiltinId::Len) return inferLen(plan.argument(0), infer(plan.argument(0)));
  if (builtin == BuiltinId::Range) {
    for (const CallPlan::Argument& argument : plan.arguments)
      if (!demand(argument.value, {types().intType(), DiagCode::fn_call_arg_type}).valid()) return {};
    return types().list(types().intType());
  }
  TypeId list = listArgument(plan, 0);
  if (!list.valid()) return {};
  TypeId element = types()[list].element();
  switch (builtin) {
    case BuiltinId::Len:
    case BuiltinId::Range:
      break;
    case BuiltinId::Map: {
      TypeId result = functionArgument(plan.argument(1), {element});
      return result.valid() ? types().list(result) : TypeId();
    }
    case BuiltinId::Filter:
      return functionArgument(plan.argument(1), {element}).valid() ? list : TypeId();
    case BuiltinId::Every:
    case BuiltinId::Some: {
      TypeId result = functionArgument(plan.argument(1), {element});
      if (!result.valid() || kind(result) == TypeKind::Bool) return result;
      return unknown(DiagCode::fn_call_arg_type, plan.argument(1),
                     "the predicate must return Bool, it returns `" + describe(result) + "`");
    }
    case BuiltinId::Reduce:
      return inferReduce(id, plan);
    case BuiltinId::Sum:
      return inferSum(plan.argument(0), list);
    case BuiltinId::Contains:
      return infer(plan.argument(1)).valid() ? types().boolType() : TypeId();
    case BuiltinId::First:
    case BuiltinId::Last:
      if (kind(element) != TypeKind::Never) return element;
      return unknown(DiagCode::fn_call_arg_type, plan.argument(0), "an empty list has no elements");
  }
  RELON_UNREACHABLE("every builtin has a type");
}

TypeId Checker::inferLen(ExprId id, TypeId argument) {
  if (!argument.valid()) return {};
  TypeKind k = kind(argument);
  if (k == TypeKind::List || k == TypeKind::String || k == TypeKind::Never) return types().intType();
  if (k == TypeKind::Record) return unsupported(ast_.span(id), "`len` of a dict");
  return unknown(DiagCode::fn_call_arg_type, id, "expected a String, List or Dict, found `" + describe(argument) + "`");
}

TypeId Checker::inferSum(ExprId id, TypeId list) {
  TypeId element = types()[list].element();
  if (kind(element) == TypeKind::Never) return types().intType();
  if (isNumeric(element)) return element;
  return unknown(DiagCode::fn_call_arg_type, id, "expected a list of numbers, found `" + describe(list) + "`");
}

// The accumulator is of the type that joins the start value and what the
// function returns, as for `[]` and a list that grows.
TypeId Checker::inferReduce(ExprId, const CallPlan& plan) {
  TypeId element = types()[out_.exprTypes[plan.argument(0).index()]].element();
  TypeId start = infer(plan.argument(1));
  if (!start.valid()) return {};
  TypeId result = functionArgument(plan.argument(2), {start, element});
  if (!result.valid()) return {};
  TypeId both = join(start, result);
  if (!both.valid())
    return unknown(DiagCode::fn_call_arg_type, plan.argument(2),
                   "the function returns `" + describe(result) + "`, the accumulator is `" + describe(start) + "`");
  if (both != start) {
    out_.demanded[plan.argument(1).index()] = both;
    result = functionArgument(plan.argument(2), {both, element}, both);
  }
  return result.valid() ? both : TypeId();
}

TypeId Checker::functionArgument(ExprId function, std::vector<TypeId> parameters, TypeId expectedResult) {
  if (Named named = namedFunction(function)) return namedAsFunction(named, function, parameters);
  TypeId type;
  if (as<ClosureExpr>(ast_.expr(function))) {
    TypeId result = expectedResult.valid() ? expectedResult : types().neverType();
    type = out_.exprTypes[function.index()] = closureType(function, types().closure(parameters, result));
  } else {
    type = infer(function);
  }
  if (!type.valid()) return {};
  if (kind(type) == TypeKind::Never) return type;
  if (kind(type) != TypeKind::Closure)
    return unknown(DiagCode::fn_call_arg_type, function, "expected a function, found `" + describe(type) + "`");
  std::vector<TypeId> own(types()[type].closureParameters().begin(), types()[type].closureParameters().end());
  bool fitting = own.size() == parameters.size();
  for (size_t i = 0; fitting && i < own.size(); ++i) fitting = fits(parameters[i], own[i]);
  if (fitting) return types()[type].closureResult();
  TypeId wanted = types().closure(parameters, types()[type].closureResult());
  return unknown(DiagCode::fn_call_arg_type, function,
                 "expected a function `" + describe(wanted) + "`, found `" + describe(type) + "`");
}

// `xs.map(len)`, `xs.map(tax)`: the plan stands at the function's expression.
TypeId Checker::namedAsFunction(Named named, ExprId id, const std::vector<TypeId>& parameters) {
  if (named.builtin) {
    bool single = parameters.size() == 1;
    TypeId result;
    if (*named.builtin == BuiltinId::Len && single)
      result = inferLen(id, parameters[0]);
    else if (*named.builtin == BuiltinId::Sum && single && kind(parameters[0]) == TypeKind::List)
      result = inferSum(id, parameters[0]);
    else
      return unsupported(ast_.span(id), "this builtin as an argument");
    if (result.valid()) out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Builtin, .builtin = *named.builtin};
    return result;
  }
  Result<callable::Signature> signature = callable::parseSignature(named.callable->signature, types());
  bool fitting = signature.ok() && signature->parameters.size() == parameters.size();
  for (size_t i = 0; fitting && i < parameters.size(); ++i) fitting = fits(parameters[i], signature->parameters[i]);
  if (!fitting)
    return unknown(DiagCode::fn_call_arg_type, id,
                   "host function `" + named.callable->name + "` is `" + named.callable->signature + "`");
  out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Callable, .callable = named.callable->name};
  return signature->result;
}

}
