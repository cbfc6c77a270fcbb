#pragma once

#include <string_view>
#include <vector>

#include "syntax/ast.h"
#include "syntax/token.h"

// What the formatter knows of a text before it chooses line breaks.
namespace relon::syntax {

// What the tree says about one token.
struct Mark {
  // A binary operator; other `<` and `>` are brackets of types, other `-` a sign.
  bool isBinary = false;
  // The `:` of a conditional, not of a key.
  bool isConditional = false;
  // For both marks of a conditional: in the middle branches of how many others it is.
  uint32_t nesting = 0;
  // `for`, `in` or `if` of a comprehension.
  bool isKeyword = false;
  // A `(` or `[` that begins a value or a type, so neither call nor index.
  bool beginsValue = false;
  // Comes directly behind a directive or decorator.
  bool afterAttribute = false;
  // The same for one at the head of a field, a list item or a method.
  bool inHead = false;
  // Starts a part of the document, or a method behind another one.
  bool startsEntry = false;
};

// One mark a token, for a document without syntax errors.
std::vector<Mark> markTokens(const Ast& ast, const TokenList& list, std::string_view text);

// A token, a whole f-string or a comment, in the order in which it is printed.
struct Item {
  // Invalid for comments.
  TokenKind kind = TokenKind::Invalid;
  std::string_view text;
  Mark mark;
  bool isComment = false;
  // A `?` of optional access.
  bool isAccess = false;
  // A `//` comment: the line ends behind it.
  bool endsLine = false;
  // The first of an entry of its group; for comments, before or behind one.
  bool startsEntry = false;
  // Blank before it where it does not start a line.
  bool spaceBefore = false;
  // A line break that was written before it is kept.
  bool mayBreak = false;
  // An opener that its only entry stays beside: of calls, parameters, groups,
  // indexes and computed keys.
  bool hugs = false;
  // Line ends that were written before it.
  uint32_t newlines = 0;
  // For brackets, the item of the other one; else kNoMatch.
  uint32_t match = kNoMatch;

  bool isOpener() const {
    return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket || kind == TokenKind::LeftBrace;
  }
  bool isCloser() const {
    return kind == TokenKind::RightParen || kind == TokenKind::RightBracket || kind == TokenKind::RightBrace;
  }
  bool isOwnLine() const { return isComment && newlines != 0; }
  // Whether the line ends behind it.
  bool takesLine() const { return endsLine || isOwnLine(); }
};

// The items of a text; the last one is EndOfFile.
std::vector<Item> itemsOf(const TokenList& list, const std::vector<Mark>& marks, std::string_view text);

// Fills in spaceBefore, mayBreak and hugs (format_spacing.cpp).
void spaceItems(std::vector<Item>& items);

}
