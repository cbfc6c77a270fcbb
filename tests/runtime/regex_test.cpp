#include "library.h"

namespace relon {
namespace {

class Regex : public Library {
 protected:
  bool matches(std::string_view text, std::string_view pattern) {
    const bool result = call<bool>("_string_matches", {string(text), string(pattern)});
    EXPECT_FALSE(context_.failed()) << pattern << ": " << message();
    return result;
  }

  std::string refusal(std::string_view pattern) {
    relon_context_reset(&context_);
    EXPECT_FALSE(call<bool>("_string_matches", {string("a"), string(pattern)}));
    EXPECT_EQ(context_.status, relon_validation_failed) << pattern;
    constexpr std::string_view kIntro = "invalid regular expression: ";
    const std::string found = message();
    EXPECT_EQ(found.substr(0, kIntro.size()), kIntro);
    return found.substr(std::min(found.size(), kIntro.size()));
  }
};

TEST_F(Regex, SearchesAnywhere) {
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("abc", ""));
  EXPECT_TRUE(matches("xabcx", "abc"));
  EXPECT_FALSE(matches("xacbx", "abc"));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches("ab", "a|b|c"));
  EXPECT_TRUE(matches("c", "a|b|"));
  EXPECT_FALSE(matches("c", "^(a|b|ab)$"));
}

TEST_F(Regex, Anchors) {
  EXPECT_TRUE(matches("abc", "^abc$"));
  EXPECT_FALSE(matches("abc\n", "^abc$"));
  EXPECT_FALSE(matches("x\nabc", "^abc"));
  EXPECT_TRUE(matches("x\nabc\ny", "(?m)^abc$"));
  EXPECT_FALSE(matches("x\nabc\ny", "(?m)\\Aabc$"));
  EXPECT_FALSE(matches("abc\ny", "(?m)abc\\z"));
  EXPECT_TRUE(matches("", "^$"));
  EXPECT_TRUE(matches("a b", "a\\b \\bb"));
  EXPECT_FALSE(matches("ab", "a\\bb"));
  EXPECT_TRUE(matches("ab", "a\\Bb"));
  EXPECT_TRUE(matches("éa", "\\ba"));
}

TEST_F(Regex, Repetition) {
  EXPECT_TRUE(matches("ac", "^ab*c$"));
  EXPECT_TRUE(matches("abbbc", "^ab*c$"));
  EXPECT_FALSE(matches("ac", "^ab+c$"));
  EXPECT_TRUE(matches("abc", "^ab?c$"));
  EXPECT_FALSE(matches("abbc", "^ab?c$"));
  EXPECT_TRUE(matches("abbc", "^ab+?c$"));
  EXPECT_TRUE(matches("abcabc", "^(abc)+$"));
  EXPECT_TRUE(matches("", "^(|a)*$"));
  EXPECT_TRUE(matches("aaa", "^(a*)*$"));
  EXPECT_FALSE(matches("aab", "^(a*)+$"));
}

TEST_F(Regex, BoundedRepetition) {
  for (int count = 0; count < 8; ++count) {
    const std::string text(static_cast<size_t>(count), 'a');
    EXPECT_EQ(matches(text, "^a{3}$"), count == 3);
    EXPECT_EQ(matches(text, "^a{3,}$"), count >= 3);
    EXPECT_EQ(matches(text, "^a{2,5}$"), count >= 2 && count <= 5);
    EXPECT_EQ(matches(text, "^a{0,2}$"), count <= 2);
    EXPECT_EQ(matches(text, "^a{0}$"), count == 0);
    EXPECT_EQ(matches(text, "^a{0,}$"), true);
    EXPECT_EQ(matches(text, "^(?:a{2}){1,2}?$"), count == 2 || count == 4);
  }
  EXPECT_TRUE(matches("ababab", "^(?:ab|c){3}$"));
  EXPECT_TRUE(matches(std::string(1000, 'a'), "^a{1000}$"));
  EXPECT_FALSE(matches(std::string(999, 'a'), "a{1000}"));
}

TEST_F(Regex, BracesThatAreNoRepetitionAreLiteral) {
  EXPECT_TRUE(matches("a{", "^a{$"));
  EXPECT_TRUE(matches("a{,3}", "^a{,3}$"));
  EXPECT_TRUE(matches("{x}", "^{x}$"));
  EXPECT_TRUE(matches("a{2", "^a{2$"));
  EXPECT_TRUE(matches("a]}", "^a]}$"));
}

