#include "library.h"

namespace relon {
namespace {

class Texts : public Library {
 protected:
  std::vector<std::string> split(std::string_view text, std::string_view separator) {
    return strs(call<List<String>>("_string_split", {string(text), string(separator)}));
  }
  std::string replace(std::string_view text, std::string_view old, std::string_view with) {
    return this->text("_string_replace", {string(text), string(old), string(with)});
  }
  std::string substring(std::string_view text, int64_t start, int64_t length) {
    return this->text("_string_substring", {string(text), number(start), number(length)});
  }
};

using Strings = std::vector<std::string>;

TEST_F(Texts, RowsAreComplete) {
  const CallableLibrary library = runtime::rows();
  EXPECT_GE(library.end - library.begin, 14);
  EXPECT_STREQ(row("_string_split")->signature, "(String, String) -> List<String>");
  EXPECT_STREQ(row("_string_split")->symbol, "relon_string_split");
  EXPECT_EQ(row("_string_split")->flags,
            unsigned{relon_callable_pure | relon_callable_takes_context | relon_callable_walks_arguments});
  EXPECT_STREQ(row("_float_rem")->signature, "(Float, Float) -> Float");
}

TEST_F(Texts, Concat) {
  EXPECT_EQ(text("_text_concat", {list({"a", "", "bc"})}), "abc");
  EXPECT_EQ(text("_text_concat", {list({})}), "");
}

TEST_F(Texts, ScalarTexts) {
  EXPECT_EQ(text("_int_to_text", {static_cast<uint64_t>(INT64_MIN)}), "-9223372036854775808");
  EXPECT_EQ(text("_float_to_text", {std::bit_cast<uint64_t>(1e21)}), "1000000000000000000000");
}

TEST_F(Texts, Split) {
  EXPECT_EQ(split("", ","), Strings{""});
  EXPECT_EQ(split("a,,b", ","), (Strings{"a", "", "b"}));
  EXPECT_EQ(split(",a,", ","), (Strings{"", "a", ""}));
  EXPECT_EQ(split("aaa", "aa"), (Strings{"", "a"}));
  EXPECT_EQ(split("ab", "abc"), Strings{"ab"});
}

TEST_F(Texts, SplitRefusesAnEmptySeparator) {
  EXPECT_TRUE(split("ab", "").empty());
  EXPECT_EQ(context_.status, relon_unsupported_operator);
  EXPECT_EQ(message(), "split separator cannot be empty");
}

TEST_F(Texts, SplitHonoursTheElementLimit) {
  context_.max_elements = 2;
  split("a,b,c", ",");
  EXPECT_EQ(context_.status, relon_value_too_large);
  EXPECT_EQ(context_.detail[1], 3);
}

TEST_F(Texts, Join) {
  EXPECT_EQ(text("_string_join", {list({"a", "b", "c"}), string(", ")}), "a, b, c");
  EXPECT_EQ(text("_string_join", {list({}), string(", ")}), "");
  EXPECT_EQ(text("_string_join", {list({""}), string(",")}), "");
}

TEST_F(Texts, Replace) {
  EXPECT_EQ(replace("aaa", "aa", "b"), "ba");
  EXPECT_EQ(replace("abc", "x", "y"), "abc");
  EXPECT_EQ(replace("abc", "b", ""), "ac");
  EXPECT_EQ(replace("ab", "", "-"), "-a-b-");
  EXPECT_EQ(replace("é", "", "-"), "-é-");
  EXPECT_EQ(replace("", "", "-"), "-");
}

// Longer than what is compared byte by byte; periodic and not, and against all cuts.
TEST_F(Texts, SearchesForLongTexts) {
  for (std::string needle : {"abababababab", "aaaaaaaaaab", "baaaaaaaaaa", "abcabcabcabx", "the quick brown"}) {
    for (size_t cut = 1; cut < needle.size(); ++cut) {
      const std::string text = needle.substr(cut) + needle.substr(0, cut) + needle + needle.substr(cut) + needle;
      std::string expected;
      size_t begin = 0;
      for (size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, begin)) {
        expected += text.substr(begin, at - begin) + "|";
        begin = at + needle.size();
      }
      EXPECT_EQ(replace(text, needle, "|"), expected + text.substr(begin)) << needle << ' ' << cut;
    }
  }
}

TEST_F(Texts, SearchIsLinear) {
  const std::string text(1 << 20, 'a');
  const std::string half(1 << 19, 'a');
  EXPECT_FALSE(call<bool>("_string_contains", {string(text), string(half + "b")}));
  EXPECT_FALSE(call<bool>("_string_contains", {string(text), string("b" + half)}));
  EXPECT_FALSE(call<bool>("_string_contains", {string(text), string(half + "b" + half.substr(1))}));
  EXPECT_EQ(replace(text, half, "x"), "xx");
}

TEST_F(Texts, ReplaceStopsAtTheMemoryLimit) {
  context_.max_memory = 100;
  relon_context_reset(&context_);
  const std::string big(60, 'a');
  EXPECT_EQ(replace(big, "a", "12"), "");
  EXPECT_EQ(context_.status, relon_memory_limit_exceeded);
}

TEST_F(Texts, Contains) {
  EXPECT_TRUE(call<bool>("_string_contains", {string("abc"), string("bc")}));
  EXPECT_TRUE(call<bool>("_string_contains", {string(""), string("")}));
  EXPECT_FALSE(call<bool>("_string_contains", {string("abc"), string("cd")}));
  EXPECT_TRUE(call<bool>("_string_starts_with", {string("abc"), string("ab")}));
  EXPECT_TRUE(call<bool>("_string_starts_with", {string("abc"), string("")}));
  EXPECT_FALSE(call<bool>("_string_starts_with", {string("abc"), string("abcd")}));
  EXPECT_TRUE(call<bool>("_string_ends_with", {string("abc"), string("bc")}));
  EXPECT_FALSE(call<bool>("_string_ends_with", {string("bc"), string("abc")}));
}

TEST_F(Texts, SubstringClamps) {
  EXPECT_EQ(substring("invoice-0042", 0, 7), "invoice");
  EXPECT_EQ(substring("invoice-0042", 8, 99), "0042");
  EXPECT_EQ(substring("invoice-0042", 50, 2), "");
  EXPECT_EQ(substring("abc", 1, -1), "");
  EXPECT_EQ(substring("abcdef", -3, 5), "abcde");
  EXPECT_EQ(substring("abc", 1, INT64_MAX), "bc");
  EXPECT_EQ(substring("abc", INT64_MIN, INT64_MAX), "abc");
  EXPECT_EQ(substring("", 0, 1), "");
}

TEST_F(Texts, SubstringCutsNoCodePoint) {
  EXPECT_EQ(substring("hé!", 2, 2), "!");
  EXPECT_EQ(substring("hé!", 0, 2), "hé");
  EXPECT_EQ(substring("hé!", 2, 0), "");
  EXPECT_EQ(substring("é", 1, 9), "");
  EXPECT_EQ(substring("a😀b", 2, 1), "");
  EXPECT_EQ(substring("a😀b", 0, 2), "a😀");
}

TEST_F(Texts, CodePoints) {
  const auto points = [&](std::string_view text) {
    return strs(call<List<String>>("_string_code_points", {string(text)}));
  };
  EXPECT_EQ(points(""), Strings{});
  EXPECT_EQ(points("aé\u20ac😀"), (Strings{"a", "é", "\u20ac", "😀"}));
  EXPECT_EQ(points(std::string_view("\0", 1)), Strings{std::string("\0", 1)});
  EXPECT_EQ(call<int64_t>("_string_count_code_points", {string("aé\u20ac😀")}), 4);
  EXPECT_EQ(call<int64_t>("_string_count_code_points", {string("")}), 0);
}

TEST_F(Texts, CodePointsHonourTheElementLimit) {
  context_.max_elements = 2;
  call<List<String>>("_string_code_points", {string("éàü")});
  EXPECT_EQ(context_.status, relon_value_too_large);
  EXPECT_EQ(context_.detail[1], 3);
}

TEST_F(Texts, Trim) {
  EXPECT_EQ(
      text("_string_trim", {string(" \t\n\v\f\r a b \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000")}),
      "a b");
  EXPECT_EQ(text("_string_trim", {string("   ")}), "");
  EXPECT_EQ(text("_string_trim", {string("")}), "");
  EXPECT_EQ(text("_string_trim", {string("\u200b")}), "\u200b");
  EXPECT_EQ(text("_string_trim_start", {string("\u3000 a ")}), "a ");
  EXPECT_EQ(text("_string_trim_end", {string(" é\u3000")}), " é");
}

}
}
