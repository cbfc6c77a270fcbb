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
  // Foreign, and made of a number: it may point to anything.
  kComputed = 8,
};
using Origins = unsigned;

// Where `pointer`, a value of a function whose parameters have these origins, may come
// from. Follows pointers through local memory. Fails safe: kForeign is included in doubt.
Origins originsOf(const llvm::Value& pointer, const std::vector<Origins>& parameters);

// Whether a number says something about where an object lies in memory. The difference of
// two addresses does not: within one object it is the same wherever the object lies.
// Follows numbers through arithmetic, not through memory. False for pointers.
bool dependsOnAddress(const llvm::Value& value);

}
