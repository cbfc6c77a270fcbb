// Spreads and computed keys in dict literals, and `+` on dicts (language reference,
// file 03, sections 2 and 4). Both are evaluated when the literal is entered, in the
// scope outside it. Where all keys are known the literal is a record all the same.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

// The key or source as a field without a name, in the scope outside the literal. In a
// key `&sibling` means the fields beside it.
BindingId Checker::declareEntered(ExprId dict, const Field& field, uint32_t position, FieldState::Role role,
                                  ExprId value) {
  Binding binding{.kind = Binding::Kind::Field, .span = ast_.span(value), .owner = function_};
  binding.dict = dict;
  binding.position = position;
  binding.value = value;
  BindingId id = newBinding(std::move(binding));
  Scope* scope = scope_;
  if (role == FieldState::Role::Key) {
    scope = newScope(Scope::Kind::Key, scope_);
    scope->dict = dict;
  }
  fields_[id] = FieldState{.role = role, .field = &field, .scope = scope, .declared = {}, .expected = {}};
  return id;
}

bool Checker::prepareName(Scope* scope, NameId wanted) {
  auto found = scope->names.find(wanted);
  bool isFinal = found != scope->names.end() && out_.binding(found->second).position >= scope->pendingSpreads;
  if (!isFinal) declareSpreads(scope);
  return scope->names.contains(wanted);
}

void Checker::declareSpreads(Scope* scope) {
  if (std::exchange(scope->pendingSpreads, 0) == 0) return;
  std::vector<BindingId> sources = out_.dicts.at(scope->dict).entered;
  const DictExpr& dict = *as<DictExpr>(ast_.expr(scope->dict));
  for (uint32_t i = 0; i < dict.fields.size(); ++i) {
    if (dict.fields[i].form != Field::Form::Spread) continue;
    TypeId source = fieldType(sources[i]);
    if (!source.valid() || kind(source) != TypeKind::Record) continue;
    size_t count = types()[source].fieldNames.size();
    for (uint32_t member = 0; member < count; ++member) declareMember(scope, i, member, source);
  }
}

// Of equal names the last one in the source counts.
void Checker::declareMember(Scope* scope, uint32_t position, uint32_t member, TypeId source) {
  const std::string text = types()[source].fieldNames[member];
  const Field& spread = as<DictExpr>(ast_.expr(scope->dict))->fields[position];
  DictInfo& info = out_.dicts.at(scope->dict);
  NameId key = ast_.names().intern(text);
  BindingId from = info.entered[position];
  if (auto earlier = scope->names.find(key); earlier != scope->names.end()) {
    const Binding& other = out_.binding(earlier->second);
    bool isLater = other.position > position;
    if (hasKnownKeys(from) && (!other.source.valid() || hasKnownKeys(other.source)))
      reportDuplicate(other, spread, text, isLater);
    if (isLater) return;
    std::replace(info.bindings.begin(), info.bindings.end(), earlier->second, BindingId());
  }
  Binding binding{.kind = Binding::Kind::Field, .name = key, .span = spread.span, .owner = scope->owner};
  binding.type = types()[source].arguments[member];
  binding.dict = scope->dict;
  binding.position = position;
  binding.source = from;
  binding.member = member;
  BindingId id = newBinding(std::move(binding));
  FieldState state{.field = nullptr, .scope = scope, .declared = {}, .expected = {}};
  state.step = FieldState::Step::Done;
  fields_[id] = state;
  scope->names[key] = id;
  info.bindings.push_back(id);
}

// A dict literal or a schema's value: its keys stand in the source text.
bool Checker::hasKnownKeys(BindingId source) {
  TypeId type = out_.binding(source).type;
  const SpreadExpr* spread = as<SpreadExpr>(ast_.expr(out_.binding(source).value));
  return as<DictExpr>(ast_.expr(spread->source)) || (type.valid() && !types()[type].brand.empty());
}

void Checker::reportDuplicate(const Binding& other, const Field& spread, std::string_view text, bool isLater) {
  Span first = isLater ? spread.span : other.span;
  Span second = isLater ? other.span : spread.span;
  report(DiagCode::duplicate_field, second, "field `" + std::string(text) + "` is already there")
      .labels.push_back({first, "given here"});
}

TypeId Checker::resolveHint(TypeNodeId hint) {
  DiagCode outer = std::exchange(unknownTypeCode_, DiagCode::unresolved_schema);
  TypeId type = resolveType(hint);
  unknownTypeCode_ = outer;
  unknownTypeSpan_ = Span::none();
  return type;
}

