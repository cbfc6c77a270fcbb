// Which values are values of a schema, and `#brand` (language reference, file 02,
// sections 4.2 and 4.5).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

bool Checker::mayBeAbsent(TypeId schema, size_t position) const {
  return out_.schemas.at(schema).fields[position].fallback.valid() ||
         types().isOption(types()[schema].arguments[position]);
}

// A schema takes values of schemas composed of it, and dicts whose fields fit. Which
// keys a Dict has is for the run.
bool Checker::schemaFits(TypeId from, TypeId schema) const {
  const Type& a = types()[from];
  const Type& b = types()[schema];
  if (a.kind == TypeKind::Dict) return true;
  if (isSchema(from)) {
    auto isInstance = [&](TypeId type) {
      return nominalOf(type) == nominalOf(schema) && argumentsFit(types()[type].typeArguments, b.typeArguments);
    };
    const std::vector<TypeId>& bases = out_.schemas.at(from).bases;
    return isInstance(from) || std::any_of(bases.begin(), bases.end(), isInstance);
  }
  for (size_t i = 0; i < b.fieldNames.size(); ++i) {
    int given = types().fieldIndex(from, b.fieldNames[i]);
    bool isGood = given < 0 ? mayBeAbsent(schema, i) : fits(a.arguments[static_cast<size_t>(given)], b.arguments[i]);
    if (!isGood) return false;
  }
  return true;
}

// Hands what is expected of the dict's values to fields without a type of their own.
void Checker::expectFields(const DictExpr& dict, const DictInfo& info, TypeId expected) {
  bool isRecord = kind(expected) == TypeKind::Record;
  if (!isRecord && kind(expected) != TypeKind::Dict) return;
  for (size_t i = 0; i < dict.fields.size(); ++i) {
    if (!info.bindings[i].valid() || (isRecord && !dict.fields[i].key.valid())) continue;
    int position = isRecord ? types().fieldIndex(expected, name(dict.fields[i].key.id)) : 0;
    if (position < 0 || isInternal(dict.fields[i])) continue;
    FieldState& state = fields_.at(info.bindings[i]);
    state.expected = types()[expected].arguments[static_cast<size_t>(position)];
    state.slot = state.declared.valid() ? nullptr : slot_;
    state.isPromised = isPromise_ && !state.declared.valid();
  }
}

TypeId Checker::schemaRecord(const DictExpr& dict, ExprId id, DictInfo& info, TypeId schema) {
  const std::vector<std::string> names = types()[schema].fieldNames;
  info.recordFields.assign(names.size(), UINT32_MAX);
  info.undeclared.clear();
  info.isPromised = isPromise_;
  bool complete = true;
  for (uint32_t i : valueFields(dict, info)) complete = schemaField(info.bindings[i], i, info, schema) && complete;
  for (size_t i = 0; i < names.size(); ++i) {
    if (info.recordFields[i] != UINT32_MAX || mayBeAbsent(schema, i) || !complete) continue;
    complete = false;
    misfitPart(ast_.span(id), "schema `" + describe(schema) + "` needs the field `" + names[i] + "`");
  }
  return complete ? schema : TypeId();
}

// Puts the field with this index in its place of the schema's record; undeclared ones
// are kept beside it.
bool Checker::schemaField(BindingId field, uint32_t index, DictInfo& info, TypeId schema) {
  const Binding& binding = out_.binding(field);
  int position = binding.name.valid() ? types().fieldIndex(schema, name(binding.name)) : -1;
  if (position < 0) {
    info.undeclared.push_back(index);
    return true;
  }
  info.recordFields[static_cast<size_t>(position)] = index;
  TypeId wanted = types()[schema].arguments[static_cast<size_t>(position)];
  if (fits(binding.type, wanted)) return true;
  misfit(binding.value.valid() ? binding.value : out_.binding(binding.source).value, binding.type, {wanted});
  return false;
}

// Those that `#brand` before the value asks for, in the order in which they apply.
std::vector<TypeId> Checker::brandsOf(ExprId id) {
  auto before = attributesBefore_.find(id);
  // Decorators are applied to the branded value, unless they are in parentheses with it.
  const Expr& expr = ast_.expr(id);
  const CallExpr* call = as<CallExpr>(expr);
  bool isDecorated = call && call->isDecorator && !expr.parenthesised;
  if (before != attributesBefore_.end() && isDecorated) {
    attributesBefore_[call->arguments[0].value] = before->second;
    return {};
  }
  std::vector<const OperandDirective*> brands;
  auto search = [&](const Attributes* attributes) {
    if (!attributes) return;
    for (auto attribute = attributes->list.rbegin(); attribute != attributes->list.rend(); ++attribute) {
      const OperandDirective* operand = operandOf(*attribute);
      bool isBrand = operand && operand->kind == OperandDirective::Kind::Brand;
      if (isBrand && (brands.empty() || brands.back()->isInner)) brands.push_back(operand);
    }
  };
  search(ast_.attributes(expr));
  if (before != attributesBefore_.end()) search(before->second);
  std::vector<TypeId> found;
  for (const OperandDirective* brand : brands) found.push_back(brandType(*brand, DiagCode::static_type_mismatch));
  return found;
}

// The value is checked and becomes a value of the types, one after the other.
TypeId Checker::branded(ExprId id, TypeId found, const std::vector<TypeId>& brands) {
  for (TypeId brand : brands) {
    if (!found.valid() || !brand.valid()) return {};
    if (!fits(found, brand)) {
      misfit(id, found, {brand});
      return {};
    }
    found = brand;
  }
  out_.brands[id] = brands;
  return found;
}

}