TEST_F(Regex, Dot) {
  EXPECT_TRUE(matches("é", "^.$"));
  EXPECT_TRUE(matches("😀", "^.$"));
  EXPECT_FALSE(matches("\n", "."));
  EXPECT_TRUE(matches("\n", "(?s)."));
  EXPECT_FALSE(matches("\n", "(?s:a)|."));
}

TEST_F(Regex, Sets) {
  EXPECT_TRUE(matches("b", "^[a-c]$"));
  EXPECT_FALSE(matches("d", "[a-c]"));
  EXPECT_TRUE(matches("d", "[^a-c]"));
  EXPECT_TRUE(matches("\n", "[^a]"));
  EXPECT_TRUE(matches("]", "^[]a]$"));
  EXPECT_FALSE(matches("]", "[^]a]"));
  EXPECT_TRUE(matches("-", "^[a-]$"));
  EXPECT_TRUE(matches("-", "^[-a]$"));
  EXPECT_TRUE(matches("-", "^[\\d-x]$"));
  EXPECT_TRUE(matches("ж", "^[а-я]$"));
  EXPECT_TRUE(matches("^", "^[a^]$"));
  EXPECT_TRUE(matches("5", "^[[:digit:]]$"));
  EXPECT_FALSE(matches("5", "^[[:^digit:]]$"));
  EXPECT_TRUE(matches(":", "^[[:]$"));
}

// Those of RE2: ASCII.
TEST_F(Regex, NamedSets) {
  EXPECT_TRUE(matches("7", "\\d"));
  EXPECT_FALSE(matches("٣", "\\d"));
  EXPECT_TRUE(matches("٣", "\\D"));
  EXPECT_TRUE(matches("_", "\\w"));
  EXPECT_FALSE(matches("é", "\\w"));
  EXPECT_TRUE(matches("a\tb", "a\\sb"));
  EXPECT_FALSE(matches("\v", "\\s"));
  EXPECT_TRUE(matches("\v", "[[:space:]]"));
  EXPECT_FALSE(matches(" ", "\\S"));
  EXPECT_TRUE(matches("-", "^[\\W\\d]$"));
  EXPECT_FALSE(matches("a", "^[\\W\\d]$"));
}

TEST_F(Regex, Categories) {
  EXPECT_TRUE(matches("éж漢", "^\\pL+$"));
  EXPECT_FALSE(matches("1", "\\pL"));
  EXPECT_TRUE(matches("1", "\\PL"));
  EXPECT_TRUE(matches("Ж", "^\\p{Lu}$"));
  EXPECT_FALSE(matches("ж", "\\p{Lu}"));
  EXPECT_TRUE(matches("ж", "^\\p{^Lu}$"));
  EXPECT_FALSE(matches("ж", "\\P{^Lu}"));
  EXPECT_TRUE(matches("٣", "^\\p{Nd}$"));
  EXPECT_TRUE(matches("€", "^[\\p{Sc}x]$"));
  EXPECT_TRUE(matches("\u0378", "^\\p{Cn}$"));
  EXPECT_TRUE(matches("\U0010ffff", "^\\p{Any}$"));
}

TEST_F(Regex, Escapes) {
  EXPECT_TRUE(matches("a.b", "^a\\.b$"));
  EXPECT_FALSE(matches("axb", "^a\\.b$"));
  EXPECT_TRUE(matches("\a\f\t\n\r\v", "^\\a\\f\\t\\n\\r\\v$"));
  EXPECT_TRUE(matches("A😀", "^\\x41\\x{1F600}$"));
  EXPECT_TRUE(matches("A", "^\\101$"));
  EXPECT_TRUE(matches(std::string_view("\0", 1), "^\\0$"));
  EXPECT_TRUE(matches("a.*b", "^\\Qa.*b\\E$"));
  EXPECT_TRUE(matches("a*", "^\\Qa*"));
  EXPECT_TRUE(matches("abb", "^\\Qab\\E+$"));
}

TEST_F(Regex, Groups) {
  EXPECT_TRUE(matches("aba", "^(a(?:b)(?P<last>a))$"));
  EXPECT_TRUE(matches("a", "^(?<name>a)$"));
  EXPECT_TRUE(matches("", "^()$"));
  EXPECT_TRUE(matches("ac", "^(?:a|b)(?:c|d)$"));
  EXPECT_FALSE(matches("ab", "^(?:a|b)(?:c|d)$"));
}

