// What a name means (language policy, section 1, "scope"): variables first,
// innermost outward; then fields of enclosing dicts, innermost outward, without
// the fields that are being defined; then names from `#import *`. Functions are
// never skipped, so that they can call themselves.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

Scope* Checker::newScope(Scope::Kind kind, Scope* parent) {
  scopes_.push_back(Scope{.kind = kind, .parent = parent, .names = {}, .defining = {}, .dict = {}, .owner = function_});
  return &scopes_.back();
}

BindingId Checker::newBinding(Binding binding) {
  out_.bindings.push_back(std::move(binding));
  return BindingId(out_.bindings.size() - 1);
}

namespace {

bool holdsVariables(const Scope& scope) {
  return scope.kind == Scope::Kind::Variables || scope.kind == Scope::Kind::Where;
}

// The innermost binding of `name` in scopes that `wanted` accepts.
template <typename Wanted>
BindingId findIn(const Scope* scope, NameId name, const std::vector<Binding>& bindings, Wanted wanted) {
  std::vector<BindingId> skipped;
  for (; scope; scope = scope->parent) {
    if (scope->kind == Scope::Kind::Definition) skipped.push_back(scope->defining);
    if (!wanted(*scope)) continue;
    auto found = scope->names.find(name);
    if (found == scope->names.end()) continue;
    bool isFunction = bindings[found->second.index()].function.valid();
    if (isFunction || std::find(skipped.begin(), skipped.end(), found->second) == skipped.end()) return found->second;
  }
  return {};
}

}

BindingId Checker::lookup(NameId wanted) {
  BindingId variable = findIn(scope_, wanted, out_.bindings, holdsVariables);
  BindingId field =
      findIn(scope_, wanted, out_.bindings, [](const Scope& scope) { return scope.kind == Scope::Kind::Dict; });
  if (variable.valid() && field.valid() && out_.binding(variable).kind == Binding::Kind::MainParameter) {
    const Binding& hidden = out_.binding(field);
    Diagnostic& warning = report(DiagCode::ambiguous_name, hidden.span,
                                 "field `" + std::string(name(wanted)) + "` has the name of a parameter of `#main`");
    warning.help =
        "the bare name means the parameter; write `&sibling." + std::string(name(wanted)) + "` or rename the field";
  }
  if (variable.valid()) return variable;
  if (field.valid()) return field;
  if (auto found = spreadImports_.find(wanted); found != spreadImports_.end()) return found->second;
  return {};
}

void Checker::use(ExprId id, BindingId binding) {
  out_.uses[id.index()] = binding;
}

std::vector<std::string_view> Checker::visibleNames() {
  std::vector<std::string_view> names;
  for (const Scope* scope = scope_; scope; scope = scope->parent)
    for (const auto& [id, binding] : scope->names) names.push_back(name(id));
  for (const auto& [id, binding] : spreadImports_) names.push_back(name(id));
  for (std::string_view builtin : builtinNames("")) names.push_back(builtin);
  for (const callable::Callable& callable : callables_.all())
    if (!callable.isLibrary) names.push_back(callable.name);
  return names;
}

}
