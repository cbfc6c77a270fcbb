#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/source.h"

namespace relon::interp {

// What is counted: a function's entry; an arm of a branch; an op that is the first one of
// its line in a function, a loop's body or an arm.
//
// Lowering gives the yield of an arm that the source has the arm's span, and all other
// regions of a branch the span of the branch. That tells them apart here.
struct CoveragePoint {
  enum class Kind : uint8_t { Function, Arm, Line };

  Kind kind = Kind::Line;
  Span span;
  // Of an arm the whole branch.
  Span branch;
  // Of a line the number of loops around it in its function.
  uint32_t depth = 0;
};

struct CoverageCount {
  CoveragePoint point;
  int64_t count = 0;
};

// The counters of one program. Code that was lowered several times from one place of the
// source, as functions that are expanded where they are called, shares its counters.
class Counters {
 public:
  // Instructions add to it, in any thread, without order. It keeps its address.
  int64_t* at(const CoveragePoint& point);
  std::vector<CoverageCount> read() const;

 private:
  struct Less {
    bool operator()(const CoveragePoint& a, const CoveragePoint& b) const;
  };
  std::map<CoveragePoint, int64_t, Less> counts_;
};

}
