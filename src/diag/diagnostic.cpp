#include "diag/diagnostic.h"

#include <algorithm>
#include <numeric>
#include <tuple>

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

std::vector<Diagnostic> sortedByPlace(std::vector<Diagnostic> all) {
  std::vector<size_t> order(all.size());
  std::iota(order.begin(), order.end(), size_t{0});
  auto place = [&](size_t i) { return std::tuple(all[i].span.file, all[i].span.begin, all[i].span.end, i); };
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return place(a) < place(b); });
  std::vector<Diagnostic> result;
  result.reserve(all.size());
  for (size_t i : order) result.push_back(std::move(all[i]));
  return result;
}

}
