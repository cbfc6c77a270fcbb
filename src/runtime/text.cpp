#include "relon/callable.h"
#include "runtime/number.h"
#include "runtime/text_builder.h"

// Texts of scalars, concatenation, and the library functions on Strings that do not
// need Unicode tables. Positions and lengths are in bytes.

using relon::Context;
using relon::ErrorKind;
using relon::List;
using relon::String;
using relon::runtime::TextBuilder;

namespace {

// No String is longer, so that sums of a few lengths do not overflow.
constexpr int64_t kMaxText = int64_t{1} << 46;

// a + b, or kMaxText if that is less; then the allocation fails.
int64_t addLengths(int64_t a, int64_t b) {
  return a > kMaxText - b ? kMaxText : a + b;
}

bool equalBytes(const char* a, const char* b, int64_t size) {
  for (int64_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

bool startsWith(const String& text, const String& prefix) {
  return text.size >= prefix.size && equalBytes(text.data, prefix.data, prefix.size);
}

// The first occurrence of a nonempty `needle` at or behind `from`, or -1.
int64_t find(const String& text, const String& needle, int64_t from) {
  for (int64_t i = from; i <= text.size - needle.size; ++i) {
    if (text.data[i] == needle.data[0] && equalBytes(text.data + i, needle.data, needle.size)) return i;
  }
  return -1;
}

int64_t countOccurrences(const String& text, const String& needle) {
  int64_t count = 0;
  for (int64_t at = find(text, needle, 0); at >= 0; at = find(text, needle, at + needle.size)) ++count;
  return count;
}

String slice(const String& text, int64_t begin, int64_t end) {
  return {text.data + begin, end - begin};
}

bool isContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

int64_t countCodePoints(const String& text) {
  int64_t count = 0;
  for (char c : text) count += isContinuation(c) ? 0 : 1;
  return count;
}

// `separator` before every code point and at the end.
String spreadOut(Context& context, const String& text, const String& separator) {
  const int64_t times = countCodePoints(text) + 1;
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

// The length of the white space (Unicode White_Space) that starts at `p`, or 0.
int64_t whiteSpaceAt(const char* p, const char* end) {
  const auto byte = [&](int64_t i) { return i < end - p ? static_cast<unsigned char>(p[i]) : 0u; };
  const unsigned first = byte(0);
  if (first == ' ' || (first >= 0x09 && first <= 0x0d)) return 1;
  if (first == 0xc2 && (byte(1) == 0x85 || byte(1) == 0xa0)) return 2;
  const unsigned point = (first & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
  if (first < 0xe1 || first > 0xe3 || byte(2) == 0) return 0;
  const bool space = point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 ||
                     point == 0x202f || point == 0x205f || point == 0x3000;
  return space ? 3 : 0;
}

int64_t startWithoutSpace(const String& text) {
  int64_t begin = 0;
  while (const int64_t size = whiteSpaceAt(text.data + begin, text.end())) begin += size;
  return begin;
}

int64_t endWithoutSpace(const String& text, int64_t begin) {
  int64_t end = text.size;
  while (end > begin) {
    int64_t last = end - 1;
    while (last > begin && isContinuation(text.data[last])) --last;
    if (whiteSpaceAt(text.data + last, text.data + end) != end - last) break;
    end = last;
  }
  return end;
}

}

extern "C" {

void relon_text_concat(Context& context, const List<String>& parts, String& result) {
  result = join(context, parts, String());
}

void relon_int_to_text(Context& context, int64_t value, String& result) {
  char text[relon::runtime::kMaxIntText];
  result = relon::runtime::copyText(context, text, relon::runtime::writeInt(text, value));
}

void relon_float_to_text(Context& context, double value, String& result) {
  char text[relon::runtime::kMaxFloatText];
  result = relon::runtime::copyText(context, text, relon::runtime::writeFloatText(text, value));
}

void relon_bool_to_text(bool value, String& result) {
  result = value ? String("true") : String("false");
}

// Fails on an empty separator. The pieces point into `text`.
void relon_string_split(Context& context, const String& text, const String& separator, List<String>& result) {
  result = {};
  if (separator.size == 0) return context.fail(ErrorKind::unsupported_operator, "split separator cannot be empty");
  relon_builder pieces;
  const int64_t count = countOccurrences(text, separator) + 1;
  if (count > context.max_elements) {
    context.fail(ErrorKind::value_too_large, "split makes too many pieces");
    context.detail[0] = context.max_elements;
    context.detail[1] = count;
    return;
  }
  if (!relon_list_reserve(&context, &pieces, count, sizeof(String))) return;
  auto* out = static_cast<String*>(pieces.data);
  int64_t begin = 0;
  for (int64_t at = find(text, separator, 0); at >= 0; at = find(text, separator, begin)) {
    *out++ = slice(text, begin, at);
    begin = at + separator.size;
  }
  *out = slice(text, begin, text.size);
  result = List<String>(static_cast<const String*>(pieces.data), count);
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
  const int64_t count = countOccurrences(text, old);
  int64_t added = 0;
  if (__builtin_mul_overflow(count, with.size, &added) || added > kMaxText) added = kMaxText;
  TextBuilder built(context, addLengths(text.size - count * old.size, added));
  result = {};
  if (context.failed()) return;
  int64_t begin = 0;
  for (int64_t at = find(text, old, 0); at >= 0; at = find(text, old, begin)) {
    built.append(text.data + begin, at - begin);
    built.append(with);
    begin = at + old.size;
  }
  built.append(text.data + begin, text.size - begin);
  result = built.finish();
}

bool relon_string_contains(const String& text, const String& part) {
  return part.size == 0 || find(text, part, 0) >= 0;
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
RELON_CALLABLE(relon_bool_to_text, "_bool_to_text", relon::pure, "`true` or `false`");
RELON_CALLABLE(relon_string_split, "_string_split", relon::pure | relon::walks_arguments,
               "the pieces between separators");
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
