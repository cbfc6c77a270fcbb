#pragma once

#include <optional>
#include <string>

#include <llvm/IR/Module.h>

namespace relon::hostir {

// Why a function cannot be compiled into a program: a rule's name and a sentence.
struct Refusal {
  std::string rule;
  std::string explanation;
};

// Checks a function and everything that it can reach in its module (which holds
// unoptimised IR) by the rules of docs/host-code.md. None: it may be linked and inlined.
std::optional<Refusal> admit(const llvm::Function& function);

// The external effect that a function can have, as the chain of calls that leads
// to it: `f -> g -> getenv`. None: proved pure. Looks at an optimised copy.
std::optional<std::string> findEffect(const llvm::Function& function);

}
