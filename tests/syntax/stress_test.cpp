#include <gtest/gtest.h>

#include "parse.h"

namespace relon::syntax {
namespace {

std::string repeat(std::string_view text, size_t count) {
  std::string result;
  for (size_t i = 0; i < count; ++i) result += text;
  return result;
}

TEST(Stress, NestsTwoHundredAndFiftySixLevels) {
  EXPECT_TRUE(Parsed(repeat("(", 256) + "1" + repeat(")", 256)).accepted());
  for (auto [open, close] : {std::pair("(", ")"),
                             {"[", "]"},
                             {"{a:", "}"},
                             {"-", ""},
                             {"f\"${", "}\""},
                             {"...", ""},
                             {"(x)=>", ""},
                             {"c?", ":1"},
                             {"@f(", ")1"},
                             {"x match{_:", "}"},
                             {"1 where{a:", "}"}}) {
    Parsed deep(repeat(open, 100000) + "1" + repeat(close, 100000));
    ASSERT_EQ(deep.sink.errorCount(), 1u) << open << " " << deep.first();
    EXPECT_EQ(deep.sink.all()[0].code, DiagCode::nesting_too_deep) << open;
  }
  Parsed types("#main(" + repeat("List<", 100000) + "Int" + repeat(">", 100000) + " x) 1");
  EXPECT_EQ(types.sink.all()[0].code, DiagCode::nesting_too_deep);
}

TEST(Stress, TakesLongFlatTexts) {
  EXPECT_TRUE(Parsed("1" + repeat(" + 1", 10000)).accepted());
  EXPECT_TRUE(Parsed(repeat("c ? 1 : ", 10000) + "2").accepted());
  EXPECT_TRUE(Parsed("a" + repeat(".b(1)?[0]", 300)).accepted());
  EXPECT_EQ(Parsed("a" + repeat(".b(1)?[0]", 10000)).sink.all()[0].code, DiagCode::nesting_too_deep);
  EXPECT_TRUE(Parsed(repeat("a<", 100000) + "a").accepted());
  EXPECT_TRUE(Parsed("[" + repeat("a<b, ", 100000) + "]").accepted());
  EXPECT_TRUE(Parsed("\"" + std::string(1 << 20, 'a') + "\"").accepted());
  EXPECT_TRUE(Parsed("[" + repeat("1, ", 100000) + "]").accepted());
  EXPECT_EQ(dump(Parsed("1" + repeat(" + 1", 10000)).ast).size(), 9u + 8 + 6 + 10000 * 8);
}

TEST(Stress, SurvivesBrokenTexts) {
  for (const char* piece :
       {"(", ")",     "[",  "]",  "{", "}",  "<",   ">",    "?",          "?[", ":",     ",",  "#", "@",
        "&", "f\"${", "\"", "/*", "'", "~ ", "...", "a b ", "#schema A ", "{a", "x?[0]", "(]", "{)"}) {
    EXPECT_LE(Parsed(repeat(piece, 100000)).sink.errorCount(), 100u) << piece;
    EXPECT_LE(Parsed("{ a: " + repeat(piece, 3000) + " : : }").sink.errorCount(), 100u) << piece;
  }
}

}
}
