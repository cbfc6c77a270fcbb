// Merging dicts (language reference, file 04, section 5).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

// Dict literals merge field by field; others become a dict of all values.
TypeId Checker::mergedType(TypeId left, TypeId right) {
  auto isLiteral = [&](TypeId type) { return kind(type) == TypeKind::Record && types()[type].brand.empty(); };
  if (isLiteral(left) && isLiteral(right)) return mergedRecord(left, right);
  TypeId value = join(valueType(left), valueType(right));
  return types().dict(value.valid() ? value : types().anyType());
}

// Of fields that both sides have, those are merged that are dicts on both; of
// others the right one counts.
TypeId Checker::mergedRecord(TypeId left, TypeId right) {
  std::map<std::string, TypeId> merged;
  const Type a = types()[left];
  const Type b = types()[right];
  for (size_t i = 0; i < a.arguments.size(); ++i) merged[a.fieldNames[i]] = a.arguments[i];
  for (size_t i = 0; i < b.arguments.size(); ++i) {
    auto [field, isNew] = merged.try_emplace(b.fieldNames[i], b.arguments[i]);
    bool areDicts = !isNew && isDict(field->second) && isDict(b.arguments[i]);
    field->second = areDicts ? mergedType(field->second, b.arguments[i]) : b.arguments[i];
  }
  std::vector<std::string> names;
  std::vector<TypeId> fields;
  for (const auto& [name, type] : merged) {
    names.push_back(name);
    fields.push_back(type);
  }
  return types().record(std::move(names), std::move(fields));
}

}
