// `match` (language reference, file 02, sections 5.1 and 5.2).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const MatchExpr& match, ExprId id, TypeId expected) {
  TypeId scrutinee = infer(match.scrutinee);
  if (scrutinee.valid()) scrutinee = matchedType(match, scrutinee);
  if (scrutinee.valid()) scrutinee = requireBrand(match, id, scrutinee);
  std::vector<ArmPlan> arms;
  bool complete = scrutinee.valid();
  BindingId variable = out_.use(match.scrutinee);
  std::vector<TypeId> found;
  Scope* outer = scope_;
  for (const MatchExpr::Arm& arm : match.arms) {
    scope_ = newScope(Scope::Kind::Variables, outer);
    std::optional<ArmPlan> plan = scrutinee.valid() ? armPlan(arm.pattern, scrutinee) : std::nullopt;
    complete = complete && plan;
    auto narrowed = narrowed_;
    if (plan && plan->test == ArmPlan::Test::Variant && variable.valid()) narrowed_[variable] = plan->variant;
    if (plan) found.push_back(inferBranch(id, arm.value, expected));
    complete = complete && plan && found.back().valid();
    narrowed_ = std::move(narrowed);
    if (plan) arms.push_back(std::move(*plan));
  }
  scope_ = outer;
  if (!complete) return {};
  bool isTested = std::any_of(arms.begin(), arms.end(), [](auto& arm) { return arm.test == ArmPlan::Test::Type; });
  if (isTested && !isAny(scrutinee)) out_.demanded[match.scrutinee.index()] = types().anyType();
  complete = checkExhaustive(match, id, scrutinee, arms);
  out_.matches[id] = std::move(arms);
  if (!complete) return {};
  return joinArms(match, id, found, expected);
}

// What `?.` finds in a relaxed file: an Option where arms name its variants, otherwise a value.
TypeId Checker::matchedType(const MatchExpr& match, TypeId scrutinee) {
  bool isOpen = file_->isRelaxed && (isAny(scrutinee) || types().isOption(scrutinee));
  if (!isOpen || !isFound(match.scrutinee)) return scrutinee;
  auto isVariant = [&](const MatchExpr::Arm& arm) {
    const std::vector<Name>* path = namedPath(arm.pattern);
    return path && preludeVariant(path->back());
  };
  if (std::none_of(match.arms.begin(), match.arms.end(), isVariant)) return plain(match.scrutinee, scrutinee);
  if (!isAny(scrutinee)) return scrutinee;
  return out_.demanded[match.scrutinee.index()] = types().option(scrutinee);
}

// What a pattern names: a variant or a type. Null where it names nothing.
const std::vector<Name>* Checker::namedPath(const Pattern& pattern) const {
  if (pattern.form == Pattern::Form::Wildcard) return nullptr;
  if (pattern.form != Pattern::Form::Type) return &pattern.path;
  const NamedType* named = std::get_if<NamedType>(&ast_.type(pattern.type).form);
  return named ? &named->path : nullptr;
}

// Arms that name variants, schemas or enums are only for values whose type is known.
TypeId Checker::requireBrand(const MatchExpr& match, ExprId id, TypeId scrutinee) {
  bool isPlain = isAny(scrutinee) || (isDict(scrutinee) && types()[scrutinee].brand.empty());
  auto arm = std::find_if(match.arms.begin(), match.arms.end(), [&](auto& one) { return namesBrand(one.pattern); });
  if (!isPlain || arm == match.arms.end()) return scrutinee;
  return unknown(DiagCode::dynamic_brand_dispatch_match, id,
                 std::string(isAny(scrutinee) ? "a value of unknown type" : "a dict without a schema") +
                     " has no brand that `" + std::string(name(namedPath(arm->pattern)->back().id)) + "` could match");
}

bool Checker::namesBrand(const Pattern& pattern) {
  const std::vector<Name>* path = namedPath(pattern);
  if (!path || typeParameters_.contains(path->front().id) || isUnknownImport(*path)) return false;
  bool isType = pattern.form == Pattern::Form::Type && path->size() == 1 && !findNominal(*path);
  return !isType || !isBuiltinType(name(path->front().id));
}