TEST_F(Regex, FoldedCase) {
  EXPECT_TRUE(matches("HeLLo", "(?i)^hello$"));
  EXPECT_FALSE(matches("Hello", "hello"));
  EXPECT_TRUE(matches("ПрИвЕт", "(?i)^привет$"));
  EXPECT_TRUE(matches("\u212a\u017f", "(?i)^ks$"));
  EXPECT_TRUE(matches("σς", "(?i)^ΣΣ$"));
  EXPECT_TRUE(matches("Q", "(?i)^[a-z]$"));
  EXPECT_FALSE(matches("Q", "(?i)[^a-z]"));
  EXPECT_FALSE(matches("ß", "(?i)ss"));
  EXPECT_TRUE(matches("ab", "^(?i:A)b$"));
  EXPECT_FALSE(matches("aB", "^(?i:A)b$"));
  EXPECT_FALSE(matches("AB", "^(?i)a(?-i)b$"));
  EXPECT_TRUE(matches("Ab", "^((?i)a)b$"));
  EXPECT_TRUE(matches("a", "(?i)^\\p{Lu}$"));
  EXPECT_TRUE(matches("ĀāĂ", "(?i)^āĀă$"));
  EXPECT_FALSE(matches("ā", "(?i)Ă"));
}

TEST_F(Regex, RefusesWhatIsNoPattern) {
  EXPECT_EQ(refusal("("), "missing )");
  EXPECT_EQ(refusal("a)"), "unexpected )");
  EXPECT_EQ(refusal("[a"), "missing ]");
  EXPECT_EQ(refusal("[]"), "missing ]");
  EXPECT_EQ(refusal("["), "missing ]");
  EXPECT_EQ(refusal("[a-"), "missing ]");
  EXPECT_EQ(refusal("[b-a]"), "invalid range in a set");
  EXPECT_EQ(refusal("[[:foo:]]"), "unknown character class");
  EXPECT_EQ(refusal("*a"), "missing argument to repetition operator");
  EXPECT_EQ(refusal("(|*)"), "missing argument to repetition operator");
  EXPECT_EQ(refusal("a**"), "two repetition operators in a row");
  EXPECT_EQ(refusal("a{2}{3}"), "two repetition operators in a row");
  EXPECT_EQ(refusal("a{1001}"), "invalid repetition count");
  EXPECT_EQ(refusal("a{99999999999999999999}"), "invalid repetition count");
  EXPECT_EQ(refusal("a{2,1}"), "invalid repetition count");
  EXPECT_EQ(refusal("((a{10}){10}){11}"), "invalid repetition count");
  EXPECT_EQ(refusal("\\"), "trailing \\");
  EXPECT_EQ(refusal("[\\"), "trailing \\");
  EXPECT_EQ(refusal("(?P<>a)"), "invalid group name");
  EXPECT_EQ(refusal("(?P<a"), "invalid group name");
  EXPECT_EQ(refusal("(?z)"), "invalid group or flag behind (?");
  EXPECT_EQ(refusal("(?=a)"), "invalid group or flag behind (?");
  EXPECT_EQ(refusal("(?i"), "invalid group or flag behind (?");
  EXPECT_EQ(refusal("(?i-)"), "missing flag behind (?-");
  EXPECT_EQ(refusal("\\pX"), "unknown general category");
  EXPECT_EQ(refusal("\\p{Greek}"), "unknown general category");
  EXPECT_EQ(refusal("\\p"), "unknown general category");
  EXPECT_EQ(refusal("\\p{Lu"), "missing }");
  for (std::string_view pattern : {"\\1", "\\8", "\\x4", "\\x{}", "\\x{110000}", "\\x{41", "\\Z", "\\é", "[a-\\d]"})
    EXPECT_EQ(refusal(pattern), "invalid escape sequence") << pattern;
}

TEST_F(Regex, RefusesPatternsThatAreTooLarge) {
  std::string pattern;
  for (int i = 0; i < 300; ++i) pattern += "\\w{1000}";
  EXPECT_EQ(refusal(pattern), "the pattern is too large");
}

