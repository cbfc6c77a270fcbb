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
    case TypeKind::Closure:
      return {2 * pointer.size, pointer.align};
    case TypeKind::Tuple:
    case TypeKind::Record:
      for (TypeId field : type.arguments) cursor.place(of(field));
      if (type.open) cursor.place(pointer);
      return cursor.finish();
  }
  RELON_UNREACHABLE("type kind");
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
