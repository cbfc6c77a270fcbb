// Functions: their types and their bodies.
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const ClosureExpr&, ExprId id, TypeId expected) {
  return closureType(id, expected);
}

// The type of a function literal; `expected`, if a closure type, gives untyped
// parameters their types.
TypeId Checker::closureType(ExprId id, TypeId expected) {
  const ClosureExpr& closure = *as<ClosureExpr>(ast_.expr(id));
  bool hasDemand = expected.valid() && kind(expected) == TypeKind::Closure &&
                   types()[expected].closureParameters().size() == closure.parameters.size();
  std::vector<TypeId> parameters = closureParameters(closure, id, hasDemand ? expected : TypeId());
  TypeNodeId declared = declaredResult(closure, id);
  TypeId result = resolveType(declared);
  if (std::any_of(parameters.begin(), parameters.end(), [](TypeId type) { return !type.valid(); })) return {};
  if (declared.valid() && !result.valid()) return {};
  auto known = knownResults_.find(id);
  TypeId assumed = result.valid() ? result : known != knownResults_.end() ? known->second : types().neverType();
  ClosureInfo& info = out_.closures[id];
  info.owner = function_;
  info.type = types().closure(parameters, assumed);
  if (!result.valid() && known == knownResults_.end()) info.type = {};

  ExprId outerFunction = function_;
  Scope* outer = scope_;
  function_ = id;
  scope_ = newScope(Scope::Kind::Variables, scope_);
  std::vector<BindingId> bindings;
  for (uint32_t i = 0; i < closure.parameters.size(); ++i) {
    const Parameter& parameter = closure.parameters[i];
    Binding binding{.kind = Binding::Kind::Parameter,
                    .name = parameter.name.id,
                    .span = parameter.span,
                    .type = parameters[i],
                    .owner = id};
    binding.closure = id;
    binding.position = i;
    bindings.push_back(newBinding(std::move(binding)));
    if (parameter.name.valid()) scope_->names[parameter.name.id] = bindings.back();
  }
  TypeId expectedResult = hasDemand ? types()[expected].closureResult() : TypeId();
  if (expectedResult.valid() && kind(expectedResult) == TypeKind::Never) expectedResult = {};
  TypeId body = closureBody(closure, id, result, expectedResult);
  scope_ = outer;
  function_ = outerFunction;
  ClosureInfo& finished = out_.closures[id];
  finished.parameters = std::move(bindings);
  finished.type = body.valid() ? types().closure(parameters, body) : TypeId();
  return finished.type;
}

TypeNodeId Checker::declaredResult(const ClosureExpr& closure, ExprId id) const {
  if (closure.result.valid()) return closure.result;
  auto before = shorthandResults_.find(id);
  return before == shorthandResults_.end() ? TypeNodeId() : before->second;
}

std::vector<TypeId> Checker::closureParameters(const ClosureExpr& closure, ExprId id, TypeId expected) {
  std::vector<TypeId> parameters;
  for (size_t i = 0; i < closure.parameters.size(); ++i) {
    const Parameter& parameter = closure.parameters[i];
    TypeId type;
    if (parameter.type.valid()) {
      type = resolveType(parameter.type);
      auto self = wholeSelves_.find(id);
      bool isSelf = self != wholeSelves_.end() && self->second == type;
      if (isSelf && expected.valid()) type = types()[expected].closureParameters()[i];
    } else if (expected.valid()) {
      type = types()[expected].closureParameters()[i];
    } else if (isRelaxed()) {
      type = types().anyType();
    } else {
      std::string written = parameter.name.valid() ? std::string(name(parameter.name.id)) : "_";
      report(DiagCode::closure_param_type_missing, ast_.span(id),
             "the type of parameter `" + written + "` does not follow from anything")
          .help = "write `Type " + written + "`";
    }
    parameters.push_back(type);
  }
  return parameters;
}

TypeId Checker::closureBody(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult) {
  bool outer = std::exchange(isPromise_, true);
  TypeId found = closureResult(closure, id, result, expectedResult);
  isPromise_ = outer;
  return found;
}

TypeId Checker::closureResult(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult) {
  if (result.valid()) {
    demandApart(closure.body, {.type = result, .takesAny = true});
    return result;
  }
  TypeId found = expectedResult.valid() ? demand(closure.body, {expectedResult}) : demandApart(closure.body, {});
  if (!found.valid()) return {};
  if (undetermined_.contains(closure.body) && !isRelaxed())
    return undetermined(closure.body, DiagCode::closure_return_type_unknown);
  auto known = knownResults_.find(id);
  bool isChanging = widensResults_ && known != knownResults_.end() && known->second != found;
  if ((kind(found) == TypeKind::Never || isChanging) && isRelaxed()) {
    setDemanded(closure.body, found, types().anyType());
    found = types().anyType();
  }
  results_[id] = found;
  if (kind(found) == TypeKind::Never)
    unknown(DiagCode::closure_return_type_unknown, closure.body,
            "the type of the result cannot be determined; declare it with `-> Type`");
  return found;
}

}
