#include <gtest/gtest.h>

#include "ir/module.h"

namespace relon::ir {
namespace {

Module parsed(std::string_view text) {
  auto result = parseModule(text);
  if (auto* error = std::get_if<IrError>(&result)) {
    ADD_FAILURE() << "line " << error->line << ": " << error->message << '\n' << text;
    return {};
  }
  return std::move(std::get<Module>(result));
}

IrError parseError(std::string_view text) {
  auto result = parseModule(text);
  if (std::holds_alternative<IrError>(result)) return std::get<IrError>(result);
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

constexpr std::string_view kEverything = R"(module "all \"of\" it\\\0a"
record Order { qty: Int, price: Float, lines: List<Line> } open
record "strange name" { "a b": Int }
record Line { id: String }
record Empty { }
callable "tax" @tax_symbol (Float, {a: Int, "b c": (Int,)}) -> Float pure walks_arguments
callable "geo.now" @now () -> None takes_context gate reads_clock gate 40

func @add[%c: Int](%x: Int) -> Int {
  enter
  %0 = int.add! %c, %x
  return %0
}

func @"odd name"(%o: Order, %n: Int) -> (Int, List<String>, ()) {
  enter
  %a = const.float nan
  %b = const.float -inf
  %c = const.float -0.0
  %d = const.float 0.1
  %e = const.float 1e+300
  %f = const.float 5e-324
  %g = const.text "\"\\\n\r\t\00\1f\7fé;"
  %h = const.bool true
  %k = const.int -9223372036854775808
  %unit = struct.make ()
  %none = list.make List<String>
  %fn = closure.make @add %k
  %i = call.closure %fn, %n
  %r = if %h {
    %j = call @add %n, %i
    yield %j
  } else {
    fail validation_failed "no \"luck\""
  }
  %s = each range stops %k, %r, %k (%i1: Int, %x: Int, %acc: Int) {
    charge %x
    yield %h, %acc
  }
  %builder = builder.new Builder<String> %s
  each list %none (%p: Int, %q: String) {
    builder.push %builder, %q
    yield
  }
  %t = builder.finish %builder
  %u = attempt {
    check.cap network
    check.cap 63
    yield %t
  } else {
    yield %none
  }
  %v = struct.make (Int, List<String>, ()) %s, %u, %unit
  return %v
}

entry @"odd name"(o, "n n")
)";

TEST(Text, PrintsWhatItParsed) {
  std::string first = print(parsed(kEverything));
  std::string expected(kEverything);
  // The one escape that has a shorter form.
  expected.replace(expected.find("\\0a\"\n"), 5, "\\n\"\n");
  EXPECT_EQ(first, expected);
  EXPECT_EQ(print(parsed(first)), first);
  EXPECT_FALSE(verify(parsed(first))) << verify(parsed(first))->message;
}

TEST(Text, RecordsKeepTheirOrder) {
  std::string text = "module \"\"\nrecord A { b: List<B> }\nrecord C { x: Int }\nrecord B { a: List<A> }\n";
  EXPECT_EQ(print(parsed(text)), text);
}

TEST(Text, SpansArePrintedOnRequest) {
  std::string text =
      "module \"m\"\n\nfunc @f() -> Int @0:0-9 {\n  enter @0:1-2\n  %0 = const.int 7 @3:4-5\n  return %0\n}\n\nentry "
      "@f\n";
  Module module = parsed(text);
  EXPECT_EQ(print(module, {.spans = true}), text);
  std::string plain = print(module);
  EXPECT_EQ(plain.find("@0"), std::string::npos);
  EXPECT_EQ(print(parsed(plain)), plain);
}

TEST(Text, RepeatedNamesBecomeUnique) {
  Module module = parsed("func @f(%a: Int, %b: Int) -> Int { enter return %b }");
  module.functions[0].values[0].name = "x";
  module.functions[0].values[1].name = "x";
  module.functions.push_back(module.functions[0]);
  std::string text = print(module);
  EXPECT_NE(text.find("(%x: Int, %x.1: Int)"), std::string::npos) << text;
  EXPECT_NE(text.find("func @f.1("), std::string::npos) << text;
  EXPECT_EQ(print(parsed(text)), text);
}

TEST(Text, ErrorsNameTheLine) {
  IrError error = parseError("func @f() -> Int {\n  enter\n  %a = int.add %b, %b\n  return %a\n}");
  EXPECT_EQ(error.line, 3u);
  EXPECT_EQ(error.message, "`%b` is not defined here");
  EXPECT_EQ(parseError("func @f() -> Int {\n enter\n %a = int.ad\n}").message, "no such operation: `int.ad`");
}

TEST(Text, RejectsBadText) {
  for (std::string_view text : {
           "func",
           "func @",
           "func @f",
           "func @f(",
           "func @f() -> Int {",
           "func @f() -> Foo { enter }",
           "entry @x",
           "record",
           "record Int {}",
           "record A { a: A",
           "record A {} record A {}",
           "callable \"x\" @x (",
           "\"",
           "%",
           "@",
           "module",
           "module \"\\q\"",
           "func @f() -> Int { %a = const.int 99999999999999999999 return %a }",
           "func @f() -> Int { %a = const.float 1e999 }",
           "func @f() -> Int { %a = struct.get 5 %a }",
           "func @f(%a: (Int,)) -> Int { %b = struct.get 1 %a }",
           "func @f(%a: Int) -> Int { %b = list.get %a, %a }",
           "func @f(%a: Int) -> Int { %a = const.int 1 }",
           "func @f() -> Int { if { } else { } }",
           "func @f(%b: Bool) -> Int { if %b { yield } }",
           "func @f() -> Int { else { } }",
           "func @f() -> Int { %x = call @g }",
           "func @f() -> Int { %x = call \"g\" }",
           "func @f() -> List<> { }",
           "func @f() -> Int { fail 99999999999 \"\" }",
           "func @f() -> Int { check.cap 64 }",
           "func @f() -> Int @1:5-2 { }",
           "func @f() -> Int @1 { }",
           "entry @f entry @f",
           "func @f() -> \"\" {}",
           "func @f(%x: Int) -> Int { each range %x (%i: Int, %e: Int) { yield } }",
           "func @f(%x: Int) -> Int { each list %x (%i: Int, %e: Int) { yield } }",
       }) {
    parseError(text);
  }
}

TEST(Text, DeepNestingIsAnError) {
  std::string types = "func @f() -> ";
  std::string regions = "func @f(%b: Bool) -> Int {\n";
  for (int i = 0; i < 100000; ++i) types += "List<", regions += "if %b {\n";
  parseError(types);
  parseError(types + "Int" + std::string(100000, '>') + " { }");
  parseError(regions + std::string(100001, '}'));
}

// Every prefix, every single deletion and a few thousand mixed-up texts: none may crash.
TEST(Text, GarbageNeverCrashes) {
  std::string text(kEverything);
  uint64_t state = 1;
  auto random = [&](size_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>(state >> 33) % bound;
  };
  auto tryOne = [](std::string_view candidate) {
    auto result = parseModule(candidate);
    if (auto* module = std::get_if<Module>(&result)) {
      (void)verify(*module);
      std::string printed = print(*module);
      EXPECT_EQ(print(parsed(printed)), printed);
    }
  };
  for (size_t i = 0; i < text.size(); ++i) {
    tryOne(text.substr(0, i));
    tryOne(text.substr(0, i) + text.substr(i + 1));
  }
  for (int round = 0; round < 3000; ++round) {
    std::string mixed = text;
    for (size_t edits = 1 + random(4); edits > 0; --edits) {
      size_t from = random(mixed.size()), to = random(mixed.size());
      mixed.replace(to, random(4), mixed.substr(from, random(20)));
    }
    tryOne(mixed);
  }
}

}
}
