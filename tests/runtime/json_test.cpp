#include "relon/json.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "json_fixture.h"

namespace relon {
namespace {

TEST_F(Json, Scalars) {
  EXPECT_EQ(through(types_.integer, "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(through(types_.integer, " 9223372036854775807 \n"), "9223372036854775807");
  EXPECT_EQ(through(types_.integer, "-0"), "0");
  EXPECT_EQ(through(types_.floating, "1"), "1.0");
  EXPECT_EQ(through(types_.floating, "-0"), "-0.0");
  EXPECT_EQ(through(types_.floating, "1E400"), "2: line 1, column 1: expected Float, found the number `1E400`");
  EXPECT_EQ(through(types_.floating, "9007199254740993"), "9007199254740992.0");
  EXPECT_EQ(through(types_.boolean, "true"), "true");
  EXPECT_EQ(through(types_.boolean, "false"), "false");
  EXPECT_EQ(through(types_.none, "null"), "null");
}

TEST_F(Json, IntIsAnIntegerTokenInRange) {
  EXPECT_EQ(through(types_.integer, "1.0"), "2: line 1, column 1: expected Int, found the number `1.0`");
  EXPECT_EQ(through(types_.integer, "1e2"), "2: line 1, column 1: expected Int, found the number `1e2`");
  EXPECT_EQ(through(types_.integer, "9223372036854775808"),
            "2: line 1, column 1: expected Int, found the number `9223372036854775808`");
  EXPECT_EQ(through(types_.integer, "-9223372036854775809").substr(0, 2), "2:");
  EXPECT_EQ(through(types_.integer, "\"1\""), "2: line 1, column 1: expected Int, found a string");
  EXPECT_EQ(through(types_.integer, "null"), "2: line 1, column 1: expected Int, found null");
}

TEST_F(Json, Strings) {
  EXPECT_EQ(through(types_.string, R"("plain é 😀 /")"), R"("plain é 😀 /")");
  EXPECT_EQ(through(types_.string, R"("\"\\\/\b\f\n\r\t\u0000\u001f\u007f\u00e9\u20ac\ud83d\ude00")"),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7fé€😀\"");
  EXPECT_EQ(through(types_.string, "\"\""), "\"\"");
}

TEST_F(Json, PlainStringsPointIntoTheText) {
  const std::string text = "\"abc\"";
  relon_string value{};
  ASSERT_TRUE(relon_json_decode(&context_, types_.string, {text.data(), 5}, &value));
  EXPECT_EQ(value.data, text.data() + 1);
}

TEST_F(Json, MalformedTextIsRefusedWithItsPlace) {
  EXPECT_EQ(through(types_.integer, ""), "24: line 1, column 1: malformed JSON: expected a value");
  EXPECT_EQ(through(types_.list(types_.integer), "[1,\n é]"), "24: line 2, column 2: malformed JSON: expected a value");
  EXPECT_EQ(through(types_.string, "\"é\" x"),
            "24: line 1, column 5: malformed JSON: expected nothing more after the value");
  const relon_type* any = types_.list(types_.integer);
  for (std::string_view text : {"[",
                                "]",
                                "[1",
                                "[1,",
                                "[1,]",
                                "[,1]",
                                "[1 2]",
                                "{",
                                "{\"a\"",
                                "{\"a\":",
                                "{\"a\":1",
                                "{\"a\":1,",
                                "{\"a\":1,}",
                                "{a:1}",
                                "{1:1}",
                                "{\"a\" 1}",
                                "tru",
                                "truE",
                                "nul",
                                "nan",
                                "NaN",
                                "Infinity",
                                "-",
                                "+1",
                                "01",
                                "-01",
                                "1.",
                                ".1",
                                "1e",
                                "1e+",
                                "0x1",
                                "\"",
                                "\"\\",
                                "\"\\x\"",
                                "\"\\u\"",
                                "\"\\u12\"",
                                "\"\\u123g\"",
                                "\"\\ud800\"",
                                "\"\\ud800x\"",
                                "\"\\ud800\\n\"",
                                "\"\\ud800\\u0041\"",
                                "\"\\udc00\"",
                                "\"\n\"",
                                "\"\t\"",
                                "'a'",
                                "[1]x",
                                "// c\n1",
                                "\xef\xbb\xbf[1]",
                                "\"\x80\"",
                                "\"\xc0\x80\"",
                                "\"\xc1\xbf\"",
                                "\"\xe0\x80\x80\"",
                                "\"\xed\xa0\x80\"",
                                "\"\xf0\x80\x80\x80\"",
                                "\"\xf4\x90\x80\x80\"",
                                "\"\xf5\x80\x80\x80\"",
                                "\"\xff\"",
                                "\"\xc3\"",
                                "\"\xe2\x82\"",
                                "\"\xf0\x9f\x98\"",
                                "\"\xc3(\"",
                                "\xc3\xa9"}) {
    EXPECT_EQ(through(any, text).substr(0, 3), "24:") << text;
  }
  EXPECT_EQ(through(any, std::string_view("\0", 1)).substr(0, 3), "24:");
  EXPECT_EQ(through(any, std::string_view("[1]\0", 4)).substr(0, 3), "24:");
}

TEST_F(Json, DepthIsLimited) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const relon_type* type = types_.integer;
  for (int i = 0; i < 512; ++i) type = types_.list(type);
  EXPECT_EQ(through(type, nested(512)), nested(512));
  EXPECT_NE(through(type, nested(513)).find("nested deeper than 512 levels"), std::string::npos);
  EXPECT_EQ(through(type, std::string(1000000, '[')).substr(0, 3), "24:");
  std::string objects;
  for (int i = 0; i < 600; ++i) objects += "{\"a\":";
  EXPECT_EQ(through(type, objects).substr(0, 3), "24:");
}

TEST_F(Json, ListsAndTuples) {
  EXPECT_EQ(through(types_.list(types_.integer), "[ ]"), "[]");
  EXPECT_EQ(through(types_.list(types_.list(types_.boolean)), "[[true],[],[false,true]]"), "[[true],[],[false,true]]");
  EXPECT_EQ(through(types_.list(types_.none), "[null,null]"), "[null,null]");
  const relon_type* pair = types_.structure(relon_type_tuple, {{"", types_.boolean}, {"", types_.floating}});
  EXPECT_EQ(through(pair, "[true, 2]"), "[true,2.0]");
  EXPECT_EQ(through(pair, "[true]"), "2: line 1, column 1: expected a tuple of 2, found an array of 1");
  EXPECT_EQ(through(pair, "[true, 2, 3]"), "2: line 1, column 1: expected a tuple of 2, found an array of 3");
  EXPECT_EQ(through(types_.structure(relon_type_tuple, {}), "[]"), "[]");
}

TEST_F(Json, ListsHonourTheElementLimit) {
  context_.max_elements = 3;
  EXPECT_EQ(through(types_.list(types_.integer), "[1,2,3]"), "[1,2,3]");
  EXPECT_EQ(through(types_.list(types_.integer), "[1,2,3,4]").substr(0, 3), "10:");
}

TEST_F(Json, RecordsInAnyOrder) {
  const char* sorted = R"({"lines":[{"gift":true,"price":2.5,"qty":1}],"name":"n","pair":[1,"x"]})";
  EXPECT_EQ(through(order(), R"({"name":"n","lines":[{"qty":1,"price":2.5,"gift":true}],"pair":[1,"x"]})"), sorted);
  EXPECT_EQ(
      through(
          order(),
          R"( { "pair" : [ 1 , "x" ] , "n\u0061me" : "n" , "lines" : [ { "gift" : true , "qty" : 1 , "price" : 2.5 } ] } )"),
      sorted);
}

TEST_F(Json, TheLastOfRepeatedKeysWins) {
  const relon_type* type = types_.structure(relon_type_record, {{"a", types_.integer}, {"b", types_.integer}});
  EXPECT_EQ(through(type, R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(through(type, R"({"a":"x","b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(through(type, R"({"a":1,"b":"x","b":2})"), R"({"a":1,"b":2})");
  EXPECT_EQ(through(type, R"({"a":1,"a":2,"b":3})"), R"({"a":2,"b":3})");
  EXPECT_EQ(through(type, R"({"a":1,"b":2,"a":"x"})"), "2: line 1, column 18, at `/a`: expected Int, found a string");
  EXPECT_EQ(through(type, R"({"a":1,"a":2})"), "2: line 1, column 1: missing field `b` of Dict");
}

TEST_F(Json, TheFirstErrorInDeclarationOrderIsReported) {
  const relon_type* type =
      types_.structure(relon_type_record, {{"b", types_.integer}, {"a", types_.integer}, {"c", types_.integer}});
  EXPECT_EQ(through(type, R"({"a":"x","b":"y","c":1})"), "2: line 1, column 14, at `/b`: expected Int, found a string");
  EXPECT_EQ(through(type, R"({"b":1,"c":"x"})"), "2: line 1, column 1: missing field `a` of Dict");
  EXPECT_EQ(through(type, R"({"b":1,"a":"x","q":2})"), "2: line 1, column 12, at `/a`: expected Int, found a string");
  EXPECT_EQ(through(type, R"({"b":1,"a":1,"q":2,"c":3})"), "2: line 1, column 14: unexpected field `q` of Dict");
  EXPECT_EQ(through(type, "{}"), "2: line 1, column 1: missing field `b` of Dict");
  EXPECT_EQ(through(type, "[]"), "2: line 1, column 1: expected Dict, found an array of 0");
}

TEST_F(Json, ErrorsCarryAPointer) {
  EXPECT_EQ(through(order(),
                    "{\"name\":\"n\",\n\"lines\":[{\"qty\":1,\"price\":2.5,\"gift\":true},{\"qty\":1.5,\"price\":2,"
                    "\"gift\":true}],\"pair\":[1,\"x\"]}"),
            "2: line 2, column 51, at `/lines/1/qty`: expected Int, found the number `1.5`");
  const relon_type* strange = types_.structure(relon_type_record, {{"a/b~c", types_.integer}});
  EXPECT_EQ(through(strange, R"({"a/b~c":true})"), "2: line 1, column 10, at `/a~1b~0c`: expected Int, found a Bool");
}

TEST_F(Json, UndeclaredFieldsAreKeptInOneForm) {
  const relon_type* type = types_.structure(relon_type_record, {{"m", types_.integer}}, true, "S");
  EXPECT_EQ(through(type, R"({"m":1})"), R"({"m":1})");
  EXPECT_EQ(
      through(
          type,
          R"({ "z" : { "b" : 1.50 , "a" : [ 1e2 , null , { } , [ ] ] , "b" : "\u0041\n" } , "m" : 1 , "a" : 1E400 , "a" : 1, "n": 99999999999999999999 })"),
      R"({"a":1,"m":1,"n":1e+20,"z":{"a":[100.0,null,{},[]],"b":"A\n"}})");
  EXPECT_EQ(through(type, R"({"m":1,"x":[0,{"y":1E400}]})"),
            "2: line 1, column 20, at `/x/1/y`: expected Float, found the number `1E400`");
  EXPECT_EQ(through(type, R"({"m":1,"x":{"a":[1,{}],"b":{}}})", true),
            "{\n  \"m\": 1,\n  \"x\": {\n    \"a\": [\n      1,\n      {}\n    ],\n    \"b\": {}\n  }\n}");
}

TEST_F(Json, PrettyForm) {
  const relon_type* type = types_.structure(relon_type_record, {{"b", types_.list(types_.integer)},
                                                                {"a", types_.structure(relon_type_record, {})},
                                                                {"c", types_.list(types_.integer)}});
  EXPECT_EQ(through(type, R"({"b":[1,2],"a":{},"c":[]})", true),
            "{\n  \"a\": {},\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": []\n}");
}

TEST_F(Json, FunctionsAreLeftOutOfRecordsOnly) {
  const relon_type* record = types_.structure(relon_type_record, {{"f", types_.closure}, {"a", types_.integer}});
  struct {
    void* code;
    void* environment;
    int64_t a;
  } value{nullptr, nullptr, 5};
  EXPECT_EQ(encoded(record, &value), R"({"a":5})");
  EXPECT_EQ(encoded(types_.structure(relon_type_record, {{"f", types_.closure}}), &value, true), "{}");
  EXPECT_EQ(encoded(types_.closure, &value), "21: a function has no JSON form");
  EXPECT_EQ(encoded(types_.structure(relon_type_tuple, {{"", types_.closure}}), &value),
            "21: a function has no JSON form (at `/0` of the output)");
  EXPECT_EQ(through(types_.closure, "1").substr(0, 2), "2:");
}

TEST_F(Json, FloatsMustBeFinite) {
  for (double value : {double{NAN}, double{INFINITY}, -double{INFINITY}}) {
    EXPECT_EQ(encoded(types_.floating, &value), "20: a Float that is not finite has no JSON form");
  }
}

TEST_F(Json, EndlessNestingIsAnError) {
  relon_type* node = types_.structure(relon_type_record, {{"next", types_.list(types_.integer)}});
  auto* list = const_cast<relon_type*>(node->fields[0].type);
  list->element = node;
  std::vector<relon_list> nodes(100000);
  for (size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i] = {&nodes[i + 1], 1};
  EXPECT_EQ(encoded(node, nodes.data()).substr(0, 3), "11:");
  EXPECT_EQ(encoded(node, &nodes[nodes.size() - 2]), R"({"next":[{"next":[]}]})");
}

TEST_F(Json, MemoryIsBounded) {
  context_.max_memory = 4096;
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += "1,";
  text += "1]";
  EXPECT_EQ(through(types_.list(types_.integer), text).substr(0, 3), "12:");
}

TEST_F(Json, ArgumentsReportInOrder) {
  const relon_type* type = types_.structure(relon_type_record, {{"b", types_.integer}, {"a", types_.string}});
  EXPECT_EQ(arguments(type, R"({"a":"x","b":1})"), R"({"a":"x","b":1})");
  EXPECT_EQ(arguments(type, R"({"a":1})"), "16: line 1, column 1: the argument `b` is missing");
  EXPECT_EQ(arguments(type, R"({"a":1,"b":1})"),
            "18: line 1, column 6, at `/a`: expected String, found the number `1`");
  EXPECT_EQ(arguments(type, R"({"b":"x"})"), "18: line 1, column 6, at `/b`: expected Int, found a string");
  EXPECT_EQ(arguments(type, R"({"z":1,"b":1,"y":2,"a":"x"})"), "17: line 1, column 14: there is no parameter `y`");
  EXPECT_EQ(arguments(type, "[]").substr(0, 3), "18:");
  EXPECT_EQ(arguments(type, "{").substr(0, 3), "24:");
  EXPECT_EQ(arguments(type, R"({"a":1,"b":2,"a":"x"})"), R"({"a":"x","b":2})");
  EXPECT_EQ(arguments(types_.structure(relon_type_record, {}), "{}"), "{}");
}

TEST_F(Json, TruncatedAndChangedTextNeverCrashes) {
  const std::string text =
      R"({"name":"n\ud83d\ude00é","lines":[{"qty":-1,"price":2.5e3,"gift":true},{"gift":false,"qty":2,"price":0}],"pair":[1,"x"],"more":{"z":[null,true],"a":1.5}})";
  const relon_type* type = order();
  ASSERT_EQ(through(type, text).front(), '{');
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(through(type, std::string_view(text).substr(0, length)).substr(0, 3), "24:") << length;
  }
  std::mt19937_64 random(7);
  const std::string_view bytes = "{}[]\",:\\0123456789.eE+-truefalsn \n\x01\x80\xc3\xff";
  for (int i = 0; i < 100000; ++i) {
    std::string changed = text;
    for (uint64_t n = random() % 4; n-- > 0;) changed[random() % changed.size()] = bytes[random() % bytes.size()];
    if (random() % 4 == 0) changed.erase(random() % changed.size(), random() % 10);
    EXPECT_FALSE(through(type, changed).empty());
    EXPECT_FALSE(arguments(type, changed).empty());
  }
}

// Adversarial input costs time in proportion to its size times its depth at most.
TEST_F(Json, NestedFailuresDoNotMultiply) {
  relon_type* node =
      types_.structure(relon_type_record, {{"a", types_.list(types_.integer)}, {"b", types_.integer}}, true);
  const_cast<relon_type*>(node->fields[0].type)->element = node;
  node->brand = {"Node", 4};
  constexpr int kDepth = 50;
  std::string text;
  for (int i = 0; i < kDepth; ++i) text += "{\"a\":[";
  text += "1";
  for (int i = 0; i < kDepth; ++i) text += "],\"x\":1,\"b\":1}";
  EXPECT_EQ(through(node, text).substr(0, 2), "2:");
  text.replace(text.find('1'), 1, "");
  EXPECT_EQ(through(node, text).front(), '{');
  EXPECT_EQ(through(node, "{\"a\":[" + text + "],\"b\":1}").substr(0, 3), "11:");
}

}
}
