#include <string>

#include <gtest/gtest.h>

#include "callable/set.h"

namespace relon::callable {
namespace {

std::string roundTrip(std::string_view text) {
  ir::TypeTable types;
  const Result<Signature> signature = parseSignature(text, types);
  if (!signature) return "error: " + signature.error().message;
  std::string printed = "(";
  for (ir::TypeId parameter : signature->parameters) {
    if (printed.size() > 1) printed += ", ";
    printed += types.text(parameter);
  }
  return printed + ") -> " + types.text(signature->result);
}

std::string error(std::string_view text) {
  ir::TypeTable types;
  const Result<Signature> signature = parseSignature(text, types);
  return signature ? "" : signature.error().message;
}

TEST(Signature, EveryType) {
  for (const char* text :
       {"() -> None", "(Int, Float, Bool, String) -> Never", "(List<List<Int>>) -> (Int, String)",
        "((Int,), ()) -> {a: Int, b.c: {}}", "(Fn<Int>, Fn<Int, String, Bool>) -> Order",
        "({\"a b\": Int, \"\\\"\\\\\\n\\01\": Bool}) -> \"my schema\"", "(std.Thing) -> geo.Point"}) {
    EXPECT_EQ(roundTrip(text), text);
  }
}

TEST(Signature, DictsAsTheLanguageWritesThem) {
  EXPECT_EQ(roundTrip("(Dict<String, Int>) -> Dict<Any>"), "(Dict<Int>) -> Dict<Any>");
  EXPECT_EQ(error("(Dict<Int, Int>) -> Int").substr(0, 34), "there is no type `Dict` with 2 arg");
  EXPECT_EQ(error("(Option<Int, Int>) -> Int").substr(0, 36), "there is no type `Option` with 2 arg");
  EXPECT_EQ(error("(Result<Int>) -> Int").substr(0, 36), "there is no type `Result` with 1 arg");
}

TEST(Signature, BlanksAndParenthesesDoNotMatter) {
  EXPECT_EQ(roundTrip(" ( Int,String )->List< Int > "), "(Int, String) -> List<Int>");
  EXPECT_EQ(roundTrip("((Int)) -> (((Bool)))"), "(Int) -> Bool");
}

TEST(Signature, ErrorsSayWhere) {
  EXPECT_EQ(error("(Int"), "expected `)` at the end (column 5 of `(Int`)");
  EXPECT_EQ(error("(Int) Int"), "expected `->` before `Int` (column 7 of `(Int) Int`)");
  EXPECT_NE(error("(List) -> Int").find("`List` needs type arguments"), std::string::npos);
  EXPECT_NE(error("(List<Int, Int>) -> Int").find("there is no type `List` with 2 arguments"), std::string::npos);
  EXPECT_NE(error("({a: Int, a: Int}) -> Int").find("a field is named twice"), std::string::npos);
}

TEST(Signature, BadTextIsRefused) {
  for (const char* text : {"",
                           "Int",
                           "(",
                           ")",
                           "() ->",
                           "() -> Int Int",
                           "(Int,) -> Int",
                           "(,) -> Int",
                           "(Int Int) -> Int",
                           "(Map<Int>) -> Int",
                           "(Fn<>) -> Int",
                           "(Fn) -> Int",
                           "({a}) -> Int",
                           "({a: }) -> Int",
                           "({: Int}) -> Int",
                           "({a: Int) -> Int",
                           "(\"\") -> Int",
                           "(\"x) -> Int",
                           "(\"\\q\") -> Int",
                           "(\"\\0\") -> Int",
                           "(1a) -> Int",
                           "() -> ",
                           "() -> {",
                           "() -> (",
                           "() -> (Int",
                           "() -> (Int String)",
                           "() -> List<",
                           "() -> List<Int",
                           "(Cell<Int>) -> Int",
                           "({a: Int,}) -> Int",
                           "(\"\\"}) {
    EXPECT_NE(error(text), "") << text;
  }
}

TEST(Signature, DepthIsGuarded) {
  const auto nested = [](int depth) {
    std::string text = "() -> ";
    for (int i = 0; i < depth; ++i) text += "List<";
    text += "Int";
    return text + std::string(static_cast<size_t>(depth), '>');
  };
  EXPECT_EQ(error(nested(99)), "");
  EXPECT_NE(error(nested(100)).find("nested deeper"), std::string::npos);
  EXPECT_NE(error("() -> " + std::string(1000000, '(')), "");
  EXPECT_NE(error("() -> " + std::string(1000000, '{')), "");
}

TEST(Signature, OpenRecords) {
  ir::TypeTable types;
  const Result<Signature> open = parseSignature("({a: Int} open) -> List<{a: Int} open>", types);
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(types[open->parameters[0]].open);
  EXPECT_NE(open->parameters[0], types.record({"a"}, {types.intType()}));
  EXPECT_EQ(types.text(open->result), "List<{a: Int} open>");
}

TEST(NativeDeclaration, Forms) {
  const Result<NativeDeclaration> mix = parseNativeDeclaration("mix(Int, Float) -> Int");
  ASSERT_TRUE(mix.ok());
  EXPECT_EQ(mix->name, "mix");
  EXPECT_EQ(mix->signature, "(Int, Float) -> Int");
  EXPECT_EQ(mix->gate, 0u);
  const Result<NativeDeclaration> now = parseNativeDeclaration("host.now() -> Int !reads_clock,reads_env");
  ASSERT_TRUE(now.ok());
  EXPECT_EQ(now->name, "host.now");
  EXPECT_EQ(now->signature, "() -> Int");
  EXPECT_EQ(now->gate, (1u << relon_reads_clock) | (1u << relon_reads_env));
}

TEST(NativeDeclaration, BadOnesAreRefused) {
  for (const char* text :
       {"", "f", "(Int) -> Int", "f(Int)", "f(Int) -> Int !", "f(Int) -> Int !clock", "f() -> Int !reads_fs,",
        "f() -> Int !reads_fs network", "1f() -> Int", "f<Int>() -> Int", "f() -> Int ! reads_fs !network"}) {
    EXPECT_FALSE(parseNativeDeclaration(text).ok()) << text;
  }
  EXPECT_NE(parseNativeDeclaration("f() -> Int !clock").error().message.find("`clock` is no capability"),
            std::string::npos);
}

TEST(Capability, NamesAndBits) {
  EXPECT_EQ(capabilityBit("reads_clock"), 3);
  EXPECT_EQ(capabilityBit("uses_rng"), 5);
  EXPECT_EQ(capabilityBit("clock"), std::nullopt);
  for (int bit = 0; bit < 6; ++bit) EXPECT_EQ(capabilityBit(capabilityName(bit)), bit);
  EXPECT_EQ(capabilityName(6), "unknown");
}

}
}
