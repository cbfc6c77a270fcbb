#include <bit>
#include <cstring>

#include "harness.h"
#include "relon/context.h"

// Host functions for programs, each as a native function by the native
// convention and as a thunk over words.
namespace relon::test {

namespace {

struct Pair {
  int64_t number;
  bool isEven;
};

}

extern "C" {

static int64_t testAdd7(int64_t x) {
  return x + 7;
}
static double testHalf(double x) {
  return x / 2;
}
static void testNone() {}
static bool testNot(bool x) {
  return !x;
}

static void testJoin(relon_context* context, const relon_string* a, const relon_string* b, relon_string* result) {
  auto* bytes = static_cast<char*>(relon_allocate(context, a->size + b->size));
  *result = {bytes, 0};
  if (!bytes) return;
  std::memcpy(bytes, a->data, static_cast<size_t>(a->size));
  std::memcpy(bytes + a->size, b->data, static_cast<size_t>(b->size));
  *result = {bytes, a->size + b->size};
}

static void testPair(int64_t x, Pair* result) {
  *result = {x, x % 2 == 0};
}

static int64_t testFail(relon_context* context, int64_t x) {
  if (x < 0) relon_fail(context, relon_host_error, "negative", 8);
  return x;
}
}

namespace {

void add7Thunk(void*, relon_context*, const uint64_t* args, void* result) {
  int64_t value = testAdd7(static_cast<int64_t>(args[0]));
  std::memcpy(result, &value, sizeof value);
}
void halfThunk(void*, relon_context*, const uint64_t* args, void* result) {
  double value = testHalf(std::bit_cast<double>(args[0]));
  std::memcpy(result, &value, sizeof value);
}
void notThunk(void*, relon_context*, const uint64_t* args, void* result) {
  *static_cast<bool*>(result) = testNot(args[0] != 0);
}
void noneThunk(void*, relon_context*, const uint64_t*, void*) {
  testNone();
}
void joinThunk(void*, relon_context* context, const uint64_t* args, void* result) {
  testJoin(context, reinterpret_cast<const relon_string*>(args[0]), reinterpret_cast<const relon_string*>(args[1]),
           static_cast<relon_string*>(result));
}
void pairThunk(void*, relon_context*, const uint64_t* args, void* result) {
  testPair(static_cast<int64_t>(args[0]), static_cast<Pair*>(result));
}
void failThunk(void*, relon_context* context, const uint64_t* args, void* result) {
  int64_t value = testFail(context, static_cast<int64_t>(args[0]));
  std::memcpy(result, &value, sizeof value);
}

template <typename Function>
callable::Callable entry(const char* name, const char* signature, uint32_t flags, Function* function,
                         relon_thunk thunk) {
  callable::Callable callable;
  callable.name = name;
  callable.symbol = name;
  callable.signature = signature;
  callable.flags = flags;
  callable.address = reinterpret_cast<void*>(function);
  callable.thunk = thunk;
  return callable;
}

callable::Set makeSet() {
  callable::Set set;
  set.add(entry("test.add7", "(Int) -> Int", relon_callable_pure, testAdd7, add7Thunk));
  set.add(entry("test.half", "(Float) -> Float", relon_callable_pure, testHalf, halfThunk));
  set.add(entry("test.not", "(Bool) -> Bool", relon_callable_pure, testNot, notThunk));
  set.add(entry("test.none", "() -> None", relon_callable_pure, testNone, noneThunk));
  set.add(entry("test.join", "(String, String) -> String", relon_callable_takes_context, testJoin, joinThunk));
  set.add(entry("test.pair", "(Int) -> (Int, Bool)", relon_callable_pure, testPair, pairThunk));
  set.add(entry("test.fail", "(Int) -> Int", relon_callable_takes_context, testFail, failThunk));
  return set;
}

}

const callable::Set& testCallables() {
  static const callable::Set set = makeSet();
  return set;
}

}
