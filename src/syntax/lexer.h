#pragma once

#include "syntax/token.h"

namespace relon::syntax {

// The state of one `lex` call. It reads the text once, front to back, without
// recursion: f-strings that are open stand on a stack.
class Lexer {
 public:
  Lexer(FileId file, std::string_view text) : file_(file), text_(text) {}
  TokenList run();

 private:
  struct OpenFString {
    size_t hashes;
    bool raw;
    // Unclosed `{` within the current interpolation.
    uint32_t braces = 0;
  };

  char peek(size_t ahead = 0) const { return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0'; }
  bool atEnd() const { return pos_ >= text_.size(); }
  bool startsWith(std::string_view what) const { return text_.substr(pos_).starts_with(what); }

  Token& push(TokenKind kind, size_t begin);
  void open(TokenKind kind, size_t begin);
  void popOpener();
  void close(TokenKind opener, TokenKind kind, size_t begin);
  void cutOff(size_t begin, std::string message);
  void error(size_t begin, size_t end, std::string message);

  bool checkEncoding();
  // lexer.cpp
  bool skipTrivia();
  void blockComment();
  void token();
  void word();
  void punctuation();
  void brace(size_t begin, bool opening);
  void invalid();
  // lexer_number.cpp
  void number();
  void prefixedNumber(int base);
  void decimal(bool afterDot);
  void rejectSuffix(size_t begin);
  void pushInt(size_t begin, std::string_view digits, int base);
  // lexer_string.cpp
  bool prefixedString();
  void plainString();
  void rawString(size_t hashes, size_t begin);
  void fString(size_t hashes, bool raw, size_t begin);
  void fStringText();
  void endFStrings();
  bool closesRaw(size_t hashes) const;
  void escape(std::string& out);
  void unicodeEscape(std::string& out, size_t begin);
  bool bracedCodePoint(uint32_t& code);
  bool fourHex(uint32_t& code);
  void skipContinuation();

  FileId file_;
  std::string_view text_;
  size_t pos_ = 0;
  TokenList out_;
  std::vector<uint32_t> openers_;
  size_t openBraces_ = 0;
  std::vector<OpenFString> fStrings_;
};

bool isIdentStart(char c);
bool isIdentPart(char c);
bool isDigit(char c);

}
