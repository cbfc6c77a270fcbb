#include "base/deep_stack.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <thread>

namespace relon {
namespace {

// What it stands in has a frame of at least this size, to which it returns: compilers
// do not see what is done with the bytes.
struct Frame {
  Frame() { use(); }
  ~Frame() { use(); }
  void use() const { asm volatile("" : : "r"(bytes) : "memory"); }

  static constexpr size_t kSize = 1024;
  char bytes[kSize];
};

// Any number of levels, and the threads on which they run.
class Recursion {
 public:
  int64_t run(int64_t levels) {
    return stack_.run([&]() -> int64_t {
      const Frame frame;
      threads_.insert(std::this_thread::get_id());
      return levels == 0 ? 1 : 1 + run(levels - 1);
    });
  }

  const std::set<std::thread::id>& threads() const { return threads_; }

 private:
  DeepStack stack_;
  std::set<std::thread::id> threads_;
};

TEST(DeepStack, StaysOnThisStackWhileThereIsRoom) {
  Recursion recursion;
  EXPECT_EQ(recursion.run(10), 11);
  EXPECT_EQ(recursion.threads(), std::set{std::this_thread::get_id()});
}

// A hundred megabytes; a thread's stack usually has eight.
TEST(DeepStack, GoesDeeperThanAnyStack) {
  constexpr int64_t kLevels = 100'000;
  Recursion recursion;
  EXPECT_EQ(recursion.run(kLevels), kLevels + 1);
  EXPECT_GT(recursion.threads().size(), kLevels * Frame::kSize / (size_t{16} << 20));
}

TEST(DeepStack, ComesBackToTheStackBefore) {
  Recursion recursion;
  recursion.run(20'000);
  const size_t threads = recursion.threads().size();
  EXPECT_EQ(recursion.run(10), 11);
  EXPECT_EQ(recursion.threads().size(), threads);
  EXPECT_EQ(recursion.run(20'000), 20'001);
}

// From the lower end of the stack, where the next call has another one.
class Bottom {
 public:
  template <typename Work>
  auto run(Work work) -> decltype(work()) {
    return stack_.run([&] {
      const bool isElsewhere = std::this_thread::get_id() != here_;
      return isElsewhere ? stack_.run(work) : deeper(work);
    });
  }

 private:
  template <typename Work>
  auto deeper(Work work) -> decltype(work()) {
    const Frame frame;
    return run(work);
  }

  DeepStack stack_;
  std::thread::id here_ = std::this_thread::get_id();
};

TEST(DeepStack, HandsOverAnyResult) {
  EXPECT_EQ(*Bottom().run([] { return std::make_unique<int>(7); }), 7);
  EXPECT_EQ(Bottom().run([] { return std::string(100, 'x'); }), std::string(100, 'x'));
  int called = 0;
  Bottom().run([&] { ++called; });
  EXPECT_EQ(called, 1);
}

}
}