// All arms but `_` must have a type in common.
TypeId Checker::joinArms(const MatchExpr& match, ExprId id, const std::vector<TypeId>& found, TypeId expected) {
  TypeId named = types().neverType();
  std::vector<ExprId> values;
  for (size_t i = 0; i < found.size(); ++i) {
    values.push_back(match.arms[i].value);
    if (!expected.valid() && !isRelaxed() && undetermined_.contains(values.back())) return undetermined(values.back());
    if (match.arms[i].pattern.form == Pattern::Form::Wildcard || allFit(found, expected)) continue;
    TypeId both = join(named, found[i]);
    if (!both.valid())
      return unknown(DiagCode::match_arm_type_mismatch, id,
                     "the arms have different types, `" + describe(named) + "` and `" + describe(found[i]) + "`");
    named = both;
  }
  return settleBranches(id, values, found, expected);
}

std::optional<ArmPlan> Checker::armPlan(const Pattern& pattern, TypeId scrutinee) {
  if (pattern.form == Pattern::Form::Wildcard) return ArmPlan{};
  if (kind(scrutinee) == TypeKind::Never) return unreachedArm(pattern);
  bool isEnum = kind(scrutinee) == TypeKind::Enum && scrutinee != types().numberType() && !isAny(scrutinee);
  if (isEnum) return variantArm(pattern, scrutinee);
  if (pattern.form == Pattern::Form::Type) return typeArm(pattern, scrutinee);
  report(DiagCode::static_type_mismatch, pattern.span, "`" + describe(scrutinee) + "` is no enum; it has no variants");
  return std::nullopt;
}

// Of a value that there is none of, as an element of `[]`.
ArmPlan Checker::unreachedArm(const Pattern& pattern) {
  for (const Pattern::Binding& bound : pattern.bindings) {
    if (!bound.name.valid()) continue;
    Binding binding{.kind = Binding::Kind::Local, .name = bound.name.id, .span = bound.name.span};
    binding.type = types().neverType();
    binding.owner = function_;
    scope_->names[bound.name.id] = newBinding(std::move(binding));
  }
  return {.test = ArmPlan::Test::Never};
}

// `V`, `E.V`, `V(a, _)`, `V { f, g: h }`
std::optional<ArmPlan> Checker::variantArm(const Pattern& pattern, TypeId scrutinee) {
  std::vector<Name> path = pattern.path;
  if (pattern.form == Pattern::Form::Type) {
    const NamedType* named = std::get_if<NamedType>(&ast_.type(pattern.type).form);
    if (named && named->arguments.empty()) path = named->path;
  }
  const std::string enumName = types()[scrutinee].name;
  std::span<const Name> qualifier = std::span<const Name>(path).first(path.size() - 1);
  const Nominal* named = qualifier.empty() ? nullptr : findNominal(qualifier);
  bool isPrelude = !nominalOf(scrutinee) && qualifier.size() == 1 && name(qualifier[0].id) == enumName;
  bool isVariant = qualifier.empty() || isPrelude || (named && named == nominalOf(scrutinee));
  if (!isVariant) {
    report(DiagCode::unknown_variant, pattern.span, "the pattern names no variant of `" + enumName + "`");
    return std::nullopt;
  }
  std::optional<uint32_t> variant = findVariant(scrutinee, path.back(), DiagCode::unknown_variant, path.back().span);
  if (!variant) return std::nullopt;
  ArmPlan arm{.test = ArmPlan::Test::Variant, .variant = *variant, .type = {}, .bindings = {}};
  if (pattern.form != Pattern::Form::Type && !bindPayload(pattern, scrutinee, arm)) return std::nullopt;
  return arm;
}

