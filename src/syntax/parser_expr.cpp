// Operators, postfix forms and the `match` and `where` tails (sections 2, 3).

#include "syntax/parser_state.h"

namespace relon::syntax {
namespace {

struct Operator {
  // Higher binds tighter; 0 is no operator.
  int level;
  BinaryOp op;
};

Operator operatorOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::OrOr:
      return {1, BinaryOp::Or};
    case TokenKind::AndAnd:
      return {2, BinaryOp::And};
    case TokenKind::EqualEqual:
      return {3, BinaryOp::Eq};
    case TokenKind::NotEqual:
      return {3, BinaryOp::Ne};
    case TokenKind::Less:
      return {4, BinaryOp::Lt};
    case TokenKind::Greater:
      return {4, BinaryOp::Gt};
    case TokenKind::LessEqual:
      return {4, BinaryOp::Le};
    case TokenKind::GreaterEqual:
      return {4, BinaryOp::Ge};
    case TokenKind::Plus:
      return {5, BinaryOp::Add};
    case TokenKind::Minus:
      return {5, BinaryOp::Sub};
    case TokenKind::Star:
      return {6, BinaryOp::Mul};
    case TokenKind::Slash:
      return {6, BinaryOp::Div};
    case TokenKind::Percent:
      return {6, BinaryOp::Rem};
    case TokenKind::Pipe:
      return {7, BinaryOp::Pipe};
    default:
      return {0, BinaryOp::Or};
  }
}

}

uint32_t operatorLevel(TokenKind kind) {
  return static_cast<uint32_t>(operatorOf(kind).level);
}

ExprId Parser::expr() {
  bool outer = std::exchange(inOperand_, false);
  ExprId result = exprTail();
  inOperand_ = outer;
  return result;
}

ExprId Parser::operand() {
  bool outer = std::exchange(inOperand_, true);
  ExprId result = exprTail();
  inOperand_ = outer;
  return result;
}

ExprId Parser::exprTail() {
  if (!enter()) return errorExpr();
  ExprId result = conditional();
  leave();
  return result;
}

// The last `otherwise` is a full expression, so it takes the tails that follow.
ExprId Parser::conditional() {
  uint32_t begin = here();
  ConditionalExpr chain;
  uint32_t last = begin;
  ExprId current = binary(1);
  while (!failed_ && isConditionalMark()) {
    next();
    ExprId value = exprTail();
    expect(TokenKind::Colon, "and the other branch of the conditional");
    chain.branches.push_back({current, value});
    last = here();
    current = failed_ ? errorExpr() : binary(1);
  }
  while (!failed_ && (atWord("match") || atWord("where")) && at(TokenKind::LeftBrace, 1)) {
    bool isMatch = atWord("match");
    next();
    current = isMatch ? matchTail(current, last) : add(last, WhereExpr{current, dict()});
  }
  if (chain.branches.empty()) return current;
  chain.otherwise = current;
  return add(begin, std::move(chain));
}

// Precedence climbing: recursion is bounded by the seven levels.
ExprId Parser::binary(int minLevel) {
  uint32_t begin = here();
  ExprId left = unary();
  while (!failed_) {
    auto [level, op] = operatorOf(kind());
    if (level == 0 || level < minLevel) break;
    Span opSpan = spanOf(tok());
    next();
    ExprId right = binary(level + 1);
    left = add(begin, BinaryExpr{op, opSpan, left, right});
  }
  return left;
}

ExprId Parser::unary() {
  bool attributed = startsAttribute();
  bool prefixed = at(TokenKind::Minus) || at(TokenKind::Bang);
  if (!attributed && !prefixed) return postfix();
  if (!enter()) return errorExpr();
  uint32_t begin = here();
  ExprId result;
  if (attributed) {
    Attributes before = attributes();
    result = failed_ ? errorExpr() : unary();
    ExprId operand = result;
    if (!failed_) result = decorate(operand, before);
    if (!before.empty()) attach(operand, std::move(before));
  } else {
    auto op = at(TokenKind::Minus) ? UnaryExpr::Op::Negate : UnaryExpr::Op::Not;
    next();
    if (op == UnaryExpr::Op::Negate) negated_ = pos_;
    ExprId operand = unary();
    result = add(begin, UnaryExpr{op, operand});
  }
  leave();
  return result;
}

