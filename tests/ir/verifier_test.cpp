#include <gtest/gtest.h>

#include "ir/builder.h"

namespace relon::ir {
namespace {

// Why a text that parses does not verify; empty when it does.
std::string problemOf(std::string_view text) {
  auto parsed = parseModule(text);
  if (auto* error = std::get_if<IrError>(&parsed)) return "does not parse: " + error->message;
  auto problem = verify(std::get<Module>(parsed));
  return problem ? problem->message : "";
}

std::string inBody(const std::string& body) {
  return problemOf("func @f(%n: Int, %b: Bool) -> Int {\nenter\n" + body + "\n}");
}

TEST(Verifier, AcceptsWhatIsRight) {
  EXPECT_EQ(inBody("return %n"), "");
  EXPECT_EQ(inBody("fail host_error \"\""), "");
  EXPECT_EQ(inBody("%e = list.make List<Never>\n%l = if %b {\n%x = list.make List<Int> %n\nyield %x\n} else {\nyield "
                   "%e\n}\nreturn %n"),
            "");
}

TEST(Verifier, Ends) {
  EXPECT_NE(problemOf("func @f(%n: Int) -> Int { return %n }"), "");
  EXPECT_NE(problemOf("func @f(%n: Int) -> Int { }"), "");
  EXPECT_NE(inBody(""), "");
  EXPECT_NE(inBody("enter\nreturn %n"), "");
  EXPECT_NE(inBody("yield %n"), "");
  EXPECT_NE(inBody("return %b"), "");
  EXPECT_NE(inBody("return %n\nreturn %n"), "");
  EXPECT_NE(inBody("if %b {\nreturn %n\n} else {\nyield\n}\nreturn %n"), "");
  EXPECT_NE(inBody("if %b {\nenter\nyield\n} else {\nyield\n}\nreturn %n"), "");
  EXPECT_NE(inBody("if %b {\n} else {\nyield\n}\nreturn %n"), "");
}

TEST(Verifier, Yields) {
  EXPECT_NE(inBody("%x = if %b {\nyield %n\n} else {\nyield\n}\nreturn %n"), "");
  EXPECT_NE(inBody("%x = if %b {\nyield %n\n} else {\nyield %b\n}\nreturn %n"), "");
  EXPECT_NE(inBody("%s = each range %n, %n, %n (%i: Int, %x: Int, %a: Int) {\nyield %b\n}\nreturn %n"), "");
  EXPECT_NE(inBody("%s = each range stops %n, %n, %n (%i: Int, %x: Int, %a: Int) {\nyield %n, %n\n}\nreturn %n"), "");
  EXPECT_EQ(inBody("%s = each range stops %n, %n, %n (%i: Int, %x: Int, %a: Int) {\nyield %b, %n\n}\nreturn %s"), "");
}

TEST(Verifier, BuildersAreLinear) {
  const std::string open = "%u = builder.new Builder<Int> %n\n";
  EXPECT_EQ(inBody(open + "builder.push %u, %n\n%l = builder.finish %u\nreturn %n"), "");
  EXPECT_NE(inBody(open + "%l = builder.finish %u\nbuilder.push %u, %n\nreturn %n"), "");
  EXPECT_NE(inBody(open + "%l = builder.finish %u\n%m = builder.finish %u\nreturn %n"), "");
  EXPECT_NE(inBody(open + "%t = struct.make (Builder<Int>,) %u\nreturn %n"), "");
  EXPECT_NE(inBody(open + "each range %n, %n (%i: Int, %x: Int) {\n%l = builder.finish %u\nyield\n}\nreturn %n"), "");
  EXPECT_EQ(
      inBody(
          open +
          "%l = if %b {\n%p = builder.finish %u\nyield %p\n} else {\n%q = builder.finish %u\nyield %q\n}\nreturn %n"),
      "");
  EXPECT_NE(inBody(open + "if %b {\n%p = builder.finish %u\nyield\n} else {\nyield\n}\nbuilder.push %u, %n\nreturn %n"),
            "");
  EXPECT_EQ(inBody("each range %n, %n (%i: Int, %x: Int) {\n" + open + "%l = builder.finish %u\nyield\n}\nreturn %n"),
            "");
}

TEST(Verifier, TypesHaveASize) {
  EXPECT_NE(problemOf("record A { b: B } record B { a: (A, Int) }"), "");
  EXPECT_EQ(problemOf("record A { b: List<A>, f: Fn<A, A> }"), "");
}

TEST(Verifier, Entries) {
  const std::string f =
      "func @f[%c: Int](%n: Int) -> Int { enter return %n } func @g(%n: Int) -> Int { enter return %n }";
  EXPECT_NE(problemOf(f + "entry @f(n)"), "");
  EXPECT_NE(problemOf(f + "entry @g"), "");
  EXPECT_NE(problemOf(f + "entry @g()"), "");
  EXPECT_EQ(problemOf(f + "entry @g(n)"), "");
}

// What the parser never makes: values used before they are defined, shared regions and ops.
TEST(Verifier, Scopes) {
  auto parsed = parseModule(
      "func @f(%n: Int, %b: Bool) -> Int {\nenter\n%x = if %b {\n%y = int.neg %n\nyield %y\n} else {\nyield "
      "%n\n}\nreturn %x\n}");
  const Module good = std::get<Module>(parsed);
  ASSERT_FALSE(verify(good));
  auto broken = [&](auto change) {
    Module module = good;
    change(module.functions[0]);
    return verify(module).has_value();
  };
  auto opOf = [](Function& function, Opcode code) -> Op& {
    for (Op& op : function.ops) {
      if (op.code == code) return op;
    }
    return function.ops[0];
  };
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::Return).operands[0] = opOf(f, Opcode::IntNeg).results[0]; }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::IntNeg).operands[0] = opOf(f, Opcode::IntNeg).results[0]; }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::IntNeg).operands[0] = ValueId(99); }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::IntNeg).results.clear(); }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::IntNeg).attribute = int64_t{1}; }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::If).regions[1] = opOf(f, Opcode::If).regions[0]; }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::If).regions[1] = RegionId(99); }));
  EXPECT_TRUE(broken([&](Function& f) { opOf(f, Opcode::If).regions[1] = f.body; }));
  EXPECT_TRUE(
      broken([&](Function& f) { f.region(f.body).ops.insert(f.region(f.body).ops.begin(), f.region(f.body).ops[0]); }));
  EXPECT_TRUE(broken([&](Function& f) { f.region(f.body).ops.push_back(OpId(99)); }));
  EXPECT_TRUE(broken([&](Function& f) { f.captures = 3; }));
  EXPECT_TRUE(broken([&](Function& f) { f.values[0].type = TypeId(999); }));
}

}
}