bool Checker::bindPayload(const Pattern& pattern, TypeId scrutinee, ArmPlan& arm) {
  TypeId payload = types()[scrutinee].arguments[arm.variant];
  const Type shape = types()[payload];
  bool byPosition = pattern.form == Pattern::Form::Positional;
  std::string text = "`" + types()[scrutinee].fieldNames[arm.variant] + "`";
  if (byPosition && shape.kind == TypeKind::Record && shape.arguments.size() > 1) {
    report(DiagCode::static_type_mismatch, pattern.span, "variant " + text + " has named fields").help =
        "write `" + types()[scrutinee].fieldNames[arm.variant] + " { field }`";
    return false;
  }
  if (byPosition && pattern.bindings.size() > shape.arguments.size()) {
    report(DiagCode::static_type_mismatch, pattern.span,
           "variant " + text + " has " + std::to_string(shape.arguments.size()) + " values");
    return false;
  }
  for (size_t i = 0; i < pattern.bindings.size(); ++i) {
    const Pattern::Binding& binding = pattern.bindings[i];
    int field = byPosition ? static_cast<int>(i) : types().fieldIndex(payload, name(binding.field.id));
    if (field < 0) {
      suggest(report(DiagCode::static_type_mismatch, binding.field.span,
                     "variant " + text + " has no field `" + std::string(name(binding.field.id)) + "`"),
              name(binding.field.id), {shape.fieldNames.begin(), shape.fieldNames.end()});
      return false;
    }
    bindField(binding, payload, static_cast<uint32_t>(field), arm);
  }
  return true;
}

void Checker::bindField(const Pattern::Binding& pattern, TypeId payload, uint32_t field, ArmPlan& arm) {
  if (!pattern.name.valid()) return;
  Binding binding{.kind = Binding::Kind::Local, .name = pattern.name.id, .span = pattern.name.span};
  binding.type = types()[payload].arguments[field];
  binding.owner = function_;
  BindingId variable = newBinding(std::move(binding));
  scope_->names[pattern.name.id] = variable;
  arm.bindings.push_back({variable, field});
}

// An arm that names a type: decided here, unless the value is a Number or what is in it counts.
std::optional<ArmPlan> Checker::typeArm(const Pattern& pattern, TypeId scrutinee) {
  TypeId type = resolveType(pattern.type);
  if (!type.valid()) return std::nullopt;
  ArmPlan arm{.test = ArmPlan::Test::Type, .variant = 0, .type = type, .bindings = {}};
  if (isAny(scrutinee)) return arm;
  if (scrutinee == types().numberType() && isNumeric(type)) {
    arm.test = ArmPlan::Test::Variant;
    arm.variant = kind(type) == TypeKind::Int ? 0 : 1;
    return arm;
  }
  bool isSchemaOrEnum =
      kind(type) == TypeKind::Enum || (kind(type) == TypeKind::Record && !types()[type].brand.empty());
  bool isBranded = type != types().numberType() && isSchemaOrEnum;
  bool isContainer = kind(type) == TypeKind::List || kind(type) == TypeKind::Tuple || kind(type) == TypeKind::Dict;
  bool isAlike = kind(scrutinee) == kind(type) || (isDict(scrutinee) && isDict(type));
  if (isContainer && isAlike && !fitsAsItIs(scrutinee, type)) return arm;
  bool same = scrutinee == type || (!isBranded && fits(scrutinee, type));
  arm.test = same ? ArmPlan::Test::Always : ArmPlan::Test::Never;
  return arm;
}

// Each variant has an arm, or `_` is there; no arm comes twice.
bool Checker::checkExhaustive(const MatchExpr& match, ExprId id, TypeId scrutinee, const std::vector<ArmPlan>& arms) {
  const Type shape = types()[scrutinee];
  if (shape.kind != TypeKind::Enum || isAny(scrutinee)) return true;
  std::vector<bool> covered(shape.fieldNames.size());
  if (types().isOption(scrutinee)) covered[static_cast<size_t>(ir::OptionVariant::Absent)] = true;
  bool complete = true;
  bool hasWildcard = false;
  for (size_t i = 0; i < arms.size(); ++i) {
    hasWildcard = hasWildcard || arms[i].test == ArmPlan::Test::Always;
    if (arms[i].test != ArmPlan::Test::Variant) continue;
    if (covered[arms[i].variant]) {
      report(DiagCode::duplicate_match_arm, match.arms[i].pattern.span,
             "`" + shape.fieldNames[arms[i].variant] + "` has an arm already");
      complete = false;
    }
    covered[arms[i].variant] = true;
  }
  if (hasWildcard || scrutinee == types().numberType()) return complete;
  for (size_t i = 0; i < covered.size(); ++i) {
    if (covered[i]) continue;
    report(DiagCode::non_exhaustive_match, ast_.span(id), "the variant `" + shape.fieldNames[i] + "` has no arm").help =
        "add an arm for it, or `_: …`";
    return false;
  }
  return complete;
}

}
