#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace relon::fuzz {

// A shorter record of choices, or one of smaller numbers, for which `fails` still holds.
// Calls it at most `attempts` times.
std::vector<uint32_t> shrink(std::vector<uint32_t> record,
                             const std::function<bool(const std::vector<uint32_t>&)>& fails, int attempts);

}
