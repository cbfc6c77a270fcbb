#include <gtest/gtest.h>

#include <thread>

#include "artifact/jit.h"
#include "parsed.h"
#include "relon/context.h"

namespace relon::codegen {
namespace {

constexpr std::string_view kFib = R"(module "m"
func @fib(%n: Int) -> Int {
  enter
  %two = const.int 2
  %small = int.lt %n, %two
  %r = if %small {
    yield %n
  } else {
    %one = const.int 1
    %a = int.sub %n, %one
    %b = int.sub %n, %two
    %x = call @fib %a
    %y = call @fib %b
    %z = int.add %x, %y
    yield %z
  }
  return %r
}
entry @fib(n)
)";

using Scalar = relon_status (*)(relon_context*, int64_t, int64_t*);

TEST(JitCode, RunsInManyThreadsAtATime) {
  ir::Module module = parsed(kFib);
  auto code = artifact::jitCompile(module, {}, nullptr, {});
  ASSERT_TRUE(code) << code.error().message;
  auto entry = reinterpret_cast<Scalar>((*code)->scalarEntry());
  std::vector<int64_t> results(8);
  std::vector<std::thread> threads;
  for (int64_t& result : results) {
    threads.emplace_back([&result, entry] {
      Context context;
      for (int i = 0; i < 100; ++i) {
        relon_context_reset(&context);
        if (entry(&context, 18, &result) != relon_ok) result = -1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int64_t result : results) EXPECT_EQ(result, 2584);
}

TEST(JitCode, CompilesInManyThreadsAtATime) {
  ir::Module module = parsed(kFib);
  std::vector<int64_t> results(4);
  std::vector<std::thread> threads;
  for (int64_t& result : results) {
    threads.emplace_back([&] {
      auto code = artifact::jitCompile(module, {}, nullptr, {});
      if (!code) return;
      Context context;
      reinterpret_cast<Scalar>((*code)->scalarEntry())(&context, 10, &result);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int64_t result : results) EXPECT_EQ(result, 55);
}

// However much depth is granted, the stack ends first and it is an error.
TEST(JitCode, EndlessRecursionIsAnError) {
  ir::Module module = parsed(R"(module "m"
func @f(%n: Int) -> Int {
  enter @0:0-1
  %one = const.int 1
  %x = call @f %n
  %y = int.add %x, %one
  return %y
}
entry @f(n)
)");
  for (int optimisation : {0, 3}) {
    auto code = artifact::jitCompile(module, {}, nullptr, {.optimisation = optimisation});
    ASSERT_TRUE(code) << code.error().message;
    Context context;
    context.max_depth = INT64_MAX;
    int64_t result = 0;
    EXPECT_EQ(reinterpret_cast<Scalar>((*code)->scalarEntry())(&context, 1, &result), relon_recursion_limit_exceeded);
    EXPECT_GE(context.site, 0);
  }
}

}
}
