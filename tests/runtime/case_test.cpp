#include "library.h"

namespace relon {
namespace {

class Case : public Library {
 protected:
  std::string upper(std::string_view text) { return this->text("_string_upper", {string(text)}); }
  std::string lower(std::string_view text) { return this->text("_string_lower", {string(text)}); }
  std::string title(std::string_view text) { return this->text("_string_title", {string(text)}); }
  std::string upper(std::string_view text, std::string_view locale) {
    return this->text("_string_upper_locale", {string(text), string(locale)});
  }
  std::string lower(std::string_view text, std::string_view locale) {
    return this->text("_string_lower_locale", {string(text), string(locale)});
  }
  std::string title(std::string_view text, std::string_view locale) {
    return this->text("_string_title_locale", {string(text), string(locale)});
  }
};

TEST_F(Case, Ascii) {
  EXPECT_EQ(upper(""), "");
  EXPECT_EQ(lower(""), "");
  EXPECT_EQ(title(""), "");
  EXPECT_EQ(upper("@az[`AZ{09"), "@AZ[`AZ{09");
  EXPECT_EQ(lower("@az[`AZ{09"), "@az[`az{09");
  EXPECT_EQ(title("the QUICK\tbrown\n\nfox"), "The Quick\tBrown\n\nFox");
}

TEST_F(Case, Simple) {
  EXPECT_EQ(upper("åb-12 z"), "ÅB-12 Z");
  EXPECT_EQ(lower("ÅB-12 Z"), "åb-12 z");
  EXPECT_EQ(upper("жÿ\U00010428"), "ЖŸ\U00010400");
  EXPECT_EQ(lower("ЖŸ\U00010400"), "жÿ\U00010428");
  EXPECT_EQ(upper("漢字 ½"), "漢字 ½");
  EXPECT_EQ(lower("\u212a\u2126"), "kω");
  EXPECT_EQ(upper("ⓐ\u2170"), "Ⓐ\u2160");
}

TEST_F(Case, MultipleCodePoints) {
  EXPECT_EQ(upper("straße"), "STRASSE");
  EXPECT_EQ(upper("\ufb01\ufb03\u0149"), "FIFFI\u02bcN");
  EXPECT_EQ(upper("\u1f80\u0390"), "\u1f08\u0399\u0399\u0308\u0301");
  EXPECT_EQ(lower("İ"), "i\u0307");
  EXPECT_EQ(upper("İ"), "İ");
  EXPECT_EQ(lower("ẞ"), "ß");
}

// U+0345 has an upper case, Ι, but is a mark.
TEST_F(Case, MarksPass) {
  EXPECT_EQ(upper("e\u0301\u0345"), "E\u0301\u0345");
  EXPECT_EQ(title("\u0301ab"), "\u0301Ab");
}

TEST_F(Case, FinalSigma) {
  EXPECT_EQ(lower("ΟΔΟΣ"), "οδος");
  EXPECT_EQ(lower("ΟΔΟΣ ΣΟΣ"), "οδος σος");
  EXPECT_EQ(lower("Σ"), "σ");
  EXPECT_EQ(lower("ΑΣ.Α"), "ασ.α");
  EXPECT_EQ(lower("ΑΣ. Α"), "ας. α");
  EXPECT_EQ(lower("Α\u0301Σ\u0301"), "α\u0301ς\u0301");
  EXPECT_EQ(lower("Α'Σ'"), "α'ς'");
  EXPECT_EQ(lower("1Σ"), "1σ");
  EXPECT_EQ(lower("ΑΣ1"), "ας1");
  EXPECT_EQ(lower("ΑΣΣ"), "ασς");
  EXPECT_EQ(upper("ς"), "Σ");
  EXPECT_EQ(title("ΟΔΟΣ ΣΑΣ"), "Οδος Σας");
}

TEST_F(Case, FinalSigmaIsLinear) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "Σ";
  const std::string marks(400000, '.');
  EXPECT_EQ(lower("Α" + text + marks).size(), 2 + text.size() + marks.size());
}

TEST_F(Case, Title) {
  EXPECT_EQ(title("o'neil"), "O'neil");
  EXPECT_EQ(title("ÉCOLE d'ÉTÉ"), "École D'été");
  EXPECT_EQ(title("a\u00a0b\u3000c\u200bd"), "A\u00a0B\u3000C\u200bd");
  EXPECT_EQ(title("\ufb01sh"), "FIsh");
  EXPECT_EQ(title("(abc) 1st"), "(abc) 1st");
}

TEST_F(Case, Turkish) {
  EXPECT_EQ(upper("ıi", "tr"), "Iİ");
  EXPECT_EQ(lower("Iİ", "tr"), "ıi");
  EXPECT_EQ(title("istanbul ILICA", "tr"), "İstanbul Ilıca");
  for (std::string_view locale : {"tr", "az", "TR", "Az-Latn", "tr_TR", "tr-", "tR-TR"})
    EXPECT_EQ(upper("i", locale), "İ");
  for (std::string_view locale : {"", "t", "trk", "en", "de-TR", "azb", "tr.TR"}) EXPECT_EQ(upper("i", locale), "I");
  EXPECT_EQ(upper("straße", "tr"), "STRASSE");
  EXPECT_EQ(lower("İ", "en"), "i\u0307");
}

TEST_F(Case, StopsAtTheMemoryLimit) {
  context_.max_memory = 16;
  relon_context_reset(&context_);
  EXPECT_EQ(upper("a text of more than sixteen bytes"), "");
  EXPECT_EQ(context_.status, relon_memory_limit_exceeded);
}

}
}
