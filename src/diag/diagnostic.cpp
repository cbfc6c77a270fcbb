#include "diag/diagnostic.h"

#include "base/check.h"

namespace relon {
namespace {

struct Row {
  std::string_view name;
  Severity severity;
  std::string_view meaning;
};

constexpr Row kRows[] = {
#define RELON_DIAGNOSTIC(name, severity, meaning) {#name, Severity::severity, meaning},
#include "diag/diagnostics.def"
};

}

std::string_view codeName(DiagCode code) {
  return kRows[static_cast<size_t>(code)].name;
}
Severity severityOf(DiagCode code) {
  return kRows[static_cast<size_t>(code)].severity;
}
std::string_view meaningOf(DiagCode code) {
  return kRows[static_cast<size_t>(code)].meaning;
}

}
