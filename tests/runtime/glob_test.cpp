#include "library.h"

namespace relon {
namespace {

class Glob : public Library {
 protected:
  bool matches(std::string_view text, std::string_view pattern) {
    return call<bool>("_string_glob_match", {string(text), string(pattern)});
  }
};

TEST_F(Glob, IsAnchoredAndCaseSensitive) {
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("abc", "abc"));
  EXPECT_FALSE(matches("abc", "ab"));
  EXPECT_FALSE(matches("abc", "bc"));
  EXPECT_FALSE(matches("abc", "ABC"));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_FALSE(matches("a", ""));
}

TEST_F(Glob, Wildcards) {
  EXPECT_TRUE(matches("", "**"));
  EXPECT_TRUE(matches("main.cpp", "*.cpp"));
  EXPECT_TRUE(matches("a/b/c", "a*c"));
  EXPECT_TRUE(matches("aXbXc", "a*X*c"));
  EXPECT_TRUE(matches("aab", "*ab"));
  EXPECT_FALSE(matches("main.cc", "*.cpp"));
  EXPECT_TRUE(matches("é", "?"));
  EXPECT_TRUE(matches("😀\n", "??"));
  EXPECT_FALSE(matches("", "?"));
  EXPECT_FALSE(matches("ab", "?"));
}

TEST_F(Glob, Sets) {
  EXPECT_TRUE(matches("b", "[abc]"));
  EXPECT_FALSE(matches("d", "[abc]"));
  EXPECT_TRUE(matches("d", "[^abc]"));
  EXPECT_FALSE(matches("b", "[a-c]"));
  EXPECT_TRUE(matches("-", "[a-c]"));
  EXPECT_TRUE(matches("é", "[éà]"));
  EXPECT_TRUE(matches("]", "[\\]]"));
  EXPECT_TRUE(matches("^", "[\\^a]"));
  EXPECT_TRUE(matches("^", "[a^]"));
  EXPECT_FALSE(matches("", "[^a]"));
  EXPECT_FALSE(matches("a", "[]"));
  EXPECT_FALSE(matches("a]", "[]a]"));
  EXPECT_TRUE(matches("a", "[^]"));
  EXPECT_TRUE(matches("xbz", "*[ab]?"));
}

TEST_F(Glob, UnterminatedSetsFitNothing) {
  EXPECT_FALSE(matches("[", "["));
  EXPECT_FALSE(matches("a", "[a"));
  EXPECT_FALSE(matches("a", "[^"));
  EXPECT_FALSE(matches("a]", "[a\\]"));
  EXPECT_FALSE(matches("ab", "*[b"));
}

TEST_F(Glob, Escapes) {
  EXPECT_TRUE(matches("*", "\\*"));
  EXPECT_FALSE(matches("a", "\\*"));
  EXPECT_TRUE(matches("?[", "\\?\\["));
  EXPECT_TRUE(matches("\\", "\\\\"));
  EXPECT_TRUE(matches("\\", "\\"));
  EXPECT_TRUE(matches("a", "\\a"));
}

TEST_F(Glob, IsNotExponential) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(matches(std::string(2000, 'a'), pattern + "b"));
}

TEST_F(Glob, ChargesRetries) {
  context_.max_steps = 100000;
  relon_context_reset(&context_);
  EXPECT_FALSE(matches(std::string(5000, 'a'), "*" + std::string(1000, 'a') + "b"));
  EXPECT_EQ(context_.status, relon_step_limit_exceeded);
}

}
}