TEST_F(Regex, DeepNestingNeedsNoStack) {
  const std::string open(100000, '(');
  const std::string close(100000, ')');
  EXPECT_TRUE(matches("a", open + "a" + close));
  EXPECT_EQ(refusal(open), "missing )");
}

// Backtracking would take longer than the age of the universe.
TEST_F(Regex, IsNeverExponential) {
  const std::string text(5000, 'a');
  EXPECT_FALSE(matches(text, "(a*)*b"));
  EXPECT_FALSE(matches(text, "(a|aa)+$^"));
  EXPECT_FALSE(matches(text, "(a?){30}(a?){30}b"));
  EXPECT_FALSE(matches(text, "((a+)+)+b"));
}

TEST_F(Regex, CostsSteps) {
  context_.max_steps = 10000;
  relon_context_reset(&context_);
  EXPECT_FALSE(call<bool>("_string_matches", {string(std::string(1000, 'a')), string("a{100}b")}));
  EXPECT_EQ(context_.status, relon_step_limit_exceeded);
}

TEST_F(Regex, StopsAtTheMemoryLimit) {
  context_.max_memory = 2000;
  relon_context_reset(&context_);
  EXPECT_FALSE(call<bool>("_string_matches", {string("a"), string("a{1000}")}));
  EXPECT_EQ(context_.status, relon_memory_limit_exceeded);
}

struct Cost {
  int64_t steps;
  int64_t memory;
};

class RegexKept : public Regex {
 protected:
  void SetUp() override {
    context_.max_steps = context_.max_memory = int64_t{1} << 40;
    relon_context_reset(&context_);
  }

  Cost cost(std::string_view text, std::string_view pattern) {
    const int64_t steps = context_.steps_left;
    const int64_t memory = context_.memory_left;
    matches(text, pattern);
    return {steps - context_.steps_left, memory - context_.memory_left};
  }
};

TEST_F(RegexKept, CostsTheSameStepsAndNoMemory) {
  const Cost first = cost("aaaab", "a{2,9}(b|c)$");
  const Cost second = cost("aaaab", "a{2,9}(b|c)$");
  EXPECT_EQ(second.steps, first.steps);
  EXPECT_GT(first.memory, 0);
  EXPECT_EQ(second.memory, 0);
}

TEST_F(RegexKept, TextsLeaveNoTrace) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(matches("xaab", "a+b"));
    EXPECT_FALSE(matches("aaac", "a+b"));
    EXPECT_FALSE(matches("", "a+b"));
    EXPECT_TRUE(matches("", "^$"));
  }
}

TEST_F(RegexKept, AreThoseUsedLast) {
  auto pattern = [](int i) { return "x{" + std::to_string(i) + "}"; };
  std::vector<Cost> first;
  for (int i = 0; i < 16; ++i) first.push_back(cost("x", pattern(i)));
  EXPECT_EQ(cost("x", pattern(0)).memory, 0);
  EXPECT_GT(cost("x", "another").memory, 0);
  EXPECT_EQ(cost("x", pattern(0)).memory, 0);
  const Cost again = cost("x", pattern(1));
  EXPECT_EQ(again.steps, first[1].steps);
  EXPECT_EQ(again.memory, first[1].memory);
}

TEST_F(RegexKept, SurviveTheirText) {
  std::string pattern = "ab+c";
  EXPECT_TRUE(matches("abbc", pattern));
  pattern = "xxxx";
  EXPECT_FALSE(matches("abbc", pattern));
  EXPECT_EQ(cost("abbc", "ab+c").memory, 0);
}

TEST_F(RegexKept, AreGoneAfterReset) {
  const Cost first = cost("a", "a|b");
  relon_context_reset(&context_);
  EXPECT_EQ(cost("a", "a|b").memory, first.memory);
}

// Steps that ran out in the middle of a text.
TEST_F(RegexKept, GoOnAfterFailure) {
  EXPECT_TRUE(matches("aab", "a*b"));
  context_.steps_left = 10;
  EXPECT_FALSE(call<bool>("_string_matches", {string(std::string(100, 'a')), string("a*b")}));
  EXPECT_EQ(context_.status, relon_step_limit_exceeded);
  context_.status = relon_ok;
  context_.steps_left = 1000;
  EXPECT_FALSE(matches("", "a*b"));
  EXPECT_TRUE(matches("aab", "a*b"));
}

}
}
