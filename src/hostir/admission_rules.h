#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>

#include "hostir/reach.h"

namespace relon::hostir {

// What the rules need to know of the module as a whole.
struct ModuleFacts {
  explicit ModuleFacts(const llvm::Module& judged);

  const llvm::Module& module;
  Reach reach;
  // Variables that a constructor may change before `main`.
  std::set<const llvm::GlobalValue*> constructed;
  // The CPU features that all functions are compiled for.
  std::set<std::string> features;
};

// A rule judges one body, whatever it calls. Some look at the code as it was compiled,
// since it is linked so; most at the optimised copy.
struct Rule {
  const char* name;
  std::optional<Finding> (*check)(const llvm::Function& function, ModuleFacts& facts);
};

std::span<const Rule> rulesForRawCode();
std::span<const Rule> rulesForOptimisedCode();

}
