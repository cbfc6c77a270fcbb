#include "relon/callable.h"
#include "runtime/code_points.h"
#include "runtime/point_table.h"

// Upper, lower and title case (language reference, file 04, section 9): each code point
// is mapped by the first rule that applies.
//
//   combining mark          itself
//   Turkish and Azeri       i and ı, I and İ
//   lower case of Σ         ς at the end of a word, else σ
//   special casing          ß to SS
//   simple mapping
//
// Texts are mapped twice, once to know the size of the result.

using relon::Context;
using relon::String;

namespace {

using relon::runtime::PointTable;
using relon::runtime::readPoint;

enum : uint8_t {
  kMark = 1,
  kCased = 2,
  kIgnorable = 4,
  kSpecialUpper = 8,
  kSpecialLower = 16,
};

// `upper` and `lower` are distances to the mapped code point, or, if the flag says so,
// places in kSequences.
struct Record {
  int32_t upper;
  int32_t lower;
  uint8_t flags;
};

#include "runtime/case_tables.def"

const Record& recordOf(char32_t point) {
  return kRecords[kRecordOf[point]];
}

constexpr char32_t kSigma = 0x3a3;
constexpr char32_t kFinalSigma = 0x3c2;
constexpr char32_t kDottedCapitalI = 0x130;
constexpr char32_t kDotlessI = 0x131;

enum class Mapping { upper, lower, title };

constexpr char32_t apply(char32_t point, int32_t distance) {
  return point + static_cast<char32_t>(distance);
}

// One pass over a text. `Out` is a place to write or a count of bytes; it has `put`.
template <typename Out>
class Mapper {
 public:
  Mapper(const String& text, bool turkic, Out& out) : p_(text.begin()), end_(text.end()), turkic_(turkic), out_(out) {}

  void run(Mapping mapping) {
    bool atStart = true;
    while (p_ < end_) {
      const char32_t point = readPoint(p_, end_);
      const Record& record = recordOf(point);
      const bool raised = mapping == Mapping::upper || (mapping == Mapping::title && atStart);
      if ((record.flags & kMark) != 0) {
        out_.put(point);
      } else {
        raised ? putUpper(point, record) : putLower(point, record);
        atStart = relon::runtime::isWhiteSpace(point);
      }
      if ((record.flags & kIgnorable) == 0) behindCased_ = (record.flags & kCased) != 0;
    }
  }

 private:
  void putSequence(int32_t place) {
    relon::runtime::forEachPooled(kSequences, place, [this](char32_t point) { out_.put(point); });
  }

  void putUpper(char32_t point, const Record& record) {
    if (turkic_ && point == 'i') return out_.put(kDottedCapitalI);
    if ((record.flags & kSpecialUpper) != 0) return putSequence(record.upper);
    out_.put(apply(point, record.upper));
  }

  void putLower(char32_t point, const Record& record) {
    if (turkic_ && point == 'I') return out_.put(kDotlessI);
    if (turkic_ && point == kDottedCapitalI) return out_.put('i');
    if (point == kSigma && behindCased_ && !beforeCased()) return out_.put(kFinalSigma);
    if ((record.flags & kSpecialLower) != 0) return putSequence(record.lower);
    out_.put(apply(point, record.lower));
  }

  // Whether the next code point that is not case-ignorable is cased. What this skips, no
  // other call does: there is no Σ in it.
  bool beforeCased() const {
    for (const char* p = p_; p < end_;) {
      const uint8_t flags = recordOf(readPoint(p, end_)).flags;
      if ((flags & kIgnorable) == 0) return (flags & kCased) != 0;
    }
    return false;
  }

  const char* p_;
  const char* end_;
  bool turkic_;
  Out& out_;
  // The last code point that was not case-ignorable is cased.
  bool behindCased_ = false;
};

struct Counter {
  int64_t size = 0;
  void put(char32_t point) { size += relon::runtime::writtenSize(point); }
};

struct Writer {
  char* cursor;
  void put(char32_t point) { cursor = relon::runtime::writePoint(cursor, point); }
};

constexpr char upperByte(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
constexpr char lowerByte(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Without Σ and multi-code-point mappings, and with one byte for each.
void mapAscii(const String& text, Mapping mapping, char* out) {
  if (mapping == Mapping::upper) {
    for (int64_t i = 0; i < text.size; ++i) out[i] = upperByte(text.data[i]);
  } else if (mapping == Mapping::lower) {
    for (int64_t i = 0; i < text.size; ++i) out[i] = lowerByte(text.data[i]);
  } else {
    bool atStart = true;
    for (int64_t i = 0; i < text.size; ++i) {
      out[i] = atStart ? upperByte(text.data[i]) : lowerByte(text.data[i]);
      atStart = relon::runtime::isWhiteSpace(static_cast<unsigned char>(text.data[i]));
    }
  }
}

String map(Context& context, const String& text, Mapping mapping, bool turkic) {
  const bool bytewise = !turkic && relon::runtime::isAscii(text);
  Counter counter{text.size};
  if (!bytewise) {
    counter.size = 0;
    Mapper(text, turkic, counter).run(mapping);
  }
  char* out = context.allocate<char>(counter.size);
  if (out == nullptr) return {};
  if (bytewise) {
    mapAscii(text, mapping, out);
  } else {
    Writer writer{out};
    Mapper(text, turkic, writer).run(mapping);
  }
  return {out, counter.size};
}

// `tr` or `az` in any case, alone or before a region: `tr-TR`, `az_AZ`.
bool isTurkic(const String& locale) {
  if (locale.size < 2 || (locale.size > 2 && locale.data[2] != '-' && locale.data[2] != '_')) return false;
  const char first = lowerByte(locale.data[0]);
  const char second = lowerByte(locale.data[1]);
  return (first == 't' && second == 'r') || (first == 'a' && second == 'z');
}

}

extern "C" {

void relon_string_upper(Context& context, const String& text, String& result) {
  result = map(context, text, Mapping::upper, false);
}

void relon_string_lower(Context& context, const String& text, String& result) {
  result = map(context, text, Mapping::lower, false);
}

void relon_string_title(Context& context, const String& text, String& result) {
  result = map(context, text, Mapping::title, false);
}

void relon_string_upper_locale(Context& context, const String& text, const String& locale, String& result) {
  result = map(context, text, Mapping::upper, isTurkic(locale));
}

void relon_string_lower_locale(Context& context, const String& text, const String& locale, String& result) {
  result = map(context, text, Mapping::lower, isTurkic(locale));
}

void relon_string_title_locale(Context& context, const String& text, const String& locale, String& result) {
  result = map(context, text, Mapping::title, isTurkic(locale));
}
}

RELON_CALLABLE(relon_string_upper, "_string_upper", relon::pure | relon::walks_arguments, "a text in upper case");
RELON_CALLABLE(relon_string_lower, "_string_lower", relon::pure | relon::walks_arguments, "a text in lower case");
RELON_CALLABLE(relon_string_title, "_string_title", relon::pure | relon::walks_arguments,
               "a text with words that begin in upper case and go on in lower case");
RELON_CALLABLE(relon_string_upper_locale, "_string_upper_locale", relon::pure | relon::walks_arguments,
               "a text in upper case by the rules of a locale");
RELON_CALLABLE(relon_string_lower_locale, "_string_lower_locale", relon::pure | relon::walks_arguments,
               "a text in lower case by the rules of a locale");
RELON_CALLABLE(relon_string_title_locale, "_string_title_locale", relon::pure | relon::walks_arguments,
               "a text in title case by the rules of a locale");
