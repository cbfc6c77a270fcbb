#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "callable/compiler.h"
#include "hostir/admit.h"

namespace relon::hostir {

// One input as bitcode that this LLVM reads.
struct HostModule {
  // For messages: the path.
  std::string name;
  std::string bitcode;
  // The functions with a body in it: most programs need not open it.
  std::set<std::string, std::less<>> defines;
  std::vector<callable::Callable> callables;
  // By symbol; only what was refused.
  std::map<std::string, Refusal> refusals;
  // What the bridge dropped.
  std::vector<std::string> remarks;
};

// Host IR after obtaining: modules, their callables, and what admission said.
// Immutable; holds no LLVM objects.
class ObtainedIr final : public HostIr {
 public:
  const std::vector<callable::Callable>& callables() const override { return callables_; }
  bool hasRefusals() const override;
  void add(std::shared_ptr<const HostModule> module);

  std::vector<std::shared_ptr<const HostModule>> modules;

 private:
  // Of all modules.
  std::vector<callable::Callable> callables_;
};

// The include directory with relon/callable.h: the installed one, the source
// tree's, or RELON_INCLUDE_DIR.
std::string includeDirectory();

// The bitcode of one source file, from its compiler or the cache.
Result<std::string> compileToBitcode(const HostInput& input, const HostOptions& options);

}
