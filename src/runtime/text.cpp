#include "relon/callable.h"
#include "runtime/code_points.h"
#include "runtime/number.h"
#include "runtime/search.h"
#include "runtime/text_builder.h"

// Texts of scalars, concatenation, and the library functions that cut Strings and put
// them together (language reference, file 04, sections 6 and 7). Positions and lengths
// are in bytes.

using relon::Context;
using relon::ErrorKind;
using relon::List;
using relon::String;
using relon::runtime::equalBytes;
using relon::runtime::Finder;
using relon::runtime::isContinuation;
using relon::runtime::TextBuilder;

namespace {

// No String is longer, so that sums of a few lengths do not overflow.
constexpr int64_t kMaxText = int64_t{1} << 46;

// a + b, or kMaxText if that is less; then the allocation fails.
int64_t addLengths(int64_t a, int64_t b) {
  return a > kMaxText - b ? kMaxText : a + b;
}

bool startsWith(const String& text, const String& prefix) {
  return text.size >= prefix.size && equalBytes(text.data, prefix.data, prefix.size);
}

String slice(const String& text, int64_t begin, int64_t end) {
  return {text.data + begin, end - begin};
}

// `separator` before every code point and at the end.
String spreadOut(Context& context, const String& text, const String& separator) {
  const int64_t times = relon::runtime::countPoints(text) + 1;
  int64_t added = 0;
  if (__builtin_mul_overflow(times, separator.size, &added) || added > kMaxText) added = kMaxText;
  TextBuilder result(context, addLengths(text.size, added));
  if (context.failed()) return {};
  for (int64_t i = 0; i < text.size; ++i) {
    if (!isContinuation(text.data[i])) result.append(separator);
    result.append(text.data + i, 1);
  }
  result.append(separator);
  return result.finish();
}

int64_t joinedLength(const List<String>& parts, const String& separator) {
  int64_t length = 0;
  for (int64_t i = 0; i < parts.size; ++i) {
    length = addLengths(length, parts[i].size);
    if (i > 0) length = addLengths(length, separator.size);
  }
  return length;
}

String join(Context& context, const List<String>& parts, const String& separator) {
  TextBuilder result(context, joinedLength(parts, separator));
  if (context.failed()) return {};
  for (int64_t i = 0; i < parts.size; ++i) {
    if (i > 0) result.append(separator);
    result.append(parts[i]);
  }
  return result.finish();
}

int64_t startWithoutSpace(const String& text) {
  for (const char* p = text.begin(); p < text.end();) {
    const char* start = p;
    if (!relon::runtime::isWhiteSpace(relon::runtime::readPoint(p, text.end()))) return start - text.begin();
  }
  return text.size;
}

int64_t endWithoutSpace(const String& text, int64_t begin) {
  const char* end = text.end();
  while (end > text.begin() + begin) {
    const char* last = relon::runtime::pointBefore(text.begin(), end);
    const char* p = last;
    if (!relon::runtime::isWhiteSpace(relon::runtime::readPoint(p, end))) break;
    end = last;
  }
  return end - text.begin();
}

// Room for `count` pieces of a text; null when that is too many, or memory is spent.
String* makePieces(Context& context, int64_t count) {
  if (count > context.max_elements) {
    context.fail(ErrorKind::value_too_large, "a text has too many pieces");
    context.detail[0] = context.max_elements;
    context.detail[1] = count;
    return nullptr;
  }
  return context.allocate<String>(count);
}

// The first place at or behind `at` where no code point is cut.
int64_t nextBoundary(const String& text, int64_t at) {
  while (at < text.size && isContinuation(text.data[at])) ++at;
  return at;
}

int64_t clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

}

