#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace relon::syntax {

enum class TokenKind : uint8_t {
#define RELON_TOKEN(name, text) name,
#include "syntax/tokens.def"
};

// How a message calls the kind.
std::string_view kindText(TokenKind kind);

inline constexpr uint32_t kNoMatch = UINT32_MAX;

struct Token {
  TokenKind kind;
  // For a `?` before `[`: whether it is optional access (matchQuestions).
  bool isAccess = false;
  uint32_t begin;
  uint32_t end;
  // The other bracket of the pair, for `{}`, `[]`, `()`, f-strings,
  // interpolations and the `<>` of type arguments; else kNoMatch.
  uint32_t match = kNoMatch;
  // Index into `strings`, `ints` or `floats`.
  uint32_t payload = 0;
};

// A comment between token `next - 1` and token `next`.
struct Comment {
  uint32_t begin;
  uint32_t end;
  uint32_t next;
};

struct LexicalError {
  Span span;
  std::string message;
};

// A file as tokens. The last one is EndOfFile.
struct TokenList {
  std::vector<Token> tokens;
  std::vector<std::string> strings;
  std::vector<uint64_t> ints;
  std::vector<double> floats;
  std::vector<Comment> comments;
  std::vector<LexicalError> errors;
  // A string or comment runs to the end of the file; reported.
  bool cutOff = false;
};

// Splits the text into tokens and fills in all of Token::match and isAccess, so
// that every lookahead of the parser takes constant time.
TokenList lex(FileId file, std::string_view text);

// How tightly a binary operator binds, from 1 on; 0 for other tokens (parser_expr.cpp).
uint32_t operatorLevel(TokenKind kind);

// The parts of `lex` that run over the finished tokens (lookahead.cpp).
void matchAngles(std::vector<Token>& tokens);
void matchQuestions(std::vector<Token>& tokens);

}
