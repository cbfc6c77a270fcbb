// Types, parameters, and the lookahead that tells types from expressions.

#include "syntax/parser_state.h"

namespace relon::syntax {

TypeNodeId Parser::type() {
  TypeNodeId result;
  if (enter()) {
    result = at(TokenKind::LeftParen) ? tupleType() : namedType();
    leave();
  }
  if (!failed_ && at(TokenKind::Question) && !tok().isAccess)
    error(spanOf(tok()), "expected the end of the type, found `?`", "an optional type is written `Option<T>`");
  return result.valid() ? result : ast_.addType({.span = spanOf(tok()), .form = NamedType{{nameAt(tok())}, {}}});
}

TypeNodeId Parser::namedType() {
  uint32_t begin = here();
  NamedType named;
  do {
    if (!at(TokenKind::Identifier) && !at(TokenKind::String)) return expected("a type"), TypeNodeId();
    named.path.push_back(nameAt(tok()));
    next();
  } while (accept(TokenKind::Dot));
  if (accept(TokenKind::Less)) commaList(TokenKind::Greater, [&] { named.arguments.push_back(type()); });
  return ast_.addType({.span = spanFrom(begin), .form = std::move(named)});
}

TypeNodeId Parser::tupleType() {
  uint32_t begin = here();
  TupleType tuple;
  next();
  commaList(TokenKind::RightParen, [&] { tuple.elements.push_back(type()); });
  return ast_.addType({.span = spanFrom(begin), .form = std::move(tuple)});
}

// `[type] (name | _)`
Parameter Parser::parameter() {
  uint32_t begin = here();
  Parameter result;
  size_t afterType = skipType(pos_);
  TokenKind following = list_.tokens[afterType].kind;
  bool typed = afterType != pos_ && (following == TokenKind::Identifier || following == TokenKind::Underscore);
  if (typed) result.type = type();
  result.name = expectBinding("a parameter");
  result.span = spanFrom(begin);
  return result;
}

Parameter Parser::reversedParameter() {
  uint32_t begin = here();
  Parameter result;
  result.name = expectName("a name");
  expect(TokenKind::Colon, "and a type");
  result.type = type();
  result.span = spanFrom(begin);
  return result;
}

// ---- lookahead

size_t Parser::skipPath(size_t at) const {
  auto isSegment = [&](size_t i) {
    return list_.tokens[i].kind == TokenKind::Identifier || list_.tokens[i].kind == TokenKind::String;
  };
  if (!isSegment(at)) return at;
  size_t end = at + 1;
  while (list_.tokens[end].kind == TokenKind::Dot && isSegment(end + 1)) end += 2;
  return end;
}

// The index behind the type that starts at `at`, or `at` if none does.
size_t Parser::skipType(size_t at) const {
  const Token& first = list_.tokens[at];
  if (first.kind == TokenKind::LeftParen) return first.match == kNoMatch ? at : first.match + 1;
  size_t end = skipPath(at);
  if (end == at || list_.tokens[end].kind != TokenKind::Less) return end;
  return list_.tokens[end].match == kNoMatch ? end : list_.tokens[end].match + 1;
}

bool Parser::isFieldKey(size_t at) const {
  TokenKind kind = list_.tokens[at].kind;
  if (kind != TokenKind::Identifier && kind != TokenKind::String) return false;
  TokenKind after = list_.tokens[at + 1].kind;
  return after == TokenKind::Colon || after == TokenKind::LeftParen;
}

// A type and then a key (section 4.2). A type's name may be written as a string elsewhere.
bool Parser::startsTypedField() const {
  if (at(TokenKind::String)) return false;
  size_t key = skipType(pos_);
  return key != pos_ && isFieldKey(key);
}

bool Parser::startsField() const {
  return isFieldKey(pos_) || startsTypedField();
}

// Whether the `(` at `at` starts a tuple-typed field and so ends the operand
// of a directive: `#default 0 (Int, Int) p: *`.
bool Parser::endsOperand(size_t at) const {
  const Token& paren = list_.tokens[at];
  return inOperand_ && paren.match != kNoMatch && isFieldKey(paren.match + 1);
}

// `(…) =>` or `(…) ->` (section 4.1).
bool Parser::startsClosure() const {
  const Token& paren = tok();
  if (paren.match == kNoMatch) return false;
  TokenKind after = list_.tokens[paren.match + 1].kind;
  return after == TokenKind::FatArrow || after == TokenKind::Arrow;
}

// At least two dotted names, then `{` (section 4.5).
bool Parser::startsVariant() const {
  size_t end = pos_ + 1;
  while (list_.tokens[end].kind == TokenKind::Dot && list_.tokens[end + 1].kind == TokenKind::Identifier) end += 2;
  return end > pos_ + 1 && list_.tokens[end].kind == TokenKind::LeftBrace;
}

// Whether the `<` after the name at `pos_` starts type arguments (section
// 4.3): its `>` exists, and nothing that could be an operand comes behind.
bool Parser::startsTypeArguments() const {
  size_t less = skipPath(pos_);
  if (less == pos_ || list_.tokens[less].kind != TokenKind::Less || list_.tokens[less].match == kNoMatch) return false;
  size_t after = list_.tokens[less].match + 1;
  switch (list_.tokens[after].kind) {
    case TokenKind::Identifier: {
      std::string_view word = text(list_.tokens[after]);
      return (word == "match" || word == "where") && list_.tokens[after + 1].kind == TokenKind::LeftBrace;
    }
    case TokenKind::Int:
    case TokenKind::Float:
    case TokenKind::String:
    case TokenKind::FStringBegin:
    case TokenKind::LeftParen:
    case TokenKind::LeftBracket:
    case TokenKind::LeftBrace:
    case TokenKind::Minus:
    case TokenKind::Bang:
    case TokenKind::Ampersand:
    case TokenKind::Less:
      return false;
    default:
      return true;
  }
}

}
