#include "runtime/json.h"

// Checks that a text is JSON (RFC 8259) before anything is read from it. What it has
// passed needs no tests of ends and bytes any more.
namespace relon::runtime::json {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isHexDigit(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

unsigned hexValue(char c) {
  if (isDigit(c)) return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

class Checker {
 public:
  Checker(relon_context* context, relon_string text)
      : context_(context), text_(text), p_(text.data), end_(text.data + text.size) {}

  bool document() {
    space();
    if (!value(0)) return false;
    space();
    return p_ == end_ || fail("expected nothing more after the value");
  }

 private:
  template <int64_t N>
  bool fail(const char (&text)[N]) {
    Output message(context_);
    message.literal("malformed JSON: ");
    message.literal(text);
    return failAt(context_, relon_invalid_json, text_, p_, nullptr, message);
  }

  void space() {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
  }
  char peek() const { return p_ == end_ ? '\0' : *p_; }
  bool accept(char c) {
    if (p_ == end_ || *p_ != c) return false;
    ++p_;
    return true;
  }

  bool value(int depth);
  bool object(int depth);
  bool array(int depth);
  bool string();
  bool escape();
  bool unicodeEscape();
  bool hexUnit(unsigned& unit);
  bool codePoint();
  bool number();
  bool digits();
  template <int64_t N>
  bool word(const char (&text)[N]);

  relon_context* context_;
  relon_string text_;
  const char* p_;
  const char* end_;
};

bool Checker::value(int depth) {
  switch (peek()) {
    case '{':
      return object(depth);
    case '[':
      return array(depth);
    case '"':
      return string();
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      break;
  }
  if (peek() == '-' || isDigit(peek())) return number();
  return fail("expected a value");
}

bool Checker::object(int depth) {
  if (depth == RELON_JSON_MAX_DEPTH) return fail("nested deeper than 512 levels");
  ++p_;
  space();
  if (accept('}')) return true;
  do {
    space();
    if (peek() != '"') return fail("expected a key in double quotes");
    if (!string()) return false;
    space();
    if (!accept(':')) return fail("expected `:`");
    space();
    if (!value(depth + 1)) return false;
    space();
  } while (accept(','));
  return accept('}') || fail("expected `,` or `}`");
}

bool Checker::array(int depth) {
  if (depth == RELON_JSON_MAX_DEPTH) return fail("nested deeper than 512 levels");
  ++p_;
  space();
  if (accept(']')) return true;
  do {
    space();
    if (!value(depth + 1)) return false;
    space();
  } while (accept(','));
  return accept(']') || fail("expected `,` or `]`");
}

bool Checker::string() {
  ++p_;
  while (p_ != end_) {
    const auto byte = static_cast<unsigned char>(*p_);
    if (byte == '"') {
      ++p_;
      return true;
    }
    if (byte < 0x20) return fail("a control character in a string must be escaped");
    if (byte == '\\') {
      if (!escape()) return false;
    } else if (byte < 0x80) {
      ++p_;
    } else if (!codePoint()) {
      return false;
    }
  }
  return fail("a string is not closed");
}

bool Checker::escape() {
  ++p_;
  switch (peek()) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      ++p_;
      return true;
    case 'u':
      return unicodeEscape();
    default:
      return fail("unknown escape in a string");
  }
}

// `\uXXXX`; surrogates only as a pair.
bool Checker::unicodeEscape() {
  unsigned unit = 0;
  if (!hexUnit(unit)) return false;
  if (unit < 0xd800 || unit > 0xdfff) return true;
  unsigned second = 0;
  if (unit > 0xdbff || !accept('\\') || peek() != 'u') return fail("a surrogate in a string has no partner");
  if (!hexUnit(second)) return false;
  return (second >= 0xdc00 && second <= 0xdfff) || fail("a surrogate in a string has no partner");
}

bool Checker::hexUnit(unsigned& unit) {
  ++p_;
  for (int i = 0; i < 4; ++i, ++p_) {
    if (!isHexDigit(peek())) return fail("expected four hexadecimal digits");
    unit = unit * 16 + hexValue(*p_);
  }
  return true;
}

// One code point of two to four bytes: shortest form, no surrogates, at most U+10FFFF.
bool Checker::codePoint() {
  const auto byte = [&](int64_t i) { return i < end_ - p_ ? static_cast<unsigned char>(p_[i]) : 0u; };
  const auto continues = [&](int64_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned first = byte(0);
  const int64_t size = first >= 0xf0 ? 4 : (first >= 0xe0 ? 3 : 2);
  bool valid = first >= 0xc2 && first <= 0xf4;
  for (int64_t i = 1; i < size; ++i) valid = valid && continues(i);
  if (first == 0xe0) valid = valid && byte(1) >= 0xa0;
  if (first == 0xed) valid = valid && byte(1) < 0xa0;
  if (first == 0xf0) valid = valid && byte(1) >= 0x90;
  if (first == 0xf4) valid = valid && byte(1) < 0x90;
  if (!valid) return fail("the text is not UTF-8");
  p_ += size;
  return true;
}

bool Checker::digits() {
  if (!isDigit(peek())) return fail("expected a digit");
  while (isDigit(peek())) ++p_;
  return true;
}

bool Checker::number() {
  accept('-');
  if (accept('0')) {
    if (isDigit(peek())) return fail("a number must not start with `0`");
  } else if (!digits()) {
    return false;
  }
  if (accept('.') && !digits()) return false;
  if (peek() != 'e' && peek() != 'E') return true;
  ++p_;
  if (!accept('+')) accept('-');
  return digits();
}

template <int64_t N>
bool Checker::word(const char (&text)[N]) {
  for (int64_t i = 0; i < N - 1; ++i) {
    if (!accept(text[i])) return fail("expected a value");
  }
  return true;
}

}

bool checkSyntax(relon_context* context, relon_string text) {
  return Checker(context, text).document();
}

}
