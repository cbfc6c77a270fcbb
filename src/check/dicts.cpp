// Dict literals and `where` blocks. The type of a field is determined when it is
// first asked for, in the scope where the field stands, so that order does not
// matter. A literal's own type is a record; where a schema is asked for it is
// that schema, and each field's value is asked for the schema's type.
#include <algorithm>

#include "check/checker_state.h"
#include "check/needs.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

namespace {

bool isIdentifier(std::string_view text) {
  auto isLetter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  auto isPart = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), isPart);
}

}

DictInfo& Checker::declareDict(ExprId id, bool isWhere) {
  DictInfo& info = out_.dicts[id];
  if (auto known = dictScopes_.find(id); known != dictScopes_.end() && known->second->parent == scope_) return info;
  info = DictInfo{.bindings = {}, .entered = {}, .isWhere = isWhere, .recordFields = {}};
  const DictExpr& dict = *as<DictExpr>(ast_.expr(id));
  Scope* scope = newScope(isWhere ? Scope::Kind::Where : Scope::Kind::Dict, scope_);
  scope->dict = id;
  dictScopes_[id] = scope;
  info.bindings.resize(dict.fields.size());
  info.entered.resize(dict.fields.size());
  for (uint32_t i = 0; i < dict.fields.size(); ++i) declareField(id, dict.fields[i], i, scope, info);
  return info;
}

void Checker::declareField(ExprId dict, const Field& field, uint32_t position, Scope* scope, DictInfo& info) {
  if (field.form == Field::Form::Attributes && dict != file_->document->root) ignoreImports(field);
  if (field.form == Field::Form::Attributes) return ignoreDeclarations(dict, field);
  checkFieldAttributes(field);
  if (field.form == Field::Form::Spread) {
    info.entered[position] = declareEntered(dict, field, position, FieldState::Role::Source, field.value);
    scope->pendingSpreads = position + 1;
    return;
  }
  bool isComputed = field.dynamicKey.valid();
  if (isComputed)
    info.entered[position] = declareEntered(dict, field, position, FieldState::Role::Key, field.dynamicKey);
  Span at = isComputed ? ast_.span(field.dynamicKey) : field.key.span;
  Binding binding{.kind = Binding::Kind::Field, .name = field.key.id, .span = at, .owner = function_};
  binding.dict = dict;
  binding.position = position;
  binding.value = field.value;
  const ClosureExpr* closure = as<ClosureExpr>(ast_.expr(field.value));
  if (closure && !isComputed) binding.function = field.value;
  bool isShorthand = closure && closure->shorthand;
  if (isShorthand) shorthandResults_[field.value] = field.type;
  BindingId id = newBinding(std::move(binding));
  if (auto earlier = scope->names.find(field.key.id); !isComputed && earlier != scope->names.end()) {
    report(DiagCode::duplicate_key, out_.binding(earlier->second).span,
           "key `" + std::string(name(field.key.id)) + "` is given again; the last one wins")
        .labels.push_back({field.key.span, "given again here"});
    info.bindings[out_.binding(earlier->second).position] = {};
  }
  if (!isComputed) scope->names[field.key.id] = id;
  info.bindings[position] = id;
  Scope* definition = newScope(Scope::Kind::Definition, scope);
  definition->defining = id;
  Scope* around = scopeWithImports(field.attributes, definition);
  fields_[id] =
      FieldState{.field = &field, .scope = around, .declared = isShorthand ? TypeNodeId() : field.type, .expected = {}};
}

void Checker::openField(BindingId id) {
  const FieldState& state = fields_.at(id);
  Scope* outer = scope_;
  ExprId outerFunction = function_;
  scope_ = state.scope;
  function_ = state.scope->owner;
  ExprId value = out_.binding(id).value;
  scope_ = scopeOfValue(value);
  if (as<DictExpr>(ast_.expr(value))) declareDict(value, false);
  if (as<ListExpr>(ast_.expr(value)) || as<TupleExpr>(ast_.expr(value))) enterItems(value);
  scope_ = outer;
  function_ = outerFunction;
}

