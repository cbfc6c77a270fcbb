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

// Comparing every unknown name with every known one would take long in a long file;
// after this many errors no names are suggested.
constexpr size_t kMaxSuggestions = 100;

bool holdsVariables(const Scope& scope) {
  return scope.kind == Scope::Kind::Variables || scope.kind == Scope::Kind::Where;
}

bool holdsFields(const Scope& scope) {
  return scope.kind == Scope::Kind::Dict;
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

BindingId Checker::lookup(NameId wanted, Span at) {
  for (Scope* scope = scope_; scope; scope = scope->parent)
    if (prepareName(scope, wanted)) break;
  BindingId variable = findIn(scope_, wanted, out_.bindings, holdsVariables);
  BindingId field = findIn(scope_, wanted, out_.bindings, holdsFields);
  if (field.valid()) warnOfHiding(wanted, variable, field, at);
  if (variable.valid()) return variable;
  if (field.valid()) return field;
  BindingId imported =
      findIn(scope_, wanted, out_.bindings, [](const Scope& scope) { return scope.kind == Scope::Kind::Everything; });
  return imported.valid() ? imported : computedImport(wanted);
}

// A field in the way of a parameter, or of an outer field that the reader of a name
// above it may have meant.
void Checker::warnOfHiding(NameId wanted, BindingId variable, BindingId field, Span at) {
  const Scope* own = scope_;
  auto holds = [&](const Scope& scope, BindingId binding) {
    auto found = scope.names.find(wanted);
    return found != scope.names.end() && found->second == binding;
  };
  while (own && !holds(*own, field) && !(variable.valid() && holds(*own, variable))) own = own->parent;
  if (!own || !holds(*own, field) || ambiguous_.contains(field)) return;
  std::string text(name(wanted));
  Span span = out_.binding(field).span;
  Diagnostic* warning = nullptr;
  if (variable.valid()) {
    bool isMain = out_.binding(variable).kind == Binding::Kind::MainParameter;
    if (!isMain && out_.binding(variable).kind != Binding::Kind::Parameter) return;
    std::string of = isMain ? "`#main`" : "the function";
    warning = &report(DiagCode::ambiguous_name, span, "field `" + text + "` has the name of a parameter of " + of);
    warning->help = "the bare name means the parameter; write `&sibling." + text + "` or rename the field";
  } else if (at.valid() && at.begin < span.begin) {
    if (!findIn(own->parent, wanted, out_.bindings, holdsFields).valid()) return;
    warning = &report(DiagCode::ambiguous_name, span, "field `" + text + "` is read before it, and hides an outer one");
    warning->help = "the bare name means this field; rename one of them";
  }
  if (warning) ambiguous_.insert(field);
}

// Only the file that is run has arguments.
void Checker::use(ExprId id, BindingId binding) {
  out_.uses[id.index()] = binding;
  if (file_->isModule() && out_.binding(binding).kind == Binding::Kind::MainParameter)
    report(DiagCode::variable_not_found, ast_.span(id),
           "the parameter `" + std::string(name(out_.binding(binding).name)) + "` has no value in an imported file");
}

TypeId Checker::typeOf(BindingId id) {
  return out_.binding(id).kind == Binding::Kind::Field ? fieldType(id) : out_.binding(id).type;
}

std::vector<std::string_view> Checker::visibleNames() {
  std::vector<std::string_view> names;
  if (sink_.errorCount() > kMaxSuggestions) return names;
  for (const Scope* scope = scope_; scope; scope = scope->parent)
    for (const auto& [id, binding] : scope->names) names.push_back(name(id));
  for (std::string_view builtin : builtinNames("")) names.push_back(builtin);
  for (const callable::Callable& callable : callables_.all())
    if (!callable.isLibrary) names.push_back(callable.name);
  return names;
}

}
