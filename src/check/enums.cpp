// Values of enums: `E.V`, `E.V(…)`, `E.V {…}`, and Option and Result by their
// variants alone (language reference, file 02, section 5).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

bool Checker::isEnum(TypeId type, std::string_view wanted) const {
  return type.valid() && kind(type) == TypeKind::Enum && types()[type].name == wanted;
}

std::optional<Checker::VariantName> Checker::preludeVariant(Name variant) {
  std::string_view text = name(variant.id);
  if (text == "Some" || text == "None") return VariantName{"Option", variant};
  if (text == "Ok" || text == "Err") return VariantName{"Result", variant};
  return std::nullopt;
}

// A name that is bound to something is no enum's.
std::optional<Checker::VariantName> Checker::variantName(ExprId id) {
  const Expr& expr = ast_.expr(id);
  if (const NameExpr* bare = as<NameExpr>(expr))
    return lookup(bare->name).valid() ? std::nullopt : preludeVariant({bare->name, expr.span});
  auto path = namePath(id);
  if (!path || path->size() < 2) return std::nullopt;
  BindingId head = lookup((*path)[0].id);
  bool isModule = isImportedFile(head) && path->size() == 3;
  return head.valid() && !isModule ? std::nullopt : variantOfPath(*path);
}

// `E.V`, `lib.E.V`
std::optional<Checker::VariantName> Checker::variantOfPath(std::span<const Name> path) {
  std::span<const Name> qualifier = path.first(path.size() - 1);
  std::string_view text = name(qualifier.back().id);
  Nominal* nominal = findNominal(qualifier);
  if (nominal && nominal->enumeration) return VariantName{text, path.back(), nominal};
  bool isPrelude = !nominal && qualifier.size() == 1 && (text == "Option" || text == "Result");
  return isPrelude ? std::optional(VariantName{text, path.back()}) : std::nullopt;
}

bool Checker::isInstance(TypeId type, const VariantName& variant) const {
  return variant.nominal ? type.valid() && nominalOf(type) == variant.nominal : isEnum(type, variant.enumName);
}

TypeId Checker::inferForm(const VariantExpr& variant, ExprId id, TypeId expected) {
  if (auto found = variantOfPath(variant.path)) return inferVariant(id, *found, {}, variant.dict, expected);
  if (isUnknownImport(variant.path)) return {};
  std::string text;
  for (size_t i = 0; i + 1 < variant.path.size(); ++i)
    text.append(text.empty() ? "" : ".").append(name(variant.path[i].id));
  return unknown(DiagCode::unknown_reference_type, id, "there is no enum `" + text + "`");
}

TypeId Checker::inferVariant(ExprId id, const VariantName& variant, std::vector<ExprId> fields, ExprId dict,
                             TypeId expected) {
  if (types().isOption(expected.valid() ? expected : types().noneType()) &&
      (variant.nominal || variant.enumName != "Option"))
    expected = types()[expected].typeArguments[0];
  if (isInstance(expected, variant)) return makeVariant(id, expected, variant.variant, std::move(fields), dict);
  bool isPlain = variant.nominal && variant.nominal->generics().empty();
  if (!isPlain) return inferGenericVariant(id, variant, fields, dict, expected);
  TypeId type = instance(*variant.nominal, {});
  return makeVariant(id, type, variant.variant, std::move(fields), dict);
}

std::optional<uint32_t> Checker::findVariant(TypeId type, Name variant, DiagCode code, Span at) {
  std::string_view wanted = name(variant.id);
  int index = types().fieldIndex(type, wanted);
  bool isHidden = types().isOption(type) && index == static_cast<int>(ir::OptionVariant::Absent);
  if (index >= 0 && !isHidden) return static_cast<uint32_t>(index);
  const Type& shape = types()[type];
  suggest(report(code, at, "`" + shape.name + "` has no variant `" + std::string(wanted) + "`"), wanted,
          {shape.fieldNames.begin(), shape.fieldNames.end()});
  return std::nullopt;
}

namespace {

const EnumVariant* declaredVariant(const Ast& ast, const EnumDirective& enumeration, std::string_view wanted) {
  for (const EnumVariant& variant : enumeration.variants)
    if (ast.name(variant.name.id) == wanted) return &variant;
  return nullptr;
}

}

bool Checker::namesMethod(const VariantName& variant) {
  std::string_view text = name(variant.variant.id);
  if (!variant.nominal || declaredVariant(ast_, *variant.nominal->enumeration, text)) return false;
  auto owner = methods_.find(variant.nominal->brand);
  return owner != methods_.end() && owner->second.contains(text);
}

// The type arguments follow from what the variant is given; those that do not
// are Never, which fits every argument.
TypeId Checker::inferGenericVariant(ExprId id, const VariantName& variant, const std::vector<ExprId>& fields,
                                    ExprId dict, TypeId) {
  std::vector<TypeId> given;
  const DictExpr* literal = dict.valid() ? as<DictExpr>(ast_.expr(dict)) : nullptr;
  if (literal && !infer(dict).valid()) return {};
  for (ExprId field : fields) {
    given.push_back(infer(field));
    if (!given.back().valid()) return {};
    settled_.insert(field);
  }
  std::string_view text = name(variant.variant.id);
  auto part = [&](std::string_view field) {
    if (!literal) return given.empty() ? types().neverType() : given[0];
    int index = types().fieldIndex(out_.exprTypes[dict.index()], field);
    return index < 0 ? types().neverType()
                     : types()[out_.exprTypes[dict.index()]].arguments[static_cast<size_t>(index)];
  };
  TypeId type;
  if (!variant.nominal && variant.enumName == "Option") {
    type = types().option(text == "Some" ? part("value") : types().neverType());
  } else if (!variant.nominal) {
    type = types().result(text == "Ok" ? part("value") : types().neverType(),
                          text == "Err" ? part("error") : types().neverType());
  } else {
    Nominal& nominal = *variant.nominal;
    std::vector<TypeId> arguments(nominal.generics().size(), types().neverType());
    if (const EnumVariant* declared = declaredVariant(ast_, *nominal.enumeration, text))
      for (size_t i = 0; i < declared->fields.size(); ++i) {
        TypeId found = literal            ? part(name(declared->fields[i].name.id))
                       : i < given.size() ? given[i]
                                          : types().neverType();
        unify(declared->fields[i].type, found, nominal.generics(), arguments);
      }
    type = instance(nominal, arguments);
  }
  TypeId result = makeVariant(id, type, variant.variant, fields, dict);
  for (ExprId field : fields) settled_.erase(field);
  return result;
}

