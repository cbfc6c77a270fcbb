#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ir/module.h"

namespace relon::ir {

enum class TokenKind : uint8_t {
  Word,    // int.add  List  open
  Number,  // -12  1.5e3  -inf
  Text,    // "..." with its escapes resolved
  Value,   // %name, without the %
  Symbol,  // @name or @"name", without the @
  Place,   // @file:begin-end
  Mark,    // one of ( ) { } [ ] < > , : = ! or ->
  End,
};

struct Token {
  TokenKind kind;
  std::string text;
  uint32_t line;

  bool is(TokenKind wanted, std::string_view wantedText) const { return kind == wanted && text == wantedText; }
};

// Splits IR text into tokens; `;` begins a comment. The last token is an End.
std::variant<std::vector<Token>, IrError> lexText(std::string_view text);

}
