#include "check/schema_functions.h"

#include <algorithm>

namespace relon::check {

const std::vector<ExprId>& SchemaFunctions::of(TypeId type) {
  auto [entry, isNew] = functions_.try_emplace(type);
  std::vector<ExprId>& found = entry->second;
  if (!isNew || document_->schemas.empty()) return found;
  std::unordered_set<TypeId> seen;
  collect(type, seen, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const std::vector<BindingId>& SchemaFunctions::capturesOf(TypeId type) {
  auto [entry, isNew] = captures_.try_emplace(type);
  std::vector<BindingId>& found = entry->second;
  if (!isNew) return found;
  for (ExprId function : of(type))
    for (BindingId capture : document_->closures.at(function).captures)
      if (std::find(found.begin(), found.end(), capture) == found.end()) found.push_back(capture);
  return found;
}

void SchemaFunctions::collect(TypeId type, std::unordered_set<TypeId>& seen, std::vector<ExprId>& found) const {
  if (!seen.insert(type).second) return;
  if (auto schema = document_->schemas.find(type); schema != document_->schemas.end())
    for (const SchemaField& field : schema->second.fields) {
      found.insert(found.end(), field.predicates.begin(), field.predicates.end());
      if (field.fallback.valid()) found.push_back(field.fallback);
    }
  for (TypeId part : (*types_)[type].arguments) collect(part, seen, found);
}

}
