// Functions as arguments and as values: literals, variables, builtins and host
// functions by name.
#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

// The type that a function argument returns for parameters of these types.
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
  if (kind(type) == TypeKind::Never || (isAny(type) && isRelaxed())) return type;
  if (kind(type) != TypeKind::Closure)
    return unknown(DiagCode::fn_call_arg_type, function, "expected a function, found `" + describe(type) + "`");
  std::vector<TypeId> own(types()[type].closureParameters().begin(), types()[type].closureParameters().end());
  if (allFit(parameters, own)) return types()[type].closureResult();
  TypeId wanted = types().closure(parameters, types()[type].closureResult());
  return unknown(DiagCode::fn_call_arg_type, function,
                 "expected a function `" + describe(wanted) + "`, found `" + describe(type) + "`");
}

bool Checker::allFit(const std::vector<TypeId>& from, const std::vector<TypeId>& to) const {
  bool fitting = from.size() == to.size();
  for (size_t i = 0; fitting && i < from.size(); ++i) fitting = fits(from[i], to[i]);
  return fitting;
}

// `xs.map(len)`, `xs.map(tax)`: the plan stands at the function's expression.
TypeId Checker::namedAsFunction(Named named, ExprId id, const std::vector<TypeId>& parameters) {
  TypeId result = named.builtin ? builtinAsFunction(*named.builtin, id, parameters)
                                : callableAsFunction(*named.callable, id, parameters);
  if (result.valid()) out_.exprTypes[id.index()] = types().closure(parameters, result);
  return result;
}

TypeId Checker::builtinAsFunction(BuiltinId builtin, ExprId id, const std::vector<TypeId>& parameters) {
  for (BuiltinId overload : overloads(builtin)) {
    BuiltinCall call = beginCall(overload);
    if (call.operands.size() != parameters.size()) continue;
    for (size_t i = 0; i < parameters.size(); ++i) call.operands[i] = i;
    if (fittingOperands(call, parameters) != parameters.size()) continue;
    if (!isAvailable(overload, id)) return {};
    out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Builtin, .builtin = overload};
    return substitute(call, call.signature.result);
  }
  std::string given;
  for (TypeId parameter : parameters) given += (given.empty() ? "" : ", ") + describe(parameter);
  return unknown(DiagCode::fn_call_arg_type, id,
                 "`" + std::string(info(builtin).name()) + "` does not take `(" + given + ")`");
}

TypeId Checker::callableAsFunction(const callable::Callable& callable, ExprId id,
                                   const std::vector<TypeId>& parameters) {
  Result<callable::Signature> signature = callable::parseSignature(callable.signature, types());
  if (!signature.ok() || !allFit(parameters, signature->parameters))
    return unknown(DiagCode::fn_call_arg_type, id,
                   "host function `" + callable.name + "` is `" + callable.signature + "`");
  out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Callable, .callable = callable.name};
  return signature->result;
}

// A builtin or host function where a value stands: its place gives it its types,
// unless it has only one type.
TypeId Checker::functionValue(Named named, ExprId id, TypeId expected) {
  std::vector<TypeId> parameters;
  if (expected.valid() && kind(expected) == TypeKind::Closure) {
    auto wanted = types()[expected].closureParameters();
    parameters.assign(wanted.begin(), wanted.end());
  } else if (named.callable) {
    Result<callable::Signature> signature = callable::parseSignature(named.callable->signature, types());
    if (signature.ok()) parameters = signature->parameters;
  } else {
    BuiltinCall call = beginCall(*named.builtin);
    if (!call.signature.generics.empty() || overloads(*named.builtin).size() > 1)
      return unknown(DiagCode::closure_param_type_missing, id,
                     "the types of `" + std::string(info(*named.builtin).name()) + "` do not follow from anything");
    for (const TypePattern& pattern : call.signature.parameters) parameters.push_back(substitute(call, pattern));
  }
  return namedAsFunction(named, id, parameters).valid() ? out_.exprTypes[id.index()] : TypeId();
}

}
