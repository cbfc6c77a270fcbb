#pragma once

#include <cstdint>
#include <vector>

#include "ir/module.h"

namespace relon::codegen {

// The Ints that a value can be, both ends included.
struct Range {
  int64_t first = INT64_MIN;
  int64_t last = INT64_MAX;

  bool isFull() const { return first == INT64_MIN && last == INT64_MAX; }
};

// What is known of each Int of a function from constants, lengths, positions in
// loops, and the arithmetic on them. Sound whatever the input is.
class ValueRanges {
 public:
  explicit ValueRanges(const ir::Function& function);

  Range of(ir::ValueId id) const { return ranges_[id.index()]; }
  // The checks of this op can be left out.
  bool proves(const ir::Op& op) const;

  // From here on, what holds in a loop's body if its parameters have these ranges; and
  // back to what always holds. Loops inside the body are not considered anew.
  void assume(const ir::Op& each, const std::vector<Range>& parameters);
  void forget(const ir::Op& each);

 private:
  void visit(ir::RegionId id);
  void visitOp(const ir::Op& op);
  Range rangeOf(const ir::Op& op) const;
  Range joined(const ir::Op& branch, size_t result) const;

  const ir::Function& function_;
  std::vector<Range> ranges_;
};

}
