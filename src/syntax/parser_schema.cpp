// `#schema`, `#extend` and their method blocks.

#include "syntax/parser_state.h"

namespace relon::syntax {

SchemaDirective Parser::schemaDirective(bool isExtend) {
  SchemaDirective result;
  result.isExtend = isExtend;
  result.name = expectName(isExtend ? "the name of the schema to extend" : "the name of the schema");
  result.generics = genericNames();
  result.colon = accept(TokenKind::Colon);
  bool hasWith = atWord("with") && at(TokenKind::LeftBrace, 1);
  // Before the document there are no fields, and a root such as `f(1)` may follow the body.
  bool endsHere = depth_ > 0 && startsField();
  bool hasBody = !failed_ && !hasWith && !isExtend && (result.colon || !endsHere);
  if (hasBody) schemaBody(result);
  if (!failed_ && atWord("with") && at(TokenKind::LeftBrace, 1)) {
    next();
    result.with = withBlock();
  }
  bool complete = result.body.valid() || result.with.has_value();
  if (!failed_ && !complete) expected(isExtend ? "`with` and the methods" : "the body of the schema");
  return result;
}

std::vector<Name> Parser::genericNames() {
  std::vector<Name> result;
  if (accept(TokenKind::Less)) commaList(TokenKind::Greater, [&] { result.push_back(expectName("a type parameter")); });
  return result;
}

// Terms joined by `+`; nothing else continues a body, so that the root of the
// document may follow (section 4.8b).
void Parser::schemaBody(SchemaDirective& schema) {
  uint32_t begin = here();
  schema.body = schemaTerm(schema.bodyType);
  while (!failed_ && at(TokenKind::Plus)) {
    Span op = spanOf(tok());
    next();
    TypeNodeId ignored;
    ExprId right = schemaTerm(ignored);
    schema.body = add(begin, BinaryExpr{BinaryOp::Add, op, schema.body, right});
    schema.bodyType = {};
  }
}

// A dict, a tuple of types, a type, `&sibling.A`; other atoms are diagnosed later.
ExprId Parser::schemaTerm(TypeNodeId& type) {
  uint32_t begin = here();
  bool name = at(TokenKind::Identifier) && !startsVariant();
  if (name && skipType(pos_) == pos_ + 1) {
    ExprId result = add(begin, NameExpr{names_.intern(text(tok()))});
    type = this->type();
    ast_.expr(result).span = spanFrom(begin);
    return result;
  }
  if (name || at(TokenKind::LeftParen)) {
    type = this->type();
    return add(begin, TypeExpr{type});
  }
  if (!at(TokenKind::Ampersand)) return primary();
  ExprId result = reference();
  while (!failed_ && at(TokenKind::Dot)) result = access(result, begin);
  return result;
}

// Pragmas collect until a method takes them.
WithBlock Parser::withBlock() {
  uint32_t begin = here();
  WithBlock result;
  Method current;
  bool pending = false;
  expect(TokenKind::LeftBrace, "");
  while (!failed_ && !at(TokenKind::RightBrace) && !at(TokenKind::EndOfFile)) {
    if (!pending) current.documentation = documentation();
    if (at(TokenKind::Hash)) {
      pragma(result, current, pending);
      continue;
    }
    method(current);
    result.methods.push_back(std::move(current));
    current = {};
    pending = false;
  }
  result.derives.insert(result.derives.end(), current.derives.begin(), current.derives.end());
  if (failed_) {
    recover(TokenKind::RightBrace);
    while (at(TokenKind::Comma)) next(), recover(TokenKind::RightBrace);
    failed_ = !at(TokenKind::RightBrace);
  }
  expect(TokenKind::RightBrace, "or a method");
  result.span = spanFrom(begin);
  return result;
}

void Parser::pragma(WithBlock& block, Method& method, bool& pending) {
  uint32_t begin = here();
  next();
  std::string_view name = text(tok());
  if (acceptWord("native")) {
    method.isNative = pending = true;
  } else if (acceptWord("internal")) {
    method.isInternal = pending = true;
  } else if (acceptWord("derive")) {
    method.derives.push_back(expectName("the name of a constraint"));
    pending = true;
  } else if (acceptWord("no_auto_derive")) {
    block.noAutoDerives.push_back(expectName("the name of a constraint"));
  } else {
    error({file_, begin, tok().end},
          "expected `#derive`, `#native`, `#internal` or `#no_auto_derive` before a method, found `#" +
              std::string(name.substr(0, 40)) + "`");
  }
}

// A method is a function of `self`, where it says anything of it, and its parameters.
void Parser::methodBody(Method& method) {
  uint32_t begin = here();
  uint32_t before = selfNames_;
  ClosureExpr function{.parameters = method.parameters, .result = method.result, .body = expr()};
  method.usesSelf = selfNames_ != before;
  if (method.usesSelf) {
    Parameter self{.span = method.name.span, .type = {}, .name = {names_.intern("self"), method.name.span}};
    function.parameters.insert(function.parameters.begin(), std::move(self));
  }
  method.function = add(begin, std::move(function));
}

void Parser::method(Method& method) {
  uint32_t begin = here();
  method.name = expectName("a method or `}`");
  method.generics = genericNames();
  if (!expect(TokenKind::LeftParen, "and the parameters of the method")) return;
  commaList(TokenKind::RightParen, [&] { method.parameters.push_back(reversedParameter()); });
  if (!expect(TokenKind::Arrow, "and the result type of the method")) return;
  method.result = type();
  if (failed_) return;
  if (method.isNative) {
    if (at(TokenKind::Colon)) error(spanOf(tok()), "expected no body, for a `#native` method comes from the host");
  } else if (expect(TokenKind::Colon, "and the body of the method")) {
    methodBody(method);
  }
  method.span = spanFrom(begin);
}

}
