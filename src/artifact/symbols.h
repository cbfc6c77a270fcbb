#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relon/result.h"

namespace relon::artifact {

struct ObjectSymbols {
  std::vector<std::string> defined;
  std::vector<std::string> undefined;
};

// The external symbols of a relocatable object file, sorted.
Result<ObjectSymbols> readSymbols(std::span<const uint8_t> object);

// Fails closed: every symbol that the object defines must be in `exports`, and
// every one that it needs must be a function of libc's memory and string part,
// of libm, of the compiler's own support library, or in `granted`. The error
// names the symbols, demangled.
Result<Done> checkSymbols(std::span<const uint8_t> object, std::span<const std::string> exports,
                          std::span<const std::string> granted);

}