TypeId Checker::fieldType(BindingId id) {
  FieldState& state = fields_.at(id);
  if (state.step == FieldState::Step::Done) return out_.binding(id).type;
  if (state.step == FieldState::Step::Running) return unfinishedType(id, state);
  state.step = FieldState::Step::Running;
  Scope* outer = scope_;
  ExprId outerFunction = function_;
  scope_ = state.scope;
  function_ = state.scope->owner;
  int outerDepth = std::exchange(fieldDepth_, depth_);
  Slot* outerSlot = std::exchange(slot_, state.slot);
  TypeId type = inferField(id, FieldState(state));
  fieldDepth_ = outerDepth;
  slot_ = outerSlot;
  scope_ = outer;
  function_ = outerFunction;
  fields_.at(id).step = FieldState::Step::Done;
  out_.bindings[id.index()].type = type;
  return type;
}

// What is called by name must have a name.
void Checker::checkFunctionKey(const Field& field) {
  bool isComputed = field.dynamicKey.valid();
  const StringLiteral* computed = isComputed ? as<StringLiteral>(ast_.expr(field.dynamicKey)) : nullptr;
  bool isBad =
      computed ? !isIdentifier(computed->value) : !isComputed && field.keyIsString && !isIdentifier(name(field.key.id));
  if (isBad)
    report(DiagCode::invalid_identifier, isComputed ? ast_.span(field.dynamicKey) : field.key.span,
           "the name of a function must be an identifier");
}

// A type that does not exist can only have been meant for a schema or an enum; a value that is
// clearly neither does not fit.
TypeId Checker::fieldDeclaredType(TypeNodeId declared, ExprId value) {
  const Expr& expr = ast_.expr(value);
  bool isNeither = as<IntLiteral>(expr) || as<FloatLiteral>(expr) || as<BoolLiteral>(expr) || as<StringLiteral>(expr) ||
                   as<FString>(expr) || as<ListExpr>(expr) || as<TupleExpr>(expr);
  if (!isNeither) return resolveType(declared);
  DiagCode outer = std::exchange(unknownTypeCode_, DiagCode::static_type_mismatch);
  unknownTypeSpan_ = expr.span;
  TypeId type = resolveType(declared);
  unknownTypeCode_ = outer;
  unknownTypeSpan_ = Span::none();
  return type;
}

TypeId Checker::inferField(BindingId id, const FieldState& state) {
  ExprId value = out_.binding(id).value;
  if (state.role == FieldState::Role::Source) return inferSource(value);
  if (state.role == FieldState::Role::Key) return inferDictKey(*state.field);
  Demand wanted{state.declared.valid() ? fieldDeclaredType(state.declared, value) : state.expected};
  if (state.declared.valid() && !wanted.type.valid()) {
    infer(value);
    return {};
  }
  bool outer = std::exchange(isPromise_, state.isPromised);
  if (state.field) attributesBefore_[value] = &state.field->attributes;
  TypeId found = demand(value, wanted);
  isPromise_ = outer;
  if (found.valid() && undetermined_.contains(value) && !isRelaxed()) return undetermined(value);
  bool isType = out_.typeValues.contains(value);
  if (found.valid() && isAny(found) && !wanted.type.valid() && !isRelaxed() && !isType) return undetermined(value);
  if (state.field && found.valid() && kind(found) == TypeKind::Closure) checkFunctionKey(*state.field);
  if (found.valid() && !wanted.type.valid() && unfinished_.contains(value)) results_[value] = found;
  return wanted.type.valid() ? wanted.type : found;
}

// The type of a field is asked for while it is being determined: what is declared, what the
// round before found, or Never, which joins with everything; the next round knows more.
TypeId Checker::unfinishedType(BindingId id, const FieldState& state) {
  if (state.declared.valid()) return resolveType(state.declared);
  const Binding& binding = out_.binding(id);
  if (binding.function.valid())
    if (auto info = out_.closures.find(binding.function); info != out_.closures.end() && info->second.type.valid())
      return info->second.type;
  usedUnfinished_ = true;
  if (binding.function.valid()) return types().neverType();
  unfinished_.insert(binding.value);
  auto known = knownResults_.find(binding.value);
  return known == knownResults_.end() ? types().neverType() : known->second;
}

