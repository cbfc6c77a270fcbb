#pragma once

#include <cstdint>

namespace relon::codegen {

// Byte offsets of relon_context's fields that generated code touches, for 8-byte
// (native) or 4-byte (wasm32) pointers. Compared with abi.h in context_layout.cpp.
struct ContextLayout {
  int64_t stepsLeft;
  int64_t maxElements;
  int64_t maxDepth;
  int64_t capabilities;
  int64_t stackLimit;
  int64_t stackBytes;
  int64_t imports;
  // The int32 site follows the int32 status immediately.
  int64_t status;
  int64_t detail;
  int64_t message;
  int64_t maxSteps;
  int64_t size;

  static constexpr ContextLayout forPointerSize(int64_t pointer);
};

namespace detail {

// The C rules for structs, one field after the other.
struct FieldCursor {
  int64_t end = 0;

  constexpr int64_t place(int64_t size) {
    int64_t offset = (end + size - 1) / size * size;
    end = offset + size;
    return offset;
  }
};

}

constexpr ContextLayout ContextLayout::forPointerSize(int64_t pointer) {
  ContextLayout layout{};
  detail::FieldCursor cursor;
  cursor.place(pointer);
  cursor.place(pointer);
  layout.stepsLeft = cursor.place(8);
  layout.maxElements = cursor.place(8);
  layout.maxDepth = cursor.place(8);
  layout.capabilities = cursor.place(8);
  layout.stackLimit = cursor.place(pointer);
  layout.stackBytes = cursor.place(8);
  layout.imports = cursor.place(pointer);
  layout.status = cursor.place(4);
  cursor.place(4);
  layout.detail = cursor.place(8);
  cursor.place(8);
  cursor.end = (cursor.end + 7) / 8 * 8;
  layout.message = cursor.place(pointer);
  cursor.place(8);
  cursor.place(8);
  cursor.place(pointer);
  layout.maxSteps = cursor.place(8);
  cursor.place(8);
  cursor.place(pointer);
  cursor.end = (cursor.end + 7) / 8 * 8;
  cursor.place(pointer);
  cursor.place(8);
  cursor.place(8);
  cursor.place(pointer);
  layout.size = (cursor.end + 7) / 8 * 8;
  return layout;
}

}
