// Library modules as values: records of their functions. Where a path leads to a module,
// through a field say, its functions are called as if they were named directly.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

TypeId Checker::libraryValue(ExprId id, const std::string& module) {
  std::vector<std::string_view> known = builtinNames(module);
  std::sort(known.begin(), known.end());
  std::vector<std::string> names;
  std::vector<TypeId> functions;
  std::vector<BuiltinId> builtins;
  for (std::string_view text : known) {
    std::vector<TypeId> parameters = widestParameters(*findBuiltin(module, text));
    TypeId result = builtinAsFunction(*findBuiltin(module, text), id, parameters);
    if (!result.valid()) return {};
    names.emplace_back(text);
    functions.push_back(types().closure(std::move(parameters), result));
    builtins.push_back(out_.calls.at(id).builtin);
  }
  out_.calls.erase(id);
  out_.libraries[id] = std::move(builtins);
  return types().record(std::move(names), std::move(functions));
}

// The library module that a path leads to, through fields without a type of their own whose
// values are names or plain dicts; empty where it leads to none.
std::string Checker::libraryOf(std::span<const Name> path) {
  constexpr int kMaxSteps = 16;
  Scope* outer = scope_;
  BindingId found = lookup(path.front().id);
  size_t next = 1;
  for (int step = 0; step < kMaxSteps && found.valid() && !libraries_.empty(); ++step) {
    auto field = fields_.find(found);
    ExprId value = out_.binding(found).value;
    if (field == fields_.end() || field->second.declared.valid() || !value.valid()) break;
    scope_ = field->second.scope;
    if (const NameExpr* named = as<NameExpr>(ast_.expr(value))) {
      found = lookup(named->name);
    } else if (next < path.size() && hasPlainField(value, path[next].id)) {
      openField(found);
      found = dictScopes_.at(value)->names.at(path[next++].id);
    } else {
      break;
    }
  }
  scope_ = outer;
  bool isLibrary = found.valid() && next == path.size() && out_.binding(found).kind == Binding::Kind::Module;
  return isLibrary ? out_.binding(found).module : std::string();
}

// Whether the dict literal says of itself what the field is.
bool Checker::hasPlainField(ExprId literal, NameId wanted) const {
  const DictExpr* dict = as<DictExpr>(ast_.expr(literal));
  if (!dict) return false;
  auto isOpen = [](const Field& field) { return field.form == Field::Form::Spread || field.dynamicKey.valid(); };
  auto isWanted = [&](const Field& field) { return field.key.id == wanted && !isInternal(field); };
  return std::none_of(dict->fields.begin(), dict->fields.end(), isOpen) &&
         std::any_of(dict->fields.begin(), dict->fields.end(), isWanted);
}

// The functions of library modules that are values.
void Checker::noteLibraryValues() {
  std::unordered_set<ExprId> heads;
  for (size_t i = 0; i < ast_.exprCount(); ++i)
    if (const AccessExpr* access = as<AccessExpr>(ast_.expr(ExprId(i)))) heads.insert(access->object);
  for (size_t i = 0; i < ast_.exprCount(); ++i) {
    const NameExpr* named = as<NameExpr>(ast_.expr(ExprId(i)));
    auto library = named && !heads.contains(ExprId(i)) ? libraries_.find(named->name) : libraries_.end();
    if (library == libraries_.end()) continue;
    for (std::string_view function : builtinNames(library->second)) functionFields_.insert(function);
  }
}

}
