#pragma once

#include <functional>
#include <optional>

#include "codegen/value_range.h"

namespace relon::codegen {

// A loop that does nothing but add up, as
//
//   range(n).reduce(0, (Int acc, Int i) => i % 3 == 0 ? acc + i * i : acc - i)
//
// Each round adds one term to the only accumulator, or takes one from it, or leaves it;
// the terms do not depend on it and have no effects. So rounds may be computed ahead,
// and the terms of many rounds summed before they reach the accumulator.
struct SumLoop {
  // What a round adds. It is what the body yields where the accumulator is 0.
  Range term;
  // What a round calls.
  std::vector<ir::CallableId> callees;

  static constexpr int64_t kElementLimit = int64_t{1} << 31;
};

// Recognises one. If it is one, `ranges` afterwards holds what is known inside the body
// when the accumulator is 0 and the elements of a range, and its positions, are
// below kElementLimit: then no op of the body can fail. ValueRanges::forget ends that.
// `mayCall` says which callables a round may call: pure ones that cannot fail.
using MayCall = std::function<bool(ir::CallableId)>;
std::optional<SumLoop> findSumLoop(const ir::Module& module, const ir::Function& function, const ir::Op& each,
                                   ValueRanges& ranges, const MayCall& mayCall);

}
