#include "relon/callable.h"
#include "runtime/code_points.h"

// Glob patterns (language reference, file 04, section 9): `*` any run, `?` one code
// point, `[abc]` and `[^abc]` sets without ranges, `\` before a character stands for it.
//
// When the pattern stops fitting, only the last `*` is tried again, one code point
// longer: a longer run for an earlier one could not help. So the work is at most the
// product of both lengths. The retries are charged, by the length of pattern they read.

using relon::Context;
using relon::String;

namespace {

using relon::runtime::readPoint;

// An element of a pattern against one code point: whether it fits, and where the
// pattern goes on.
struct Attempt {
  bool fits;
  const char* next;
};

// The character at `p`, the one behind a `\` if there is one.
char32_t readEscaped(const char*& p, const char* end) {
  if (*p == '\\' && p + 1 < end) ++p;
  return readPoint(p, end);
}

// `p` is behind the `[`. A set that is not closed fits nothing.
Attempt attemptSet(const char* p, const char* end, char32_t point) {
  const bool negated = p < end && *p == '^';
  if (negated) ++p;
  bool isMember = false;
  while (p < end && *p != ']') {
    if (readEscaped(p, end) == point) isMember = true;
  }
  if (p == end) return {false, end};
  return {isMember != negated, p + 1};
}

// Any element but `*`.
Attempt attempt(const char* p, const char* end, char32_t point) {
  if (*p == '[') return attemptSet(p + 1, end, point);
  if (*p == '?') return {true, p + 1};
  const bool fits = readEscaped(p, end) == point;
  return {fits, p};
}

// The last `*`: the pattern behind it, and the text behind the run that it stands for.
struct Star {
  const char* pattern = nullptr;
  const char* text = nullptr;
};

bool matches(Context& context, const String& text, const String& pattern) {
  const char* t = text.begin();
  const char* p = pattern.begin();
  Star star;
  while (t < text.end()) {
    if (p < pattern.end() && *p == '*') {
      star = {++p, t};
      continue;
    }
    const char* behind = t;
    const char32_t point = readPoint(behind, text.end());
    const Attempt tried = p < pattern.end() ? attempt(p, pattern.end(), point) : Attempt{false, p};
    if (tried.fits) {
      t = behind;
      p = tried.next;
    } else {
      if (star.pattern == nullptr || !context.charge(tried.next - star.pattern)) return false;
      readPoint(star.text, text.end());
      t = star.text;
      p = star.pattern;
    }
  }
  while (p < pattern.end() && *p == '*') ++p;
  return p == pattern.end();
}

}

extern "C" {

bool relon_string_glob_match(Context& context, const String& text, const String& pattern) {
  return matches(context, text, pattern);
}
}

RELON_CALLABLE(relon_string_glob_match, "_string_glob_match", relon::pure | relon::walks_arguments,
               "whether a glob pattern fits a whole text");
