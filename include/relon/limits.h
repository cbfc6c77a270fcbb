#pragma once

#include <cstdint>

namespace relon {

// What one evaluation may use. Spending a budget ends the evaluation with an ordinary
// error that says where (step_limit_exceeded, value_too_large,
// recursion_limit_exceeded, memory_limit_exceeded). All executors agree to the unit.
struct Limits {
  static constexpr int64_t kNone = INT64_MAX;

  // One for each call and each round of a loop, and the lengths of texts and lists
  // that library functions walk.
  int64_t max_steps = kNone;
  // Elements of any one list or dict.
  int64_t max_elements = kNone;
  // Calls inside calls.
  int64_t max_depth = 10000;
  // Bytes of everything that the evaluation makes, its result included.
  int64_t max_memory = kNone;
};

}
