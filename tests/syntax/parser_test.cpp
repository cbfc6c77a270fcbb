#include <gtest/gtest.h>

#include <cmath>

#include "parse.h"

namespace relon::syntax {
namespace {

// Sections 4, 7 and 9 of the reference, file 01, with the changes of file 00.
constexpr const char* kAccepted[] = {
    R"({ a: 1, "b c": 2, r"d": 3, [<String> "e" + "f"]: 4 })",
    "[n * n for n in range(4) if n % 2 == 1]",
    R"(f"${1 + 1}{x}")",
    "\"a\\\n   b\"",
    "(1,)",
    "()",
    "(1)",
    "{ Int add(Int a, Int b): a + b, s: add(2, b=3) }",
    "{ a: 1,, }",
    "{ , }",
    "{}",
    "x match {}",
    "f(...xs)",
    "(...xs,)",
    "{ true: 1, for: 2, match: 3, null: 4 }",
    "x.match",
    "{ a: null }",
    "c ? [1] : [2]",
    "flag ? { a: 1 } : { b: 2 }",
    "f(a<b, c>d)",
    "[a<b, c>d]",
    "{ x: a<b, y: b>c }",
    "c ? xs?[0] : y",
    "xs ? [0]",
    "a ? b ? [1] : [2] : c",
    "c ? xs?[0] : d ? [1] : [2]",
    "t.0.1",
    "t.0 .1",
    "(t.0).1",
    "f(1)(2)",
    "((x) => x)(1)",
    "(f(1))(2)",
    "&sibling.f(1)",
    "&root.lib.g()",
    "range(3)[1]",
    "(1, 2).0",
    "{ a: 1 }.a",
    "xs?.a?[0]",
    "-9223372036854775808",
    "-0x8000000000000000",
    R"("\ud83d\ude00")",
    R"("\u{1F600}")",
    "#schema S { Int n: * } [1, 2]",
    "#schema S { Int n: * } (1, 2)",
    "#schema S { Int n: * } -1",
    "#schema S (Int, String) [1]",
    "#schema S Int 1",
    "#schema B &sibling.A + { Int n: * } {}",
    "#import lib from \"m\" lib.x",
    "#import lib from \"m\" sum([1])",
    "#import lib from \"m\" sha256:\"ab\" {}",
    "#import { a as b, c } from \"m\" {}",
    "#brand geo.Point { x: 1 }",
    "{ p: #brand geo.Point { x: 1 } }",
    "#brand \"geo.Point\" { x: 1 }",
    "{ #default 0 Int n: * }",
    "{ #default 0 (Int, Int) p: * }",
    "{ #default xs?[0] Int n: * }",
    "((Int, Int) p) -> (Int, Int) => p",
    "(x) -> Tuple<Int, Int> => x",
    "{ f((Int, Int) p) -> (Int, Int): p }",
    "#main((Int, Int) p) -> (Int, Int) p",
    "{ #schema P: { Int x: * } }",
    "{ #schema P { Int x: * }, P p: { x: 1 } }",
    "{ #main(Int x), y: x }",
    "#enum E { A, , B { r: Int }, C(Int) } 1",
    "#schema S { Int n: * } with { #native len() -> Int #internal a<T>(x: T) -> T: x #derive Eq } {}",
    "#extend String with { twice() -> String: this + this } 1",
    "x match { Int: 1, Shape.Circle(r): 2, Shape.Box { w, h: _ }: 3, _: 4 }",
    "Shape.Circle { r: 1.0 }",
    "a.b where { a: 1 }",
    "x.y match { _: 1 }",
    "{ List<(Int, String)> r: [] }",
    "{ Int \"my key\": 1, (Int, String) p: x, geo.Point q: y }",
    "[@f 1 + 2, @g(1) x]",
    "[List<Int>, Int, Any]",
    "f#\"a\\q${x}\"#",
    "f\"${f\"${\"}\"}\"}\"",
    "r##\"a\"# b\"##",
    "/* c */ 1 // d",
    "007",
    "1e400",
    "0b101 + 0o17",
};

constexpr const char* kRejected[] = {
    "{ a: 1 b: 2 }",
    "[1 2]",
    "{ a 1 }",
    "{ a: }",
    "{} {}",
    "1 2",
    "",
    "#relaxed",
    "\"a\" ++ \"b\"",
    "+1",
    "x => x",
    "0x",
    "\"\\q\"",
    "#schema P { Int x: * }",
    "9223372036854775808",
    "-(9223372036854775808)",
    "0x8000000000000000",
    "0X1F",
    "1_000",
    "12abc",
    "1.",
    ".5",
    "\"\\ud83d\"",
    "\"\\ude00\\ud83d\"",
    "\"\\u{110000}\"",
    "\"\\0\"",
    "\"\\'\"",
    "'a'",
    "f(a=1, 2)",
    "&parent",
    "{ f\"a\": 1 }",
    "{ 1: 2 }",
    "{ _: 1 }",
    "[x for _ in xs]",
    "{ a: 1, , b: 2 }",
    "{ , a: 1 }",
    "[1,, 2]",
    "[,]",
    "f(1,,2)",
    "(1,,)",
    "#schema S with { } ",
    "{ #default , a: 1 }",
    "#main 1",
    "#main(x) 1",
    "#main(Int _) 1",
    "#strict 1",
    "#schema S { Int n: * } with { a } 1",
    "#schema S { Int n: * } with { #foo a() -> Int: 1 } 1",
    "#schema S { Int n: * } with { #derive 1 } 1",
    "#schema S { Int n: * } with { a(x: Int): 1 } 1",
    "#schema S { Int n: * } with { #native a() -> Int: 1 } 1",
    "{ @f }",
    "{ Int? n: 1 }",
    "{ List<Int?> n: 1 }",
    "f\"${}\"",
    "f\"${1 2}\"",
    "f\"${1",
    "\"abc",
    "r#\"abc\"",
    "/* open",
    "1 /* open",
    "\xEF\xBB\xBF"
    "1",
    "1 \xFF",
    "\"\xC0\x80\"",
    "x match { *: 1 }",
    "[x for x in xs,]",
    "c ? 1",
    "(1",
    "{ a: [1 }",
    "a.",
    "@f",
    "# 1",
    "1 ~ 2",
};

TEST(Parser, Accepts) {
  for (const char* text : kAccepted) {
    Parsed parsed(text);
    EXPECT_TRUE(parsed.accepted()) << text << "\n" << parsed.place() << " " << parsed.first();
    EXPECT_EQ(dump(parsed.ast).find("error"), std::string::npos) << text;
  }
}

TEST(Parser, Rejects) {
  for (const char* text : kRejected) EXPECT_FALSE(Parsed(text).accepted()) << text;
}

TEST(Parser, ReportsEachCauseOnceAndGoesOn) {
  Parsed parsed("{\n  a: ,\n  b: [1 2, +3],\n  c: (1,\n  d: 'x'\n}");
  std::string places;
  for (const Diagnostic& d : parsed.sink.all()) {
    LineColumn at = parsed.sources.lineColumn(d.span);
    places += std::to_string(at.line) + ":" + std::to_string(at.column) + " ";
  }
  EXPECT_EQ(places, "2:6 3:9 3:12 5:4 5:6 ");
}

TEST(Parser, SaysWhereTheFirstErrorIs) {
  EXPECT_EQ(Parsed("{ a: 1\n  b: 2 }").place(), "2:3");
  EXPECT_EQ(Parsed("{ é: 1 }").place(), "1:3");
  EXPECT_EQ(Parsed("1 2").place(), "1:3");
  EXPECT_EQ(Parsed("[1, \"\\q\", 2 3]").place(), "1:6");
  EXPECT_EQ(Parsed("{ a: \"x }").sink.errorCount(), 1u);
}

TEST(Parser, ReadsNumbersExactly) {
  EXPECT_EQ(Parsed("0.1").root<FloatLiteral>().value, 0.1);
  EXPECT_EQ(Parsed("1e400").root<FloatLiteral>().value, HUGE_VAL);
  EXPECT_EQ(Parsed("1e-400").root<FloatLiteral>().value, 0.0);
  EXPECT_EQ(Parsed("0x7fffffffffffffff").root<IntLiteral>().magnitude, uint64_t{INT64_MAX});
}

TEST(Parser, DecodesStrings) {
  EXPECT_EQ(Parsed(R"("\ud83d\ude00\u{e9}\/\b")").root<StringLiteral>().value, "\U0001F600\u00e9/\b");
  EXPECT_EQ(Parsed("\"a\\\n \u00a0 b\"").root<StringLiteral>().value, "ab");
  EXPECT_EQ(Parsed("r#\"\\\"q\"#").root<StringLiteral>().value, "\\\"q");
}

TEST(Parser, BindsOperators) {
  EXPECT_EQ(dump(Parsed("a + b | f() * 2 - -c").ast),
            "document\n  chain\n    name a\n    + chain\n      name b\n      | call\n        name f\n      * 2\n"
            "    - negate\n      name c\n");
}

TEST(Parser, MergesAttributesOfTheRootDict) {
  Parsed parsed("#relaxed\n{ #main(Int x) -> (Int, Int), y: x }");
  ASSERT_EQ(parsed.ast.document.attributes.list.size(), 2u);
  const auto& directive = std::get<Directive>(parsed.ast.document.attributes.list[1]);
  const auto& main = std::get<MainDirective>(directive.form);
  ASSERT_TRUE(main.result.valid());
  EXPECT_TRUE(std::holds_alternative<TupleType>(parsed.ast.type(main.result).form));
  EXPECT_EQ(parsed.root<DictExpr>().fields.size(), 2u);
}

TEST(Parser, KeepsDocumentation) {
  Parsed parsed("{\n  // about a\n  // more\n  a: 1, // not about b\n  b: 2 }");
  const auto& fields = parsed.root<DictExpr>().fields;
  EXPECT_EQ(fields[0].attributes.documentation, "about a\nmore");
  EXPECT_EQ(fields[1].attributes.documentation, "");
}

TEST(Parser, TellsAccessFromConditional) {
  EXPECT_EQ(Parsed("c ? [1] : [2]").root<ConditionalExpr>().branches.size(), 1u);
  EXPECT_TRUE(Parsed("xs ? [0]").root<AccessExpr>().optional);
  EXPECT_EQ(Parsed("a ? 1 : b ? 2 : c ? 3 : 4").root<ConditionalExpr>().branches.size(), 3u);
}

}
}
