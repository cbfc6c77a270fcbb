#include "relon/callable.h"
#include "runtime/code_points.h"
#include "runtime/point_table.h"

// The normalisation forms of UAX #15, in time linear in the text. What is normalised
// already is found by the quick check and not touched; from the last safe boundary on
// the text is taken apart, its marks are put into canonical order, and for NFC and NFKC
// it is composed again.

using relon::Context;
using relon::String;

namespace {

using relon::runtime::PointTable;
using relon::runtime::readPoint;

enum : uint8_t {
  // The second of a pair that composes.
  kSecond = 1,
  // Decomposes canonically and is not composed again.
  kExcluded = 2,
  // Decomposes canonically, Hangul syllables included.
  kCanonical = 4,
  // Has another decomposition in the compatibility forms.
  kCompatible = 8,
};

struct Record {
  uint8_t combiningClass;
  uint8_t flags;
};

struct Pair {
  char32_t first;
  char32_t second;
  char32_t composed;
};

#include "runtime/compatibility_tables.def"
#include "runtime/normalisation_tables.def"

// A code point among those of a text that is being normalised.
struct Piece {
  uint32_t point : 21;
  uint32_t isSecond : 1;
  uint32_t combiningClass : 8;
};

const Record& recordOf(char32_t point) {
  return kRecords[kRecordOf[point]];
}

// Hangul syllables are composed by arithmetic (Unicode, section 3.12).
namespace hangul {

constexpr char32_t kSyllable = 0xac00;
constexpr char32_t kLeading = 0x1100;
constexpr char32_t kVowel = 0x1161;
// One before the first trailing consonant.
constexpr char32_t kTrailing = 0x11a7;
constexpr char32_t kLeadings = 19;
constexpr char32_t kVowels = 21;
constexpr char32_t kTrailings = 28;

constexpr bool isSyllable(char32_t point) {
  return point >= kSyllable && point < kSyllable + kLeadings * kVowels * kTrailings;
}

template <typename Visitor>
void decompose(char32_t point, Visitor visit) {
  const char32_t index = point - kSyllable;
  visit(kLeading + index / (kVowels * kTrailings));
  visit(kVowel + index / kTrailings % kVowels);
  if (index % kTrailings != 0) visit(kTrailing + index % kTrailings);
}

// 0 if the two do not compose.
constexpr char32_t compose(char32_t first, char32_t second) {
  if (first >= kLeading && first < kLeading + kLeadings && second >= kVowel && second < kVowel + kVowels)
    return kSyllable + ((first - kLeading) * kVowels + (second - kVowel)) * kTrailings;
  const bool isOpen = isSyllable(first) && (first - kSyllable) % kTrailings == 0;
  return isOpen && second > kTrailing && second < kTrailing + kTrailings ? first + (second - kTrailing) : 0;
}

}

// 0 if the two do not compose.
char32_t composed(char32_t first, char32_t second) {
  if (const char32_t syllable = hangul::compose(first, second)) return syllable;
  size_t low = 0;
  size_t high = sizeof(kPairs) / sizeof(kPairs[0]);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const Pair& pair = kPairs[middle];
    if (pair.first == first && pair.second == second) return pair.composed;
    const bool isBelow = pair.first < first || (pair.first == first && pair.second < second);
    isBelow ? low = middle + 1 : high = middle;
  }
  return 0;
}

// The two ways to take a code point apart. They are types, so that programs which need
// only the first do not carry the tables of the second.
struct Canonically {
  static constexpr uint8_t kDecomposes = kCanonical;

  template <typename Visitor>
  static void visit(char32_t point, Visitor visit) {
    if ((recordOf(point).flags & kCanonical) == 0) return visit(point);
    if (hangul::isSyllable(point)) return hangul::decompose(point, visit);
    relon::runtime::forEachPooled(kCanonicalSequences, kCanonicalOf[point], visit);
  }
};

struct Compatibly {
  static constexpr uint8_t kDecomposes = kCanonical | kCompatible;

  template <typename Visitor>
  static void visit(char32_t point, Visitor visit) {
    if ((recordOf(point).flags & kCompatible) == 0) return Canonically::visit(point, visit);
    relon::runtime::forEachPooled(kCompatibleSequences, kCompatibleOf[point], visit);
  }
};

// The flags of code points that do not stand in the form, or not everywhere.
template <typename Decomposition>
constexpr uint8_t suspects(bool composes) {
  return composes ? static_cast<uint8_t>(kSecond | kExcluded | (Decomposition::kDecomposes & kCompatible))
                  : Decomposition::kDecomposes;
}

// Up to where the text is normalised and stays so whatever follows.
int64_t normalisedPrefix(const String& text, uint8_t suspects) {
  const char* boundary = text.begin();
  uint8_t last = 0;
  for (const char* p = text.begin(); p < text.end();) {
    const char* start = p;
    const Record& record = recordOf(readPoint(p, text.end()));
    const uint8_t current = record.combiningClass;
    if ((record.flags & suspects) != 0 || (current != 0 && last > current)) return boundary - text.begin();
    if (current == 0) boundary = start;
    last = current;
  }
  return text.size;
}

// The code points of a text, decomposed.
struct Pieces {
  Piece* begin = nullptr;
  Piece* end = nullptr;
};

