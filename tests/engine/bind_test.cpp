#include <gtest/gtest.h>

#include <stdexcept>

#include "programs.h"

namespace relon::test {
namespace {

int64_t twice(int64_t n) {
  return 2 * n;
}

Result<int64_t> callTwice(const Engine& engine, int64_t n) {
  const Program program = load(engine, kTwice);
  Context context;
  return (*program.entry<int64_t(int64_t)>())(context, n);
}

TEST(Bind, TakesFunctionPointers) {
  Engine engine;
  engine.bind("twice", &twice);
  EXPECT_EQ(*callTwice(engine, 21), 42);
}

TEST(Bind, TakesLambdasWithCaptures) {
  int64_t calls = 0;
  const int64_t factor = 3;
  Engine engine;
  engine.bind("twice", [&calls, factor](int64_t n) {
    ++calls;
    return factor * n;
  });
  EXPECT_EQ(*callTwice(engine, 5), 15);
  EXPECT_EQ(calls, 1);
}

TEST(Bind, TheLastOneCounts) {
  Engine engine;
  engine.bind("twice", &twice).bind("twice", [](int64_t n) { return n; });
  EXPECT_EQ(*callTwice(engine, 5), 5);
}

TEST(Bind, AMissingFunctionFailsWhenItIsCalled) {
  const Result<int64_t> result = callTwice(Engine(), 5);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "function_not_found");
}

TEST(Bind, AnotherTypeIsAnErrorOfLoading) {
  Engine engine;
  engine.bind("twice", [](double x) { return x; });
  const Result<Program> program = engine.loadText("test.rir", kTwice);
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.error().code, "host_type_mismatch");
}

TEST(Bind, AnExceptionIsAHostError) {
  Engine engine;
  engine.bind("twice", [](int64_t) -> int64_t { throw std::runtime_error("no luck"); });
  const Result<int64_t> result = callTwice(engine, 5);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "host_error");
  EXPECT_NE(result.error().message.find("no luck"), std::string::npos);
}

TEST(Bind, AFunctionCanFailThroughItsContext) {
  Engine engine;
  engine.bind("twice", [](Context& context, int64_t n) -> int64_t {
    if (n < 0) context.fail(ErrorKind::validation_failed, "negative");
    return n;
  });
  EXPECT_EQ(*callTwice(engine, 5), 5);
  EXPECT_EQ(callTwice(engine, -5).error().code, "validation_failed");
}

TEST(Bind, ProgramsKeepTheirFunctions) {
  auto engine = std::make_unique<Engine>();
  engine->bind("twice", [text = std::string(100, 'x')](int64_t n) { return n + static_cast<int64_t>(text.size()); });
  const Program program = load(*engine, kTwice);
  engine.reset();
  EXPECT_EQ(*program.run(R"({"n": 1})"), "101");
}

TEST(Bind, ALaterConfigurationIsForLaterLoads) {
  Engine engine;
  engine.bind("twice", &twice);
  const Program early = load(engine, kTwice);
  engine.bind("twice", [](int64_t n) { return n; });
  EXPECT_EQ(*early.run(R"({"n": 2})"), "4");
  EXPECT_EQ(*load(engine, kTwice).run(R"({"n": 2})"), "2");
}

TEST(Native, ReportsWrongDeclarations) {
  Engine engine;
  EXPECT_TRUE(engine.addNative("mix(Int, Float) -> Int !reads_clock").ok());
  EXPECT_FALSE(engine.addNative("mix(Int").ok());
  EXPECT_FALSE(engine.addNative("mix(Int) -> Int !flies").ok());
}

}
}
