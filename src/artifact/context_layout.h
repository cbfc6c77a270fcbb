#pragma once

#include <cstddef>
#include <cstdint>

#include "relon/abi.h"

namespace relon::artifact {

// relon_context as wasm32 lays it out: the same struct with 4-byte pointers.
// tests/artifact compares it with what clang says for that target.
struct WasmContext {
  uint32_t arena_cursor;
  uint32_t arena_end;
  int64_t steps_left;
  int64_t max_elements;
  int64_t max_depth;
  uint64_t capabilities;
  uint32_t stack_limit;
  int64_t stack_bytes;
  uint32_t imports;
  int32_t status;
  int32_t site;
  int64_t detail[2];
  struct {
    uint32_t data;
    int64_t size;
  } message;
  int64_t memory_left;
  uint32_t blocks;
  int64_t max_steps;
  int64_t max_memory;
  uint32_t user;
  struct {
    uint32_t data;
    int64_t size;
    int64_t capacity;
  } cursors;
  uint32_t patterns;
};

struct ContextField {
  const char* name;
  size_t offset;
};

// Those that the loader reads or writes.
inline constexpr ContextField kWasmContextFields[] = {
    {"size", sizeof(WasmContext)},
    {"steps_left", offsetof(WasmContext, steps_left)},
    {"max_elements", offsetof(WasmContext, max_elements)},
    {"max_depth", offsetof(WasmContext, max_depth)},
    {"capabilities", offsetof(WasmContext, capabilities)},
    {"stack_bytes", offsetof(WasmContext, stack_bytes)},
    {"status", offsetof(WasmContext, status)},
    {"site", offsetof(WasmContext, site)},
    {"detail", offsetof(WasmContext, detail)},
    {"message", offsetof(WasmContext, message)},
    {"memory_left", offsetof(WasmContext, memory_left)},
    {"max_steps", offsetof(WasmContext, max_steps)},
    {"max_memory", offsetof(WasmContext, max_memory)},
};

}
