#pragma once

#include <memory>
#include <vector>

#include "callable/set.h"
#include "interp/coverage.h"
#include "ir/module.h"
#include "relon/abi.h"

namespace relon::interp {

// A module made ready to run: flat code with resolved frame slots and bound
// callables. Immutable; many threads may run it, each with its own context.
class Program {
 public:
  // The module must verify. Callables that `set` gives no address for fail with
  // function_not_found when they are called. With `coverage` the code counts what it
  // executes; without, it has no instruction for that.
  static std::unique_ptr<Program> prepare(const ir::Module& module, const callable::Set& set, bool coverage = false);
  virtual ~Program() = default;

  // Runs the entry: `arguments` is a struct of its parameters in order, `result`
  // receives the result in its C layout; what it points to lives in the context's
  // arena or in the arguments. The status is also in the context, with the site.
  virtual relon_status run(relon_context* context, const void* arguments, void* result) const = 0;
  // What relon_context::site indexes.
  virtual const std::vector<Span>& sites() const = 0;
  // Of all runs so far; empty without coverage.
  virtual std::vector<CoverageCount> coverage() const = 0;
};

}
