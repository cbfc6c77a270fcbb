// Dicts and their fields (sections 2 and 4.2).

#include <algorithm>

#include "syntax/parser_state.h"

namespace relon::syntax {

ExprId Parser::dict() {
  uint32_t begin = here();
  DictExpr result;
  next();
  commaList(TokenKind::RightBrace, [&] {
    // A doubled comma is tolerated at the end only.
    bool emptyAtEnd = at(TokenKind::Comma) && at(TokenKind::RightBrace, 1);
    if (!emptyAtEnd) result.fields.push_back(field());
  });
  return add(begin, std::move(result));
}

Field Parser::field() {
  uint32_t begin = here();
  Field field;
  field.attributes = attributes();
  if (field.attributes.documentation.empty()) field.attributes.documentation = documentation();
  bool alone = at(TokenKind::Comma) || at(TokenKind::RightBrace);
  if (failed_) {
    field.value = errorExpr();
  } else if (!field.attributes.empty() && alone && std::holds_alternative<Directive>(field.attributes.list.back())) {
    field.form = Field::Form::Attributes;
  } else if (at(TokenKind::Ellipsis)) {
    field.form = Field::Form::Spread;
    field.value = spread(true);
  } else {
    fieldKey(field);
    fieldValue(field);
  }
  if (!failed_) decorateField(field);
  field.span = spanFrom(begin);
  return field;
}

// `#brand` comes before the decorators, wherever it stands among them.
void Parser::decorateField(Field& field) {
  auto isDecorator = [](const Attribute& attribute) { return std::holds_alternative<Decorator>(attribute); };
  std::vector<Attribute>& list = field.attributes.list;
  if (field.form == Field::Form::Attributes || std::none_of(list.begin(), list.end(), isDecorator)) return;
  SpreadExpr* spread = std::get_if<SpreadExpr>(&ast_.expr(field.value).form);
  ExprId& value = spread ? spread->source : field.value;
  ExprId undecorated = value;
  value = decorate(undecorated, field.attributes);
  Attributes brands;
  std::erase_if(list, [&](const Attribute& attribute) {
    const OperandDirective* operand = operandOf(attribute);
    bool isBrand = operand && operand->kind == OperandDirective::Kind::Brand;
    if (isBrand) brands.list.push_back(attribute);
    return isBrand;
  });
  if (!brands.empty()) attach(undecorated, std::move(brands));
}

void Parser::fieldKey(Field& field) {
  if (startsTypedField()) field.type = type();
  if (at(TokenKind::Identifier) || at(TokenKind::String)) {
    field.key = nameAt(tok());
    field.keyIsString = at(TokenKind::String);
    next();
  } else if (accept(TokenKind::LeftBracket)) {
    if (accept(TokenKind::Less)) {
      field.dynamicKeyHint = type();
      expect(TokenKind::Greater, "");
    }
    field.dynamicKey = expr();
    expect(TokenKind::RightBracket, "");
  } else if (at(TokenKind::Int) || at(TokenKind::Float) || at(TokenKind::Underscore)) {
    expected("a key", "write the key as a string: `\"" + std::string(text(tok()).substr(0, 40)) + "\"`");
  } else if (at(TokenKind::FStringBegin)) {
    expected("a key", "a computed key stands in brackets: `[f\"…\"]: …`");
  } else {
    expected("a key or `}`");
  }
}

void Parser::fieldValue(Field& field) {
  uint32_t begin = here();
  if (!failed_ && at(TokenKind::LeftParen)) {
    ClosureExpr closure;
    closure.shorthand = true;
    next();
    commaList(TokenKind::RightParen, [&] { closure.parameters.push_back(parameter()); });
    if (accept(TokenKind::Arrow)) closure.result = type();
    if (expect(TokenKind::Colon, "and the body of the function")) closure.body = expr();
    if (!closure.body.valid()) closure.body = errorExpr();
    field.value = add(begin, std::move(closure));
    return;
  }
  if (!failed_ && at(TokenKind::Question) && field.key.valid() && !field.keyIsString) {
    error(spanOf(tok()), "expected `:` after the key, found `?`", "an optional type is written `Option<T>`");
  }
  field.value = expect(TokenKind::Colon, "after the key") ? expr() : errorExpr();
}

}
