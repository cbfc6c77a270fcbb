#include "relon/explain.h"

#include <vector>

#include "diag/diagnostic.h"
#include "diag/render.h"

namespace relon {

namespace {

using Phase = Explanation::Phase;

constexpr std::string_view nameOf(Severity severity) {
  return severity == Severity::Error ? "error" : "warning";
}

// What the other tables say of a code.
namespace Checking {
#define RELON_DIAGNOSTIC(Name, Level, Text) \
  [[maybe_unused]] constexpr Explanation Name{Phase::Checking, #Name, nameOf(Severity::Level), Text, "", "", ""};
#include "diag/diagnostics.def"
}

namespace Running {
#define RELON_ERROR_KIND(Name, Number, Text) \
  [[maybe_unused]] constexpr Explanation Name{Phase::Running, #Name, nameOf(Severity::Error), Text, "", "", ""};
#include "relon/error_kinds.def"
}

constexpr Explanation with(Explanation known, std::string_view command, std::string_view example,
                           std::string_view mending) {
  known.command = command;
  known.example = example;
  known.mending = mending;
  return known;
}

constexpr Explanation kExplanations[] = {
#define RELON_EXPLANATION(phase, code, command, example, mending) with(phase::code, command, example, mending),
#include "engine/explanations.def"
};

}

std::span<const Explanation> explanations() {
  return kExplanations;
}

std::string_view nearestCode(std::string_view wanted) {
  std::vector<std::string_view> codes;
  for (const Explanation& one : kExplanations) codes.push_back(one.code);
  return nearest(wanted, codes);
}

}