void Checker::unify(TypeNodeId pattern, TypeId given, const std::vector<Name>& generics,
                    std::vector<TypeId>& arguments) {
  const TypeNode& node = ast_.type(pattern);
  const Type shape = types()[given];
  if (const TupleType* tuple = std::get_if<TupleType>(&node.form)) {
    if (shape.kind != TypeKind::Tuple) return;
    for (size_t i = 0; i < std::min(tuple->elements.size(), shape.arguments.size()); ++i)
      unify(tuple->elements[i], shape.arguments[i], generics, arguments);
    return;
  }
  const NamedType& named = std::get<NamedType>(node.form);
  for (size_t i = 0; i < generics.size(); ++i) {
    if (named.path.size() != 1 || named.path[0].id != generics[i].id) continue;
    TypeId both = join(arguments[i], given);
    if (both.valid()) arguments[i] = both;
    return;
  }
  std::string_view text = named.path.size() == 1 ? name(named.path[0].id) : std::string_view();
  std::vector<TypeId> inner = shape.typeArguments;
  bool isPlainTuple = shape.kind == TypeKind::Tuple && (shape.brand.empty() || text == "Tuple");
  if (shape.kind == TypeKind::List || isPlainTuple || shape.kind == TypeKind::Closure) inner = shape.arguments;
  if (text == "Dict" && isDict(given)) inner = {types().stringType(), valueType(given)};
  if (text == "Option" && !types().isOption(given)) inner = {given};
  for (size_t i = 0; i < std::min(named.arguments.size(), inner.size()); ++i)
    unify(named.arguments[i], inner[i], generics, arguments);
}

// The literal has all declared fields; where the payload is open it may have more.
bool Checker::demandPayload(ExprId dict, TypeId payload, const std::string& variant) {
  if (!types()[payload].open) return demand(dict, {payload}).valid();
  TypeId found = infer(dict, payload);
  if (!found.valid()) return false;
  bool isComplete = kind(found) == TypeKind::Record;
  if (!isComplete) misfit(dict, found, {payload});
  const std::vector<std::string> names = types()[payload].fieldNames;
  for (size_t i = 0; i < names.size() && isComplete; ++i) {
    int field = types().fieldIndex(found, names[i]);
    isComplete =
        field >= 0 && fits(types()[found].arguments[static_cast<size_t>(field)], types()[payload].arguments[i]);
    if (isComplete) continue;
    std::string wanted = "the field `" + names[i] + "`";
    report(DiagCode::static_type_mismatch, ast_.span(dict), "variant " + variant + " needs " + wanted);
  }
  return isComplete;
}

// What the payload must be follows from the place only where the enum has type arguments.
TypeId Checker::makeVariant(ExprId id, TypeId type, Name variant, std::vector<ExprId> fields, ExprId dict) {
  Slot* outer = std::exchange(slot_, types()[type].typeArguments.empty() ? nullptr : slot_);
  TypeId made = fillVariant(id, type, variant, std::move(fields), dict);
  slot_ = outer;
  return made;
}

TypeId Checker::fillVariant(ExprId id, TypeId type, Name variant, std::vector<ExprId> fields, ExprId dict) {
  std::optional<uint32_t> index = findVariant(type, variant, DiagCode::unknown_reference_type, ast_.span(id));
  if (!index) {
    for (ExprId field : fields) infer(field);
    return {};
  }
  TypeId payload = types()[type].arguments[*index];
  std::string text = "`" + std::string(name(variant.id)) + "`";
  const Type shape = types()[payload];
  if (dict.valid()) {
    bool isEmpty = as<DictExpr>(ast_.expr(dict))->fields.empty();
    if (shape.kind == TypeKind::None && isEmpty) {
      out_.exprTypes[dict.index()] = types().noneType();
      dict = {};
    } else if (shape.kind != TypeKind::Record) {
      return unknown(DiagCode::static_type_mismatch, id, "variant " + text + " has no named fields");
    } else if (!demandPayload(dict, payload, text)) {
      return {};
    }
  } else if (shape.arguments.size() != fields.size()) {
    for (ExprId field : fields) infer(field);
    return unknown(DiagCode::static_type_mismatch, id,
                   "variant " + text + " takes " + std::to_string(shape.arguments.size()) +
                       (shape.arguments.size() == 1 ? " value, found " : " values, found ") +
                       std::to_string(fields.size()));
  }
  bool complete = true;
  for (size_t i = 0; i < fields.size(); ++i) complete = demand(fields[i], {shape.arguments[i]}).valid() && complete;
  if (!complete) return {};
  out_.variants[id] = {type, *index, std::move(fields), dict};
  return type;
}

}
