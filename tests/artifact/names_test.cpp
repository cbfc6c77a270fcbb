#include "artifact/names.h"

#include <gtest/gtest.h>

namespace relon::artifact {
namespace {

TEST(Names, KeepsGoodNames) {
  for (const char* name : {"price", "unit_price", "x1", "run", "context"}) EXPECT_EQ(escapedName(name), name);
}

TEST(Names, EscapesKeywordsAndMacros) {
  EXPECT_EQ(escapedName("class"), "class_");
  EXPECT_EQ(escapedName("and"), "and_");
  EXPECT_EQ(escapedName("co_await"), "co_await_");
  EXPECT_EQ(escapedName("xor_eq"), "xor_eq_");
  EXPECT_EQ(escapedName("EOF"), "EOF_");
  EXPECT_EQ(escapedName("INT64_MAX"), "INT64_MAX_");
  EXPECT_EQ(escapedName("relon_string"), "relon_string_");
}

TEST(Names, ReplacesWhatIsNoIdentifier) {
  EXPECT_EQ(escapedName("unit-price"), "unit_price");
  EXPECT_EQ(escapedName("1st"), "_1st");
  EXPECT_EQ(escapedName(""), "_");
  EXPECT_EQ(escapedName("a  b"), "a_b");
  EXPECT_EQ(escapedName("größe"), "gr_e");
  EXPECT_EQ(escapedName("_Upper"), "x_Upper");
  EXPECT_EQ(escapedName("a__b"), "a_b");
}

TEST(Names, UpperCamel) {
  EXPECT_EQ(upperCamel("unit_price"), "UnitPrice");
  EXPECT_EQ(upperCamel("shipTo"), "ShipTo");
  EXPECT_EQ(upperCamel("a-b.c"), "ABC");
  EXPECT_EQ(upperCamel("--"), "");
}

TEST(Names, ScopeKeepsNamesApart) {
  NameScope scope;
  scope.reserve("result");
  EXPECT_EQ(scope.claim("result"), "result_");
  EXPECT_EQ(scope.claim("a-b"), "a_b");
  EXPECT_EQ(scope.claim("a b"), "a_b_");
  EXPECT_EQ(scope.claim("a.b"), "a_b_2");
  EXPECT_EQ(scope.claim("class"), "class_");
  EXPECT_EQ(scope.claim("class_"), "class_2");
}

TEST(Names, Identifiers) {
  EXPECT_TRUE(isIdentifier("price_2"));
  for (const char* name : {"", "1st", "a-b", "a b", "é"}) EXPECT_FALSE(isIdentifier(name)) << name;
}

}
}
