// How much a value of a type holds in place: there must be an end of it, and not too much.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

namespace {

// What a value may hold in place; more does not fit into any frame.
constexpr size_t kMaxParts = 250'000;
constexpr size_t kMaxValueDepth = 1000;
// In a ring of schemas every one is endless; it need not be said of all.
constexpr int kMaxEndlessReports = 20;

}

void Checker::reportEndless(TypeId type, Span span) {
  const Extent whole = extent(type);
  if (!mayBeEndless_) return void(requireExtent(whole, span));
  std::unordered_set<TypeId> seen;
  if (endlessReports_ == kMaxEndlessReports || !containsInline(type, type, seen)) return;
  ++endlessReports_;
  report(DiagCode::circular_reference, span, "a value of the schema would contain another one without end").help =
      "put an `Option`, a list, a dict or an enum in between";
}

// One that is asked for while it is being determined counts as one part: it is endless,
// or behind a pointer in an enum.
Checker::Extent Checker::extent(TypeId type) {
  auto [known, isNew] = extents_.try_emplace(type);
  if (!isNew) {
    mayBeEndless_ = mayBeEndless_ || known->second.isOpen;
    return known->second;
  }
  const Type& shape = types()[type];
  bool holdsInline = shape.kind == TypeKind::Record || shape.kind == TypeKind::Tuple || shape.kind == TypeKind::Enum;
  Extent whole;
  if (holdsInline) {
    known->second.isOpen = true;
    for (TypeId field : std::vector<TypeId>(shape.arguments)) {
      const Extent part = stack_.run([&] { return extent(field); });
      whole.depth = std::max(whole.depth, part.depth + 1);
      whole.parts = std::min(whole.parts + part.parts, kMaxParts + 1);
    }
  }
  return extents_[type] = whole;
}

bool Checker::requireExtent(const Extent& whole, Span at) {
  if (whole.parts > kMaxParts)
    report(DiagCode::nesting_too_deep, at, "a value of this type would have more than 250000 parts").help =
        "put a list in between";
  else if (whole.depth > kMaxValueDepth)
    report(DiagCode::nesting_too_deep, at, "values of this type nest deeper than 1000 levels").help =
        "put a list in between";
  return whole.parts <= kMaxParts && whole.depth <= kMaxValueDepth;
}

bool Checker::containsInline(TypeId whole, TypeId part, std::unordered_set<TypeId>& seen) {
  const Type& type = types()[whole];
  if (type.kind != TypeKind::Record && type.kind != TypeKind::Tuple) return false;
  return std::any_of(type.arguments.begin(), type.arguments.end(), [&](TypeId field) {
    if (field == part) return true;
    return seen.insert(field).second && stack_.run([&] { return containsInline(field, part, seen); });
  });
}

}
