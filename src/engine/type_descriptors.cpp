#include "engine/type_descriptors.h"

#include <algorithm>
#include <numeric>

namespace relon::engine {

namespace {

uint32_t kindOfShape(ir::TypeKind kind) {
  switch (kind) {
    case ir::TypeKind::Int:
      return relon_type_int;
    case ir::TypeKind::Float:
      return relon_type_float;
    case ir::TypeKind::Bool:
      return relon_type_bool;
    case ir::TypeKind::None:
    case ir::TypeKind::Never:
      return relon_type_none;
    case ir::TypeKind::String:
      return relon_type_string;
    case ir::TypeKind::List:
      return relon_type_list;
    case ir::TypeKind::Tuple:
      return relon_type_tuple;
    case ir::TypeKind::Record:
      return relon_type_record;
    case ir::TypeKind::Enum:
      return relon_type_enum;
    case ir::TypeKind::Dict:
      return relon_type_dict;
    case ir::TypeKind::Closure:
    case ir::TypeKind::Cell:
    case ir::TypeKind::Builder:
      return relon_type_closure;
  }
  return relon_type_none;
}

relon_string viewOf(const std::string& text) {
  return {text.data(), static_cast<int64_t>(text.size())};
}

}

uint32_t TypeDescriptors::kindOf(ir::TypeId type) const {
  const ir::Type& of = types_[type];
  if (of.kind != ir::TypeKind::Enum || !types_.isBuiltin(type)) return kindOfShape(of.kind);
  if (type == types_.anyType()) return relon_type_any;
  if (type == types_.numberType()) return relon_type_number;
  if (of.name == "Option") return relon_type_option;
  return of.name == "Result" ? relon_type_result : relon_type_given;
}

relon_type TypeDescriptors::plain(ir::TypeId type) const {
  const ir::Type& of = types_[type];
  const ir::Layout layout = layouts_.of(type);
  relon_type description{};
  description.kind = kindOf(type);
  description.open = of.open ? 1 : 0;
  description.size = layout.size;
  description.align = layout.align;
  description.brand = viewOf(of.name);
  return description;
}

// Entered before its parts are described: a record may contain itself, by way of a list.
const relon_type* TypeDescriptors::describe(ir::TypeId type) {
  if (auto found = known_.find(type); found != known_.end()) return found->second;
  relon_type& description = descriptions_.emplace_back(plain(type));
  known_.emplace(type, &description);
  fill(description, type);
  return &description;
}

void TypeDescriptors::fill(relon_type& description, ir::TypeId type) {
  const ir::Type& of = types_[type];
  if (of.kind == ir::TypeKind::List || of.kind == ir::TypeKind::Dict) description.element = describe(of.element());
  if (of.kind == ir::TypeKind::Enum) addVariants(description, type);
  const bool hasFields = description.kind == relon_type_tuple || description.kind == relon_type_record;
  if (hasFields) addFields(description, type, of.fieldNames);
}

void TypeDescriptors::addFields(relon_type& description, ir::TypeId type, const std::vector<std::string>& names) {
  const ir::Type& of = types_[type];
  const std::vector<int64_t> offsets = layouts_.fieldOffsets(type);
  Fields& storage = fields_.emplace_back();
  for (size_t i = 0; i < of.arguments.size(); ++i) {
    const relon_string name = i < names.size() ? viewOf(names[i]) : relon_string{"", 0};
    storage.fields.push_back({name, describe(of.arguments[i]), offsets[i], 0});
  }
  storage.byName.resize(names.size());
  std::iota(storage.byName.begin(), storage.byName.end(), 0u);
  std::sort(storage.byName.begin(), storage.byName.end(), [&](uint32_t a, uint32_t b) { return names[a] < names[b]; });
  description.fields = storage.fields.data();
  description.field_count = static_cast<int64_t>(storage.fields.size());
  description.by_name = storage.byName.data();
  if (of.open) description.undeclared_offset = offsets.back();
}

void TypeDescriptors::addVariants(relon_type& description, ir::TypeId type) {
  const ir::Type& of = types_[type];
  const int64_t offset = layouts_.payloadOffset(type);
  Fields& storage = fields_.emplace_back();
  for (size_t i = 0; i < of.arguments.size(); ++i) {
    const uint64_t flags = layouts_.isIndirect(type, i) ? uint64_t{relon_field_indirect} : 0;
    storage.fields.push_back({viewOf(of.fieldNames[i]), describe(of.arguments[i]), offset, flags});
  }
  description.fields = storage.fields.data();
  description.field_count = static_cast<int64_t>(storage.fields.size());
}

const relon_type* TypeDescriptors::describeArguments(ir::TypeId tuple, const std::vector<std::string>& names) {
  relon_type& description = descriptions_.emplace_back(plain(tuple));
  description.kind = relon_type_record;
  addFields(description, tuple, names);
  return &description;
}

}
