#pragma once

#include <cstdint>

// The work of the host function `mix`, for its binding and for its C++ twin alike.
// Wraps, as C++ host code for Relon does: RelonCallables.cmake compiles with -fwrapv.
inline int64_t mixed(int64_t i) {
  return (i * 2654435 + (i >> 3)) ^ i;
}
