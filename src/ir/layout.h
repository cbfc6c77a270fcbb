#pragma once

#include "ir/type.h"

namespace relon::ir {

// Sizes in bytes. Records and tuples follow the C rules for structs in
// declaration order; `String` and `List` are {pointer, int64}; an open record
// ends in a hidden pointer to its undeclared fields; a closure is {code, environment}.
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
  int pointerSize() const { return pointerSize_; }

 private:
  const TypeTable* types_;
  int pointerSize_;
};

}
