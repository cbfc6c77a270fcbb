#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// What every code of a diagnostic and every kind of a run-time error means.
namespace relon {

struct Explanation {
  enum class Phase : uint8_t { Checking, Running };

  Phase phase = Phase::Checking;
  std::string_view code;
  // `error` or `warning`.
  std::string_view severity;
  // When it is reported, in a sentence.
  std::string_view meaning;
  // A small program for which `command` reports the code. A line `// file: NAME` begins
  // a further file; the first has the name that the command states.
  std::string_view example;
  std::string_view command;
  // What to do about it.
  std::string_view mending;
};

// In the order of docs/errors.md. A few codes come twice, once for each phase.
std::span<const Explanation> explanations();
// The code that is most like `wanted`, if one is near enough to be what was meant.
std::string_view nearestCode(std::string_view wanted);

}
