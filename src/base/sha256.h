#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace relon {

// SHA-256 (FIPS 180-4), for the digests that pin imported files.
using Sha256 = std::array<uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
// 64 lower-case hex digits.
std::string hexText(const Sha256& digest);

}