extern "C" {

void relon_text_concat(Context& context, const List<String>& parts, String& result) {
  result = join(context, parts, String());
}

void relon_int_to_text(Context& context, int64_t value, String& result) {
  const int64_t size = relon::runtime::countInt(value);
  char* text = relon::runtime::allocateBytes(&context, size);
  result = {};
  if (text == nullptr) return;
  result = String(text, relon::runtime::writeInt(text, value));
}

void relon_float_to_text(Context& context, double value, String& result) {
  char text[relon::runtime::kMaxFloatText];
  result = relon::runtime::copyText(context, text, relon::runtime::writeFloatText(text, value));
}

// Fails on an empty separator. The pieces point into `text`.
void relon_string_split(Context& context, const String& text, const String& separator, List<String>& result) {
  result = {};
  if (separator.size == 0) return context.fail(ErrorKind::unsupported_operator, "split separator cannot be empty");
  const Finder finder(separator);
  const int64_t count = finder.count(text) + 1;
  String* pieces = makePieces(context, count);
  if (pieces == nullptr) return;
  String* out = pieces;
  int64_t begin = 0;
  for (int64_t at = finder.find(text, 0); at >= 0; at = finder.find(text, begin)) {
    *out++ = slice(text, begin, at);
    begin = at + separator.size;
  }
  *out = slice(text, begin, text.size);
  result = List<String>(pieces, count);
}

// The code points, each as a String that points into `text`.
void relon_string_code_points(Context& context, const String& text, List<String>& result) {
  result = {};
  const int64_t count = relon::runtime::countPoints(text);
  String* points = makePieces(context, count);
  if (points == nullptr) return;
  int64_t end = text.size;
  for (int64_t i = count - 1; i >= 0; --i) {
    int64_t begin = end - 1;
    while (isContinuation(text.data[begin])) --begin;
    points[i] = slice(text, begin, end);
    end = begin;
  }
  result = List<String>(points, count);
}

int64_t relon_string_count_code_points(const String& text) {
  return relon::runtime::countPoints(text);
}

// Both cuts are clamped to the text, then moved forward to where they cut no code point.
void relon_string_substring(const String& text, int64_t start, int64_t length, String& result) {
  const int64_t begin = clamp(start, 0, text.size);
  const int64_t end = begin + clamp(length, 0, text.size - begin);
  const int64_t boundary = nextBoundary(text, begin);
  result = slice(text, boundary, clamp(nextBoundary(text, end), boundary, text.size));
}

void relon_string_join(Context& context, const List<String>& parts, const String& separator, String& result) {
  result = join(context, parts, separator);
}

// All non-overlapping occurrences, from the left.
void relon_string_replace(Context& context, const String& text, const String& old, const String& with, String& result) {
  if (old.size == 0) {
    result = spreadOut(context, text, with);
    return;
  }
  const Finder finder(old);
  const int64_t count = finder.count(text);
  int64_t added = 0;
  if (__builtin_mul_overflow(count, with.size, &added) || added > kMaxText) added = kMaxText;
  TextBuilder built(context, addLengths(text.size - count * old.size, added));
  result = {};
  if (context.failed()) return;
  int64_t begin = 0;
  for (int64_t at = finder.find(text, 0); at >= 0; at = finder.find(text, begin)) {
    built.append(text.data + begin, at - begin);
    built.append(with);
    begin = at + old.size;
  }
  built.append(text.data + begin, text.size - begin);
  result = built.finish();
}

bool relon_string_contains(const String& text, const String& part) {
  if (part.size == 1) return text.size > 0 && __builtin_memchr(text.data, part.data[0], static_cast<size_t>(text.size));
  return part.size == 0 || Finder(part).find(text, 0) >= 0;
}

bool relon_string_starts_with(const String& text, const String& prefix) {
  return startsWith(text, prefix);
}

bool relon_string_ends_with(const String& text, const String& suffix) {
  return text.size >= suffix.size && startsWith(slice(text, text.size - suffix.size, text.size), suffix);
}

void relon_string_trim(const String& text, String& result) {
  const int64_t begin = startWithoutSpace(text);
  result = slice(text, begin, endWithoutSpace(text, begin));
}

void relon_string_trim_start(const String& text, String& result) {
  result = slice(text, startWithoutSpace(text), text.size);
}

void relon_string_trim_end(const String& text, String& result) {
  result = slice(text, 0, endWithoutSpace(text, 0));
}
}

RELON_CALLABLE(relon_text_concat, "_text_concat", relon::pure | relon::walks_arguments,
               "the texts, one behind the other");
RELON_CALLABLE(relon_int_to_text, "_int_to_text", relon::pure, "the text form of an Int");
RELON_CALLABLE(relon_float_to_text, "_float_to_text", relon::pure, "the text form of a Float");
RELON_CALLABLE(relon_string_split, "_string_split", relon::pure | relon::walks_arguments,
               "the pieces between separators");
RELON_CALLABLE(relon_string_code_points, "_string_code_points", relon::pure | relon::walks_arguments,
               "the code points of a text, each as a text");
RELON_CALLABLE(relon_string_count_code_points, "_string_count_code_points", relon::pure | relon::walks_arguments,
               "how many code points a text has");
RELON_CALLABLE(relon_string_substring, "_string_substring", relon::pure,
               "the part of a text that starts at a byte and has so many bytes");
RELON_CALLABLE(relon_string_join, "_string_join", relon::pure | relon::walks_arguments,
               "the texts with a separator between them");
RELON_CALLABLE(relon_string_replace, "_string_replace", relon::pure | relon::walks_arguments,
               "a text with all occurrences replaced");
RELON_CALLABLE(relon_string_contains, "_string_contains", relon::pure | relon::walks_arguments,
               "whether a text contains another");
RELON_CALLABLE(relon_string_starts_with, "_string_starts_with", relon::pure | relon::walks_arguments,
               "whether a text starts with another");
RELON_CALLABLE(relon_string_ends_with, "_string_ends_with", relon::pure | relon::walks_arguments,
               "whether a text ends with another");
RELON_CALLABLE(relon_string_trim, "_string_trim", relon::pure | relon::walks_arguments,
               "a text without white space around it");
RELON_CALLABLE(relon_string_trim_start, "_string_trim_start", relon::pure | relon::walks_arguments,
               "a text without white space before it");
RELON_CALLABLE(relon_string_trim_end, "_string_trim_end", relon::pure | relon::walks_arguments,
               "a text without white space behind it");
