// What an operand starts with: literals, names, brackets (section 2, `primary`).

#include <algorithm>
#include <array>
#include <limits>

#include "syntax/parser_state.h"

namespace relon::syntax {
namespace {

constexpr uint64_t kMinIntMagnitude = uint64_t{1} << 63;

struct BaseName {
  std::string_view name;
  ReferenceExpr::Base base;
};
constexpr std::array kBases = {
    BaseName{"root", ReferenceExpr::Base::Root},   BaseName{"sibling", ReferenceExpr::Base::Sibling},
    BaseName{"uncle", ReferenceExpr::Base::Uncle}, BaseName{"this", ReferenceExpr::Base::This},
    BaseName{"prev", ReferenceExpr::Base::Prev},   BaseName{"next", ReferenceExpr::Base::Next},
    BaseName{"index", ReferenceExpr::Base::Index},
};

// Names that alone denote a type (section 4.3).
constexpr std::array<std::string_view, 7> kTypeWords = {"Int", "String", "Bool", "Float", "Any", "List", "Dict"};

}

ExprId Parser::primary() {
  if (failed_) return errorExpr();
  switch (kind()) {
    case TokenKind::Identifier:
      return wordAtom();
    case TokenKind::Int:
      return intLiteral();
    case TokenKind::Float:
      return literal(FloatLiteral{list_.floats[tok().payload]});
    case TokenKind::String:
      return literal(StringLiteral{std::move(list_.strings[tok().payload])});
    case TokenKind::FStringBegin:
      return fString();
    case TokenKind::Ampersand:
      return reference();
    case TokenKind::LeftBrace:
      return dict();
    case TokenKind::LeftBracket:
      return list();
    case TokenKind::LeftParen:
      return startsClosure() ? closure() : group();
    case TokenKind::Star:
      return literal(WildcardExpr{});
    case TokenKind::Ellipsis:
      return spread(false);
    default:
      break;
  }
  expected("an expression");
  return errorExpr();
}

// ---- literals and names

ExprId Parser::literal(decltype(Expr::form) form) {
  uint32_t begin = here();
  next();
  return add(begin, std::move(form));
}

// The magnitude of the least Int is allowed only as `-9223372036854775808`.
ExprId Parser::intLiteral() {
  uint64_t magnitude = list_.ints[tok().payload];
  TokenKind after = kind(1);
  bool adorned = after == TokenKind::Dot || after == TokenKind::LeftBracket || after == TokenKind::LeftParen;
  if (magnitude == kMinIntMagnitude && (negated_ != pos_ || adorned))
    error(spanOf(tok()), "this number does not fit in Int, which ends at 9223372036854775807");
  return literal(IntLiteral{magnitude});
}

bool Parser::wordLiteral(ExprId& result) {
  std::string_view word = text(tok());
  using Limits = std::numeric_limits<double>;
  if (word == "true" || word == "false") return result = literal(BoolLiteral{word == "true"}), true;
  if (word == "null") return result = literal(NullLiteral{}), true;
  if (word == "Infinity") return result = literal(FloatLiteral{Limits::infinity()}), true;
  if (word == "NaN") return result = literal(FloatLiteral{Limits::quiet_NaN()}), true;
  return false;
}

ExprId Parser::wordAtom() {
  ExprId result;
  if (wordLiteral(result)) return result;
  if (startsVariant()) return variant();
  if (startsTypeArguments()) return typeAtom();
  TokenKind after = kind(1);
  bool adorned = after == TokenKind::Dot || after == TokenKind::LeftBracket || after == TokenKind::LeftParen;
  std::string_view word = text(tok());
  if (!adorned && std::find(kTypeWords.begin(), kTypeWords.end(), word) != kTypeWords.end()) return typeAtom();
  if (word == "self") ++selfNames_;
  return literal(NameExpr{names_.intern(word)});
}

// Of the path and its arguments only, without looking for `T?`: a conditional
// may follow.
ExprId Parser::typeAtom() {
  uint32_t begin = here();
  TypeNodeId type = namedType();
  return type.valid() ? add(begin, TypeExpr{type}) : errorExpr();
}

ExprId Parser::variant() {
  uint32_t begin = here();
  VariantExpr result;
  do result.path.push_back(expectName("a variant"));
  while (accept(TokenKind::Dot));
  result.dict = dict();
  return add(begin, std::move(result));
}

ExprId Parser::reference() {
  uint32_t begin = here();
  next();
  std::string_view word = at(TokenKind::Identifier) ? text(tok()) : std::string_view();
  for (const BaseName& base : kBases) {
    if (base.name != word) continue;
    next();
    return add(begin, ReferenceExpr{base.base});
  }
  expected("`root`, `sibling`, `uncle`, `this`, `prev`, `next` or `index` after `&`");
  return errorExpr();
}

ExprId Parser::fString() {
  uint32_t begin = here();
  FString result;
  next();
  while (!at(TokenKind::FStringEnd) && !at(TokenKind::EndOfFile)) {
    if (at(TokenKind::FStringText)) {
      result.pieces.push_back({std::move(list_.strings[tok().payload]), {}});
      next();
      continue;
    }
    uint32_t close = tok().match;
    next();
    result.pieces.push_back({{}, expr()});
    if (expect(TokenKind::InterpolationEnd, "")) continue;
    if (close == kNoMatch) break;
    pos_ = close + 1;
    failed_ = false;
  }
  // The lexer has reported an f-string without an end.
  if (!accept(TokenKind::FStringEnd)) failed_ = true;
  return add(begin, std::move(result));
}

// ---- brackets

// Outside list items and dicts a spread is just its operand.
ExprId Parser::spread(bool inDict) {
  uint32_t begin = here();
  TypeNodeId hint;
  next();
  if (accept(TokenKind::Less)) {
    hint = type();
    expect(TokenKind::Greater, "");
  }
  if (inDict) {
    ExprId source = expr();
    return add(begin, SpreadExpr{hint, source});
  }
  if (!enter()) return errorExpr();
  ExprId source = unary();
  leave();
  spreadOperand_ = source;
  spreadHint_ = hint;
  return source;
}

ExprId Parser::group() {
  uint32_t begin = here();
  TupleExpr tuple;
  bool comma = false;
  next();
  commaList(TokenKind::RightParen, [&] {
    tuple.items.push_back(expr());
    comma = comma || at(TokenKind::Comma);
  });
  if (comma || tuple.items.size() != 1) return add(begin, std::move(tuple));
  Expr& inside = ast_.expr(tuple.items[0]);
  inside.parenthesised = true;
  if (Attributes* attributes = ast_.attributes(inside)) enclose(*attributes);
  return tuple.items[0];
}

void Parser::enclose(Attributes& attributes) {
  for (Attribute& attribute : attributes.list)
    if (Directive* directive = std::get_if<Directive>(&attribute))
      if (auto* operand = std::get_if<OperandDirective>(&directive->form)) operand->isInner = true;
}

ExprId Parser::closure() {
  uint32_t begin = here();
  ClosureExpr result;
  next();
  commaList(TokenKind::RightParen, [&] { result.parameters.push_back(parameter()); });
  if (accept(TokenKind::Arrow)) result.result = type();
  expect(TokenKind::FatArrow, "and the body of the closure");
  result.body = exprTail();
  return add(begin, std::move(result));
}

ExprId Parser::list() {
  uint32_t begin = here();
  ListExpr result;
  ExprId walk;
  next();
  commaList(TokenKind::RightBracket, [&] {
    if (walk.valid()) return expected("`]` after the comprehension");
    uint32_t itemBegin = here();
    ExprId item = listItem(result);
    if (failed_ || result.items.size() != 1 || !atWord("for")) return;
    if (Attributes& own = result.items.front().attributes; !own.empty())
      ast_.expr(item).attributeSet = ast_.addAttributes(std::move(own));
    walk = comprehension(item, itemBegin);
    if (at(TokenKind::Comma)) expected("`]` after the comprehension");
  });
  if (!walk.valid()) return add(begin, std::move(result));
  ast_.expr(walk).span = spanFrom(begin);
  return walk;
}

// Attributes of the whole item move to the item.
ExprId Parser::listItem(ListExpr& list) {
  uint32_t begin = here();
  bool maySpread = at(TokenKind::Ellipsis) || startsAttribute();
  spreadOperand_ = {};
  ExprId value = expr();
  ListExpr::Item item{{}, value};
  Expr& expr = ast_.expr(value);
  if (const Attributes* own = ast_.attributes(expr)) {
    item.attributes = *own;
    expr.attributeSet = UINT32_MAX;
  }
  if (maySpread && value == spreadOperand_) item.value = add(begin, SpreadExpr{spreadHint_, value});
  list.items.push_back(std::move(item));
  return value;
}

ExprId Parser::comprehension(ExprId element, uint32_t begin) {
  ComprehensionExpr result;
  result.element = element;
  next();
  result.variable = expectName("a variable after `for`");
  if (!failed_ && !acceptWord("in")) expected("`in`");
  result.source = expr();
  if (acceptWord("if")) result.condition = expr();
  return add(begin, std::move(result));
}

}
