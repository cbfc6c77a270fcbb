#pragma once

#include <stdint.h>

namespace relon {

// What a host function may need from the world; everything is denied until granted
// (language reference, file 06, section 1). The values are the bits of a mask.
enum class Capability : uint64_t {
  reads_fs = 1u << 0,
  writes_fs = 1u << 1,
  network = 1u << 2,
  reads_clock = 1u << 3,
  reads_env = 1u << 4,
  uses_rng = 1u << 5,
};

constexpr Capability operator|(Capability a, Capability b) {
  return static_cast<Capability>(static_cast<uint64_t>(a) | static_cast<uint64_t>(b));
}

}
