#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "json_fixture.h"

namespace relon {
namespace {

// What the language reference, file 02, section 1 and file 06, section 8 accept, and how
// file 03, section 10 prints it.
class Variants : public Json {
 protected:
  Variants() {
    tree = types_.enumeration(relon_type_enum, "Tree", {{"Leaf", types_.none}, {"Node", types_.none}}, {"Node"});
    const_cast<relon_type_field*>(tree->fields)[1].type =
        types_.record({{"left", tree}, {"value", types_.integer}, {"right", tree}});
  }

  const relon_type* shape =
      types_.enumeration(relon_type_enum, "Shape",
                         {{"Pt", types_.none},
                          {"Circle", types_.record({{"r", types_.floating}})},
                          {"Pair", types_.tuple({types_.integer, types_.string})},
                          {"One", types_.tuple({types_.boolean})},
                          {"Full", types_.record({{"b", types_.option(types_.integer)}, {"a", types_.integer}})}});
  const relon_type* optionInt = types_.option(types_.integer);
  const relon_type* optionString = types_.option(types_.string);
  const relon_type* optionShape = types_.option(shape);
  const relon_type* dictInt = types_.dict(types_.integer);
  const relon_type* optionDict = types_.option(dictInt);
  const relon_type* point =
      types_.structure(relon_type_record, {{"x", types_.integer}, {"y", types_.integer}}, true, "Point");
  relon_type* tree;
};

TEST_F(Variants, Option) {
  EXPECT_EQ(through(optionInt, "null"), "null");
  EXPECT_EQ(through(optionInt, R"("None")"), "null");
  EXPECT_EQ(through(optionInt, R"("\u004eone")"), "null");
  EXPECT_EQ(through(optionInt, "5"), "5");
  EXPECT_EQ(through(optionInt, R"({"Some":5})"), "5");
  EXPECT_EQ(through(optionInt, R"({ "Some" : { "value" : 5 } })"), "5");
  EXPECT_EQ(through(optionInt, R"({"Some":1,"Some":2})"), "2");
  EXPECT_EQ(through(optionInt, R"({"Some":{"value":"x","value":3}})"), "3");
  EXPECT_EQ(through(types_.option(types_.floating), "1"), "1.0");
  EXPECT_EQ(through(types_.option(types_.boolean), "false"), "false");
  EXPECT_EQ(through(types_.option(types_.list(optionInt)), R"([1,null,"None",{"Some":2}])"), "[1,null,null,2]");
  EXPECT_EQ(through(types_.option(types_.none), "null"), "null");
}

TEST_F(Variants, OptionOfStringTakesNoneForNone) {
  EXPECT_EQ(through(optionString, R"("None")"), "null");
  EXPECT_EQ(through(optionString, R"("none")"), R"("none")");
  EXPECT_EQ(through(optionString, R"({"Some":"None"})"), R"("None")");
  EXPECT_EQ(through(optionString, R"("Some")"), R"("Some")");
}

TEST_F(Variants, OptionRefusesOtherShapes) {
  EXPECT_EQ(through(optionInt, "true"), "2: line 1, column 1: expected Option<Int>, found a Bool");
  EXPECT_EQ(through(optionInt, R"("5")"), "2: line 1, column 1: expected Option<Int>, found a string");
  EXPECT_EQ(through(optionInt, "[5]"), "2: line 1, column 1: expected Option<Int>, found an array of 1");
  EXPECT_EQ(through(optionInt, "{}"), "2: line 1, column 1: expected Option<Int>, found an object");
  EXPECT_EQ(through(optionInt, R"({"None":{}})"), "2: line 1, column 1: expected Option<Int>, found an object");
  EXPECT_EQ(through(optionInt, R"({"Some":1,"x":2})"), "2: line 1, column 1: expected Option<Int>, found an object");
  EXPECT_EQ(through(optionInt, "1.5"), "2: line 1, column 1: expected Int, found the number `1.5`");
  EXPECT_EQ(through(optionInt, R"({"Some":null})"), "2: line 1, column 9, at `/Some`: expected Int, found null");
  EXPECT_EQ(through(optionInt, R"({"Some":{"value":"x"}})"),
            "2: line 1, column 18, at `/Some/value`: expected Int, found a string");
  EXPECT_EQ(through(optionInt, R"({"Some":{"valu":1}})"),
            "2: line 1, column 9, at `/Some`: expected Int, found an object");
  EXPECT_EQ(through(types_.option(types_.tuple({types_.integer})), "3"),
            "2: line 1, column 1: expected Option<Tuple>, found the number `3`");
  EXPECT_EQ(through(types_.option(point), "3"), "2: line 1, column 1: expected Option<Point>, found the number `3`");
}

TEST_F(Variants, OptionOfAnOption) {
  const relon_type* nested = types_.option(optionInt);
  EXPECT_EQ(through(nested, "null"), "null");
  EXPECT_EQ(through(nested, "3"), "3");
  EXPECT_EQ(through(nested, R"({"Some":3})"), "3");
  EXPECT_EQ(through(nested, R"({"Some":{"Some":3}})"), "3");
  EXPECT_EQ(through(nested, R"({"Some":{"value":{"Some":{"value":3}}}})"), "3");
  EXPECT_EQ(through(nested, "true"), "2: line 1, column 1: expected Option<Option<Int>>, found a Bool");
  // Some(None) differs from None although both print as null.
  void* value = allocate(nested);
  const std::string text = R"({"Some":null})";
  ASSERT_TRUE(relon_json_decode(&context_, nested, {text.data(), static_cast<int64_t>(text.size())}, value));
  EXPECT_EQ(*static_cast<int32_t*>(value), 1);
}

TEST_F(Variants, OptionOfWhatAnObjectCanBe) {
  EXPECT_EQ(through(optionDict, R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(through(optionDict, R"({"Some":{"a":1}})"), R"({"a":1})");
  EXPECT_EQ(through(optionDict, R"({"Some":{"value":{"a":1}}})"), R"({"a":1})");
  EXPECT_EQ(through(optionDict, R"({"Some":{"value":1}})"), R"({"value":1})");
  EXPECT_EQ(through(optionDict, "{}"), "{}");
  // Printed by a program for Some of a Dict with the key `Some`.
  EXPECT_EQ(through(optionDict, R"({"Some":1})"), R"({"Some":1})");
  EXPECT_EQ(through(optionDict, R"({"Some":1,"a":2})"), R"({"Some":1,"a":2})");
  EXPECT_EQ(through(types_.option(point), R"({"Some":{"value":{"x":1,"y":2}}})"), R"({"x":1,"y":2})");
  EXPECT_EQ(through(types_.option(point), R"({"x":1,"y":2})"), R"({"x":1,"y":2})");
  EXPECT_EQ(through(types_.option(types_.any), R"({"Some":{"a":1}})"), R"({"a":1})");
  EXPECT_EQ(through(types_.option(types_.any), R"({"a":{"Some":1}})"), R"({"a":{"Some":1}})");
}

TEST_F(Variants, OptionOfAnEnum) {
  EXPECT_EQ(through(optionShape, R"("Pt")"), R"({"Pt":{}})");
  EXPECT_EQ(through(optionShape, R"({"Pt":{}})"), R"({"Pt":{}})");
  EXPECT_EQ(through(optionShape, R"({"Some":"Pt"})"), R"({"Pt":{}})");
  EXPECT_EQ(through(optionShape, R"({"Some":{"value":{"Circle":{"r":1}}}})"), R"({"Circle":{"r":1.0}})");
  const relon_type* strange = types_.enumeration(
      relon_type_enum, "Strange",
      {{"Some", types_.record({{"x", types_.integer}})}, {"None", types_.none}, {"value", types_.none}});
  const relon_type* option = types_.option(strange);
  EXPECT_EQ(through(option, R"({"Some":{"x":1}})"), R"({"Some":{"x":1}})");
  EXPECT_EQ(through(option, R"({"Some":{"Some":{"x":1}}})"), R"({"Some":{"x":1}})");
  EXPECT_EQ(through(option, R"("None")"), "null");
  EXPECT_EQ(through(option, R"({"None":{}})"), R"({"None":{}})");
  EXPECT_EQ(through(option, R"({"Some":"value"})"), R"({"value":{}})");
}

TEST_F(Variants, Result) {
  const relon_type* result = types_.result(types_.integer, types_.string);
  const char* ok = R"({"Ok":{"value":5}})";
  EXPECT_EQ(through(result, R"({"Ok":5})"), ok);
  EXPECT_EQ(through(result, ok), ok);
  EXPECT_EQ(through(result, R"({"Err":"e"})"), R"({"Err":{"error":"e"}})");
  EXPECT_EQ(through(result, R"({"Err":{"error":"e"}})"), R"({"Err":{"error":"e"}})");
  EXPECT_EQ(through(result, R"({"Ok":1,"Ok":2})"), R"({"Ok":{"value":2}})");
  EXPECT_EQ(through(result, "5"), "2: line 1, column 1: expected Result<Int, String>, found the number `5`");
  EXPECT_EQ(through(result, "{}"), "2: line 1, column 1: expected Result<Int, String>, found an object");
  EXPECT_EQ(through(result, R"("Ok")"), "2: line 1, column 1: expected Result<Int, String>, found a string");
  EXPECT_EQ(through(result, R"({"Ok":1,"Err":"e"})").substr(0, 2), "2:");
  EXPECT_EQ(
      through(result, R"({"ok":1})"),
      "2: line 1, column 1: expected a variant of Result<Int, String> (`Ok`, `Err`), found `ok`; did you mean `Ok`?");
  EXPECT_EQ(through(result, R"({"Err":{"value":"e"}})"),
            "2: line 1, column 8, at `/Err`: expected String, found an object");
  EXPECT_EQ(through(result, R"({"Err":{"error":1}})"),
            "2: line 1, column 17, at `/Err/error`: expected String, found the number `1`");
  const relon_type* ofDict = types_.result(dictInt, dictInt);
  EXPECT_EQ(through(ofDict, R"({"Ok":{"value":1}})"), R"({"Ok":{"value":{"value":1}}})");
  EXPECT_EQ(through(ofDict, R"({"Ok":{"value":{"value":1}}})"), R"({"Ok":{"value":{"value":1}}})");
  EXPECT_EQ(through(ofDict, R"({"Ok":{"value":1,"b":2}})"), R"({"Ok":{"value":{"b":2,"value":1}}})");
  const relon_type* ofOption = types_.result(optionInt, types_.none);
  EXPECT_EQ(through(ofOption, R"({"Ok":{"value":null}})"), R"({"Ok":{"value":null}})");
  EXPECT_EQ(through(ofOption, R"({"Ok":null})"), R"({"Ok":{"value":null}})");
  EXPECT_EQ(through(ofOption, R"({"Ok":{"Some":2}})"), R"({"Ok":{"value":2}})");
}

TEST_F(Variants, Enum) {
  EXPECT_EQ(through(shape, R"("Pt")"), R"({"Pt":{}})");
  EXPECT_EQ(through(shape, R"({"Pt":{}})"), R"({"Pt":{}})");
  EXPECT_EQ(through(shape, R"({"Circle":{"r":1}})"), R"({"Circle":{"r":1.0}})");
  EXPECT_EQ(through(shape, R"({"Pair":[1,"x"]})"), R"({"Pair":[1,"x"]})");
  EXPECT_EQ(through(shape, R"({"One":[true]})"), R"({"One":[true]})");
  EXPECT_EQ(through(shape, R"({"Full":{"a":1,"b":null}})"), R"({"Full":{"a":1,"b":null}})");
  EXPECT_EQ(through(shape, R"({"Circle":{"r":"x"},"Circle":{"r":2}})"), R"({"Circle":{"r":2.0}})");
  EXPECT_EQ(through(types_.list(shape), R"(["Pt",{"One":[false]}])"), R"([{"Pt":{}},{"One":[false]}])");
  EXPECT_EQ(through(shape, R"({"Pair":[1,"x"]})", true), "{\n  \"Pair\": [\n    1,\n    \"x\"\n  ]\n}");
  EXPECT_EQ(through(shape, R"("Pt")", true), "{\n  \"Pt\": {}\n}");
}

TEST_F(Variants, EnumRefusesOtherShapes) {
  const std::string all = "expected a variant of `Shape` (`Pt`, `Circle`, `Pair`, `One`, `Full`), found ";
  EXPECT_EQ(through(shape, R"("Cirle")"), "2: line 1, column 1: " + all + "`Cirle`; did you mean `Circle`?");
  EXPECT_EQ(through(shape, R"({"Square":{}})"), "2: line 1, column 1: " + all + "`Square`");
  EXPECT_EQ(through(types_.record({{"s", shape}}), R"({"s":"pt"})"),
            "2: line 1, column 6, at `/s`: " + all + "`pt`; did you mean `Pt`?");
  EXPECT_EQ(through(shape, "3"), "2: line 1, column 1: expected `Shape`, found the number `3`");
  EXPECT_EQ(through(shape, "null"), "2: line 1, column 1: expected `Shape`, found null");
  EXPECT_EQ(through(shape, "{}"), "2: line 1, column 1: expected `Shape`, found an object");
  EXPECT_EQ(through(shape, R"({"Pt":{},"One":[true]})"), "2: line 1, column 1: expected `Shape`, found an object");
  EXPECT_EQ(through(shape, R"("Circle")"),
            "2: line 1, column 1: expected an object for the variant `Circle` of `Shape`, found a string");
  EXPECT_EQ(through(shape, R"("Pair")"),
            "2: line 1, column 1: expected an array of 2 for the variant `Pair` of `Shape`, found a string");
  EXPECT_EQ(through(shape, R"({"Pt":{"x":1}})"),
            "2: line 1, column 7, at `/Pt`: expected `{}` for the variant `Pt` of `Shape`, found an object");
  EXPECT_EQ(through(shape, R"({"Pt":null})"),
            "2: line 1, column 7, at `/Pt`: expected `{}` for the variant `Pt` of `Shape`, found null");
  EXPECT_EQ(through(shape, R"({"Circle":1})"),
            "2: line 1, column 11, at `/Circle`: expected an object for the variant `Circle` of `Shape`, found the "
            "number `1`");
  EXPECT_EQ(through(shape, R"({"Circle":{}})"), "2: line 1, column 11, at `/Circle`: missing field `r` of Dict");
  EXPECT_EQ(through(shape, R"({"Circle":{"r":1,"s":2}})"),
            "2: line 1, column 18, at `/Circle`: unexpected field `s` of Dict");
  EXPECT_EQ(through(shape, R"({"One":true})"),
            "2: line 1, column 8, at `/One`: expected an array of 1 for the variant `One` of `Shape`, found a Bool");
  EXPECT_EQ(through(shape, R"({"Pair":[1]})"),
            "2: line 1, column 9, at `/Pair`: expected an array of 2 for the variant `Pair` of `Shape`, found an "
            "array of 1");
  EXPECT_EQ(through(shape, R"({"Pair":[1,2]})"),
            "2: line 1, column 12, at `/Pair/1`: expected String, found the number `2`");
  // All fields of a payload are required, Options too.
  EXPECT_EQ(through(shape, R"({"Full":{"a":1}})"), "2: line 1, column 9, at `/Full`: missing field `b` of Dict");
}

TEST_F(Variants, LongEnumsAreCutInMessages) {
  Types::Fields variants;
  for (int i = 0; i < 100; ++i) variants.emplace_back("V" + std::to_string(i), types_.none);
  const relon_type* type = types_.enumeration(relon_type_enum, "Long", variants);
  EXPECT_EQ(through(type, R"("nothing like it")"),
            "2: line 1, column 1: expected a variant of `Long` (`V0`, `V1`, `V2`, `V3`, `V4`, `V5`, `V6`, `V7`, `V8`, "
            "`V9`, `V10`, `V11`, ...), found `nothing like it`");
  EXPECT_EQ(through(type, '"' + std::string(10000, 'V') + '"').substr(0, 2), "2:");
  EXPECT_EQ(through(type, R"("V99")"), R"({"V99":{}})");
}

TEST_F(Variants, RecursivePayloads) {
  const char* text = R"({"Node":{"left":"Leaf","right":{"Node":{"left":"Leaf","right":"Leaf","value":2}},"value":1}})";
  EXPECT_EQ(
      through(tree, text),
      R"({"Node":{"left":{"Leaf":{}},"right":{"Node":{"left":{"Leaf":{}},"right":{"Leaf":{}},"value":2}},"value":1}})");
  // A schema whose Option field leads back to it.
  relon_type* next = types_.enumeration(
      relon_type_option, "Option", {{"None", types_.none}, {"Some", types_.none}, {"Absent", types_.none}}, {"Some"});
  relon_type* node = types_.structure(relon_type_record, {{"v", types_.integer}, {"next", next}}, true, "Node");
  const_cast<relon_type_field*>(next->fields)[1].type = types_.record({{"value", node}});
  EXPECT_EQ(through(node, R"({"v":1,"next":{"v":2,"next":{"Some":{"value":{"v":3}}}}})"),
            R"({"next":{"next":{"v":3},"v":2},"v":1})");
  EXPECT_EQ(through(node, R"({"v":1,"next":{"v":2,"next":{"v":"x"}}})"),
            "2: line 1, column 34, at `/next/next/v`: expected Int, found a string");
}

TEST_F(Variants, DeepRecursionIsFastAndBounded) {
  std::string text;
  for (int i = 0; i < 250; ++i) text += R"({"Node":{"value":1,"right":"Leaf","left":)";
  std::string closed = text + "\"Leaf\"";
  for (int i = 0; i < 250; ++i) closed += "}}";
  EXPECT_EQ(through(tree, closed).front(), '{');
  std::string wrong = text + "7";
  for (int i = 0; i < 250; ++i) wrong += "}}";
  EXPECT_EQ(through(tree, wrong).substr(0, 2), "2:");
  std::string repeated = text + "7";
  for (int i = 0; i < 250; ++i) repeated += R"(,"left":"Leaf"}})";
  EXPECT_EQ(through(tree, repeated).front(), '{');
  const relon_type* type = types_.integer;
  std::string tagged;
  for (int i = 0; i < 250; ++i) {
    type = types_.option(type);
    tagged += R"({"Some":{"value":)";
  }
  tagged += "1";
  for (int i = 0; i < 250; ++i) tagged += "}}";
  EXPECT_EQ(through(type, tagged), "1");
}

TEST_F(Variants, Number) {
  EXPECT_EQ(through(types_.number, "1"), "1");
  EXPECT_EQ(through(types_.number, "1.0"), "1.0");
  EXPECT_EQ(through(types_.number, "1e2"), "100.0");
  EXPECT_EQ(through(types_.number, "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(through(types_.number, "9223372036854775808"), "9.223372036854776e+18");
  EXPECT_EQ(through(types_.number, "-0"), "0");
  EXPECT_EQ(through(types_.number, "1E400"), "2: line 1, column 1: expected Float, found the number `1E400`");
  EXPECT_EQ(through(types_.number, "\"1\""), "2: line 1, column 1: expected Number, found a string");
  EXPECT_EQ(through(types_.number, "null"), "2: line 1, column 1: expected Number, found null");
}

TEST_F(Variants, Dict) {
  EXPECT_EQ(through(dictInt, "{}"), "{}");
  EXPECT_EQ(through(dictInt, R"({"b":1,"a":2,"é":3,"B":4})"), R"({"B":4,"a":2,"b":1,"é":3})");
  EXPECT_EQ(through(dictInt, R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(through(dictInt, R"({"a":1,"\u0061":3})"), R"({"a":3})");
  EXPECT_EQ(through(dictInt, R"({"a":"x","b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(through(dictInt, R"({"c":0,"a":"x","b":2,"a":"y","a":3,"c":4})"), R"({"a":3,"b":2,"c":4})");
  EXPECT_EQ(through(dictInt, R"({"a":"x","b":2,"a":3,"b":"z"})"),
            "2: line 1, column 26, at `/b`: expected Int, found a string");
  EXPECT_EQ(through(dictInt, R"({"a":1,"b":"x","a":true})"),
            "2: line 1, column 12, at `/b`: expected Int, found a string");
  EXPECT_EQ(through(dictInt, "[]"), "2: line 1, column 1: expected Dict, found an array of 0");
  EXPECT_EQ(through(types_.dict(shape), R"({"x":"Pt"})"), R"({"x":{"Pt":{}}})");
  EXPECT_EQ(through(types_.dict(optionInt), R"({"x":null,"y":1})"), R"({"x":null,"y":1})");
  EXPECT_EQ(through(types_.dict(types_.none), R"({"b":null,"a":null})"), R"({"a":null,"b":null})");
  EXPECT_EQ(through(dictInt, R"({"b":1,"a":2})", true), "{\n  \"a\": 2,\n  \"b\": 1\n}");
}

TEST_F(Variants, DictsHonourTheElementLimit) {
  context_.max_elements = 2;
  EXPECT_EQ(through(dictInt, R"({"a":1,"b":2})"), R"({"a":1,"b":2})");
  EXPECT_EQ(through(dictInt, R"({"a":1,"b":2,"c":3})").substr(0, 3), "10:");
}

TEST_F(Variants, RepeatedKeysCountForTheElementLimit) {
  const relon_type* open =
      types_.structure(relon_type_record, {{"n", types_.integer}, {"m", types_.integer}}, true, "Open");
  context_.max_elements = 3;
  for (const relon_type* type : {dictInt, types_.any}) {
    EXPECT_EQ(through(type, R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
    EXPECT_EQ(through(type, R"({"a":1,"b":2,"a":3,"a":4})").substr(0, 3), "10:");
  }
  EXPECT_EQ(through(dictInt, R"({"a":"x","a":"y","a":3})"), R"({"a":3})");
  EXPECT_EQ(through(dictInt, R"({"a":"x","a":"y","a":"z","a":4})").substr(0, 3), "10:");
  EXPECT_EQ(through(open, R"({"n":1,"n":2,"x":3,"m":4,"x":5,"m":6,"x":7})"), R"({"m":6,"n":2,"x":7})");
  EXPECT_EQ(through(open, R"({"n":1,"m":4,"x":3,"x":5,"x":7,"x":8})").substr(0, 3), "10:");
}

TEST_F(Variants, OptionFieldsOfASchemaMayBeMissing) {
  const relon_type* user = types_.structure(
      relon_type_record,
      {{"a", optionInt}, {"n", types_.string}, {"b", optionString}, {"c", optionInt}, {"m", types_.integer}}, true,
      "User");
  EXPECT_EQ(through(user, R"({"n":"x","m":1})"), R"({"m":1,"n":"x"})");
  EXPECT_EQ(through(user, R"({"n":"x","c":null,"m":1})"), R"({"c":null,"m":1,"n":"x"})");
  EXPECT_EQ(through(user, R"({"m":1,"n":"x","c":7})"), R"({"c":7,"m":1,"n":"x"})");
  EXPECT_EQ(through(user, R"({"n":"x","m":1,"a":3,"z":null})"), R"({"a":3,"m":1,"n":"x","z":null})");
  EXPECT_EQ(through(user, R"({"a":1,"n":"x","b":"q","c":2,"m":1,"b":null})"),
            R"({"a":1,"b":null,"c":2,"m":1,"n":"x"})");
  EXPECT_EQ(through(user, R"({"n":"x","c":1})"), "2: line 1, column 1: missing field `m` of `User`");
  EXPECT_EQ(through(user, R"({"n":"x","c":true,"m":"y"})"),
            "2: line 1, column 14, at `/c`: expected Option<Int>, found a Bool");
  EXPECT_EQ(through(user, R"({"n":"x","c":true,"m":1,"a":[]})"),
            "2: line 1, column 29, at `/a`: expected Option<Int>, found an array of 0");
  EXPECT_EQ(through(user, R"({"n":"x","c":true,"m":1,"c":2})"), R"({"c":2,"m":1,"n":"x"})");
  // Parameters of #main are no schema's fields.
  EXPECT_EQ(arguments(types_.record({{"a", optionInt}}), "{}"), "16: line 1, column 1: the argument `a` is missing");
  EXPECT_EQ(arguments(types_.record({{"a", optionInt}}), R"({"a":null})"), R"({"a":null})");
}

TEST_F(Variants, FieldsWithADefaultMayBeMissing) {
  const relon_type* type = types_.structure(
      relon_type_record, {{"a", types_.given(types_.integer)}, {"b", types_.given(optionInt)}, {"c", types_.integer}},
      true, "Input");
  EXPECT_EQ(through(type, R"({"c":1})"), R"({"c":1})");
  EXPECT_EQ(through(type, R"({"a":2,"c":1})"), R"({"a":2,"c":1})");
  EXPECT_EQ(through(type, R"({"c":1,"b":null,"a":2})"), R"({"a":2,"b":null,"c":1})");
  EXPECT_EQ(through(type, R"({"a":"x","c":1})"), "2: line 1, column 6, at `/a`: expected Int, found a string");
  EXPECT_EQ(through(types_.given(types_.integer), "3"), "3");
}

TEST_F(Variants, UndeclaredFieldsAreValues) {
  const std::string text = R"({"x":1,"zz":{"b":[1,2.0,null],"a":"s"},"y":2,"more":9223372036854775808,"on":true})";
  void* value = allocate(point);
  ASSERT_TRUE(relon_json_decode(&context_, point, {text.data(), static_cast<int64_t>(text.size())}, value));
  const relon_dict* kept = nullptr;
  std::memcpy(&kept, static_cast<char*>(value) + point->undeclared_offset, sizeof kept);
  ASSERT_NE(kept, nullptr);
  ASSERT_EQ(kept->size, 3);
  const auto* values = static_cast<const Any*>(kept->values);
  EXPECT_EQ(values[0].tag, relon_any_float);
  EXPECT_EQ(values[0].as.number, 0x1p63);
  EXPECT_EQ(values[1].tag, relon_any_bool);
  ASSERT_EQ(values[2].tag, relon_any_object);
  const relon_object& object = values[2].object();
  EXPECT_EQ(object.of.size, 0);
  EXPECT_EQ(object.brand.size, 0);
  ASSERT_EQ(object.entries.size, 2);
  const auto* entries = static_cast<const Any*>(object.entries.values);
  EXPECT_EQ(entries[0].tag, relon_any_string);
  ASSERT_EQ(entries[1].tag, relon_any_list);
  EXPECT_EQ(entries[1].elements()[0].tag, relon_any_int);
  EXPECT_EQ(entries[1].elements()[1].tag, relon_any_float);
  const relon_object& none = entries[1].elements()[2].object();
  EXPECT_EQ(std::string(none.brand.data, static_cast<size_t>(none.brand.size)), "None");
  EXPECT_EQ(std::string(none.of.data, static_cast<size_t>(none.of.size)), "Option");
  EXPECT_EQ(none.entries.size, 0);
  EXPECT_EQ(through(point, text),
            R"({"more":9.223372036854776e+18,"on":true,"x":1,"y":2,"zz":{"a":"s","b":[1,2.0,null]}})");
}

TEST_F(Variants, NoUndeclaredFieldsAreNull) {
  for (const std::string text : {R"({"x":1,"y":2})", R"({"y":1,"x":2})", R"({"x":1,"y":2,"x":3})"}) {
    void* value = allocate(point);
    ASSERT_TRUE(relon_json_decode(&context_, point, {text.data(), static_cast<int64_t>(text.size())}, value));
    const relon_dict* kept = point->undeclared_offset == 0 ? nullptr : reinterpret_cast<const relon_dict*>(1);
    std::memcpy(&kept, static_cast<char*>(value) + point->undeclared_offset, sizeof kept);
    EXPECT_EQ(kept, nullptr);
  }
}

TEST_F(Variants, AnyTakesEverything) {
  for (const char* text : {"null", "true", "false", "0", "-1.5", "\"a\"", "[]", "{}", "[[],{},[null]]",
                           R"({"a":{"b":[1,"x",{"c":null}]}})"}) {
    EXPECT_EQ(through(types_.any, text), text);
  }
  EXPECT_EQ(through(types_.any, R"({"b":1,"a":1E400,"a":2})"), R"({"a":2,"b":1})");
  EXPECT_EQ(through(types_.any, R"([1E400])"),
            "2: line 1, column 2, at `/0`: expected Float, found the number `1E400`");
  const std::string deep = std::string(512, '[') + std::string(512, ']');
  EXPECT_EQ(through(types_.any, deep), deep);
}

TEST_F(Variants, AnyPrintsWhatItHolds) {
  const auto text = [](std::string_view view) { return relon_string{view.data(), static_cast<int64_t>(view.size())}; };
  const Any numbers[] = {Any::ofInt(1), Any::ofFloat(2)};
  const relon_string positions[] = {text("0"), text("1")};
  const relon_string value[] = {text("value")};
  const auto printed = [&](const relon_string* keys, int64_t size, std::string_view brand, std::string_view of) {
    const relon_object object{{keys, numbers, size}, text(brand), text(of)};
    const Any any = Any::ofObject(&object);
    return encoded(types_.any, &any);
  };
  EXPECT_EQ(printed(positions, 2, "", ""), R"({"0":1,"1":2.0})");
  EXPECT_EQ(printed(positions, 2, "S", ""), R"({"0":1,"1":2.0})");
  EXPECT_EQ(printed(positions, 2, "Pair", "Shape"), R"({"Pair":[1,2.0]})");
  EXPECT_EQ(printed(value, 1, "Some", "Option"), "1");
  EXPECT_EQ(printed(value, 0, "None", "Option"), "null");
  EXPECT_EQ(printed(value, 1, "Ok", "Result"), R"({"Ok":{"value":1}})");
  EXPECT_EQ(printed(value, 0, "Up", "Dir"), R"({"Up":{}})");
  const Any tuple = Any::ofTuple(List<Any>(numbers, 2));
  EXPECT_EQ(encoded(types_.any, &tuple), "[1,2.0]");
  const Any infinite = Any::ofFloat(INFINITY);
  const Any list = Any::ofList(List<Any>(&infinite, 1));
  EXPECT_EQ(encoded(types_.any, &list), "20: a Float that is not finite has no JSON form (at `/0` of the output)");
}

TEST_F(Variants, FunctionsInAnyAreLeftOutOfObjectsOnly) {
  Any items[] = {Any(), Any::ofInt(1), Any()};
  items[0].tag = relon_any_closure;
  items[2].tag = relon_any_other;
  items[2].as.string = {"<schema>", 8};
  const relon_string keys[] = {{"a", 1}, {"b", 1}, {"c", 1}};
  const relon_object object{{keys, items, 3}, {"", 0}, {"", 0}};
  const Any dict = Any::ofObject(&object);
  EXPECT_EQ(encoded(types_.any, &dict), R"({"b":1})");
  EXPECT_EQ(encoded(types_.dict(types_.any), &object), R"({"b":1})");
  EXPECT_EQ(encoded(types_.any, &items[0]), "21: a function has no JSON form");
  EXPECT_EQ(encoded(types_.any, &items[2]), "25: a type has no JSON form");
  const Any list = Any::ofList(List<Any>(items, 1));
  EXPECT_EQ(encoded(types_.any, &list), "21: a function has no JSON form (at `/0` of the output)");
  const Any types = Any::ofList(List<Any>(&items[2], 1));
  EXPECT_EQ(encoded(types_.any, &types), "25: a type has no JSON form (at `/0` of the output)");
  EXPECT_EQ(encoded(types_.record({{"f", types_.any}}), &items[0]), "{}");
  EXPECT_EQ(through(types_.option(types_.closure), "1"),
            "2: line 1, column 1: expected Option<a function, which JSON cannot hold>, found the number `1`");
}

// Whatever is printed for a value is accepted for it, and is printed again.
class RandomValues : public Variants {
 protected:
  const relon_type* randomType(int depth) {
    const relon_type* scalars[] = {types_.integer, types_.floating, types_.boolean,
                                   types_.string,  types_.number,   shape};
    switch (random() % (depth > 3 ? 1 : 9)) {
      case 0:
      case 1:
        return scalars[random() % 6];
      case 2:
        return types_.list(randomType(depth + 1));
      case 3:
        return types_.dict(randomType(depth + 1));
      case 4:
        return types_.option(notNull(depth + 1));
      case 5:
        return types_.result(randomType(depth + 1), randomType(depth + 1));
      case 6:
        return types_.tuple({randomType(depth + 1), randomType(depth + 1)});
      case 7:
        return types_.structure(relon_type_record,
                                {{"b", randomType(depth + 1)}, {"a", types_.option(notNull(depth + 1))}}, true, "S");
      default:
        return types_.enumeration(relon_type_enum, "E",
                                  {{"Unit", types_.none},
                                   {"Tuple", types_.tuple({randomType(depth + 1)})},
                                   {"Record", types_.record({{"f", randomType(depth + 1)}})}},
                                  {"Record"});
    }
  }
  const relon_type* notNull(int depth) {
    const relon_type* type = randomType(depth);
    while (type->kind == relon_type_option) type = randomType(depth);
    return type;
  }

  std::string randomText(const relon_type& type) {
    const auto only = [&](int64_t variant) { return randomText(*type.fields[variant].type->fields[0].type); };
    switch (type.kind) {
      case relon_type_int:
        return std::to_string(static_cast<int64_t>(random()));
      case relon_type_float:
        return std::to_string(static_cast<int64_t>(random() % 1000)) + ".5";
      case relon_type_bool:
        return random() % 2 == 0 ? "true" : "false";
      case relon_type_string:
        return random() % 2 == 0 ? R"("a\nb")" : R"("")";
      case relon_type_number:
        return random() % 2 == 0 ? "7" : "0.5";
      case relon_type_option: {
        const char* before[] = {"", R"({"Some":)", R"({"Some":{"value":)"};
        const char* behind[] = {"", "}", "}}"};
        const uint64_t form = random() % 4;
        return form == 3 ? "null" : before[form] + only(1) + behind[form];
      }
      case relon_type_result:
        return random() % 2 == 0 ? R"({"Ok":{"value":)" + only(0) + "}}" : R"({"Err":{"error":)" + only(1) + "}}";
      case relon_type_list:
        return "[" + items(*type.element, false) + "]";
      case relon_type_dict:
        return "{" + items(*type.element, true) + "}";
      case relon_type_tuple:
        return "[" + fields(type) + "]";
      case relon_type_record:
        return "{" + fields(type) + "}";
      default:
        return randomVariant(type);
    }
  }
  std::string items(const relon_type& element, bool named) {
    std::string text;
    for (uint64_t i = 0, count = random() % 4; i < count; ++i) {
      if (i > 0) text += ", ";
      if (named) text += "\"k" + std::to_string(random() % 5) + "\": ";
      text += randomText(element);
    }
    return text;
  }
  std::string fields(const relon_type& type) {
    std::string text;
    const bool reversed = type.kind == relon_type_record && random() % 2 == 0;
    for (int64_t i = 0; i < type.field_count; ++i) {
      const relon_type_field& field = type.fields[reversed ? type.field_count - 1 - i : i];
      if (type.open != 0 && field.type->kind == relon_type_option && random() % 3 == 0) continue;
      if (!text.empty()) text += ",";
      if (field.name.size > 0)
        text += "\"" + std::string(field.name.data, static_cast<size_t>(field.name.size)) + "\":";
      text += randomText(*field.type);
    }
    if (type.open != 0 && random() % 3 == 0) text += std::string(text.empty() ? "" : ",") + R"("u":[{"q":1}])";
    return text;
  }
  std::string randomVariant(const relon_type& type) {
    const relon_type_field& variant = type.fields[random() % static_cast<uint64_t>(type.field_count)];
    const std::string name = "\"" + std::string(variant.name.data, static_cast<size_t>(variant.name.size)) + "\"";
    if (variant.type->kind == relon_type_none) return random() % 2 == 0 ? name : "{" + name + ":{}}";
    const bool isTuple = variant.type->kind == relon_type_tuple;
    return "{" + name + (isTuple ? ":[" : ":{") + fields(*variant.type) + (isTuple ? "]}" : "}}");
  }

  std::mt19937_64 random{11};
};

TEST_F(RandomValues, RoundTrip) {
  for (int i = 0; i < 3000; ++i) {
    const relon_type* type = randomType(0);
    for (int n = 0; n < 4; ++n) {
      const std::string text = randomText(*type);
      const std::string once = through(type, text);
      ASSERT_FALSE(once.empty());
      ASSERT_NE(once.substr(0, 2), "2:") << text << '\n' << once;
      EXPECT_EQ(through(type, once), once) << text;
    }
  }
}

TEST_F(RandomValues, WrongTextNeverCrashes) {
  const std::string_view bytes = "{}[]\",:\\0123456789.eE+-truefalsnSomNvk \x01\x80\xc3\xff";
  for (int i = 0; i < 3000; ++i) {
    const relon_type* type = randomType(0);
    std::string text = randomText(*type);
    for (uint64_t n = 1 + random() % 3; n-- > 0;) text[random() % text.size()] = bytes[random() % bytes.size()];
    EXPECT_FALSE(through(type, text).empty());
    EXPECT_FALSE(through(randomType(0), randomText(*type)).empty());
    EXPECT_FALSE(arguments(types_.record({{"a", type}}), "{\"a\":" + text + "}").empty());
  }
}

}
}
