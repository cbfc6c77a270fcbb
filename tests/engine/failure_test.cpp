#include <gtest/gtest.h>

#include <stdexcept>

#include "programs.h"

namespace relon::test {
namespace {

constexpr const char* kLoop = R"(module "loop"
func @main(%n: Int) -> Int {
  enter
  charge %n
  %zero = const.int 0
  %s = each range %zero, %n, %zero (%i: Int, %x: Int, %sum: Int) {
    %t = int.add %sum, %x
    yield %t
  }
  return %s
}
entry @main(n)
)";

constexpr const char* kDeep = R"(module "deep"
func @down(%n: Int) -> Int {
  enter
  %zero = const.int 0
  %end = int.le %n, %zero
  %r = if %end {
    yield %zero
  } else {
    %one = const.int 1
    %m = int.sub %n, %one
    %x = call @down %m
    yield %x
  }
  return %r
}
entry @down(n)
)";

Error failure(const Engine& engine, const char* text, const char* arguments) {
  const Result<std::string> json = load(engine, text).run(arguments);
  if (json) throw std::runtime_error("succeeded with " + *json);
  return json.error();
}

TEST(Failure, StepsAreCounted) {
  Engine engine;
  engine.limits({.max_steps = 11});
  EXPECT_EQ(*load(engine, kLoop).run(R"({"n": 10})"), "45");
  const Error error = failure(engine, kLoop, R"({"n": 11})");
  EXPECT_EQ(error.code, "step_limit_exceeded");
  EXPECT_NE(error.message.find("11"), std::string::npos);
}

TEST(Failure, DepthIsCounted) {
  Engine engine;
  engine.limits({.max_depth = 100});
  EXPECT_EQ(*load(engine, kDeep).run(R"({"n": 99})"), "0");
  EXPECT_EQ(failure(engine, kDeep, R"({"n": 100})").code, "recursion_limit_exceeded");
}

TEST(Failure, JsonFormat) {
  Engine engine;
  engine.errorFormat(ErrorFormat::Json);
  const Error error = failure(engine, kNegate, R"({"n": -9223372036854775808})");
  EXPECT_TRUE(error.message.starts_with(R"([{"code":"numeric_overflow","severity":"error",)"));
  EXPECT_TRUE(error.message.ends_with("}]\n"));
}

TEST(Failure, TextNamesTheFile) {
  const Error error = failure(Engine(), kNegate, R"({"n": -9223372036854775808})");
  EXPECT_TRUE(error.message.starts_with("test.rir"));
  EXPECT_NE(error.message.find("error[numeric_overflow]: Int "), std::string::npos);
}

TEST(Load, NamesTheLineOfAnIrError) {
  const Result<Program> program = Engine().loadText("bad.rir", "module \"x\"\nfunc oops\n");
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.error().code, "ir_error");
  EXPECT_TRUE(program.error().message.starts_with("bad.rir:2: error[ir_error]: ")) << program.error().message;
}

TEST(Load, NeedsAnEntry) {
  EXPECT_EQ(Engine().loadText("bad.rir", "module \"x\"\n").error().code, "ir_error");
}

TEST(Load, SaysWhyAFileCannotBeRead) {
  const Result<Program> program = Engine().load("/nowhere/price.relon");
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.error().code, "io_error");
  EXPECT_TRUE(program.error().message.starts_with("/nowhere/price.relon: error[io_error]: "));
  EXPECT_EQ(Engine().load("/").error().code, "io_error");
}

}
}
