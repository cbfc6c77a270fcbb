#include "ir/layout.h"

#include <algorithm>

#include "base/check.h"

namespace relon::ir {

namespace {

int64_t alignUp(int64_t offset, int64_t align) {
  return (offset + align - 1) / align * align;
}

// Places fields one behind the other by the C rules.
struct StructCursor {
  int64_t end = 0;
  int64_t align = 1;

  int64_t place(Layout field) {
    int64_t offset = alignUp(end, field.align);
    end = offset + field.size;
    align = std::max(align, field.align);
    return offset;
  }
  Layout finish() const { return {alignUp(end, align), align}; }
};

}

Layout LayoutTable::of(TypeId id) const {
  if (auto known = layouts_.find(id); known != layouts_.end()) return known->second;
  const Layout layout = compute(id);
  layouts_.emplace(id, layout);
  return layout;
}

Layout LayoutTable::compute(TypeId id) const {
  const Type& type = types_->get(id);
  Layout pointer{pointerSize_, pointerSize_};
  StructCursor cursor;
  switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Float:
      return {8, 8};
    case TypeKind::Bool:
      return {1, 1};
    case TypeKind::None:
    case TypeKind::Never:
      return {0, 1};
    case TypeKind::Cell:
    case TypeKind::Builder:
      return pointer;
    case TypeKind::String:
    case TypeKind::List:
      cursor.place(pointer);
      cursor.place({8, 8});
      return cursor.finish();
    case TypeKind::Dict:
      cursor.place(pointer);
      cursor.place(pointer);
      cursor.place({8, 8});
      return cursor.finish();
    case TypeKind::Closure:
      return {2 * pointer.size, pointer.align};
    case TypeKind::Enum: {
      Layout all{0, 1};
      for (size_t i = 0; i < type.arguments.size(); ++i) {
        Layout one = payload(id, i);
        all = {std::max(all.size, one.size), std::max(all.align, one.align)};
      }
      cursor.place({4, 4});
      cursor.place(all);
      return cursor.finish();
    }
    case TypeKind::Tuple:
    case TypeKind::Record:
      for (TypeId field : type.arguments) cursor.place(of(field));
      if (type.open) cursor.place(pointer);
      return cursor.finish();
  }
  RELON_UNREACHABLE("type kind");
}

Layout LayoutTable::payload(TypeId id, size_t variant) const {
  if (isIndirect(id, variant)) return {pointerSize_, pointerSize_};
  return of(types_->get(id).arguments[variant]);
}

int64_t LayoutTable::payloadOffset(TypeId id) const {
  if (auto known = payloadOffsets_.find(id); known != payloadOffsets_.end()) return known->second;
  const Type& type = types_->get(id);
  int64_t align = 1;
  for (size_t i = 0; i < type.arguments.size(); ++i) align = std::max(align, payload(id, i).align);
  return payloadOffsets_[id] = alignUp(4, align);
}

bool LayoutTable::isIndirect(TypeId id, size_t variant) const {
  uint64_t key = uint64_t{id.index()} << 32 | variant;
  auto found = indirect_.find(key);
  if (found != indirect_.end()) return found->second;
  std::unordered_set<uint32_t> seen;
  bool isIndirect = contains(types_->get(id).arguments[variant], id, seen);
  indirect_.emplace(key, isIndirect);
  return isIndirect;
}

// By value: through structs and enums, not through what is a pointer anyway.
bool LayoutTable::contains(TypeId whole, TypeId part, std::unordered_set<uint32_t>& seen) const {
  if (whole == part) return true;
  const Type& type = types_->get(whole);
  bool isStruct = type.kind == TypeKind::Tuple || type.kind == TypeKind::Record || type.kind == TypeKind::Enum;
  if (!isStruct || !seen.insert(whole.index()).second) return false;
  return std::any_of(type.arguments.begin(), type.arguments.end(),
                     [&](TypeId argument) { return contains(argument, part, seen); });
}

std::vector<int64_t> LayoutTable::fieldOffsets(TypeId id) const {
  const Type& type = types_->get(id);
  StructCursor cursor;
  std::vector<int64_t> offsets;
  for (TypeId field : type.arguments) offsets.push_back(cursor.place(of(field)));
  if (type.open) offsets.push_back(cursor.place({pointerSize_, pointerSize_}));
  return offsets;
}

}
