// What only the tree can tell about tokens: `a < b` or `List<b>`, call or value.

#include <algorithm>

#include "syntax/format_items.h"

namespace relon::syntax {
namespace {

class Marker {
 public:
  Marker(const Ast& ast, const TokenList& list, std::string_view text)
      : ast_(ast), tokens_(list.tokens), text_(text), marks_(list.tokens.size()) {}

  std::vector<Mark> run() {
    documentParts();
    visit(ast_.document.attributes, true);
    for (size_t i = 0; i < ast_.exprCount(); ++i) expr(ast_.expr(ExprId(i)));
    for (size_t i = 0; i < ast_.typeCount(); ++i) type(ast_.type(TypeNodeId(i)));
    conditionals();
    return std::move(marks_);
  }

 private:
  // The first token that does not begin before the offset.
  size_t indexAt(uint32_t offset) const {
    auto before = [](const Token& token, uint32_t at) { return token.begin < at; };
    auto found = std::lower_bound(tokens_.begin(), tokens_.end(), offset, before);
    return std::min(static_cast<size_t>(found - tokens_.begin()), tokens_.size() - 1);
  }
  Mark& markAt(uint32_t offset) { return marks_[indexAt(offset)]; }
  bool isWord(size_t index, std::string_view word) const {
    const Token& token = tokens_[index];
    return token.kind == TokenKind::Identifier && text_.substr(token.begin, token.end - token.begin) == word;
  }

  // The leading attributes follow one another from the first token on.
  void documentParts() {
    size_t next = 0;
    for (const Attribute& attribute : ast_.document.attributes.list) {
      const Span span = std::visit([](const auto& form) { return form.span; }, attribute);
      if (indexAt(span.begin) != next) break;
      next = indexAt(span.end);
      marks_[next].startsEntry = true;
    }
  }

  // ---- attributes

  void visit(const Attributes& attributes, bool inHead) {
    for (const Attribute& attribute : attributes.list) {
      const Span span = std::visit([](const auto& form) { return form.span; }, attribute);
      Mark& behind = markAt(span.end);
      behind.afterAttribute = behind.beginsValue = true;
      behind.inHead = behind.inHead || inHead;
      if (const auto* directive = std::get_if<Directive>(&attribute)) visit(*directive);
    }
  }

  void visit(const Directive& directive) {
    if (std::holds_alternative<OperandDirective>(directive.form))
      marks_[indexAt(directive.span.begin) + 2].beginsValue = true;
    if (const auto* schema = std::get_if<SchemaDirective>(&directive.form))
      if (schema->with) methods(*schema->with);
  }

  // Each method starts an entry together with the pragmas before it.
  void methods(const WithBlock& block) {
    auto method = block.methods.begin();
    const size_t open = indexAt(block.span.begin);
    for (size_t i = open + 1; i < tokens_[open].match; ++i) {
      const bool isMethod = method != block.methods.end() && tokens_[i].begin == method->span.begin;
      if (isMethod || tokens_[i].kind == TokenKind::Hash) marks_[i].inHead = i != open + 1;
      if (!isMethod) continue;
      const size_t behind = indexAt(method->span.end);
      if (behind != tokens_[open].match) marks_[behind].startsEntry = true;
      i = behind - 1;
      ++method;
    }
  }

  // ---- expressions and types

  void expr(const Expr& expr) {
    if (const Attributes* attributes = ast_.attributes(expr)) visit(*attributes, false);
    if (const auto* binary = as<BinaryExpr>(expr)) markAt(binary->opSpan.begin).isBinary = true;
    if (as<TupleExpr>(expr)) markAt(expr.span.begin).beginsValue = true;
    const auto* closure = as<ClosureExpr>(expr);
    if (closure && !closure->shorthand) markAt(expr.span.begin).beginsValue = true;
    if (const auto* walk = as<ComprehensionExpr>(expr)) comprehension(*walk);
    if (const auto* dict = as<DictExpr>(expr))
      for (const Field& field : dict->fields) visit(field.attributes, true);
    if (const auto* list = as<ListExpr>(expr))
      for (const ListExpr::Item& item : list->items) visit(item.attributes, true);
  }

  void comprehension(const ComprehensionExpr& walk) {
    const size_t variable = indexAt(walk.variable.span.begin);
    marks_[variable - 1].isKeyword = marks_[variable + 1].isKeyword = true;
    if (!walk.condition.valid()) return;
    // The span of a condition in parentheses is that of the inside.
    size_t before = indexAt(ast_.span(walk.condition).begin) - 1;
    while (before > variable && tokens_[before].kind == TokenKind::LeftParen) --before;
    marks_[before].isKeyword = isWord(before, "if");
  }

  void type(const TypeNode& type) {
    if (std::holds_alternative<TupleType>(type.form)) markAt(type.span.begin).beginsValue = true;
  }

  // Within brackets each `?` takes the next `:` that no later one takes.
  void conditionals() {
    std::vector<uint32_t> open(1, 0);
    for (size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      const bool opensPair = token.match != kNoMatch && token.match > i && token.kind != TokenKind::Less;
      const bool closesPair = token.match != kNoMatch && token.match < i && token.kind != TokenKind::Greater;
      if (opensPair) open.push_back(0);
      if (closesPair) open.pop_back();
      if (token.kind == TokenKind::Question && !token.isAccess) marks_[i].nesting = open.back()++;
      if (token.kind != TokenKind::Colon || open.back() == 0) continue;
      marks_[i].nesting = --open.back();
      marks_[i].isConditional = true;
    }
  }

  const Ast& ast_;
  const std::vector<Token>& tokens_;
  std::string_view text_;
  std::vector<Mark> marks_;
};

}

std::vector<Mark> markTokens(const Ast& ast, const TokenList& list, std::string_view text) {
  return Marker(ast, list, text).run();
}

}