template <typename Decomposition>
Pieces decompose(Context& context, const String& text) {
  int64_t count = 0;
  for (const char* p = text.begin(); p < text.end();)
    Decomposition::visit(readPoint(p, text.end()), [&](char32_t) { ++count; });
  auto* begin = context.allocate<Piece>(count);
  if (begin == nullptr) return {};
  Piece* end = begin;
  for (const char* p = text.begin(); p < text.end();) {
    Decomposition::visit(readPoint(p, text.end()), [&](char32_t point) {
      const Record& record = recordOf(point);
      *end++ = {point & 0x1fffff, record.flags & uint32_t{kSecond}, record.combiningClass};
    });
  }
  return {begin, end};
}

bool isOrdered(const Piece* begin, const Piece* end) {
  for (const Piece* piece = begin + 1; piece < end; ++piece) {
    if (piece->combiningClass < piece[-1].combiningClass) return false;
  }
  return true;
}

// By combining class, stable: a counting sort, since a text can have any number of
// marks in a row. False when memory is spent.
bool sortMarks(Context& context, Piece* begin, Piece* end) {
  auto* sorted = context.allocate<Piece>(end - begin);
  if (sorted == nullptr) return false;
  int64_t places[257] = {};
  for (const Piece* piece = begin; piece < end; ++piece) ++places[piece->combiningClass + 1];
  for (int i = 1; i < 257; ++i) places[i] += places[i - 1];
  for (const Piece* piece = begin; piece < end; ++piece) sorted[places[piece->combiningClass]++] = *piece;
  for (Piece* piece = begin; piece < end; ++piece) *piece = sorted[piece - begin];
  return true;
}

bool orderMarks(Context& context, Pieces pieces) {
  for (Piece* piece = pieces.begin; piece < pieces.end;) {
    Piece* begin = piece++;
    if (begin->combiningClass == 0) continue;
    while (piece < pieces.end && piece->combiningClass != 0) ++piece;
    if (!isOrdered(begin, piece) && !sortMarks(context, begin, piece)) return false;
  }
  return true;
}

// In place. A piece composes with the last starter before it if between them there is
// no piece, or none of a class that is as high.
Pieces compose(Pieces pieces) {
  Piece* end = pieces.begin;
  Piece* starter = nullptr;
  int highest = -1;
  for (const Piece* piece = pieces.begin; piece < pieces.end; ++piece) {
    const int current = static_cast<int>(piece->combiningClass);
    const bool isCandidate = starter != nullptr && piece->isSecond != 0 && highest < current;
    if (const char32_t point = isCandidate ? composed(starter->point, piece->point) : 0) {
      starter->point = point & 0x1fffff;
      continue;
    }
    if (current == 0) starter = end;
    highest = current == 0 ? -1 : current;
    *end++ = *piece;
  }
  return {pieces.begin, end};
}

// `prefix`, and the pieces behind it.
String write(Context& context, const String& prefix, Pieces pieces) {
  int64_t size = prefix.size;
  for (const Piece* piece = pieces.begin; piece < pieces.end; ++piece)
    size += relon::runtime::writtenSize(piece->point);
  char* out = context.allocate<char>(size);
  if (out == nullptr) return {};
  __builtin_memcpy(out, prefix.data, static_cast<size_t>(prefix.size));
  char* cursor = out + prefix.size;
  for (const Piece* piece = pieces.begin; piece < pieces.end; ++piece)
    cursor = relon::runtime::writePoint(cursor, piece->point);
  return {out, size};
}

template <typename Decomposition>
String normalise(Context& context, const String& text, bool composes) {
  if (relon::runtime::isAscii(text)) return text;
  const int64_t done = normalisedPrefix(text, suspects<Decomposition>(composes));
  if (done == text.size) return text;
  Pieces pieces = decompose<Decomposition>(context, {text.data + done, text.size - done});
  if (pieces.begin == nullptr || !orderMarks(context, pieces)) return {};
  return write(context, {text.data, done}, composes ? compose(pieces) : pieces);
}

}

extern "C" {

void relon_string_nfc(Context& context, const String& text, String& result) {
  result = normalise<Canonically>(context, text, true);
}

void relon_string_nfd(Context& context, const String& text, String& result) {
  result = normalise<Canonically>(context, text, false);
}

void relon_string_nfkc(Context& context, const String& text, String& result) {
  result = normalise<Compatibly>(context, text, true);
}

void relon_string_nfkd(Context& context, const String& text, String& result) {
  result = normalise<Compatibly>(context, text, false);
}
}

RELON_CALLABLE(relon_string_nfc, "_string_nfc", relon::pure | relon::walks_arguments,
               "the composed form of a text, NFC of UAX #15");
RELON_CALLABLE(relon_string_nfd, "_string_nfd", relon::pure | relon::walks_arguments,
               "the decomposed form of a text, NFD of UAX #15");
RELON_CALLABLE(relon_string_nfkc, "_string_nfkc", relon::pure | relon::walks_arguments,
               "the composed form of a text without compatibility characters, NFKC of UAX #15");
RELON_CALLABLE(relon_string_nfkd, "_string_nfkd", relon::pure | relon::walks_arguments,
               "the decomposed form of a text without compatibility characters, NFKD of UAX #15");
