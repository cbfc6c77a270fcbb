// Variants of enums and `match` (language reference, file 02, section 5).
#include "lower/lowerer.h"

namespace relon::lower {

using check::ArmPlan;

ValueId Lowerer::makeVariant(TypeId type, uint32_t variant, Values fields, Span at) {
  const ir::Type payload = types()[types()[type].arguments[variant]];
  for (size_t i = 0; i < payload.arguments.size(); ++i) fields[i] = convert(fields[i], payload.arguments[i], at);
  bool isWithoutMore = payload.open && fields.size() == payload.arguments.size();
  if (isWithoutMore) fields.push_back(emptyDict(types().anyType(), at));
  return emit(Opcode::VariantMake, std::move(fields), at, ir::VariantRef{type, variant});
}

ValueId Lowerer::some(ValueId value, Span at) {
  return makeVariant(types().option(typeOf(value)), static_cast<uint32_t>(ir::OptionVariant::Some), {value}, at);
}

ValueId Lowerer::payloadField(ValueId value, uint32_t variant, uint32_t field, Span at) {
  return emit(Opcode::StructGet, {emit(Opcode::VariantGet, {value}, at, variant)}, at, field);
}

ValueId Lowerer::isVariant(ValueId value, uint32_t variant, Span at) {
  ValueId tag = emit(Opcode::VariantTag, {value}, at);
  return emit(Opcode::IntEq, {tag, out().constInt(variant, at)}, at);
}

ValueId Lowerer::perVariant(ValueId value, const std::function<ValueId(uint32_t, ValueId)>& body, Span at) {
  ValueId tag = emit(Opcode::VariantTag, {value}, at);
  std::vector<ir::RegionId> regions;
  auto count = static_cast<uint32_t>(types()[typeOf(value)].arguments.size());
  for (uint32_t i = 0; i < count; ++i)
    regions.push_back(region([&] { return Values{body(i, emit(Opcode::VariantGet, {value}, at, i))}; }, at));
  return out().emit(Opcode::Switch, {tag}, {}, at, std::move(regions)).front();
}

ValueId Lowerer::lowerVariant(ExprId id, const check::VariantPlan& plan) {
  Values fields;
  if (plan.dict.valid()) {
    ValueId record = lower(plan.dict);
    const ir::Type payload = types()[types()[plan.type].arguments[plan.variant]];
    for (const std::string& name : payload.fieldNames) {
      auto field = static_cast<uint32_t>(types().fieldIndex(typeOf(record), name));
      ValueId value = emit(Opcode::StructGet, {record}, span(id), field);
      ExprId source = fieldSource(plan.dict, name);
      fields.push_back(source.valid() ? validated(value, source, siteOf(id).failure) : value);
    }
    ValueId others = payload.open ? undeclaredFields(record, payload.fieldNames, span(id)) : ValueId();
    if (others.valid()) fields.push_back(others);
  }
  for (ExprId field : plan.fields) fields.push_back(validated(lower(field), field, siteOf(id).failure));
  return makeVariant(plan.type, plan.variant, std::move(fields), span(id));
}

// What gives the field of a literal its value, where it is an expression of the literal.
ExprId Lowerer::fieldSource(ExprId dict, std::string_view name) const {
  for (BindingId binding : document_.dicts.at(dict).bindings)
    if (binding.valid() && bindingName(binding) == name) return document_.binding(binding).value;
  return {};
}

ValueId Lowerer::lowerForm(const VariantExpr&, ExprId id) {
  return lowerVariant(id, document_.variants.at(id));
}

ValueId Lowerer::lowerForm(const MatchExpr& match, ExprId id) {
  ValueId scrutinee = lower(match.scrutinee);
  const std::vector<ArmPlan>& arms = document_.matches.at(id);
  bool byVariant =
      std::any_of(arms.begin(), arms.end(), [](const ArmPlan& arm) { return arm.test == ArmPlan::Test::Variant; });
  return byVariant ? lowerVariantMatch(match, id, scrutinee) : lowerTypeMatch(match, id, 0, scrutinee);
}

ValueId Lowerer::lowerArm(const MatchExpr& match, ExprId id, size_t index, ValueId scrutinee) {
  const ArmPlan& arm = document_.matches.at(id)[index];
  Span at = match.arms[index].pattern.span;
  for (const ArmPlan::Binding& binding : arm.bindings)
    setSlot(binding.variable, {payloadField(scrutinee, arm.variant, binding.field, at), {}});
  ExprId value = match.arms[index].value;
  return convert(lower(value), document_.type(id), span(value));
}

// The tag chooses among arms that are numbered in source order, so that `_` is
// emitted once however many variants it stands for.
ValueId Lowerer::lowerVariantMatch(const MatchExpr& match, ExprId id, ValueId scrutinee) {
  const std::vector<ArmPlan>& arms = document_.matches.at(id);
  size_t variants = types()[typeOf(scrutinee)].arguments.size();
  std::vector<size_t> armOf(variants, arms.size());
  for (size_t i = arms.size(); i-- > 0;) {
    if (arms[i].test == ArmPlan::Test::Always) armOf.assign(variants, i);
    if (arms[i].test == ArmPlan::Test::Variant) armOf[arms[i].variant] = i;
  }
  // An Option that was not given is None to every reader.
  if (types().isOption(typeOf(scrutinee))) armOf[2] = armOf[0];
  Span at = span(id);
  ValueId tag = emit(Opcode::VariantTag, {scrutinee}, at);
  std::vector<ir::RegionId> numbers;
  for (size_t arm : armOf)
    numbers.push_back(region([&] { return Values{out().constInt(static_cast<int64_t>(arm), at)}; }, at));
  ValueId chosen = out().emit(Opcode::Switch, {tag}, {}, at, std::move(numbers)).front();
  std::vector<ir::RegionId> regions;
  for (size_t i = 0; i < arms.size(); ++i)
    regions.push_back(region([&] { return Values{lowerArm(match, id, i, scrutinee)}; }, span(match.arms[i].value)));
  bool isExhaustive = std::find(armOf.begin(), armOf.end(), arms.size()) == armOf.end();
  if (!isExhaustive) regions.push_back(region([&] { return Values{noArm(id, document_.type(id))}; }, at));
  return out().emit(Opcode::Switch, {chosen}, {}, at, std::move(regions)).front();
}

ValueId Lowerer::lowerTypeMatch(const MatchExpr& match, ExprId id, size_t index, ValueId scrutinee) {
  const std::vector<ArmPlan>& arms = document_.matches.at(id);
  while (index < arms.size() && arms[index].test == ArmPlan::Test::Never) ++index;
  if (index == arms.size()) return noArm(id, document_.type(id));
  if (arms[index].test == ArmPlan::Test::Always) return lowerArm(match, id, index, scrutinee);
  Span at = match.arms[index].pattern.span;
  return chooseArm(isOfType(scrutinee, arms[index].type, at),
                   {span(match.arms[index].value), [&] { return lowerArm(match, id, index, scrutinee); }},
                   {lastArmSpan(match, id, index + 1), [&] { return lowerTypeMatch(match, id, index + 1, scrutinee); }},
                   span(id));
}

// Of an arm from `index` on that is taken without a further test; else of the whole match.
Span Lowerer::lastArmSpan(const MatchExpr& match, ExprId id, size_t index) const {
  const std::vector<ArmPlan>& arms = document_.matches.at(id);
  while (index < arms.size() && arms[index].test == ArmPlan::Test::Never) ++index;
  bool isLast = index < arms.size() && arms[index].test == ArmPlan::Test::Always;
  return isLast ? span(match.arms[index].value) : span(id);
}

ValueId Lowerer::noArm(ExprId id, TypeId type) {
  return failure(relon_type_mismatch, "expected a matching arm", type, span(id));
}

// Equal tags and equal payloads.
ValueId Lowerer::equalVariants(ValueId a, ValueId b, Span at) {
  ValueId left = emit(Opcode::VariantTag, {a}, at);
  ValueId right = emit(Opcode::VariantTag, {b}, at);
  return choose(
      emit(Opcode::IntEq, {left, right}, at),
      [&] {
        return perVariant(
            a,
            [&](uint32_t variant, ValueId payload) {
              if (kindOf(payload) == TypeKind::None) return out().constBool(true, at);
              return equalFields(payload, emit(Opcode::VariantGet, {b}, at, variant), at);
            },
            at);
      },
      [&] { return out().constBool(false, at); }, at);
}

}
