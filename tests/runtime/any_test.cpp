#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "relon/callable.h"
#include "runtime/library.h"

namespace relon {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// Calls the operations on values of any type through their rows. A failure is
// `kind: message`.
class AnyValue : public testing::Test {
 protected:
  static Any i(int64_t value) { return Any::ofInt(value); }
  static Any f(double value) { return Any::ofFloat(value); }
  static Any b(bool value) { return Any::ofBool(value); }
  Any s(std::string_view text) { return Any::ofString(keep(text)); }
  Any list(std::vector<Any> elements) { return Any::ofList(keep(std::move(elements))); }
  Any tuple(std::vector<Any> elements) { return Any::ofTuple(keep(std::move(elements))); }
  Any object(std::map<std::string, Any> entries, std::string_view brand = "", std::string_view of = "") {
    std::vector<String>& names = names_.emplace_back();
    std::vector<Any> values;
    for (const auto& [name, value] : entries) {
      names.push_back(keep(name));
      values.push_back(value);
    }
    const List<Any> kept = keep(std::move(values));
    objects_.push_back({{names.data(), kept.data, kept.size}, keep(brand), keep(of)});
    return Any::ofObject(&objects_.back());
  }
  Any none() { return object({}, "None", "Option"); }
  Any some(const Any& value) { return object({{"value", value}}, "Some", "Option"); }
  static Any closure(void* code) {
    Any any;
    any.tag = relon_any_closure;
    any.as.closure = {code, nullptr};
    return any;
  }
  Any other(std::string_view text) {
    Any any = s(text);
    any.tag = relon_any_other;
    return any;
  }
  // One of each kind.
  std::vector<Any> samples() {
    static int function = 0;
    return {b(true),
            i(1),
            f(1),
            s("1"),
            list({i(1)}),
            tuple({i(1)}),
            object({}),
            closure(&function),
            other("<schema>"),
            none(),
            object({{"x", i(1)}}, "P"),
            some(i(1))};
  }

  template <typename R, typename... A>
  R call(std::string_view name, const A&... arguments) {
    relon_context_reset(&context_);
    R result{};
    const uint64_t words[] = {reinterpret_cast<uint64_t>(&arguments)...};
    row(name)->thunk(nullptr, &context_, words, &result);
    return result;
  }
  template <typename... A>
  std::string any(std::string_view name, const A&... arguments) {
    const Any result = call<Any>(name, arguments...);
    return context_.failed() ? failure() : text(result);
  }
  template <typename... A>
  std::string option(std::string_view name, const A&... arguments) {
    const auto result = call<Option<Any>>(name, arguments...);
    if (context_.failed()) return failure();
    return result ? "Some " + text(result.value) : "None";
  }
  template <typename... A>
  std::string boolean(std::string_view name, const A&... arguments) {
    const bool result = call<bool>(name, arguments...);
    return context_.failed() ? failure() : (result ? "true" : "false");
  }
  // Without a reset: the value may lie in the arena.
  std::string text(const Any& value) {
    String result;
    const uint64_t words[] = {reinterpret_cast<uint64_t>(&value)};
    row("_any_text")->thunk(nullptr, &context_, words, &result);
    return context_.failed() ? failure() : str(result);
  }
  std::string failure() {
    return std::to_string(context_.status) + ": " + str({context_.message.data, context_.message.size});
  }
  static std::string str(const String& text) { return std::string(text.data, static_cast<size_t>(text.size)); }

  const relon_callable_row* row(std::string_view name) {
    const CallableLibrary library = runtime::rows();
    for (const relon_callable_row* const* each = library.begin; each != library.end; ++each) {
      if ((*each)->name == name) return *each;
    }
    ADD_FAILURE() << "no callable " << name;
    return nullptr;
  }
  String keep(std::string_view text) {
    texts_.emplace_back(text);
    return {texts_.back().data(), static_cast<int64_t>(texts_.back().size())};
  }
  List<Any> keep(std::vector<Any> values) {
    lists_.push_back(std::move(values));
    return {lists_.back().data(), static_cast<int64_t>(lists_.back().size())};
  }

