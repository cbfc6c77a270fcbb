#pragma once

#include <vector>

#include "interp/code.h"
#include "interp/stack.h"
#include "relon/abi.h"

namespace relon::interp {

// The state of one run beside its context.
struct Run {
  // An `attempt` whose first region is running, and what to go back to.
  struct Attempt {
    char* frame;
    const Instruction* second;
    int64_t steps;
    size_t forced;
    FrameStack::Mark mark;
  };

  Run(relon_context* runContext, const Instruction* leave) : context(runContext), stack(leave) {}

  Attempt attempt(char* frame, const Instruction* second) const {
    return {frame, second, context->steps_left, forced.size(), stack.mark()};
  }
  // After a failure: undoes it and returns the attempt to continue, or null
  // where the failure ends the run.
  const Attempt* recover();

  relon_context* context;
  FrameStack stack;
  std::vector<Attempt> attempts;
  // Cells that are being computed, outermost first.
  std::vector<Cell*> forced;

 private:
  Attempt recovered_{};
};

// Runs from `pc` to the Halt; the frame is set up. With a null `run` it does
// nothing but fill `handlers` with the label of each instruction.
relon_status execute(Run* run, char* frame, const Instruction* pc, const void** handlers);

}