// Attributes further out come first; the nearest to the value is the last.
void Parser::attach(ExprId target, Attributes attributes) {
  Expr& expr = ast_.expr(target);
  if (const Attributes* inner = ast_.attributes(expr))
    attributes.list.insert(attributes.list.end(), inner->list.begin(), inner->list.end());
  expr.attributeSet = ast_.addAttributes(std::move(attributes));
}

ExprId Parser::postfix() {
  uint32_t begin = here();
  ExprId result = primary();
  for (int links = 0; !failed_; ++links) {
    if (links == kMaxLinks) {
      error(spanOf(tok()), "the parser takes at most " + std::to_string(kMaxLinks) + " accesses and calls in a row",
            "name a part in a field or a `where` block of its own", DiagCode::nesting_too_deep);
    } else if (at(TokenKind::LeftParen) && !endsOperand(pos_)) {
      std::vector<Argument> given = arguments();
      result = add(begin, CallExpr{result, std::move(given)});
    } else if (at(TokenKind::Dot) || at(TokenKind::LeftBracket) || (at(TokenKind::Question) && tok().isAccess)) {
      result = access(result, begin);
    } else {
      break;
    }
  }
  return result;
}

ExprId Parser::access(ExprId object, uint32_t begin) {
  AccessExpr result;
  result.object = object;
  result.optional = accept(TokenKind::Question);
  if (accept(TokenKind::LeftBracket)) {
    result.form = AccessExpr::Form::Key;
    result.key = expr();
    expect(TokenKind::RightBracket, "");
    return add(begin, std::move(result));
  }
  next();
  if (at(TokenKind::Int)) {
    result.form = AccessExpr::Form::Position;
    result.position = list_.ints[tok().payload];
    next();
  } else {
    result.name = expectName("a member name or a position after `.`");
  }
  return add(begin, std::move(result));
}

std::vector<Argument> Parser::arguments() {
  std::vector<Argument> result;
  next();
  commaList(TokenKind::RightParen, [&] {
    uint32_t begin = here();
    bool named = at(TokenKind::Identifier) && at(TokenKind::Assign, 1);
    if (!named && !result.empty() && result.back().name.valid())
      error({file_, begin, tok().end},
            "expected a named argument, for the one before is named, found a positional one");
    result.push_back(argument());
  });
  return result;
}

Argument Parser::argument() {
  Argument result;
  if (at(TokenKind::Identifier) && at(TokenKind::Assign, 1)) {
    result.name = nameAt(tok());
    next();
    next();
  }
  result.value = expr();
  return result;
}

// ---- `match`

ExprId Parser::matchTail(ExprId scrutinee, uint32_t begin) {
  MatchExpr result;
  result.scrutinee = scrutinee;
  next();
  commaList(TokenKind::RightBrace, [&] { result.arms.push_back(arm()); });
  return add(begin, std::move(result));
}

MatchExpr::Arm Parser::arm() {
  MatchExpr::Arm result;
  result.pattern = pattern();
  expect(TokenKind::Colon, "after the pattern");
  result.value = expr();
  return result;
}

Pattern Parser::pattern() {
  uint32_t begin = here();
  Pattern result;
  size_t behind = skipPath(pos_);
  TokenKind after = list_.tokens[behind].kind;
  bool positional = behind != pos_ && after == TokenKind::LeftParen;
  bool fields = behind != pos_ && after == TokenKind::LeftBrace;
  if (positional || fields) {
    do result.path.push_back(expectName("a variant"));
    while (accept(TokenKind::Dot));
    result.form = positional ? Pattern::Form::Positional : Pattern::Form::Fields;
    TokenKind closer = positional ? TokenKind::RightParen : TokenKind::RightBrace;
    next();
    commaList(closer, [&] {
      result.bindings.push_back(positional ? Pattern::Binding{{}, expectBinding("a name or `_`")} : patternField());
    });
  } else if (at(TokenKind::Star)) {
    expected("a pattern", "the pattern that takes everything is `_`");
  } else if (!accept(TokenKind::Underscore)) {
    result.form = Pattern::Form::Type;
    result.type = type();
  }
  result.span = spanFrom(begin);
  return result;
}

// `field` or `field: name`
Pattern::Binding Parser::patternField() {
  Pattern::Binding result;
  result.field = expectName("a field of the variant");
  result.name = accept(TokenKind::Colon) ? expectBinding("a name or `_`") : result.field;
  return result;
}

}
