#include "interp/coverage.h"

#include <tuple>

namespace relon::interp {

namespace {

auto placeOf(const Span& span) {
  return std::tuple(span.file.valid() ? span.file.index() : UINT32_MAX, span.begin, span.end);
}

}

bool Counters::Less::operator()(const CoveragePoint& a, const CoveragePoint& b) const {
  return std::tuple(a.kind, placeOf(a.span), placeOf(a.branch), a.depth) <
         std::tuple(b.kind, placeOf(b.span), placeOf(b.branch), b.depth);
}

int64_t* Counters::at(const CoveragePoint& point) {
  return &counts_[point];
}

std::vector<CoverageCount> Counters::read() const {
  std::vector<CoverageCount> counts;
  for (const auto& [point, count] : counts_) counts.push_back({point, __atomic_load_n(&count, __ATOMIC_RELAXED)});
  return counts;
}

}