// Whether a value of this type is used that may only be Never because a field's type is asked
// for while it is being determined. That is no error yet.
bool Checker::isUnfinished(TypeId type, ExprId use) {
  if (!usedUnfinished_ || kind(type) != TypeKind::Never) return false;
  if (!unfinishedUse_.valid()) unfinishedUse_ = use;
  return true;
}

TypeId Checker::inferForm(const DictExpr& dict, ExprId id, TypeId expected) {
  DictInfo& info = declareDict(id, false);
  if (expected.valid() && types().isOption(expected)) expected = types()[expected].typeArguments[0];
  if (expected.valid()) expectFields(dict, info, expected);
  declareSpreads(dictScopes_.at(id));
  std::vector<BindingId> bindings = info.entered;
  bindings.insert(bindings.end(), info.bindings.begin(), info.bindings.end());
  bool complete = true;
  for (BindingId binding : bindings)
    if (binding.valid()) complete = fieldType(binding).valid() && complete;
  if (!complete) return {};
  DictInfo& known = out_.dicts.at(id);
  if (isDynamic(dict, known)) return dynamicDict(dict, known);
  return expected.valid() && isSchema(expected) ? schemaRecord(dict, id, known, expected) : dictRecord(id, known);
}

std::vector<uint32_t> Checker::valueFields(const DictExpr& dict, const DictInfo& info) const {
  std::vector<uint32_t> found;
  for (uint32_t i = 0; i < info.bindings.size(); ++i) {
    bool isHidden = i < dict.fields.size() && isInternal(dict.fields[i]);
    if (info.bindings[i].valid() && !isHidden) found.push_back(i);
  }
  return found;
}

// A record of all fields that are not internal, ordered by name.
TypeId Checker::dictRecord(ExprId id, DictInfo& info) {
  std::vector<uint32_t> order = valueFields(*as<DictExpr>(ast_.expr(id)), info);
  auto key = [&](uint32_t field) { return name(out_.binding(info.bindings[field]).name); };
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  for (uint32_t field : order) {
    names.emplace_back(key(field));
    fieldTypes.push_back(out_.binding(info.bindings[field]).type);
  }
  info.recordFields = std::move(order);
  TypeId type = types().record(std::move(names), std::move(fieldTypes));
  return requireExtent(extent(type), ast_.span(id)) ? type : TypeId();
}

std::string Checker::bindingLabel(BindingId field) const {
  const Binding& binding = out_.binding(field);
  if (binding.name.valid()) return "`" + std::string(name(binding.name)) + "`";
  bool isItem = !as<DictExpr>(ast_.expr(binding.dict));
  return isItem ? "item " + std::to_string(binding.position) : "`[…]`";
}

// Fields that certainly need one another's value in a circle can never be
// evaluated; circles that a condition or a function may break are left to the run.
void Checker::reportCycles() {
  Needs needs(out_);
  enum class Mark : uint8_t { Open, Done };
  std::unordered_map<BindingId, Mark> marks;
  std::vector<BindingId> path;
  auto visit = [&](auto&& self, BindingId field) -> bool {
    auto [mark, isNew] = marks.try_emplace(field, Mark::Open);
    if (!isNew && mark->second == Mark::Done) return true;
    path.push_back(field);
    if (!isNew) return false;
    for (const Need& need : needs.ofField(field))
      if (need.certain && !stack_.run([&] { return self(self, need.field); })) return false;
    marks[field] = Mark::Done;
    path.pop_back();
    return true;
  };
  for (size_t i = 0; i < out_.bindings.size(); ++i) {
    if (out_.bindings[i].kind != Binding::Kind::Field) continue;
    path.clear();
    if (visit(visit, BindingId(i))) continue;
    std::string chain;
    auto start = std::find(path.begin(), path.end(), path.back());
    for (auto it = start; it != path.end(); ++it) chain += (chain.empty() ? "" : " -> ") + bindingLabel(*it);
    report(DiagCode::circular_reference, out_.binding(path.back()).span, "the fields " + chain + " need one another");
    return;
  }
}

}
