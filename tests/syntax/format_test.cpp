#include "syntax/format.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "parse.h"
#include "syntax/token.h"

namespace relon::syntax {
namespace {

std::string formatted(const std::string& text) {
  Parsed parsed(text);
  EXPECT_TRUE(parsed.accepted()) << parsed.place() << " " << parsed.first() << "\n" << text;
  return parsed.accepted() ? format(parsed.ast, parsed.sources) : "";
}

// What must hold of every text that parses; false if something does not.
bool staysTheSameProgram(const std::string& text) {
  const std::string once = formatted(text);
  EXPECT_TRUE(sameButForLayout(text, once)) << text << "\nbecame\n" << once;
  EXPECT_EQ(dump(Parsed(text).ast), dump(Parsed(once).ast)) << once;
  EXPECT_EQ(formatted(once), once) << text;
  EXPECT_TRUE(once.ends_with('\n') && !once.ends_with("\n\n")) << once;
  EXPECT_EQ(once.find("\n\n\n"), std::string::npos) << once;
  return !testing::Test::HasFailure();
}

std::vector<std::string> programs() {
  std::vector<std::string> texts;
  for (const char* folder : {"tests/conformance/cases", "tests/golden", "examples", "bench"}) {
    const std::filesystem::path root = std::filesystem::path(RELON_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".relon") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      if (Parsed(text.str()).accepted()) texts.push_back(text.str());
    }
  }
  return texts;
}

using Gaps = std::vector<const char*>;
const Gaps kAnyGaps = {" ",    " ",  " ",        "\n",       "\n",        "\n\n\n",
                       "\r\n", "\t", " // x \n", "\n// y\n", " /* z */ ", "\n/* a\n b */\n"};
const Gaps kFewLines = {" ", " ", " ", " ", " ", " ", " ", " ", "\n", " /* z */ "};
const Gaps kBlanks = {" "};

// The tokens of a text with other white space and comments between them.
std::string scrambled(const std::string& text, const Gaps& gaps, std::mt19937& random) {
  const TokenList list = lex(FileId(0), text);
  std::string result;
  for (size_t i = 0; i + 1 < list.tokens.size(); ++i) {
    const bool isFString = list.tokens[i].kind == TokenKind::FStringBegin;
    const uint32_t begin = list.tokens[i].begin;
    if (isFString) i = list.tokens[i].match;
    result += text.substr(begin, list.tokens[i].end - begin);
    // The blank before `?[` has a meaning, and one before `.` behind a number.
    const uint32_t next = list.tokens[i + 1].begin;
    const TokenKind kind = list.tokens[i + 1].kind;
    const bool matters = kind == TokenKind::Question || kind == TokenKind::Dot || list.tokens[i].kind == TokenKind::Dot;
    result += matters ? text.substr(list.tokens[i].end, next - list.tokens[i].end) : gaps[random() % gaps.size()];
  }
  return result;
}

TEST(Format, KeepsEveryProgram) {
  const std::vector<std::string> all = programs();
  EXPECT_GT(all.size(), 500u);
  for (const std::string& text : all) ASSERT_TRUE(staysTheSameProgram(text));
}

TEST(Format, KeepsProgramsInAnyLayout) {
  std::mt19937 random(1);
  for (const std::string& text : programs())
    for (const Gaps& gaps : {kAnyGaps, kAnyGaps, kFewLines, kFewLines, kBlanks})
      ASSERT_TRUE(staysTheSameProgram(scrambled(text, gaps, random)));
}

TEST(Format, SetsBlanksByMeaning) {
  EXPECT_EQ(formatted("{a:-n- -1*!x,b:c<d&&e>f}"), "{ a: -n - -1 * !x, b: c < d && e > f }\n");
  EXPECT_EQ(formatted("{a:c?[1]:[2],b:xs?[0]?.y}"), "{ a: c ? [1] : [2], b: xs?[0]?.y }\n");
  EXPECT_EQ(formatted("{ Dict < String,List<Int> > d : { } }"), "{ Dict<String, List<Int>> d: {} }\n");
  EXPECT_EQ(formatted("[x for x in[1]if(x)>0]"), "[x for x in [1] if (x) > 0]\n");
  EXPECT_EQ(formatted("{ ...< P >q,[k]:(1,),t:() }"), "{ ...<P> q, [k]: (1,), t: () }\n");
  EXPECT_EQ(formatted("{f(Int a)->Int:g (a , b = 2)[ 0 ],h:(x)=>x|f}"),
            "{ f(Int a) -> Int: g(a, b=2)[0], h: (x) => x | f }\n");
  EXPECT_EQ(formatted("{#default(1)(Int,Int)p:*,a:& root . b[ & index ]}"),
            "{ #default (1) (Int, Int) p: *, a: &root.b[&index] }\n");
  EXPECT_EQ(formatted("[n match{A(x):1,E.B{r:_}:2,_:3},1 .abs()]"),
            "[n match { A(x): 1, E.B { r: _ }: 2, _: 3 }, 1 .abs()]\n");
}

// `1.0` would be a Float.
TEST(Format, KeepsTheDotBehindANumberApart) {
  for (const char* text : {"1 .x\n", "1 .0\n", "1. 0\n", "t.0.1\n", "1.5 .x\n"}) EXPECT_EQ(formatted(text), text);
  EXPECT_EQ(formatted("t . 0 . 1"), "t.0.1\n");
}

TEST(Format, GivesDirectivesTheirLines) {
  EXPECT_EQ(formatted("#relaxed #import*from\"std/list\"#enum E{A,B (Int)}\n\n\n#main(Int n)->Int n"),
            "#relaxed\n#import * from \"std/list\"\n#enum E { A, B(Int) }\n\n#main(Int n) -> Int\nn\n");
  EXPECT_EQ(formatted("#schema P{Int x:*}with{a()->Int:1 #native b(o:P)->Int}\n{}"),
            "#schema P { Int x: * } with {\n    a() -> Int: 1\n    #native b(o: P) -> Int\n}\n{}\n");
}

TEST(Format, OpensWhatIsLongOrWasWrittenOpen) {
  EXPECT_EQ(formatted("{\na:[1,\n2]}"), "{\n    a: [1, 2]\n}\n");
  EXPECT_EQ(formatted("{ a: 1,\n\n\n\nb: 2, }"), "{\n    a: 1,\n\n    b: 2,\n}\n");
  const std::string word(20, 'w');
  const std::string row = "[" + word + ", " + word + ", " + word + ", ";
  EXPECT_EQ(formatted(row + "123456789012]"), row + "123456789012]\n");
  EXPECT_EQ(formatted(row + "1234567890123]"),
            "[\n    " + word + ",\n    " + word + ",\n    " + word + ",\n    1234567890123\n]\n");
}

TEST(Format, OpensOnlyTheLastArgumentIfThatWillDo) {
  EXPECT_EQ(formatted("f([\n1])"), "f([\n    1\n])\n");
  EXPECT_EQ(formatted("f(a, (x) => {\nb: x})"), "f(a, (x) => {\n    b: x\n})\n");
  EXPECT_EQ(formatted("f({\na: 1}, {\nb: 2})"), "f(\n    {\n        a: 1\n    },\n    {\n        b: 2\n    }\n)\n");
}

TEST(Format, KeepsLinesWithinEntries) {
  EXPECT_EQ(formatted("{\na: b\n? c\n:\nd, #internal\nx: y\n&& z }"),
            "{\n    a: b\n        ? c\n        :\n        d,\n    #internal\n    x: y\n        && z\n}\n");
  EXPECT_EQ(formatted("a\n.b()\n.c"), "a\n    .b()\n    .c\n");
}

// The flat form of a layout with the line breaks removed.
std::string joined(const std::string& text) {
  std::string flat;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && (text[i] != ' ' || !flat.ends_with(' '))) flat += text[i];
    if (text[i] == '\n' && !flat.ends_with(' ')) flat += ' ';
  }
  return flat;
}

