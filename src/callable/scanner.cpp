#include "callable/scanner.h"

namespace relon::callable {

namespace {

bool isWordByte(char c, bool dotted) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  return letter || (c >= '0' && c <= '9') || (dotted && c == '.');
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}

void Scanner::skipBlanks() {
  while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) ++position_;
}

bool Scanner::accept(std::string_view token) {
  skipBlanks();
  if (failed() || !rest().starts_with(token)) return false;
  position_ += token.size();
  return true;
}

void Scanner::expect(std::string_view token) {
  if (!accept(token)) fail("expected `" + std::string(token) + "`");
}

std::string_view Scanner::word(std::string_view what, bool dotted) {
  skipBlanks();
  if (failed()) return {};
  const size_t begin = position_;
  while (position_ < text_.size() && isWordByte(text_[position_], dotted)) ++position_;
  const bool digitFirst = position_ > begin && text_[begin] >= '0' && text_[begin] <= '9';
  if (position_ > begin && !digitFirst) return text_.substr(begin, position_ - begin);
  position_ = begin;
  fail("expected " + std::string(what));
  return {};
}

char Scanner::escapedByte() {
  const char c = position_ < text_.size() ? text_[position_++] : '\0';
  if (c == 'n') return '\n';
  if (c == 'r') return '\r';
  if (c == 't') return '\t';
  if (c == '"' || c == '\\') return c;
  const int high = hexDigit(c);
  const int low = position_ < text_.size() ? hexDigit(text_[position_]) : -1;
  if (high < 0 || low < 0) {
    fail("unknown escape in a quoted name");
    return '\0';
  }
  ++position_;
  return static_cast<char>(high * 16 + low);
}

std::string Scanner::quotedWord() {
  expect("\"");
  std::string name;
  while (!failed() && position_ < text_.size() && text_[position_] != '"') {
    const char c = text_[position_++];
    name += c == '\\' ? escapedByte() : c;
  }
  if (!failed() && position_ == text_.size()) fail("a quoted name is not closed");
  if (!failed() && name.empty()) fail("a quoted name is empty");
  if (!failed()) ++position_;
  return name;
}

bool Scanner::peek(char c) {
  skipBlanks();
  return !failed() && position_ < text_.size() && text_[position_] == c;
}

bool Scanner::atEnd() {
  skipBlanks();
  return position_ >= text_.size();
}

void Scanner::fail(std::string_view message) {
  if (failed()) return;
  const std::string found =
      position_ < text_.size() ? " before `" + std::string(rest().substr(0, 20)) + "`" : " at the end";
  error_ =
      std::string(message) + found + " (column " + std::to_string(position_ + 1) + " of `" + std::string(text_) + "`)";
}

}
