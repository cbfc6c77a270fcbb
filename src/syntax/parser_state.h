#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "syntax/parser.h"
#include "syntax/token.h"

namespace relon::syntax {

// The state of one `parse` call: recursive descent over the token array, with a
// loop wherever the grammar only repeats.
//
// After an error `failed_` is set and every rule returns at once with whatever
// it has; the innermost list that can go on skips to its next `,` or its end
// and clears it. So one cause gives one report.
class Parser {
 public:
  Parser(Ast& ast, const SourceMap& sources, FileId file);
  // To be called once.
  Document run(DiagnosticSink& sink);

 private:
  // ---- tokens
  const Token& tok(size_t ahead = 0) const;
  TokenKind kind(size_t ahead = 0) const { return tok(ahead).kind; }
  bool at(TokenKind k, size_t ahead = 0) const { return kind(ahead) == k; }
  std::string_view text(const Token& token) const { return source_.substr(token.begin, token.end - token.begin); }
  bool atWord(std::string_view word, size_t ahead = 0) const;
  const std::string& stringOf(const Token& token) const { return list_.strings[token.payload]; }
  Span spanOf(const Token& token) const { return {file_, token.begin, token.end}; }
  // From `begin` to the end of the token read last.
  Span spanFrom(uint32_t begin) const;
  uint32_t here() const { return tok().begin; }
  void next() { pos_ += pos_ + 1 < list_.tokens.size(); }
  bool accept(TokenKind k);
  bool acceptWord(std::string_view word);
  bool expect(TokenKind k, std::string_view where);
  Name nameAt(const Token& token);
  Name expectName(std::string_view what);
  // An identifier, or `_` as an invalid name.
  Name expectBinding(std::string_view what);

  // ---- errors
  std::string found() const;
  void expected(std::string_view what, std::string help = {});
  void error(Span span, std::string message, std::string help = {}, DiagCode code = DiagCode::parse_error);
  void skipOne();
  void recover(TokenKind closer);
  bool enter();
  void leave() { --depth_; }

  // Reads items up to `closer` with commas between; a comma may end the list.
  template <typename ReadItem>
  void commaList(TokenKind closer, ReadItem readItem);

  // ---- lookahead; positions are absolute token indexes
  size_t skipType(size_t at) const;
  size_t skipPath(size_t at) const;
  bool startsTypedField() const;
  bool startsField() const;
  bool isFieldKey(size_t at) const;
  bool startsClosure() const;
  bool startsVariant() const;
  bool startsTypeArguments() const;
  bool endsOperand(size_t at) const;
  bool isConditionalMark() const { return at(TokenKind::Question) && !tok().isAccess; }

  // ---- document and attributes (parser.cpp, parser_directive.cpp, parser_schema.cpp)
  void document();
  void reportAll(DiagnosticSink& sink);
  void mergeRootAttributes();
  std::string documentation() const;
  bool startsAttribute() const { return at(TokenKind::Hash) || at(TokenKind::At); }
  Attributes attributes();
  Attribute attribute();
  Decorator decorator();
  // Takes the decorators out of a list of attributes and applies them to the value,
  // the nearest first.
  ExprId decorate(ExprId value, Attributes& attributes);
  ExprId decoratorCallee(const Decorator& decorator);
  Directive directive();
  void directiveBody(Directive& directive, std::string_view name, Span nameSpan);
  OperandDirective operandDirective(OperandDirective::Kind kind, std::string_view name);
  ImportDirective importDirective();
  void importPin(ImportDirective& import);
  ImportItem importItem();
  MainDirective mainDirective();
  Parameter mainParameter();
  EnumDirective enumDirective();
  EnumVariant enumVariant();
  SchemaDirective schemaDirective(bool isExtend);
  void schemaBody(SchemaDirective& schema);
  ExprId schemaTerm(TypeNodeId& type);
  std::vector<Name> genericNames();
  WithBlock withBlock();
  void pragma(WithBlock& block, Method& method, bool& pending);
  void method(Method& method);
  void methodBody(Method& method);

  // ---- types (parser_type.cpp)
  TypeNodeId type();
  TypeNodeId namedType();
  TypeNodeId tupleType();
  Parameter parameter();
  // `name: Type`
  Parameter reversedParameter();

  // ---- expressions
  ExprId add(uint32_t begin, decltype(Expr::form) form) {
    return ast_.addExpr({.span = spanFrom(begin), .form = std::move(form)});
  }
  ExprId errorExpr() { return ast_.addExpr({.span = spanOf(tok()), .form = ErrorExpr{}}); }
  // Inside brackets or at the top: nothing outside ends it early.
  ExprId expr();
  // Within the operand of a directive, which ends where a field starts.
  ExprId operand();
  ExprId exprTail();
  ExprId conditional();
  ExprId binary(int minLevel);
  ExprId unary();
  ExprId postfix();
  ExprId access(ExprId object, uint32_t begin);
  std::vector<Argument> arguments();
  Argument argument();
  ExprId matchTail(ExprId scrutinee, uint32_t begin);
  Pattern pattern();
  Pattern::Binding patternField();
  MatchExpr::Arm arm();

  // ---- atoms (parser_atom.cpp)
  ExprId primary();
  ExprId wordAtom();
  ExprId intLiteral();
  ExprId floatLiteral(double value);
  ExprId literal(decltype(Expr::form) form);
  bool wordLiteral(ExprId& result);
  ExprId fString();
  ExprId reference();
  ExprId variant();
  ExprId typeAtom();
  ExprId spread(bool inDict);
  ExprId listItem(ListExpr& list);
  ExprId group();
  ExprId closure();
  ExprId list();
  ExprId comprehension(ExprId element, uint32_t begin);
  void attach(ExprId target, Attributes attributes);
  // What stands in parentheses with its value applies before what stands before them.
  void enclose(Attributes& attributes);

  // ---- dicts (parser_dict.cpp)
  ExprId dict();
  Field field();
  void decorateField(Field& field);
  void fieldKey(Field& field);
  void fieldValue(Field& field);

  const SourceMap& sources_;
  FileId file_;
  std::string_view source_;
  Interner& names_;
  TokenList list_;
  Ast& ast_;
  Document document_;
  std::vector<Diagnostic> errors_;
  size_t pos_ = 0;
  int depth_ = 0;
  bool failed_ = false;
  bool inOperand_ = false;
  // How many times the name `self` was read.
  uint32_t selfNames_ = 0;
  // The operand of the `...` read last outside a dict, and its hint.
  ExprId spreadOperand_;
  TypeNodeId spreadHint_;
  // The token index behind the unary minus read last.
  size_t negated_ = SIZE_MAX;
};

template <typename ReadItem>
void Parser::commaList(TokenKind closer, ReadItem readItem) {
  if (failed_) return;
  while (!at(closer) && !at(TokenKind::EndOfFile)) {
    readItem();
    if (!failed_ && !at(closer) && !accept(TokenKind::Comma)) expected("`,` or " + std::string(kindText(closer)));
    if (!failed_) continue;
    recover(closer);
    if (accept(TokenKind::Comma)) continue;
    // Where another bracket ends first, the level above goes on.
    failed_ = !at(closer);
    break;
  }
  expect(closer, "");
}

}
