#include "ir/text_lexer.h"

#include "ir/quote.h"

namespace relon::ir {

namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::variant<std::vector<Token>, IrError> run() {
    while (skipBlanks()) {
      if (!next()) return IrError{line_, "unexpected character or unfinished string"};
    }
    tokens_.push_back({TokenKind::End, "end of text", line_});
    return std::move(tokens_);
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool skipBlanks() {
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '\n') ++line_;
      if (c == ';') at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ';') return true;
    }
    return false;
  }

  bool next() {
    char c = peek();
    if (isDigit(c) || (c == '-' && (isDigit(peek(1)) || peek(1) == 'i'))) return number();
    if (isWord(text_.substr(at_, 1))) return push(TokenKind::Word, word());
    if (c == '"') return quotedText(TokenKind::Text);
    if (c == '%') return ++at_, push(TokenKind::Value, word());
    if (c == '@') return symbol();
    return mark();
  }

  bool push(TokenKind kind, std::string text) {
    if (text.empty() && kind != TokenKind::Text && kind != TokenKind::Symbol) return false;
    tokens_.push_back({kind, std::move(text), line_});
    return true;
  }

  // Letters and digits; names of values may begin with a digit.
  std::string word() {
    size_t begin = at_;
    while (isDigit(peek()) || isWord(text_.substr(at_, 1))) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool number() {
    size_t begin = at_++;
    auto isExponentSign = [&] { return (peek() == '+' || peek() == '-') && text_[at_ - 1] == 'e'; };
    while (isDigit(peek()) || isWord(text_.substr(at_, 1)) || isExponentSign()) ++at_;
    return push(TokenKind::Number, std::string(text_.substr(begin, at_ - begin)));
  }

  bool symbol() {
    ++at_;
    if (peek() == '"') return quotedText(TokenKind::Symbol);
    if (!isDigit(peek())) {
      std::string name = word();
      return !name.empty() && push(TokenKind::Symbol, std::move(name));
    }
    size_t begin = at_;
    while (isDigit(peek()) || peek() == ':' || peek() == '-') ++at_;
    return push(TokenKind::Place, std::string(text_.substr(begin, at_ - begin)));
  }

  bool quotedText(TokenKind kind) {
    std::string value;
    ++at_;
    while (at_ < text_.size() && peek() != '"' && peek() != '\n') {
      std::optional<char> c = peek() == '\\' ? escape() : text_[at_++];
      if (!c) return false;
      value += *c;
    }
    if (peek() != '"') return false;
    ++at_;
    return push(kind, std::move(value));
  }

  // The byte that the escape at the cursor stands for; moves behind it.
  std::optional<char> escape() {
    constexpr std::string_view kLetters = "\"\\nrt", kBytes = "\"\\\n\r\t";
    size_t letter = peek(1) == '\0' ? std::string_view::npos : kLetters.find(peek(1));
    if (letter != std::string_view::npos) return at_ += 2, kBytes[letter];
    int high = hexDigit(peek(1));
    int low = hexDigit(peek(2));
    if (high < 0 || low < 0) return std::nullopt;
    return at_ += 3, static_cast<char>(high * 16 + low);
  }

  bool mark() {
    if (peek() == '-' && peek(1) == '>') return at_ += 2, push(TokenKind::Mark, "->");
    if (std::string_view("(){}[]<>,:=!").find(peek()) == std::string_view::npos) return false;
    return push(TokenKind::Mark, std::string(1, text_[at_++]));
  }

  std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  std::vector<Token> tokens_;
};

}

std::variant<std::vector<Token>, IrError> lexText(std::string_view text) {
  return Lexer(text).run();
}

}
