#pragma once

#include <optional>
#include <string>

#include "ir/module.h"

namespace relon::ir {

// Whether a value of type `from` can stand where `to` is expected: equal types,
// Never, and types that differ only in elements of lists being Never (those
// lists are empty), which share one layout.
bool fits(const TypeTable& types, TypeId from, TypeId to);

// What is wrong with an op by itself: operand count and types, attribute, number
// of regions and their parameters. Ids of values and regions must exist; the ops
// inside of regions are not looked at.
std::optional<std::string> checkOp(const Module& module, const Function& function, const Op& op);

// An op that ends its region.
inline bool isTerminator(Opcode code) {
  return code == Opcode::Yield || code == Opcode::Return || code == Opcode::Fail;
}

}
