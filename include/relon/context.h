#pragma once

#include "relon/abi.h"

namespace relon {

enum class ErrorKind : int32_t {
#define RELON_ERROR_KIND(name, number, meaning) name = number,
#include "relon/error_kinds.def"
};

// The state of one evaluation, as host functions and embedders see it: memory,
// budgets, grants, failure. One thread at a time. A host function that takes a
// `relon::Context&` first can fail and can allocate; what it allocates lives until
// the context is reset.
//
// Adds no members to relon_context, so that a pointer to either is a pointer to both.
struct Context : relon_context {
  Context() : relon_context{} { relon_context_init(this); }
  ~Context() { relon_context_destroy(this); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Makes the running evaluation end with this error once the function returns.
  // `text` is copied.
  void fail(ErrorKind kind, const char* text, int64_t length) {
    relon_fail(this, static_cast<relon_status>(kind), text, length);
  }
  template <int64_t N>
  void fail(ErrorKind kind, const char (&literal)[N]) {
    fail(kind, literal, N - 1);
  }
  bool failed() const { return status != relon_ok; }

  // Arena memory for `count` objects of a trivial type; null after failing when
  // the memory budget is spent.
  template <typename T>
  T* allocate(int64_t count) {
    return static_cast<T*>(relon_allocate(this, count * static_cast<int64_t>(sizeof(T))));
  }
  // Costs so many steps, for functions whose work grows with their input.
  bool charge(int64_t steps) {
    steps_left -= steps;
    if (steps_left >= 0) return true;
    detail[0] = max_steps;
    fail(ErrorKind::step_limit_exceeded, "the step budget is spent");
    return false;
  }
};

static_assert(sizeof(Context) == sizeof(relon_context));

}
