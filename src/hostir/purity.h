#pragma once

#include <optional>

#include "hostir/admit.h"
#include "hostir/reach.h"

namespace relon::hostir {

struct Effect {
  Chain chain;
  Finding finding;
};

// What the body itself can do to the world or learn from it, whatever its arguments are.
std::optional<Finding> plainEffect(const llvm::Function& function, Reach& reach);

// The first effect of the function, breadth first over what it calls. The module should
// be optimised: local memory is then mostly gone.
std::optional<Effect> findEffect(const llvm::Function& root, CallShape shape, Reach& reach);

}