  Context context_;
  std::deque<std::string> texts_;
  std::deque<std::vector<Any>> lists_;
  std::deque<std::vector<String>> names_;
  std::deque<relon_object> objects_;
};

TEST_F(AnyValue, Signatures) {
  EXPECT_STREQ(row("_any_add")->signature, "(Any, Any) -> Any");
  EXPECT_STREQ(row("_any_find_index")->signature, "(Any, Any) -> Option<Any>");
  EXPECT_STREQ(row("_any_member")->signature, "(Any, String) -> Any");
  EXPECT_STREQ(row("_dict_order")->signature, "(List<String>) -> List<Int>");
}

TEST_F(AnyValue, TextOfScalars) {
  EXPECT_EQ(text(s("")), "");
  EXPECT_EQ(text(s("a\"b\n")), "a\"b\n");
  EXPECT_EQ(text(i(kMin)), "-9223372036854775808");
  EXPECT_EQ(text(b(true)), "true");
  EXPECT_EQ(text(b(false)), "false");
  EXPECT_EQ(text(f(1)), "1");
  EXPECT_EQ(text(f(0.1)), "0.1");
  EXPECT_EQ(text(f(1e21)), "1000000000000000000000");
  EXPECT_EQ(text(f(1e-7)), "0.0000001");
  EXPECT_EQ(text(f(-0.0)), "-0");
  EXPECT_EQ(text(f(INFINITY)), "inf");
  EXPECT_EQ(text(f(-INFINITY)), "-inf");
  EXPECT_EQ(text(f(NAN)), "NaN");
  EXPECT_EQ(text(closure(nullptr)), "<closure>");
  EXPECT_EQ(text(other("<schema>")), "<schema>");
}

TEST_F(AnyValue, TextOfContainers) {
  EXPECT_EQ(text(tuple({})), "()");
  EXPECT_EQ(text(tuple({s("a")})), "(a,)");
  EXPECT_EQ(text(tuple({i(1), s("b"), f(2)})), "(1, b, 2)");
  EXPECT_EQ(text(tuple({tuple({f(1)}), list({f(1), s("x")})})), R"(((1,), [1.0,"x"]))");
  EXPECT_EQ(text(list({})), "[]");
  EXPECT_EQ(text(list({i(1), s("a"), f(1), b(true), tuple({i(2), i(3)})})), R"([1,"a",1.0,true,[2,3]])");
  EXPECT_EQ(text(object({})), "{}");
  EXPECT_EQ(text(object({{"b", i(1)}, {"a", object({{"x", s("\n")}})}})), R"({"a":{"x":"\n"},"b":1})");
  EXPECT_EQ(text(object({{"n", i(1)}}, "User")), R"({"n":1})");
  EXPECT_EQ(text(object({{"f", closure(nullptr)}, {"g", other("<schema>")}, {"h", i(1)}})), R"({"h":1})");
  EXPECT_EQ(text(list({f(NAN), f(-INFINITY), closure(nullptr)})), "[NaN,-inf,<closure>]");
}

TEST_F(AnyValue, TextOfVariants) {
  EXPECT_EQ(text(none()), "null");
  EXPECT_EQ(text(some(i(3))), "3");
  EXPECT_EQ(text(some(some(i(3)))), "3");
  EXPECT_EQ(text(object({{"value", i(5)}}, "Ok", "Result")), R"({"Ok":{"value":5}})");
  EXPECT_EQ(text(object({{"error", s("e")}}, "Err", "Result")), R"({"Err":{"error":"e"}})");
  EXPECT_EQ(text(object({}, "Up", "Dir")), R"({"Up":{}})");
  EXPECT_EQ(text(object({{"r", f(1)}}, "Circle", "Shape")), R"({"Circle":{"r":1.0}})");
  EXPECT_EQ(text(object({{"0", i(1)}, {"1", i(2)}}, "Pair", "Shape")), R"({"Pair":[1,2]})");
  EXPECT_EQ(text(object({{"0", i(1)}}, "One", "Shape")), R"({"One":[1]})");
  EXPECT_EQ(text(object({{"0", i(1)}, {"x", i(2)}}, "Odd", "Shape")), R"({"Odd":{"0":1,"x":2}})");
  std::map<std::string, Any> many;
  for (int n = 0; n < 12; ++n) many[std::to_string(n)] = i(n);
  EXPECT_EQ(text(object(many, "Many", "Shape")), R"({"Many":[0,1,2,3,4,5,6,7,8,9,10,11]})");
  EXPECT_EQ(text(object(many)).substr(0, 15), R"({"0":0,"1":1,"1)");
}

TEST_F(AnyValue, EqualityWithinKinds) {
  const auto equal = [&](const Any& a, const Any& b) { return call<bool>("_any_equal", a, b); };
  EXPECT_TRUE(equal(f(NAN), f(NAN)));
  EXPECT_TRUE(equal(f(0.0), f(-0.0)));
  EXPECT_FALSE(equal(f(1), f(2)));
  EXPECT_TRUE(equal(s("ab"), s("ab")));
  EXPECT_FALSE(equal(s("ab"), s("abc")));
  EXPECT_FALSE(equal(b(true), b(false)));
  EXPECT_TRUE(equal(list({i(1), list({})}), list({i(1), list({})})));
  EXPECT_FALSE(equal(list({i(1)}), list({i(1), i(1)})));
  EXPECT_FALSE(equal(list({i(1)}), list({f(1)})));
  EXPECT_TRUE(equal(object({{"a", i(1)}, {"b", i(2)}}), object({{"b", i(2)}, {"a", i(1)}})));
  EXPECT_FALSE(equal(object({{"a", i(1)}}), object({{"b", i(1)}})));
  EXPECT_FALSE(equal(object({{"a", i(1)}}), object({{"a", i(2)}})));
  EXPECT_FALSE(equal(object({{"a", i(1)}}), object({{"a", i(1)}}, "U")));
  EXPECT_TRUE(equal(object({{"a", i(1)}}, "U"), object({{"a", i(1)}}, "U")));
  EXPECT_FALSE(equal(object({}, "V", "E"), object({}, "W", "E")));
  EXPECT_FALSE(equal(object({}, "V", "E"), object({}, "V", "F")));
  EXPECT_FALSE(equal(object({}, "V", "E"), object({}, "V")));
}

TEST_F(AnyValue, DifferentKindsAreUnequal) {
  const std::vector<Any> all = samples();
  for (size_t a = 0; a < all.size(); ++a) {
    for (size_t c = 0; c < all.size(); ++c) {
      EXPECT_EQ(call<bool>("_any_equal", all[a], all[c]), a == c) << a << ' ' << c;
    }
  }
}

TEST_F(AnyValue, Truth) {
  for (const Any& value : {b(false), i(0), f(0.0), f(-0.0), s(""), list({}), tuple({}), object({}), none(),
                           object({}, "Up", "Dir"), object({}, "S")}) {
    EXPECT_FALSE(call<bool>("_any_truthy", value)) << text(value);
  }
  for (const Any& value : samples()) {
    const bool isEmpty = value.tag == relon_any_object && value.object().entries.size == 0;
    EXPECT_EQ(call<bool>("_any_truthy", value), !isEmpty) << text(value);
  }
  EXPECT_TRUE(call<bool>("_any_truthy", f(NAN)));
  EXPECT_TRUE(call<bool>("_any_truthy", s("0")));
  EXPECT_TRUE(call<bool>("_any_truthy", some(i(0))));
}

TEST_F(AnyValue, KindsAndLengths) {
  std::string kinds;
  for (const Any& value : samples()) kinds += str(call<String>("_any_type", value)) + ' ';
  EXPECT_EQ(kinds, "Bool Int Float String List Tuple Dict Closure Type Dict Dict Dict ");
  EXPECT_EQ(str(call<String>("_any_kind", object({}, "V", "E"))), "E");
  EXPECT_EQ(str(call<String>("_any_kind", list({}))), "List");
  EXPECT_EQ(call<int64_t>("_any_len", s("é")), 2);
  EXPECT_EQ(call<int64_t>("_any_len", list({i(1), i(2)})), 2);
  EXPECT_EQ(call<int64_t>("_any_len", object({{"a", i(1)}})), 1);
  call<int64_t>("_any_len", tuple({}));
  EXPECT_EQ(failure(), "2: expected List, Dict or String, found Tuple");
  call<int64_t>("_any_len", i(1));
  EXPECT_EQ(failure(), "2: expected List, Dict or String, found Int");
}

TEST_F(AnyValue, IntArithmeticIsChecked) {
  EXPECT_EQ(any("_any_add", i(2), i(3)), "5");
  EXPECT_EQ(any("_any_sub", i(2), i(3)), "-1");
  EXPECT_EQ(any("_any_mul", i(-2), i(3)), "-6");
  EXPECT_EQ(any("_any_div", i(-7), i(2)), "-3");
  EXPECT_EQ(any("_any_rem", i(-7), i(3)), "-1");
  EXPECT_EQ(any("_any_rem", i(10), i(-3)), "1");
  EXPECT_EQ(any("_any_add", i(kMax), i(1)), "5: Int addition leaves the range of 64 bits");
  EXPECT_EQ(any("_any_sub", i(kMin), i(1)), "5: Int subtraction leaves the range of 64 bits");
  EXPECT_EQ(any("_any_mul", i(kMin), i(-1)), "5: Int multiplication leaves the range of 64 bits");
  EXPECT_EQ(any("_any_div", i(kMin), i(-1)), "5: Int division leaves the range of 64 bits");
  EXPECT_EQ(any("_any_rem", i(kMin), i(-1)), "5: Int remainder leaves the range of 64 bits");
  EXPECT_EQ(any("_any_neg", i(kMin)), "5: Int negation leaves the range of 64 bits");
  EXPECT_EQ(any("_any_neg", i(7)), "-7");
  EXPECT_EQ(any("_any_div", i(1), i(0)), "4: ");
  EXPECT_EQ(any("_any_rem", i(kMin), i(0)), "4: ");
}

TEST_F(AnyValue, AFloatMakesTheResultAFloat) {
  EXPECT_EQ(any("_any_add", i(1), f(0.5)), "1.5");
  EXPECT_EQ(any("_any_mul", f(1.5), i(2)), "3");
  EXPECT_EQ(call<Any>("_any_mul", f(1.5), i(2)).tag, relon_any_float);
  EXPECT_EQ(any("_any_div", i(7), f(2)), "3.5");
  EXPECT_EQ(any("_any_rem", f(-7.5), i(2)), "-1.5");
  EXPECT_EQ(any("_any_sub", f(1e308), f(-1e308)), "inf");
  EXPECT_EQ(any("_any_neg", f(0.0)), "-0");
  for (const Any& zero : {i(0), f(0.0), f(-0.0)}) {
    EXPECT_EQ(any("_any_div", f(1), zero), "4: ");
    EXPECT_EQ(any("_any_rem", f(1), zero), "4: ");
  }
}

TEST_F(AnyValue, OperatorsRefuseOtherKinds) {
  EXPECT_EQ(any("_any_sub", s("a"), i(1)), "2: expected Number, found String");
  EXPECT_EQ(any("_any_sub", i(1), b(true)), "2: expected Number, found Bool");
  EXPECT_EQ(any("_any_add", list({}), list({})), "2: expected Number, found List");
  EXPECT_EQ(any("_any_add", object({}), i(1)), "2: expected Number, found Dict");
  EXPECT_EQ(any("_any_add", some(i(1)), some(i(1))), "2: expected Number, found Option");
  EXPECT_EQ(any("_any_add", object({}), object({}, "V", "E")), "2: expected Number, found Dict");
  EXPECT_EQ(any("_any_neg", tuple({})), "2: expected Number, found Tuple");
  EXPECT_EQ(boolean("_any_less", s("a"), s("b")), "2: expected Number, found String");
  EXPECT_EQ(boolean("_any_less_equal", i(1), closure(nullptr)), "2: expected Number, found Closure");
  EXPECT_EQ(any("_any_neg", object({}, "V", std::string(500, 'x'))),
            "2: expected Number, found " + std::string(500, 'x'));
}

TEST_F(AnyValue, StringsConcatenateWithEverything) {
  EXPECT_EQ(any("_any_add", s("a"), s("b")), "ab");
  EXPECT_EQ(any("_any_add", s("n="), f(1)), "n=1");
  EXPECT_EQ(any("_any_add", i(1), s("!")), "1!");
  EXPECT_EQ(any("_any_add", s("x"), list({s("y")})), R"(x["y"])");
  EXPECT_EQ(any("_any_add", tuple({i(1), s("b")}), s("")), "(1, b)");
}

TEST_F(AnyValue, NumbersCompareExactly) {
  const auto less = [&](const Any& a, const Any& b) { return boolean("_any_less", a, b); };
  const auto lessEqual = [&](const Any& a, const Any& b) { return boolean("_any_less_equal", a, b); };
  const double big = 9007199254740992.0;
  EXPECT_EQ(less(i(1), i(2)), "true");
  EXPECT_EQ(less(i(2), i(2)), "false");
  EXPECT_EQ(lessEqual(i(2), i(2)), "true");
  EXPECT_EQ(less(f(big), i(9007199254740993)), "true");
  EXPECT_EQ(lessEqual(i(9007199254740993), f(big)), "false");
  EXPECT_EQ(lessEqual(i(9007199254740992), f(big)), "true");
  EXPECT_EQ(less(i(kMax), f(0x1p63)), "true");
  EXPECT_EQ(lessEqual(i(kMin), f(-0x1p63)), "true");
  EXPECT_EQ(less(i(kMin), f(-0x1p63)), "false");
  EXPECT_EQ(less(f(-1e300), i(kMin)), "true");
  EXPECT_EQ(less(i(-1), f(-0.5)), "true");
  EXPECT_EQ(less(f(-0.5), i(0)), "true");
  EXPECT_EQ(less(i(0), f(INFINITY)), "true");
  for (const Any& number : {i(0), f(1), f(NAN)}) {
    EXPECT_EQ(less(number, f(NAN)), "false");
    EXPECT_EQ(less(f(NAN), number), "false");
    EXPECT_EQ(lessEqual(number, f(NAN)), "false");
    EXPECT_EQ(lessEqual(f(NAN), number), "false");
  }
}

TEST_F(AnyValue, MergeIsDeepOnDictsAndRecordsOnly) {
  const Any left = object({{"a", object({{"x", i(1)}, {"y", i(2)}})}, {"b", list({i(1)})}, {"o", some(i(1))}}, "L");
  const Any right =
      object({{"a", object({{"y", i(3)}, {"z", i(4)}}, "R")}, {"b", list({i(2)})}, {"c", i(5)}, {"o", none()}}, "R");
  EXPECT_EQ(any("_any_add", left, right), R"({"a":{"x":1,"y":3,"z":4},"b":[2],"c":5,"o":null})");
  EXPECT_EQ(any("_any_merge", left, right), R"({"a":{"x":1,"y":3,"z":4},"b":[2],"c":5,"o":null})");
  const Any merged = call<Any>("_any_merge", left, right);
  EXPECT_EQ(str({merged.object().brand.data, merged.object().brand.size}), "L");
  EXPECT_EQ(any("_any_merge", object({{"a", i(1)}}), object({{"a", object({})}})), R"({"a":{}})");
  EXPECT_EQ(any("_any_merge", object({}), object({})), "{}");
  EXPECT_EQ(any("_any_merge", i(1), object({})), "2: expected Dict, found Int");
  EXPECT_EQ(any("_any_merge", object({}), none()), "2: expected Dict, found Option");
  EXPECT_EQ(any("_any_merge", object({{"e", object({{"r", i(1)}}, "A", "E")}}),
                object({{"e", object({{"q", i(2)}}, "B", "E")}})),
            R"({"e":{"B":{"q":2}}})");
}

TEST_F(AnyValue, Members) {
  const Any dict = object({{"a", i(1)}, {"1", i(9)}, {"o", none()}, {"p", some(i(7))}});
  const Any items = list({s("x"), s("y")});
  EXPECT_EQ(any("_any_member", dict, keep("a")), "1");
  EXPECT_EQ(any("_any_member", dict, keep("b")), "1: there is no key `b`");
  EXPECT_EQ(any("_any_member", i(1), keep("b")), "2: expected Dict, List or Tuple, found Int");
  EXPECT_EQ(any("_any_member", s("abc"), keep("0")), "2: expected Dict, List or Tuple, found String");
  EXPECT_EQ(any("_any_member", items, keep("1")), "y");
  EXPECT_EQ(any("_any_member", tuple({i(4)}), keep("0")), "4");
  EXPECT_EQ(any("_any_member", items, keep("x")), "2: expected Int, found String");
  EXPECT_EQ(any("_any_member", items, keep("")), "2: expected Int, found String");
  EXPECT_EQ(any("_any_member", items, keep("2")), "14: ");
  EXPECT_EQ(context_.detail[0], 2);
  EXPECT_EQ(context_.detail[1], 2);
  EXPECT_EQ(any("_any_member", dict, keep(std::string(1000, 'k'))).size(), 1021u);
  EXPECT_EQ(option("_any_find_member", dict, keep("a")), "Some 1");
  EXPECT_EQ(option("_any_find_member", dict, keep("b")), "None");
  EXPECT_EQ(option("_any_find_member", dict, keep("o")), "None");
  EXPECT_EQ(option("_any_find_member", dict, keep("p")), "Some 7");
  EXPECT_EQ(option("_any_find_member", none(), keep("value")), "None");
  EXPECT_EQ(option("_any_find_member", i(1), keep("a")), "None");
  EXPECT_EQ(option("_any_find_member", items, keep("1")), "Some y");
  EXPECT_EQ(option("_any_find_member", items, keep("99999999999999999999")), "None");
}

TEST_F(AnyValue, Indexes) {
  const Any dict = object({{"a", i(1)}, {"1", i(9)}, {"-1", i(8)}});
  const Any items = list({s("x"), s("y")});
  EXPECT_EQ(any("_any_index", items, i(0)), "x");
  EXPECT_EQ(any("_any_index", tuple({i(3), i(4)}), i(1)), "4");
  for (int64_t index : {int64_t{2}, int64_t{-1}, kMin, kMax}) {
    EXPECT_EQ(any("_any_index", items, i(index)), "14: ");
    EXPECT_EQ(context_.detail[0], index);
    EXPECT_EQ(context_.detail[1], 2);
  }
  EXPECT_EQ(any("_any_index", dict, s("a")), "1");
  EXPECT_EQ(any("_any_index", dict, i(1)), "9");
  EXPECT_EQ(any("_any_index", dict, i(-1)), "8");
  EXPECT_EQ(any("_any_index", dict, i(2)), "1: there is no key `2`");
  EXPECT_EQ(any("_any_index", dict, s("z")), "1: there is no key `z`");
  EXPECT_EQ(any("_any_index", dict, f(1)), "2: expected String or Int, found Float");
  EXPECT_EQ(any("_any_index", items, s("0")), "2: expected Int, found String");
  EXPECT_EQ(any("_any_index", s("abc"), i(0)), "2: expected Dict, List or Tuple, found String");
  EXPECT_EQ(option("_any_find_index", items, i(1)), "Some y");
  EXPECT_EQ(option("_any_find_index", items, i(2)), "None");
  EXPECT_EQ(option("_any_find_index", items, i(-1)), "14: ");
  EXPECT_EQ(option("_any_find_index", dict, i(1)), "Some 9");
  EXPECT_EQ(option("_any_find_index", dict, s("z")), "None");
  EXPECT_EQ(option("_any_find_index", dict, b(true)), "2: expected String or Int, found Bool");
  EXPECT_EQ(option("_any_find_index", i(1), i(-1)), "None");
}

TEST_F(AnyValue, EndlessNestingIsAnError) {
  Any lists = list({});
  Any tuples = tuple({});
  Any dicts = object({});
  for (int n = 0; n < 5000; ++n) {
    lists = list({lists});
    tuples = tuple({tuples});
    dicts = object({{"a", dicts}});
  }
  for (const Any& value : {lists, tuples, dicts}) {
    relon_context_reset(&context_);
    EXPECT_EQ(text(value).substr(0, 3), "11:");
    EXPECT_EQ(boolean("_any_equal", value, value).substr(0, 3), "11:");
  }
  EXPECT_EQ(any("_any_merge", dicts, dicts).substr(0, 3), "11:");
}

// A value that contains another twice, and that another twice, ... has more parts than memory.
TEST_F(AnyValue, WalkingCostsSteps) {
  Any value = object({{"a", i(1)}});
  for (int n = 0; n < 60; ++n) value = object({{"a", value}, {"b", value}});
  context_.max_steps = 100000;
  EXPECT_EQ(boolean("_any_equal", value, value).substr(0, 2), "9:");
  EXPECT_EQ(any("_any_merge", value, value).substr(0, 2), "9:");
  EXPECT_EQ(any("_any_add", value, s("")).substr(0, 2), "9:");
}

TEST_F(AnyValue, LimitsHold) {
  context_.max_elements = 2;
  EXPECT_EQ(any("_any_merge", object({{"a", i(1)}, {"b", i(2)}}), object({{"a", i(1)}})), R"({"a":1,"b":2})");
  EXPECT_EQ(any("_any_merge", object({{"a", i(1)}, {"b", i(2)}}), object({{"c", i(1)}})), "10: ");
  context_.max_memory = 4096;
  EXPECT_EQ(any("_any_add", s(std::string(3000, 'x')), s(std::string(3000, 'y'))).substr(0, 3), "12:");
}

// A dict that must have a key.
TEST_F(AnyValue, RequiredKeys) {
  const String names[] = {keep("a"), keep("b")};
  const List<String> sorted(names, 2);
  EXPECT_EQ(call<int64_t>("_dict_require", sorted, names[1]), 1);
  EXPECT_EQ(call<int64_t>("_dict_require", sorted, keep("c")), -1);
  EXPECT_EQ(failure(), "1: there is no key `c`");
}

class DictKeys : public AnyValue {
 protected:
  List<String> keys(std::initializer_list<std::string_view> names) {
    std::vector<String>& kept = names_.emplace_back();
    for (std::string_view name : names) kept.push_back(keep(name));
    return {kept.data(), static_cast<int64_t>(kept.size())};
  }
  static std::vector<int64_t> numbers(const List<int64_t>& list) { return {list.begin(), list.end()}; }
};

using Numbers = std::vector<int64_t>;

TEST_F(DictKeys, FindIsBySortedBytes) {
  const List<String> sorted = keys({"", "A", "a", "aa", "b", "é"});
  for (int64_t n = 0; n < sorted.size; ++n) EXPECT_EQ(call<int64_t>("_dict_find", sorted, sorted[n]), n);
  for (const char* missing : {"B", "ab", "f", "\xff", "0"}) {
    EXPECT_EQ(call<int64_t>("_dict_find", sorted, keep(missing)), -1);
  }
  EXPECT_EQ(call<int64_t>("_dict_find", List<String>(), keep("")), -1);
}

TEST_F(DictKeys, OrderKeepsTheLastOfEqualKeys) {
  const auto order = [&](std::initializer_list<std::string_view> names) {
    return numbers(call<List<int64_t>>("_dict_order", keys(names)));
  };
  EXPECT_EQ(order({}), Numbers{});
  EXPECT_EQ(order({"x"}), Numbers{0});
  EXPECT_EQ(order({"b", "a", "é", "B"}), (Numbers{3, 1, 0, 2}));
  EXPECT_EQ(order({"a", "b", "a", "c", "b", "a"}), (Numbers{5, 4, 3}));
}

TEST_F(DictKeys, OrderAgreesWithTheLibrary) {
  std::vector<std::string> names;
  for (int n = 0; n < 500; ++n) names.push_back(std::to_string(n * 7919 % 311));
  std::vector<String>& kept = names_.emplace_back();
  for (const std::string& name : names) kept.push_back(keep(name));
  std::map<std::string, int64_t> expected;
  for (size_t n = 0; n < names.size(); ++n) expected[names[n]] = static_cast<int64_t>(n);
  Numbers positions;
  for (const auto& [name, position] : expected) positions.push_back(position);
  EXPECT_EQ(numbers(call<List<int64_t>>("_dict_order", List<String>(kept.data(), 500))), positions);
}

}
}
