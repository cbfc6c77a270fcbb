#include <array>

#include "callable/set.h"

namespace relon::callable {

namespace {

constexpr std::array<std::string_view, 6> kNames = {"reads_fs",    "writes_fs", "network",
                                                    "reads_clock", "reads_env", "uses_rng"};

}

std::optional<int> capabilityBit(std::string_view name) {
  for (size_t bit = 0; bit < kNames.size(); ++bit) {
    if (kNames[bit] == name) return static_cast<int>(bit);
  }
  return std::nullopt;
}

std::string_view capabilityName(int bit) {
  const bool known = bit >= 0 && static_cast<size_t>(bit) < kNames.size();
  return known ? kNames[static_cast<size_t>(bit)] : "unknown";
}

}
