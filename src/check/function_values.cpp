// Functions as arguments and as values: literals, variables, builtins and host
// functions by name.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

// The type that a function argument returns for parameters of these types.
TypeId Checker::functionArgument(ExprId function, std::vector<TypeId> parameters, TypeId expectedResult) {
  if (Named named = calledFunction(function)) return namedAsFunction(named, function, parameters);
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
  std::vector<BuiltinId> candidates = overloads(builtin);
  if (std::any_of(parameters.begin(), parameters.end(), [&](TypeId type) { return holdsAny(type); }))
    std::reverse(candidates.begin(), candidates.end());
  for (BuiltinId overload : candidates) {
    BuiltinCall call = beginCall(overload);
    if (call.operands.size() != parameters.size()) continue;
    for (size_t i = 0; i < parameters.size(); ++i) call.operands[i] = i;
    if (fittingOperands(call, parameters) != parameters.size()) continue;
    out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Builtin, .builtin = overload};
    for (size_t i = 0; i < parameters.size(); ++i)
      if (const TypePattern& pattern = call.signature.parameters[i]; pattern.isFunction())
        bind(call, pattern.arguments.back(), types()[parameters[i]].closureResult());
    return info(overload).op == BuiltinOp::ParseDate ? dateType() : substitute(call, call.signature.result);
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

// The builtin or host function that a name stands for; that of a field without a type of its
// own may be what the field is.
Checker::Named Checker::calledFunction(ExprId callee) {
  constexpr int kMaxSteps = 16;
  Scope* outer = scope_;
  Named named = namedFunction(callee);
  for (int step = 0; !named && step < kMaxSteps && as<NameExpr>(ast_.expr(callee)); ++step) {
    BindingId used = lookup(as<NameExpr>(ast_.expr(callee))->name);
    auto field = used.valid() ? fields_.find(used) : fields_.end();
    if (field == fields_.end() || field->second.declared.valid() || !out_.binding(used).value.valid()) break;
    callee = out_.binding(used).value;
    scope_ = field->second.scope;
    named = namedFunction(callee);
  }
  scope_ = outer;
  return named;
}

// A builtin or host function where a value stands: its place gives it its types, or else it
// takes all that it can take.
TypeId Checker::functionValue(Named named, ExprId id, TypeId expected) {
  std::vector<TypeId> parameters;
  if (expected.valid() && kind(expected) == TypeKind::Closure) {
    auto wanted = types()[expected].closureParameters();
    parameters.assign(wanted.begin(), wanted.end());
  } else if (named.callable) {
    Result<callable::Signature> signature = callable::parseSignature(named.callable->signature, types());
    if (signature.ok()) parameters = signature->parameters;
  } else {
    parameters = widestParameters(*named.builtin);
  }
  return namedAsFunction(named, id, parameters).valid() ? out_.exprTypes[id.index()] : TypeId();
}

// Of the overloads that take as many arguments as the first one, the last is the widest.
std::vector<TypeId> Checker::widestParameters(BuiltinId builtin) {
  BuiltinCall widest = beginCall(builtin);
  for (BuiltinId overload : overloads(builtin))
    if (BuiltinCall call = beginCall(overload); call.operands.size() == widest.operands.size())
      widest = std::move(call);
  widest.arguments.assign(widest.arguments.size(), types().anyType());
  std::vector<TypeId> parameters;
  for (const TypePattern& pattern : widest.signature.parameters) parameters.push_back(substitute(widest, pattern));
  return parameters;
}

}
