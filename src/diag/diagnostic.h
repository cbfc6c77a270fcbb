#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace relon {

enum class Severity : uint8_t { Error, Warning };

enum class DiagCode : uint16_t {
#define RELON_DIAGNOSTIC(name, severity, meaning) name,
#include "diag/diagnostics.def"
};

// The code as users see it: `static_type_mismatch`.
std::string_view codeName(DiagCode code);
Severity severityOf(DiagCode code);
// One sentence: when it is reported.
std::string_view meaningOf(DiagCode code);

// A secondary place with a remark: `declared here`.
struct Label {
  Span span;
  std::string text;
};

// One finding. `message` follows the rules of conventions.md: lower case, no full
// stop, names in backquotes, expected and found.
struct Diagnostic {
  DiagCode code;
  Span span;
  std::string message;
  std::vector<Label> labels;
  // What to do: "did you mean `price`?". May be empty.
  std::string help;
};

// By file and position; those of one place stay in their order.
std::vector<Diagnostic> sortedByPlace(std::vector<Diagnostic> all);

}
