#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "relon/context.h"
#include "relon/engine.h"
#include "relon/program.h"

// What the fuzz targets share.
namespace relon::fuzz {

inline std::string_view textOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Small enough that each input takes milliseconds.
inline constexpr Limits kLimits{.max_steps = 20'000, .max_elements = 10'000, .max_depth = 200, .max_memory = 16 << 20};

// An error that a user may see; one of ours ends the process, and the input is kept.
inline void requireOrdinary(const Error& error) {
  if (error.code != "internal_error") return;
  fprintf(stderr, "%s\n", error.message.c_str());
  abort();
}

}
