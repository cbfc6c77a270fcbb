#include <gtest/gtest.h>

#include "codegen/value_range.h"
#include "parsed.h"

namespace relon::codegen {
namespace {

const ir::Op* only(const ir::Function& function, ir::Opcode code) {
  for (const ir::Op& op : function.ops) {
    if (op.code == code) return &op;
  }
  return nullptr;
}

// One operation on a remainder by `divisor` and a constant.
bool proves(const std::string& op, const std::string& divisor, const std::string& constant) {
  ir::Module module =
      parsed("module \"m\"\nfunc @main(%x: Int) -> Int {\n  %d = const.int " + divisor + "\n  %c = const.int " +
             constant + "\n  %r = int.rem! %x, %d\n  %s = " + op + " %r, %c\n  return %s\n}\nentry @main(x)\n");
  const ir::Function& function = module.functions[0];
  return ValueRanges(function).proves(function.ops[3]);
}

TEST(ValueRanges, SumsNearTheLimits) {
  EXPECT_TRUE(proves("int.add", "10", "9223372036854775798"));
  EXPECT_FALSE(proves("int.add", "10", "9223372036854775799"));
  EXPECT_TRUE(proves("int.sub", "10", "9223372036854775798"));
  EXPECT_TRUE(proves("int.sub", "10", "-9223372036854775798"));
  EXPECT_FALSE(proves("int.sub", "10", "-9223372036854775799"));
}

TEST(ValueRanges, Products) {
  EXPECT_TRUE(proves("int.mul", "3", "4611686018427387903"));
  EXPECT_FALSE(proves("int.mul", "4", "4611686018427387903"));
  EXPECT_FALSE(proves("int.mul", "3", "-9223372036854775808"));
}

TEST(ValueRanges, DivisionNeedsADivisorThatIsNeitherZeroNorMinusOneForMin) {
  EXPECT_TRUE(proves("int.div", "10", "7"));
  EXPECT_TRUE(proves("int.div", "10", "-1"));
  EXPECT_FALSE(proves("int.div", "10", "0"));
}

TEST(ValueRanges, MinByMinusOne) {
  ir::Module module = parsed(R"(module "m"
func @main(%x: Int) -> Int {
  %c = const.int -1
  %s = int.rem %x, %c
  return %s
}
entry @main(x)
)");
  EXPECT_FALSE(ValueRanges(module.functions[0]).proves(module.functions[0].ops[1]));
}

TEST(ValueRanges, LoopElementsLieBetweenTheBounds) {
  ir::Module module = parsed(R"(module "m"
func @main(%n: Int) -> Int {
  %z = const.int 0
  %k = const.int 7
  %s = each range %z, %n, %z (%i: Int, %x: Int, %acc: Int) {
    %r = int.rem %x, %k
    yield %r
  }
  return %s
}
entry @main(n)
)");
  const ir::Function& function = module.functions[0];
  ValueRanges ranges(function);
  const ir::Op* rem = only(function, ir::Opcode::IntRem);
  EXPECT_TRUE(ranges.proves(*rem));
  EXPECT_EQ(ranges.of(rem->operands[0]).first, 0);
  EXPECT_EQ(ranges.of(rem->results[0]).last, 6);
  EXPECT_TRUE(ranges.of(only(function, ir::Opcode::Each)->results[0]).isFull());
}

}
}
