#include <utf8proc.h>

#include <cstdlib>

#include "library.h"

namespace relon {
namespace {

struct Form {
  const char* name;
  int options;
};

constexpr Form kForms[] = {
    {"_string_nfc", UTF8PROC_STABLE | UTF8PROC_COMPOSE},
    {"_string_nfd", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE},
    {"_string_nfkc", UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
    {"_string_nfkd", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT},
};

class Normalise : public Library {
 protected:
  std::string nfc(std::string_view text) { return this->text("_string_nfc", {string(text)}); }
  std::string nfd(std::string_view text) { return this->text("_string_nfd", {string(text)}); }
  std::string nfkc(std::string_view text) { return this->text("_string_nfkc", {string(text)}); }
  std::string nfkd(std::string_view text) { return this->text("_string_nfkd", {string(text)}); }

  // Makes room for another comparison.
  void forget() {
    strings_.clear();
    relon_context_reset(&context_);
  }

  // Unicode 14 has this character; utf8proc may have later ones.
  bool isKnown(const std::string& point) {
    const bool known = call<bool>("_string_matches", {string(point), string("\\P{Cn}")});
    forget();
    return known;
  }

  static std::string encode(int32_t point) {
    uint8_t bytes[4];
    const auto size = utf8proc_encode_char(point, bytes);
    return std::string(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  }

  static std::string expected(const std::string& text, int options) {
    uint8_t* result = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &result,
                     static_cast<utf8proc_option_t>(options));
    std::string copy(reinterpret_cast<const char*>(result), static_cast<size_t>(size));
    std::free(result);
    return copy;
  }

  void compare(const std::string& text) {
    for (const Form& form : kForms) {
      const std::string result = this->text(form.name, {string(text)});
      ASSERT_EQ(result, expected(text, form.options)) << form.name << " of " << text;
    }
    forget();
  }
};

TEST_F(Normalise, Basics) {
  EXPECT_EQ(nfc(""), "");
  EXPECT_EQ(nfd("plain"), "plain");
  EXPECT_EQ(nfc("e\u0301"), "é");
  EXPECT_EQ(nfd("é"), "e\u0301");
  EXPECT_EQ(nfc("\u212b"), "Å");
  EXPECT_EQ(nfkc("\ufb01\u2460\u00b2"), "fi12");
  EXPECT_EQ(nfc("\ufb01"), "\ufb01");
  EXPECT_EQ(nfkd("\u1e9b\u0323"), "s\u0323\u0307");
  EXPECT_EQ(nfkc("\u1e9b\u0323"), "\u1e69");
}

TEST_F(Normalise, OrdersMarks) {
  EXPECT_EQ(nfd("a\u0301\u0323"), "a\u0323\u0301");
  EXPECT_EQ(nfc("a\u0301\u0323"), "\u1ea1\u0301");
  EXPECT_EQ(nfd("\u0301\u0323"), "\u0323\u0301");
  EXPECT_EQ(nfc("a\u0328\u0301\u0302"), "ą\u0301\u0302");
  EXPECT_EQ(nfc("a\u0334\u0334\u0301"), "á\u0334\u0334");
}

TEST_F(Normalise, Hangul) {
  EXPECT_EQ(nfd("\uac01"), "\u1100\u1161\u11a8");
  EXPECT_EQ(nfc("\u1100\u1161\u11a8"), "\uac01");
  EXPECT_EQ(nfc("\u1100\u1161\u11a7"), "\uac00\u11a7");
  EXPECT_EQ(nfc("\uac01\u11a8"), "\uac01\u11a8");
  EXPECT_EQ(nfc("\ud7a3"), "\ud7a3");
}

TEST_F(Normalise, ExcludedCompositions) {
  EXPECT_EQ(nfc("\u0958"), "\u0915\u093c");
  EXPECT_EQ(nfc("\u0344"), "\u0308\u0301");
  EXPECT_EQ(nfc("\ufb2c"), "\u05e9\u05bc\u05c1");
}

TEST_F(Normalise, LeavesWhatIsNormalised) {
  const std::string composed = "déjà vu — 漢字 😀";
  EXPECT_EQ(call<String>("_string_nfc", {string(composed)}).data, composed.data());
  EXPECT_NE(call<String>("_string_nfd", {string(composed)}).data, composed.data());
}

// Characters that Unicode has since version 15 are not assigned here.
TEST_F(Normalise, KnowsUnicode14) {
  EXPECT_EQ(nfkd("\U0001e030"), "\U0001e030");
}

TEST_F(Normalise, EveryCodePointAsUtf8proc) {
  int known = 0;
  for (int32_t point = 1; point <= 0x10ffff; ++point) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const std::string text = encode(point);
    if (!isKnown(text)) continue;
    ++known;
    ASSERT_NO_FATAL_FAILURE(compare(text));
  }
  EXPECT_GT(known, 280000);
}

// Letters, marks of many classes, Hangul and compatibility characters in any order.
TEST_F(Normalise, SequencesAsUtf8proc) {
  std::vector<std::string> parts;
  for (int32_t point : {'a', 'e', 'i', 'o', 's', 'D', ' '}) parts.push_back(encode(point));
  for (int32_t point = 0x300; point < 0x370; ++point) parts.push_back(encode(point));
  for (int32_t point = 0x5b0; point < 0x5c6; ++point) parts.push_back(encode(point));
  for (int32_t point : {0x93c, 0x9be, 0x9c7, 0x1100, 0x1161, 0x11a8, 0xac00, 0xac01, 0x1e9b, 0x3d2, 0xfdfa, 0x2126,
                        0xe9, 0x1ea5, 0x3099, 0x304b, 0x1d15e, 0x110ba, 0x11099})
    parts.push_back(encode(point));
  uint64_t state = 7;
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) {
      state = state * 6364136223846793005 + 1442695040888963407;
      text += parts[(state >> 33) % parts.size()];
    }
    ASSERT_NO_FATAL_FAILURE(compare(text));
  }
}

TEST_F(Normalise, MarksAreOrderedInLinearTime) {
  std::string text = "a";
  for (int i = 0; i < 200000; ++i) text += "\u0301\u0323";
  const std::string result = nfd(text);
  EXPECT_EQ(result.size(), text.size());
  EXPECT_EQ(result.substr(0, 5), "a\u0323\u0323");
  EXPECT_EQ(result.substr(result.size() - 4), "\u0301\u0301");
}

TEST_F(Normalise, StopsAtTheMemoryLimit) {
  context_.max_memory = 100;
  relon_context_reset(&context_);
  std::string text;
  for (int i = 0; i < 100; ++i) text += "é";
  EXPECT_EQ(nfd(text), "");
  EXPECT_EQ(context_.status, relon_memory_limit_exceeded);
}

}
}