// The type of a spread's source, a record or a Dict.
TypeId Checker::inferSource(ExprId id) {
  const SpreadExpr& spread = *as<SpreadExpr>(ast_.expr(id));
  unknownTypeSpan_ = ast_.span(id);
  TypeId wanted = spread.hint.valid() ? resolveHint(spread.hint) : TypeId();
  unknownTypeSpan_ = Span::none();
  spreadOfSource_ = as<ConditionalExpr>(ast_.expr(spread.source)) ? id : ExprId();
  TypeId found = demandApart(spread.source, {.type = wanted, .takesAny = true});
  if (!found.valid() || (spread.hint.valid() && !wanted.valid())) return {};
  if (isAny(found) && isRelaxed()) found = out_.demanded[spread.source.index()] = types().dict(types().anyType());
  if (isAny(found))
    return unknown(DiagCode::spread_source_type_unknown, id,
                   "the type of the spread's source is not determined; write `...<Type> source`");
  if (kind(found) == TypeKind::Never) found = types().record({}, {});
  if (!isDict(found))
    return unknown(DiagCode::non_spreadable_source, id,
                   "`...` in a dict needs a dict, found `" + describe(found) + "`");
  out_.exprTypes[id.index()] = found;
  return found;
}

TypeId Checker::inferDictKey(const Field& field) {
  TypeId wanted = field.dynamicKeyHint.valid() ? resolveHint(field.dynamicKeyHint) : TypeId();
  TypeId found = demandApart(field.dynamicKey, {wanted});
  if (!found.valid() || (field.dynamicKeyHint.valid() && !wanted.valid())) return {};
  if (isAny(found) && isRelaxed()) return found;
  if (isAny(found))
    return unknown(DiagCode::dynamic_key_type_unknown, field.dynamicKey,
                   "the type of the key is not determined; write `[<String> key]`");
  if (kind(found) == TypeKind::String || kind(found) == TypeKind::Int || kind(found) == TypeKind::Never) return found;
  return unknown(DiagCode::static_type_mismatch, field.dynamicKey,
                 "a key is a String or an Int, found `" + describe(found) + "`");
}

// A schema's value may carry further fields, of which only the run knows.
bool Checker::isDynamic(const DictExpr& dict, const DictInfo& info) {
  for (size_t i = 0; i < dict.fields.size(); ++i) {
    if (dict.fields[i].dynamicKey.valid()) return true;
    if (dict.fields[i].form != Field::Form::Spread) continue;
    const Type& source = types()[out_.binding(info.entered[i]).type];
    if (source.kind == TypeKind::Dict || source.open) return true;
  }
  return false;
}

// A Dict of what all values have in common.
TypeId Checker::dynamicDict(const DictExpr& dict, DictInfo& info) {
  std::vector<TypeId> values;
  info.recordFields.clear();
  for (uint32_t i = 0; i < dict.fields.size(); ++i) {
    if (dict.fields[i].form == Field::Form::Spread) {
      values.push_back(valueType(out_.binding(info.entered[i]).type));
    } else if (info.bindings[i].valid() && !isInternal(dict.fields[i])) {
      values.push_back(out_.binding(info.bindings[i]).type);
      info.recordFields.push_back(i);
    }
  }
  TypeId all = types().neverType();
  for (TypeId value : values) {
    all = join(all, value);
    if (!all.valid()) all = types().anyType();
  }
  return types().dict(all);
}

// ---- `+`

// Records merge field by field as long as both sides know their keys. A schema on the
// left stays one: the result is that of merging into it, and the run checks it where only
// the run knows what the right side has.
TypeId Checker::mergedType(TypeId left, TypeId right) {
  const Type a = types()[left];
  const Type b = types()[right];
  bool areRecords = a.kind == TypeKind::Record && b.kind == TypeKind::Record;
  if (areRecords && !a.open && !b.open) return mergedRecord(left, right);
  if (a.open && (b.open || b.kind == TypeKind::Dict)) return left;
  if (a.open) {
    TypeId merged = mergedRecord(left, right);
    return merged.valid() && mergeFits(merged, left) ? left : TypeId();
  }
  TypeId value = join(valueType(left), valueType(right));
  return types().dict(value.valid() ? value : types().anyType());
}

// The fields of both; what only one side has, or what is no dict on both, as it is.
TypeId Checker::mergedRecord(TypeId left, TypeId right) {
  const Type a = types()[left];
  const Type b = types()[right];
  std::map<std::string, TypeId> fields;
  for (size_t i = 0; i < a.fieldNames.size(); ++i) fields[a.fieldNames[i]] = a.arguments[i];
  for (size_t i = 0; i < b.fieldNames.size(); ++i) {
    TypeId& field = fields[b.fieldNames[i]];
    bool areDicts = field.valid() && isDict(field) && isDict(b.arguments[i]);
    field = areDicts ? mergedType(field, b.arguments[i]) : b.arguments[i];
    if (!field.valid()) return {};
  }
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  for (auto& [text, type] : fields) {
    names.push_back(text);
    fieldTypes.push_back(type);
  }
  return types().record(std::move(names), std::move(fieldTypes));
}

// Whether every field of the schema gets a value that it takes.
bool Checker::mergeFits(TypeId merged, TypeId schema) const {
  const Type& wanted = types()[schema];
  for (size_t i = 0; i < wanted.fieldNames.size(); ++i) {
    int field = types().fieldIndex(merged, wanted.fieldNames[i]);
    if (!fits(types()[merged].arguments[static_cast<size_t>(field)], wanted.arguments[i])) return false;
  }
  return true;
}

}
