#pragma once

#include <unordered_map>
#include <unordered_set>

#include "ir/type.h"

namespace relon::ir {

// Sizes in bytes. Records and tuples follow the C rules for structs in
// declaration order; `String` and `List` are {pointer, int64}; a dict is {keys,
// values, int64}; an open record ends in a hidden pointer to its undeclared fields, a
// Dict<Any>, or null; a closure is {code, environment}; an enum is an int32 tag and the
// union of its payloads. A payload that contains its enum by value is a pointer.
// Layout depends on the pointer size only.
struct Layout {
  int64_t size = 0;
  int64_t align = 1;
};

class LayoutTable {
 public:
  // `pointerSize` is 8 (native) or 4 (wasm32).
  LayoutTable(const TypeTable& types, int pointerSize) : types_(&types), pointerSize_(pointerSize) {}

  Layout of(TypeId type) const;
  // Byte offsets of a tuple's or record's fields; for open records one more, of
  // the pointer to undeclared fields.
  std::vector<int64_t> fieldOffsets(TypeId type) const;
  // Where an enum's payloads begin.
  int64_t payloadOffset(TypeId type) const;
  // The payload is stored behind a pointer.
  bool isIndirect(TypeId type, size_t variant) const;
  int pointerSize() const { return pointerSize_; }

 private:
  // Of a payload as it is stored.
  Layout payload(TypeId type, size_t variant) const;
  bool contains(TypeId whole, TypeId part, std::unordered_set<uint32_t>& seen) const;

  const TypeTable* types_;
  int pointerSize_;
  Layout compute(TypeId type) const;

  mutable std::unordered_map<uint64_t, bool> indirect_;
  mutable std::unordered_map<TypeId, Layout> layouts_;
  mutable std::unordered_map<TypeId, int64_t> payloadOffsets_;
};

}
