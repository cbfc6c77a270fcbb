// Which tokens touch, which have a blank between them, and which may start a line.

#include "syntax/format_items.h"

namespace relon::syntax {
namespace {

bool isAngle(const Item& item, TokenKind kind) {
  return item.kind == kind && !item.mark.isBinary;
}

bool isQuestion(const Item& item) {
  return item.kind == TokenKind::Question && !item.isAccess;
}

bool isNumber(const Item& item) {
  return item.kind == TokenKind::Int || item.kind == TokenKind::Float;
}

// Whether a `(` or `[` behind it is a call, parameters or an index.
bool endsOperand(const Item& item) {
  switch (item.kind) {
    case TokenKind::Identifier:
      return !item.mark.isKeyword;
    case TokenKind::String:
    case TokenKind::FStringBegin:
    case TokenKind::Int:
    case TokenKind::Float:
      return true;
    default:
      return item.isCloser() || isAngle(item, TokenKind::Greater);
  }
}

// Whether what follows touches it: `-x`, `#main`, `a.b`, `xs?[0]`, `b=2`.
bool holdsNext(const Item& item) {
  switch (item.kind) {
    case TokenKind::Dot:
    case TokenKind::At:
    case TokenKind::Hash:
    case TokenKind::Ampersand:
    case TokenKind::Ellipsis:
    case TokenKind::Assign:
    case TokenKind::Bang:
      return true;
    case TokenKind::Minus:
    case TokenKind::Less:
      return !item.mark.isBinary;
    default:
      return item.isAccess;
  }
}

// Whether it touches what comes before: `key:`, `a.b`, `xs?[0]`, `List<T>`.
bool holdsPrevious(const Item& item) {
  switch (item.kind) {
    case TokenKind::Comma:
    case TokenKind::Dot:
    case TokenKind::Assign:
    case TokenKind::RightParen:
    case TokenKind::RightBracket:
      return true;
    case TokenKind::Colon:
      return !item.mark.isConditional;
    case TokenKind::Less:
    case TokenKind::Greater:
      return !item.mark.isBinary;
    default:
      return item.isAccess;
  }
}

bool isIndex(const Item& before, const Item& item) {
  if (item.kind != TokenKind::LeftBracket) return false;
  return before.isAccess || (!item.mark.beginsValue && endsOperand(before));
}

// `[key]: value`
bool isComputedKey(const Item& item, const Item& behind) {
  return item.kind == TokenKind::LeftBracket && behind.kind == TokenKind::Colon && !behind.mark.isConditional;
}

// Whether it is the `.` behind a literal number or the member behind that: there the
// blanks, as in `1 .x`, say that the digits are no others.
bool isByDotOfNumber(const std::vector<Item>& items, size_t i) {
  const size_t dot = items[i].kind == TokenKind::Dot ? i : i - 1;
  if (i < 1 || dot < 1 || items[dot].kind != TokenKind::Dot || !isNumber(items[dot - 1])) return false;
  return dot < 2 || items[dot - 2].kind != TokenKind::Dot;
}

bool blankBetween(const Item& before, const Item& item) {
  if (item.endsLine) return true;
  if (before.kind == TokenKind::LeftParen || before.kind == TokenKind::LeftBracket) return false;
  if (before.kind == TokenKind::LeftBrace && item.kind == TokenKind::RightBrace) return false;
  if (before.isComment) return item.kind != TokenKind::RightParen && item.kind != TokenKind::RightBracket;
  if (holdsNext(before) || holdsPrevious(item)) return false;
  const bool mayTouch = item.kind == TokenKind::LeftParen || item.kind == TokenKind::LeftBracket;
  return !mayTouch || item.mark.beginsValue || !endsOperand(before);
}

bool breaksBefore(const Item& item, const Item& next) {
  if (item.isComment || item.mark.afterAttribute || item.mark.inHead) return true;
  if (item.mark.isBinary || item.mark.isConditional || isQuestion(item)) return true;
  if (item.kind == TokenKind::Dot || item.isAccess) return true;
  if (item.kind != TokenKind::Identifier) return false;
  if (item.mark.isKeyword) return item.text != "in";
  const bool isTail = item.text == "where" || item.text == "match" || item.text == "with";
  return isTail && next.kind == TokenKind::LeftBrace;
}

bool breaksBehind(const Item& item) {
  return item.mark.isBinary || isQuestion(item) || item.kind == TokenKind::Colon || item.kind == TokenKind::FatArrow;
}

}

void spaceItems(std::vector<Item>& items) {
  const Item none;
  for (size_t i = 0; i + 1 < items.size(); ++i) {
    const Item& before = i == 0 ? none : items[i - 1];
    Item& item = items[i];
    item.spaceBefore = i != 0 && blankBetween(before, item);
    if (isByDotOfNumber(items, i)) item.spaceBefore = item.text.data() != before.text.data() + before.text.size();
    item.mayBreak = breaksBefore(item, items[i + 1]) || breaksBehind(before);
    if (!item.isOpener()) continue;
    const bool isPlain = !isIndex(before, item) && !isComputedKey(item, items[item.match + 1]);
    item.hugs = item.kind == TokenKind::LeftParen || !isPlain;
  }
}

}
