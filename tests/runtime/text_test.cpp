#include <bit>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "relon/callable.h"
#include "runtime/library.h"

namespace relon {
namespace {

// Calls a library function through its row's thunk, as the open world does.
class Library : public testing::Test {
 protected:
  const relon_callable_row* row(std::string_view name) {
    const CallableLibrary library = runtime::rows();
    for (const relon_callable_row* const* each = library.begin; each != library.end; ++each) {
      if ((*each)->name == name) return *each;
    }
    ADD_FAILURE() << "no callable " << name;
    return nullptr;
  }

  template <typename R>
  R call(std::string_view name, std::initializer_list<uint64_t> arguments) {
    R result{};
    row(name)->thunk(nullptr, &context_, arguments.begin(), &result);
    return result;
  }

  uint64_t string(std::string_view text) {
    strings_.push_back(std::make_unique<String>(text.data(), static_cast<int64_t>(text.size())));
    return reinterpret_cast<uint64_t>(strings_.back().get());
  }

  uint64_t list(std::initializer_list<std::string_view> texts) {
    auto* data = context_.allocate<String>(static_cast<int64_t>(texts.size()));
    int64_t size = 0;
    for (std::string_view text : texts) data[size++] = String(text.data(), static_cast<int64_t>(text.size()));
    lists_.push_back(std::make_unique<List<String>>(data, size));
    return reinterpret_cast<uint64_t>(lists_.back().get());
  }

  static std::string str(const String& text) { return std::string(text.data, static_cast<size_t>(text.size)); }
  static std::vector<std::string> strs(const List<String>& texts) {
    std::vector<std::string> result;
    for (const String& text : texts) result.push_back(str(text));
    return result;
  }

  std::string text(std::string_view name, std::initializer_list<uint64_t> arguments) {
    return str(call<String>(name, arguments));
  }
  std::vector<std::string> split(std::string_view text, std::string_view separator) {
    return strs(call<List<String>>("_string_split", {string(text), string(separator)}));
  }
  std::string replace(std::string_view text, std::string_view old, std::string_view with) {
    return this->text("_string_replace", {string(text), string(old), string(with)});
  }

  Context context_;
  std::vector<std::unique_ptr<String>> strings_;
  std::vector<std::unique_ptr<List<String>>> lists_;
};

using Strings = std::vector<std::string>;

TEST_F(Library, RowsAreComplete) {
  const CallableLibrary library = runtime::rows();
  EXPECT_GE(library.end - library.begin, 14);
  EXPECT_STREQ(row("_string_split")->signature, "(String, String) -> List<String>");
  EXPECT_STREQ(row("_string_split")->symbol, "relon_string_split");
  EXPECT_EQ(row("_string_split")->flags,
            unsigned{relon_callable_pure | relon_callable_takes_context | relon_callable_walks_arguments});
  EXPECT_STREQ(row("_float_rem")->signature, "(Float, Float) -> Float");
}

TEST_F(Library, Concat) {
  EXPECT_EQ(text("_text_concat", {list({"a", "", "bc"})}), "abc");
  EXPECT_EQ(text("_text_concat", {list({})}), "");
}

TEST_F(Library, ScalarTexts) {
  EXPECT_EQ(text("_int_to_text", {static_cast<uint64_t>(INT64_MIN)}), "-9223372036854775808");
  EXPECT_EQ(text("_float_to_text", {std::bit_cast<uint64_t>(1e21)}), "1000000000000000000000");
  EXPECT_EQ(text("_bool_to_text", {1}), "true");
  EXPECT_EQ(text("_bool_to_text", {0}), "false");
}

TEST_F(Library, Split) {
  EXPECT_EQ(split("", ","), Strings{""});
  EXPECT_EQ(split("a,,b", ","), (Strings{"a", "", "b"}));
  EXPECT_EQ(split(",a,", ","), (Strings{"", "a", ""}));
  EXPECT_EQ(split("aaa", "aa"), (Strings{"", "a"}));
  EXPECT_EQ(split("ab", "abc"), Strings{"ab"});
}

TEST_F(Library, SplitRefusesAnEmptySeparator) {
  EXPECT_TRUE(split("ab", "").empty());
  EXPECT_EQ(context_.status, relon_unsupported_operator);
  EXPECT_EQ(str(String(context_.message.data, context_.message.size)), "split separator cannot be empty");
}

TEST_F(Library, SplitHonoursTheElementLimit) {
  context_.max_elements = 2;
  split("a,b,c", ",");
  EXPECT_EQ(context_.status, relon_value_too_large);
  EXPECT_EQ(context_.detail[1], 3);
}

TEST_F(Library, Join) {
  EXPECT_EQ(text("_string_join", {list({"a", "b", "c"}), string(", ")}), "a, b, c");
  EXPECT_EQ(text("_string_join", {list({}), string(", ")}), "");
  EXPECT_EQ(text("_string_join", {list({""}), string(",")}), "");
}

TEST_F(Library, Replace) {
  EXPECT_EQ(replace("aaa", "aa", "b"), "ba");
  EXPECT_EQ(replace("abc", "x", "y"), "abc");
  EXPECT_EQ(replace("abc", "b", ""), "ac");
  EXPECT_EQ(replace("ab", "", "-"), "-a-b-");
  EXPECT_EQ(replace("é", "", "-"), "-é-");
  EXPECT_EQ(replace("", "", "-"), "-");
}

TEST_F(Library, ReplaceStopsAtTheMemoryLimit) {
  context_.max_memory = 100;
  relon_context_reset(&context_);
  const std::string big(60, 'a');
  EXPECT_EQ(replace(big, "a", "12"), "");
  EXPECT_EQ(context_.status, relon_memory_limit_exceeded);
}

TEST_F(Library, Contains) {
  EXPECT_TRUE(call<bool>("_string_contains", {string("abc"), string("bc")}));
  EXPECT_TRUE(call<bool>("_string_contains", {string(""), string("")}));
  EXPECT_FALSE(call<bool>("_string_contains", {string("abc"), string("cd")}));
  EXPECT_TRUE(call<bool>("_string_starts_with", {string("abc"), string("ab")}));
  EXPECT_TRUE(call<bool>("_string_starts_with", {string("abc"), string("")}));
  EXPECT_FALSE(call<bool>("_string_starts_with", {string("abc"), string("abcd")}));
  EXPECT_TRUE(call<bool>("_string_ends_with", {string("abc"), string("bc")}));
  EXPECT_FALSE(call<bool>("_string_ends_with", {string("bc"), string("abc")}));
}

TEST_F(Library, Trim) {
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
