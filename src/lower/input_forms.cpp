// Arguments of `#main`. A schema with defaults or predicates is decoded as its input
// form: a record of the same fields in which those with a default may be missing. The
// entry makes the real value of it (language reference, file 03, section 9).
#include "lower/lowerer.h"

namespace relon::lower {

bool Lowerer::isConstrained(TypeId type) {
  std::unordered_set<TypeId> seen;
  return reaches(type, seen, [&](TypeId part) {
    auto schema = document_.schemas.find(part);
    auto isPlain = [](const check::SchemaField& field) { return field.isPlain(); };
    return schema != document_.schemas.end() &&
           !std::all_of(schema->second.fields.begin(), schema->second.fields.end(), isPlain);
  });
}

// Whether a value of the type may contain another one.
bool Lowerer::isRecursive(TypeId type) {
  std::unordered_set<TypeId> seen;
  const std::vector<TypeId> parts = types()[type].arguments;
  return std::any_of(parts.begin(), parts.end(),
                     [&](TypeId part) { return reaches(part, seen, [&](TypeId inner) { return inner == type; }); });
}

bool Lowerer::reaches(TypeId type, std::unordered_set<TypeId>& seen, const std::function<bool(TypeId)>& wanted) {
  if (wanted(type)) return true;
  if (!seen.insert(type).second) return false;
  const std::vector<TypeId> parts = types()[type].arguments;
  return std::any_of(parts.begin(), parts.end(), [&](TypeId part) { return reaches(part, seen, wanted); });
}

TypeId Lowerer::inputForm(TypeId type) {
  if (!isConstrained(type)) return type;
  if (auto known = inputForms_.find(type); known != inputForms_.end()) return known->second;
  const ir::Type shape = types()[type];
  auto part = [&](size_t i) { return inputForm(shape.arguments[i]); };
  auto argument = [&](size_t i) { return inputForm(shape.typeArguments[i]); };
  switch (shape.kind) {
    case TypeKind::List:
      return types().list(part(0));
    case TypeKind::Dict:
      return types().dict(part(0));
    case TypeKind::Tuple:
      return types().tuple(inputForms(shape.arguments));
    case TypeKind::Record:
      return shape.brand.empty() ? types().record(shape.fieldNames, inputForms(shape.arguments)) : inputSchema(type);
    case TypeKind::Enum:
      if (types().isOption(type)) return types().option(argument(0));
      if (types().isBuiltin(type)) return types().result(argument(0), argument(1));
      return inputEnum(type);
    default:
      return type;
  }
}

std::vector<TypeId> Lowerer::inputForms(std::vector<TypeId> list) {
  for (TypeId& type : list) type = inputForm(type);
  return list;
}

TypeId Lowerer::declareInput(TypeId type) {
  const ir::Type shape = types()[type];
  return inputForms_[type] = types().declare(shape.kind, shape.brand + " input", shape.name, shape.typeArguments);
}

TypeId Lowerer::inputSchema(TypeId type) {
  TypeId input = declareInput(type);
  const ir::Type shape = types()[type];
  std::vector<TypeId> fields = inputForms(shape.arguments);
  for (size_t i = 0; i < fields.size(); ++i)
    if (document_.schemas.at(type).fields[i].fallback.valid()) fields[i] = types().given(fields[i]);
  types().defineRecord(input, shape.fieldNames, std::move(fields), true);
  return input;
}

TypeId Lowerer::inputEnum(TypeId type) {
  TypeId input = declareInput(type);
  const ir::Type shape = types()[type];
  types().defineEnum(input, shape.fieldNames, inputForms(shape.arguments));
  return input;
}

// Those that need no check are there before the others, whose predicates may use them.
void Lowerer::admitArguments() {
  const std::vector<BindingId>& parameters = document_.mainParameters;
  auto isChecked = [&](size_t i) { return isConstrained(document_.binding(parameters[i]).type); };
  for (size_t i = 0; i < parameters.size(); ++i)
    if (!isChecked(i)) setSlot(parameters[i], {admit(out().parameter(i), parameters[i]), {}});
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!isChecked(i)) continue;
    prepare(schemas_.capturesOf(document_.binding(parameters[i]).type));
    setSlot(parameters[i], {admit(out().parameter(i), parameters[i]), {}});
  }
}

// The value of a parameter, from what was decoded.
ValueId Lowerer::admit(ValueId argument, BindingId parameter) {
  const Binding& binding = document_.binding(parameter);
  Site site{.failure = relon_main_arg_type_mismatch, .isPromise = false, .tracksPath = true, .path = {}, .keys = {}};
  site.path.push_back({.text = std::string(ast_.name(binding.name)), .value = {}, .index = {}});
  return convertAt(std::move(site), argument, binding.type, binding.span);
}

}
