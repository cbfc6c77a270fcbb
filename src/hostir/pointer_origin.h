#pragma once

#include <vector>

#include <llvm/IR/Function.h>

namespace relon::hostir {

// Where a pointer may come from: a set of these bits, empty for null.
enum Origin : unsigned {
  // Memory that this call may write: local variables, the result, what the context allocated.
  kOwn = 1,
  kContext = 2,
  // Arguments, what they point to, and everything that is not known to be one of the others.
  kForeign = 4,
};
using Origins = unsigned;

// Where `pointer`, a value of a function whose parameters have these origins, may come
// from. Follows pointers through local memory. Fails safe: kForeign is included in doubt.
Origins originsOf(const llvm::Value& pointer, const std::vector<Origins>& parameters);

}
