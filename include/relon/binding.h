#pragma once

#include <cstdint>

namespace relon {

// What a call of a host function becomes. The choice is invisible to the program:
// the same values, the same errors, the same budgets.
enum class Binding : uint8_t {
  // One indirect call through the context's table; the function is found by name
  // when the program is loaded.
  Imported,
  // A direct call of the native function.
  Called,
  // The function's body, in the program's own code, optimised with its caller.
  Inlined,
};

}
