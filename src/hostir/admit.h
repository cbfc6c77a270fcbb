#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <llvm/IR/Module.h>

namespace relon::hostir {

// Why a function cannot be compiled into a program: a rule's name and a sentence.
struct Refusal {
  std::string rule;
  std::string explanation;
};

// How a callable is called: which of its parameters are not plain arguments.
struct CallShape {
  // The first parameter is the context.
  bool takesContext = false;
  // The last parameter points to where the result goes.
  bool resultByPointer = false;
};

// Judges the callables of one host module, which must be valid and holds raw,
// unoptimised IR; the module must outlive the judge and not change. What code *can* do
// shows best after optimisation, which removes dead branches, unreachable panics and
// memory that never leaves a function; so the judge works on an optimised copy, made
// once. LLVM recurses deeply on large functions: use a large stack. One thread at a time.
class Judge {
 public:
  // `callables` are the symbols that will be asked about: they survive optimisation.
  Judge(const llvm::Module& module, std::span<const std::string> callables);
  ~Judge();

  // Checks a function and all that it can reach by the rules of docs/host-code.md.
  // None: it may be linked and inlined.
  std::optional<Refusal> refusal(std::string_view symbol);

  // What the function can do besides computing its result, after the calls that lead
  // there: `f` -> `g` -> `getenv`, which is not part of the given host code. None: proved
  // pure. Fails safe: an effect may be reported where there is none. It may trap, not
  // end, or fail through the context; all of these are the same in every evaluation.
  std::optional<std::string> effect(std::string_view symbol, CallShape shape);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}
