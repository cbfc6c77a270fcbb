#include <algorithm>

#include "syntax/lexer.h"

namespace relon::syntax {
namespace {

int hexValue(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool isSurrogate(uint32_t code) {
  return code >= 0xD800 && code <= 0xDFFF;
}

void appendUtf8(std::string& out, uint32_t code) {
  auto add = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) return add(0xC0 | code >> 6), add(0x80 | (code & 0x3F));
  if (code < 0x10000) return add(0xE0 | code >> 12), add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
  add(0xF0 | code >> 18), add(0x80 | (code >> 12 & 0x3F)), add(0x80 | (code >> 6 & 0x3F)), add(0x80 | (code & 0x3F));
}

// The byte length of the Unicode whitespace character at the front, or 0.
size_t whitespaceLength(std::string_view s) {
  if (s.empty()) return 0;
  if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r')) return 1;
  for (std::string_view two : {"\u0085", "\u00a0"})
    if (s.starts_with(two)) return 2;
  constexpr std::string_view kThree[] = {"\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
                                         "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                         "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  for (std::string_view three : kThree)
    if (s.starts_with(three)) return 3;
  return 0;
}

}

// `r"`, `r#"`, `f"`, `f#"`: the prefix touches the quote.
bool Lexer::prefixedString() {
  if (peek() != 'r' && peek() != 'f') return false;
  size_t hashes = 0;
  while (peek(1 + hashes) == '#') ++hashes;
  if (peek(1 + hashes) != '"') return false;
  size_t begin = pos_;
  bool interpolates = peek() == 'f';
  pos_ += hashes + 2;
  if (interpolates) {
    fString(hashes, hashes != 0, begin);
  } else {
    rawString(hashes, begin);
  }
  return true;
}

void Lexer::plainString() {
  size_t begin = pos_++;
  std::string value;
  while (!atEnd() && peek() != '"') {
    if (peek() == '\\') {
      escape(value);
      continue;
    }
    size_t stop = std::min(text_.find_first_of("\"\\", pos_), text_.size());
    value += text_.substr(pos_, stop - pos_);
    pos_ = stop;
  }
  if (atEnd()) {
    cutOff(begin, "this string has no end; expected `\"`");
  } else {
    ++pos_;
  }
  push(TokenKind::String, begin).payload = static_cast<uint32_t>(out_.strings.size());
  out_.strings.push_back(std::move(value));
}

void Lexer::rawString(size_t hashes, size_t begin) {
  std::string close = '"' + std::string(hashes, '#');
  size_t stop = text_.find(close, pos_);
  bool ends = stop != std::string_view::npos;
  std::string_view value = text_.substr(pos_, ends ? stop - pos_ : std::string_view::npos);
  if (!ends) cutOff(begin, "this raw string has no end; expected `" + close + "`");
  pos_ = ends ? stop + close.size() : text_.size();
  push(TokenKind::String, begin).payload = static_cast<uint32_t>(out_.strings.size());
  out_.strings.emplace_back(value);
}

void Lexer::fString(size_t hashes, bool raw, size_t begin) {
  fStrings_.push_back({.hashes = hashes, .raw = raw});
  open(TokenKind::FStringBegin, begin);
  fStringText();
}

bool Lexer::closesRaw(size_t hashes) const {
  if (peek() != '"') return false;
  for (size_t i = 1; i <= hashes; ++i)
    if (peek(i) != '#') return false;
  return true;
}

// Reads text up to the next `${` or the end of the f-string.
void Lexer::fStringText() {
  auto [hashes, raw, braces] = fStrings_.back();
  size_t begin = pos_;
  std::string value;
  while (!atEnd() && !closesRaw(hashes) && !startsWith("${")) {
    if (peek() == '\\' && !raw) {
      escape(value);
    } else {
      value += text_[pos_++];
    }
  }
  if (!value.empty()) {
    push(TokenKind::FStringText, begin).payload = static_cast<uint32_t>(out_.strings.size());
    out_.strings.push_back(std::move(value));
  }
  // An f-string that runs to the end of the file is closed by `endFStrings`.
  if (atEnd()) return;
  size_t stop = pos_;
  if (startsWith("${")) {
    pos_ += 2;
    return open(TokenKind::InterpolationBegin, stop);
  }
  pos_ += 1 + hashes;
  close(TokenKind::FStringBegin, TokenKind::FStringEnd, stop);
  fStrings_.pop_back();
}

// Reports the outermost f-string that the end of the file cuts off.
void Lexer::endFStrings() {
  if (fStrings_.empty()) return;
  for (uint32_t index : openers_) {
    const Token& token = out_.tokens[index];
    if (token.kind == TokenKind::FStringBegin) return cutOff(token.begin, "this f-string has no end; expected `\"`");
  }
}

void Lexer::escape(std::string& out) {
  constexpr std::string_view kLetters = "nrtbf\\/\"";
  constexpr std::string_view kValues = "\n\r\t\b\f\\/\"";
  size_t begin = pos_++;
  size_t known = atEnd() ? std::string_view::npos : kLetters.find(peek());
  if (known != std::string_view::npos) {
    out += kValues[known];
    ++pos_;
  } else if (peek() == 'u') {
    ++pos_;
    unicodeEscape(out, begin);
  } else if (whitespaceLength(text_.substr(pos_)) != 0) {
    skipContinuation();
  } else if (!atEnd()) {
    do ++pos_;
    while (!atEnd() && (static_cast<unsigned char>(peek()) & 0xC0) == 0x80);
    error(begin, pos_, "`" + std::string(text_.substr(begin, pos_ - begin)) + "` is not an escape sequence");
  }
}

void Lexer::skipContinuation() {
  while (size_t length = whitespaceLength(text_.substr(pos_))) pos_ += length;
}

// `\uXXXX`, two of them for a surrogate pair, or `\u{X…}`.
void Lexer::unicodeEscape(std::string& out, size_t begin) {
  uint32_t code = 0;
  bool braced = peek() == '{';
  if (!(braced ? bracedCodePoint(code) : fourHex(code)))
    return error(begin, pos_, "expected four hexadecimal digits or one to six in braces after `\\u`");
  if (!braced && code >= 0xD800 && code <= 0xDBFF && startsWith("\\u")) {
    size_t back = pos_;
    uint32_t low = 0;
    pos_ += 2;
    if (fourHex(low) && low >= 0xDC00 && low <= 0xDFFF)
      return appendUtf8(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
    pos_ = back;
  }
  if (isSurrogate(code)) return error(begin, pos_, "this `\\u` escape is half of a surrogate pair");
  if (code > 0x10FFFF) return error(begin, pos_, "this `\\u` escape is beyond the last character, `\\u{10FFFF}`");
  appendUtf8(out, code);
}

bool Lexer::fourHex(uint32_t& code) {
  for (int i = 0; i < 4; ++i) {
    int digit = hexValue(peek());
    if (digit < 0) return false;
    code = code * 16 + static_cast<uint32_t>(digit);
    ++pos_;
  }
  return true;
}

bool Lexer::bracedCodePoint(uint32_t& code) {
  ++pos_;
  int count = 0;
  for (int digit; count < 6 && (digit = hexValue(peek())) >= 0; ++count, ++pos_)
    code = code * 16 + static_cast<uint32_t>(digit);
  if (count == 0 || peek() != '}') return false;
  ++pos_;
  return true;
}

}
