#include "syntax/lexer.h"

#include <algorithm>
#include <array>

namespace relon::syntax {
namespace {

struct Spelling {
  std::string_view text;
  TokenKind kind;
};

// Longest spellings first.
constexpr std::array kPunctuation = {
    Spelling{"...", TokenKind::Ellipsis},    Spelling{"==", TokenKind::EqualEqual},
    Spelling{"!=", TokenKind::NotEqual},     Spelling{"<=", TokenKind::LessEqual},
    Spelling{">=", TokenKind::GreaterEqual}, Spelling{"&&", TokenKind::AndAnd},
    Spelling{"||", TokenKind::OrOr},         Spelling{"++", TokenKind::PlusPlus},
    Spelling{"=>", TokenKind::FatArrow},     Spelling{"->", TokenKind::Arrow},
    Spelling{",", TokenKind::Comma},         Spelling{":", TokenKind::Colon},
    Spelling{".", TokenKind::Dot},           Spelling{"@", TokenKind::At},
    Spelling{"#", TokenKind::Hash},          Spelling{"&", TokenKind::Ampersand},
    Spelling{"?", TokenKind::Question},      Spelling{"=", TokenKind::Assign},
    Spelling{"<", TokenKind::Less},          Spelling{">", TokenKind::Greater},
    Spelling{"+", TokenKind::Plus},          Spelling{"-", TokenKind::Minus},
    Spelling{"*", TokenKind::Star},          Spelling{"/", TokenKind::Slash},
    Spelling{"%", TokenKind::Percent},       Spelling{"!", TokenKind::Bang},
    Spelling{"|", TokenKind::Pipe},
};

bool isPunctuation(char c) {
  return std::string_view("{}[](),:.@#&?=<>+-*/%!|").find(c) != std::string_view::npos;
}

// The length of the UTF-8 sequence at the front, or 0 if it is malformed.
size_t sequenceLength(std::string_view s) {
  auto byte = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  auto tail = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    bool overlong = first == 0xE0 && byte(1) < 0xA0;
    bool surrogate = first == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    bool outside = (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
    return tail(1) && tail(2) && tail(3) && !outside ? 4 : 0;
  }
  return 0;
}

}

bool isIdentStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isIdentPart(char c) {
  return isIdentStart(c) || isDigit(c);
}

std::string_view kindText(TokenKind kind) {
  constexpr std::string_view kTexts[] = {
#define RELON_TOKEN(name, text) text,
#include "syntax/tokens.def"
  };
  return kTexts[static_cast<size_t>(kind)];
}

TokenList lex(FileId file, std::string_view text) {
  TokenList list = Lexer(file, text).run();
  matchAngles(list.tokens);
  matchQuestions(list.tokens);
  return list;
}

TokenList Lexer::run() {
  out_.tokens.reserve(text_.size() / 4 + 8);
  if (checkEncoding())
    while (skipTrivia()) token();
  endFStrings();
  push(TokenKind::EndOfFile, text_.size());
  return std::move(out_);
}

Token& Lexer::push(TokenKind kind, size_t begin) {
  out_.tokens.push_back({.kind = kind, .begin = static_cast<uint32_t>(begin), .end = static_cast<uint32_t>(pos_)});
  return out_.tokens.back();
}

void Lexer::open(TokenKind kind, size_t begin) {
  openers_.push_back(static_cast<uint32_t>(out_.tokens.size()));
  if (kind == TokenKind::LeftBrace) ++openBraces_;
  push(kind, begin);
}

void Lexer::popOpener() {
  if (out_.tokens[openers_.back()].kind == TokenKind::LeftBrace) --openBraces_;
  openers_.pop_back();
}

// Pairs a closing token with the innermost opener if it fits; otherwise both
// stay without a match and the parser reports what is missing. Braces and
// f-strings give up on brackets that are open within them.
void Lexer::close(TokenKind opener, TokenKind kind, size_t begin) {
  auto index = static_cast<uint32_t>(out_.tokens.size());
  Token& token = push(kind, begin);
  bool bracket = opener == TokenKind::LeftParen || opener == TokenKind::LeftBracket;
  bool isOpen = opener == TokenKind::LeftBrace ? openBraces_ != 0 : !bracket;
  while (isOpen && out_.tokens[openers_.back()].kind != opener) popOpener();
  if (openers_.empty() || out_.tokens[openers_.back()].kind != opener) return;
  token.match = openers_.back();
  out_.tokens[openers_.back()].match = index;
  popOpener();
}

void Lexer::error(size_t begin, size_t end, std::string message) {
  out_.errors.push_back({{file_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, std::move(message)});
}

// Reports what starts at `begin` and has no end before that of the file.
void Lexer::cutOff(size_t begin, std::string message) {
  error(begin, begin + 1, std::move(message));
  out_.cutOff = true;
}

// A text that is none is not read any further.
bool Lexer::checkEncoding() {
  size_t at = 0;
  while (at < text_.size()) {
    size_t length = sequenceLength(text_.substr(at, 4));
    if (length == 0) {
      cutOff(at, "the file is not valid UTF-8");
      pos_ = text_.size();
      return false;
    }
    at += length;
  }
  return true;
}

// Skips whitespace and comments; false at the end of the text.
bool Lexer::skipTrivia() {
  while (!atEnd()) {
    char c = peek();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++pos_;
    } else if (startsWith("//")) {
      size_t begin = pos_;
      pos_ = std::min(text_.find_first_of("\r\n", pos_), text_.size());
      out_.comments.push_back(
          {static_cast<uint32_t>(begin), static_cast<uint32_t>(pos_), static_cast<uint32_t>(out_.tokens.size())});
    } else if (startsWith("/*")) {
      blockComment();
    } else {
      return true;
    }
  }
  return false;
}

void Lexer::blockComment() {
  size_t begin = pos_;
  size_t close = text_.find("*/", pos_ + 2);
  pos_ = close == std::string_view::npos ? text_.size() : close + 2;
  if (close == std::string_view::npos) return cutOff(begin, "this comment has no end; expected `*/`");
  out_.comments.push_back(
      {static_cast<uint32_t>(begin), static_cast<uint32_t>(pos_), static_cast<uint32_t>(out_.tokens.size())});
}

void Lexer::token() {
  char c = peek();
  if (prefixedString()) return;
  if (isIdentStart(c)) return word();
  if (isDigit(c)) return number();
  if (c == '"') return plainString();
  if (isPunctuation(c)) return punctuation();
  invalid();
}

void Lexer::word() {
  size_t begin = pos_;
  while (isIdentPart(peek())) ++pos_;
  bool underscore = pos_ - begin == 1 && text_[begin] == '_';
  push(underscore ? TokenKind::Underscore : TokenKind::Identifier, begin);
}

void Lexer::punctuation() {
  size_t begin = pos_;
  switch (peek()) {
    case '{':
      return ++pos_, brace(begin, true);
    case '}':
      return ++pos_, brace(begin, false);
    case '[':
      return ++pos_, open(TokenKind::LeftBracket, begin);
    case ']':
      return ++pos_, close(TokenKind::LeftBracket, TokenKind::RightBracket, begin);
    case '(':
      return ++pos_, open(TokenKind::LeftParen, begin);
    case ')':
      return ++pos_, close(TokenKind::LeftParen, TokenKind::RightParen, begin);
  }
  auto fits = [&](const Spelling& s) { return startsWith(s.text); };
  auto spelling = std::find_if(kPunctuation.begin(), kPunctuation.end(), fits);
  if (spelling == kPunctuation.end()) return invalid();
  pos_ += spelling->text.size();
  push(spelling->kind, begin);
}

// A `}` that closes no `{` of the interpolation ends it.
void Lexer::brace(size_t begin, bool opening) {
  if (opening) {
    if (!fStrings_.empty()) ++fStrings_.back().braces;
    return open(TokenKind::LeftBrace, begin);
  }
  if (fStrings_.empty() || fStrings_.back().braces != 0) {
    if (!fStrings_.empty()) --fStrings_.back().braces;
    return close(TokenKind::LeftBrace, TokenKind::RightBrace, begin);
  }
  close(TokenKind::InterpolationBegin, TokenKind::InterpolationEnd, begin);
  fStringText();
}

void Lexer::invalid() {
  size_t begin = pos_;
  auto foreign = [&](char c) {
    return !isIdentPart(c) && !isPunctuation(c) && c != '"' && c != ' ' && c != '\t' && c != '\n' && c != '\r';
  };
  do ++pos_;
  while (!atEnd() && foreign(peek()));
  if (text_[begin] == '\'') pos_ = std::min(text_.find_first_of("'\n", pos_), text_.size() - 1) + 1;
  push(TokenKind::Invalid, begin);
  if (text_[begin] == '\'') return error(begin, pos_, "`'` is not in the language; strings are written in `\"`");
  if (static_cast<unsigned char>(text_[begin]) < 0x20)
    return error(begin, pos_, "a control character stands outside a string");
  size_t shown = std::max<size_t>(1, sequenceLength(text_.substr(begin, 4)));
  error(begin, pos_, "`" + std::string(text_.substr(begin, shown)) + "` is not in the language outside strings");
}

}
