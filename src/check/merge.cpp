// Merging dicts (language reference, file 04, section 5).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

// Fields of both sides; those of both are merged if both are dicts, otherwise the
// right one's counts.
TypeId Checker::mergedRecord(TypeId a, TypeId b) {
  auto isLiteral = [&](TypeId type) { return kind(type) == TypeKind::Record && types()[type].brand.empty(); };
  if (!isLiteral(a) || !isLiteral(b)) return {};
  std::map<std::string, TypeId> merged;
  const Type left = types()[a];
  const Type right = types()[b];
  for (size_t i = 0; i < left.arguments.size(); ++i) merged[left.fieldNames[i]] = left.arguments[i];
  for (size_t i = 0; i < right.arguments.size(); ++i) {
    auto [field, isNew] = merged.try_emplace(right.fieldNames[i], right.arguments[i]);
    if (!isNew) field->second = mergedField(field->second, right.arguments[i]);
  }
  std::vector<std::string> names;
  std::vector<TypeId> fields;
  for (const auto& [name, type] : merged) {
    names.push_back(name);
    fields.push_back(type);
  }
  return types().record(std::move(names), std::move(fields));
}

TypeId Checker::mergedField(TypeId a, TypeId b) {
  if (!isDict(a) || !isDict(b)) return b;
  if (TypeId record = mergedRecord(a, b); record.valid()) return record;
  TypeId value = join(valueType(a), valueType(b));
  return types().dict(value.valid() ? value : types().anyType());
}

}
