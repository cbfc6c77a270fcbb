#include "base/deep_stack.h"

#include <pthread.h>

#include "base/check.h"

namespace relon {

namespace {

constexpr size_t kStackSize = size_t{16} << 20;
// Left for what a level calls between two calls of `run`.
constexpr size_t kReserve = size_t{2} << 20;

}

void DeepStack::onNewStack(void (*work)(void*), void* target) {
  struct Start {
    DeepStack* stack;
    void (*work)(void*);
    void* target;
  } start{this, work, target};
  auto body = [](void* argument) -> void* {
    const Start& given = *static_cast<Start*>(argument);
    given.stack->segment_ = {here(), kStackSize - kReserve};
    given.work(given.target);
    return nullptr;
  };
  const Segment outer = segment_;
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackSize);
  const int failed = pthread_create(&thread, &attributes, body, &start);
  pthread_attr_destroy(&attributes);
  RELON_CHECK(failed == 0, "no memory for a stack");
  pthread_join(thread, nullptr);
  segment_ = outer;
}

}