TEST(Format, BreaksLongChainsBeforeTheirLoosestOperators) {
  const std::string layouts[] = {R"(first_of_the_operands
    || second_of_the_operands && third_of_the_operands
    || fourth_of_the_operands == fifth
)",
                                 R"(first_of_the_operands
    | second_of_the_operands
    | third_of_the_operands
    | fourth_of_the_operands
)",
                                 R"(first_of_the_operands
    + second_of_the_operands
    - third_of_the_operands * 2
    + fourth_of_the_operands
)",
                                 R"(first_of_the_operands
    || second_of_the_operands
    || third_of_the_operands_is_longer_than_the_others_are_and_does_not_fit_
        && fourth_of_the_operands
)",
                                 R"(first_of_the_operands_is_longer_than_the_others_are_and_does_not_fit
        && second_of_the_operands
    || third_of_the_operands
)",
                                 R"(f(first_of_the_operands + second_of_the_operands + third_of_the_operands
    == fourth_of_the_operands)
)",
                                 R"((first_of_the_operands
    + second_of_the_operands
    + third_of_the_operands
    + fourth_of_the_operands)
    * 2
)"};
  for (const std::string& layout : layouts) EXPECT_EQ(formatted(joined(layout)), layout);
}

TEST(Format, BreaksLongConditionalsAsLadders) {
  const std::string layouts[] = {R"(first_condition && second_condition
    ? the_value_if_that_is_so_and_so + 1
    : the_value_if_that_is_not
)",
                                 R"(first_condition_of_the_ladder
    ? first_value_of_the_ladder
    : second_condition_of_the_ladder
    ? second_value_of_the_ladder
    : last_value_of_the_ladder
)",
                                 R"(first_condition_of_the_ladder
    ? second_condition_of_the_ladder ? first_value_of_the_ladder : second_value
    : last_value_of_the_ladder
)",
                                 R"(first_condition_of_the_ladder
    ? second_condition_of_the_ladder_that_is_longer
        ? first_value_of_the_ladder
        : second_value
    : last_value_of_the_ladder
)"};
  for (const std::string& layout : layouts) EXPECT_EQ(formatted(joined(layout)), layout);
}

