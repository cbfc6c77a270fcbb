#include "lower/lower.h"

#include "lower/lowerer.h"

namespace relon::lower {

namespace {

bool advancesIterator(const CallPlan& plan) {
  auto advances = [](BuiltinId builtin) { return check::info(builtin).op == BuiltinOp::Next; };
  if (plan.kind == CallPlan::Kind::Builtin) return advances(plan.builtin);
  return std::any_of(plan.alternatives.begin(), plan.alternatives.end(),
                     [&](const CallPlan::Alternative& one) { return !one.function.valid() && advances(one.builtin); });
}

}

ir::Module lower(const check::TypedDocument& document, const callable::Set& callables,
                 std::shared_ptr<const SourceMap> sources) {
  return Lowerer(document, callables, std::move(sources)).run();
}

Lowerer::Lowerer(const check::TypedDocument& document, const callable::Set& callables,
                 std::shared_ptr<const SourceMap> sources)
    : document_(document),
      ast_(*document.ast),
      callables_(callables),
      needs_(document),
      schemas_(document, module_.types) {
  module_.name = sources->file(ast_.document.file).name();
  module_.types = document.types;
  module_.sources = std::move(sources);
  isNamed_.resize(document.bindings.size());
  for (const Binding& binding : document.bindings)
    if (binding.function.valid()) functionNames_[binding.function] = binding.name;
  for (BindingId use : document.uses)
    if (use.valid()) isNamed_[use.index()] = true;
  for (const auto& [id, plan] : document_.calls) {
    const callable::Callable* callable = callables_.find(plan.callable);
    bool isGated = plan.kind == CallPlan::Kind::Callable && callable && callable->gate != 0;
    if (isGated || advancesIterator(plan)) hasEffects_ = true;
  }
}

ir::Module Lowerer::run() {
  ExprId root = ast_.document.root;
  ir::Entry entry{.isMain = document_.isMain};
  std::vector<ir::Value> parameters;
  for (BindingId id : document_.mainParameters) {
    const Binding& binding = document_.binding(id);
    entry.parameterNames.emplace_back(ast_.name(binding.name));
    parameters.push_back({inputForm(binding.type), entry.parameterNames.back()});
  }
  TypeId result = withoutClosures(document_.resultType);
  entry.function = ir::Builder::newFunction(module_, "main", std::move(parameters), 0, result, span(root));
  Frame frame(module_, entry.function, nullptr, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, span(root));
  admitArguments();
  if (document_.isMain) noteResults(root);
  for (size_t i = 0; i < ast_.modules.size(); ++i) evaluateModule(syntax::ModuleId(i));
  bool isLiteral = as<DictExpr>(ast_.expr(root)) && !document_.demanded[root.index()].valid();
  ValueId value = isLiteral ? lowerDict(root, result) : convert(lower(root), result, span(root));
  if (document_.isMain) value = validated(value, root, relon_main_return_type_mismatch);
  out().ret(value, span(root));
  module_.entry = std::move(entry);
  return std::move(module_);
}

// A module is evaluated completely, whether or not its fields are needed. Its
// fields stay known as those of a `where` block around the program would.
void Lowerer::evaluateModule(syntax::ModuleId module) {
  ExprId root = ast_.modules[module.index()].root;
  if (as<DictExpr>(ast_.expr(root))) {
    lowerWhere(root);
    lowerNamedFunctions(root);
  }
  if (!document_.isLiteral(root)) moduleValue(document_.modules[module.index()]);
}

// A module's functions that are named anywhere, before those that call them from
// other files: chains of calls through many files would nest too deeply.
void Lowerer::lowerNamedFunctions(ExprId dict) {
  for (BindingId id : document_.dicts.at(dict).bindings) {
    if (!id.valid() || !isNamed_[id.index()]) continue;
    const Binding& binding = document_.binding(id);
    if (binding.function.valid()) lowerFunction(binding.function);
  }
}

// Functions among a result's fields have no JSON form and are left out.
TypeId Lowerer::withoutClosures(TypeId type) {
  const ir::Type& old = types()[type];
  if (old.kind != TypeKind::Record || !old.brand.empty()) return type;
  std::vector<std::string> names;
  std::vector<TypeId> fields;
  for (size_t i = 0; i < old.fieldNames.size(); ++i) {
    if (types()[old.arguments[i]].kind == TypeKind::Closure) continue;
    names.push_back(old.fieldNames[i]);
    fields.push_back(withoutClosures(old.arguments[i]));
  }
  return types().record(std::move(names), std::move(fields));
}

}
