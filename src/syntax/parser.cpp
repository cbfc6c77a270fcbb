// Tokens, errors, recovery, and the document as a whole.

#include "syntax/parser.h"

#include <algorithm>

#include "syntax/parser_state.h"

namespace relon::syntax {
namespace {

// After this many reports the rest of a broken file says nothing new.
constexpr size_t kMaxErrors = 100;

bool closesBracket(TokenKind kind) {
  return kind == TokenKind::RightBrace || kind == TokenKind::RightBracket || kind == TokenKind::RightParen ||
         kind == TokenKind::InterpolationEnd || kind == TokenKind::FStringEnd;
}

// `// text` and `/* text */` without their signs; `*` at line starts stays.
std::string commentText(std::string_view comment) {
  bool block = comment.starts_with("/*");
  comment.remove_prefix(2);
  if (block) comment.remove_suffix(2);
  size_t first = comment.find_first_not_of(block ? " \t\r\n" : " \t");
  if (first == std::string_view::npos) return {};
  return std::string(comment.substr(first, comment.find_last_not_of(" \t\r\n") + 1 - first));
}

}

Ast parse(const SourceMap& sources, FileId file, Interner& names, DiagnosticSink& sink) {
  Ast ast(names);
  ast.document = parseInto(ast, sources, file, sink);
  return ast;
}

Document parseInto(Ast& ast, const SourceMap& sources, FileId file, DiagnosticSink& sink) {
  return Parser(ast, sources, file).run(sink);
}

Parser::Parser(Ast& ast, const SourceMap& sources, FileId file)
    : sources_(sources),
      file_(file),
      source_(sources.file(file).text()),
      names_(ast.names()),
      list_(lex(file, source_)),
      ast_(ast) {}

Document Parser::run(DiagnosticSink& sink) {
  document_.file = file_;
  document_.firstExpr = static_cast<uint32_t>(ast_.exprCount());
  document();
  document_.endExpr = static_cast<uint32_t>(ast_.exprCount());
  reportAll(sink);
  return std::move(document_);
}

void Parser::document() {
  Attributes& leading = document_.attributes;
  leading.documentation = documentation();
  while (startsAttribute()) {
    leading.list.push_back(attribute());
    if (!failed_) continue;
    while (!at(TokenKind::Hash) && !at(TokenKind::EndOfFile)) skipOne();
    failed_ = at(TokenKind::EndOfFile);
  }
  if (!failed_ && at(TokenKind::EndOfFile)) {
    expected("the root expression of the document", "write `{}` at the end of a file that only declares");
  }
  if (leading.documentation.empty()) leading.documentation = documentation();
  document_.root = failed_ ? errorExpr() : expr();
  if (!failed_ && !at(TokenKind::EndOfFile)) error(spanOf(tok()), "expected the end of the file, found " + found());
  ExprId decorated = failed_ ? document_.root : decorate(document_.root, leading);
  mergeRootAttributes();
  document_.root = decorated;
}

// Attributes that stand alone in the root dict count for the document.
void Parser::mergeRootAttributes() {
  const DictExpr* root = as<DictExpr>(ast_.expr(document_.root));
  if (!root) return;
  std::vector<Attribute>& all = document_.attributes.list;
  for (const Field& field : root->fields)
    if (field.form == Field::Form::Attributes)
      all.insert(all.end(), field.attributes.list.begin(), field.attributes.list.end());
}

// Lexer and parser report in one order, that of the text.
void Parser::reportAll(DiagnosticSink& sink) {
  for (LexicalError& e : list_.errors)
    errors_.push_back(
        {.code = DiagCode::parse_error, .span = e.span, .message = std::move(e.message), .labels = {}, .help = {}});
  errors_ = sortedByPlace(std::move(errors_));
  if (errors_.size() > kMaxErrors) errors_.resize(kMaxErrors);
  for (Diagnostic& e : errors_) sink.report(e.code, e.span, std::move(e.message)).help = std::move(e.help);
}

// The comments directly before the current token, one a line. What stands on
// the line of the token before belongs to that one.
std::string Parser::documentation() const {
  auto byNext = [](const Comment& c, size_t token) { return c.next < token; };
  auto first = std::lower_bound(list_.comments.begin(), list_.comments.end(), pos_, byNext);
  size_t before = pos_ == 0 ? 0 : list_.tokens[pos_ - 1].end;
  std::string result;
  for (auto c = first; c != list_.comments.end() && c->next == pos_; ++c) {
    std::string_view gap = source_.substr(before, c->begin - before);
    if (pos_ != 0 && c == first && gap.find('\n') == std::string_view::npos) continue;
    if (!result.empty()) result += '\n';
    result += commentText(source_.substr(c->begin, c->end - c->begin));
  }
  return result;
}

// ---- tokens

const Token& Parser::tok(size_t ahead) const {
  return list_.tokens[std::min(pos_ + ahead, list_.tokens.size() - 1)];
}

bool Parser::atWord(std::string_view word, size_t ahead) const {
  return at(TokenKind::Identifier, ahead) && text(tok(ahead)) == word;
}

Span Parser::spanFrom(uint32_t begin) const {
  uint32_t end = pos_ == 0 ? 0 : list_.tokens[pos_ - 1].end;
  return {file_, begin, std::max(begin, end)};
}

bool Parser::accept(TokenKind k) {
  if (failed_ || !at(k)) return false;
  next();
  return true;
}

bool Parser::acceptWord(std::string_view word) {
  if (failed_ || !atWord(word)) return false;
  next();
  return true;
}

bool Parser::expect(TokenKind k, std::string_view where) {
  if (accept(k)) return true;
  std::string what(kindText(k));
  if (!where.empty()) what.append(" ").append(where);
  expected(what);
  return false;
}

Name Parser::nameAt(const Token& token) {
  bool isString = token.kind == TokenKind::String;
  return {names_.intern(isString ? std::string_view(stringOf(token)) : text(token)), spanOf(token)};
}

Name Parser::expectName(std::string_view what) {
  if (!at(TokenKind::Identifier) || failed_) return expected(what), Name{};
  Name name = nameAt(tok());
  next();
  return name;
}

Name Parser::expectBinding(std::string_view what) {
  if (failed_ || !at(TokenKind::Underscore)) return expectName(what);
  Name ignored{NameId(), spanOf(tok())};
  next();
  return ignored;
}

// ---- errors

std::string Parser::found() const {
  const Token& token = tok();
  bool showsText =
      token.kind == TokenKind::Identifier || token.kind == TokenKind::Int || token.kind == TokenKind::Float;
  if (!showsText) return std::string(kindText(token.kind));
  constexpr size_t kShown = 40;
  std::string_view shown = text(token);
  return "`" + std::string(shown.substr(0, kShown)) + (shown.size() > kShown ? "…`" : "`");
}

// Reports at the current token, with the fix where the mistake is a known one.
void Parser::expected(std::string_view what, std::string help) {
  if (help.empty() && at(TokenKind::PlusPlus)) help = "strings are joined with `+`";
  if (help.empty() && at(TokenKind::Plus)) help = "there is no unary `+`";
  if (help.empty() && at(TokenKind::FatArrow)) help = "the parameters of a closure stand in parentheses: `(x) => …`";
  error(spanOf(tok()), "expected " + std::string(what) + ", found " + found(), std::move(help));
}

void Parser::error(Span span, std::string message, std::string help, DiagCode code) {
  bool lexical = at(TokenKind::Invalid) || (at(TokenKind::EndOfFile) && list_.cutOff);
  bool reported = failed_ || (lexical && span.begin == here());
  failed_ = true;
  if (reported || errors_.size() >= kMaxErrors) return;
  errors_.push_back({.code = code, .span = span, .message = std::move(message), .labels = {}, .help = std::move(help)});
}

// Skips a token, or a whole pair of brackets.
void Parser::skipOne() {
  const Token& token = tok();
  bool opensPair = token.match != kNoMatch && token.match > pos_ && token.kind != TokenKind::Less;
  if (opensPair) pos_ = token.match;
  next();
}

// Skips to the next `,` or closing bracket of this level, over whole brackets.
void Parser::recover(TokenKind closer) {
  failed_ = false;
  while (!at(TokenKind::EndOfFile) && !at(TokenKind::Comma) && !at(closer) && !closesBracket(kind())) skipOne();
}

// Counts one level of nesting; beyond the limit the rest of the file is skipped.
bool Parser::enter() {
  if (failed_) return false;
  if (depth_ <= kMaxNesting) return ++depth_, true;
  error(spanOf(tok()), "the parser takes at most " + std::to_string(kMaxNesting) + " levels of nesting",
        "name a part in a field or a `where` block of its own", DiagCode::nesting_too_deep);
  pos_ = list_.tokens.size() - 1;
  return false;
}

}