TEST(Format, BreaksWhatIsLongInItsPlace) {
  EXPECT_EQ(formatted("{ limit: 1, total: first_condition && second_condition ? first_value_of_them : second_value }"),
            R"({
    limit: 1,
    total: first_condition && second_condition
        ? first_value_of_them
        : second_value
}
)");
  EXPECT_EQ(
      formatted("[first_operand + second_operand for item in all_of_the_items if first_operand > second_operand]"),
      R"([
    first_operand + second_operand
        for item in all_of_the_items
        if first_operand > second_operand
]
)");
  EXPECT_EQ(formatted("all_of_the_items.map((x) => { first_name: x, second_name: x }) | first_function | second"),
            R"(all_of_the_items.map((x) => { first_name: x, second_name: x })
    | first_function
    | second
)");
}

TEST(Format, BreaksBehindTheHeadIfItIsLong) {
  EXPECT_EQ(
      formatted("{\nInt amount_with_all_taxes(Int net_amount, Int rate): first_operand_of_the_sum + second_operand }"),
      R"({
    Int amount_with_all_taxes(Int net_amount, Int rate):
        first_operand_of_the_sum + second_operand
}
)");
  EXPECT_EQ(
      formatted("{\nInt amount_with_all_taxes(Int net_amount, Int rate_of_taxes): f(net) + second_operand_that_is }"),
      R"({
    Int amount_with_all_taxes(Int net_amount, Int rate_of_taxes): f(net)
        + second_operand_that_is
}
)");
}

// A line of 80 columns with the comma behind it, and one of 81.
TEST(Format, BreaksOnlyWhatDoesNotFit) {
  const std::string word(32, 'w');
  const std::string row = "a: " + word + " + " + word + " + xx";
  EXPECT_EQ(formatted("{\n" + row + ",\nb: 1}"), "{\n    " + row + ",\n    b: 1\n}\n");
  EXPECT_EQ(formatted("{\n" + row + "x,\nb: 1}"),
            "{\n    a: " + word + "\n        + " + word + "\n        + xxx,\n    b: 1\n}\n");
  EXPECT_EQ(formatted("{\n" + row + "x // " + word + "\n}"), "{\n    " + row + "x // " + word + "\n}\n");
}

TEST(Format, OpenBracketsBreakNoChain) {
  const std::string chain =
      "all_of_the_items.map((x) => {\n    first_name: x\n}) + other_items.map((x) => {\n"
      "    second_name: x\n})\n";
  EXPECT_EQ(formatted(chain), chain);
}

TEST(Format, KeepsComments) {
  EXPECT_EQ(formatted("// head  \n{ // open\na: 1 // one\n,\n// two\nb: /* in */ 2 /* end */\n// last\n}// tail"),
            "// head\n{ // open\n    a: 1, // one\n    // two\n    b: /* in */ 2 /* end */\n    // last\n} // tail\n");
  EXPECT_EQ(formatted("f\"${ a  /* in */ }\""), "f\"${ a  /* in */ }\"\n");
}

TEST(Format, TellsOtherProgramsApart) {
  EXPECT_TRUE(sameButForLayout("{a:1} // x ", "{ a: 1 } // x"));
  EXPECT_FALSE(sameButForLayout("{ a: 1 }", "{ a: 1, }"));
  EXPECT_FALSE(sameButForLayout("{ a: 1 }", "{ a: 2 }"));
  EXPECT_FALSE(sameButForLayout("1 // x", "1 // y"));
  EXPECT_FALSE(sameButForLayout("1 // x", "1"));
}

}
}
