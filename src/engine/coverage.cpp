#include "engine/coverage.h"

#include <algorithm>

#include "syntax/parser.h"

namespace relon::engine {

namespace {

using interp::CoverageCount;
using interp::CoveragePoint;
using syntax::ExprId;

class FileReader {
 public:
  FileReader(const SourceMap& sources, FileId file, const std::vector<CoverageCount>& counts)
      : source_(sources.file(file)), file_(file), ast_(names_) {
    report_.name = source_.name();
    ast_.document = syntax::parseInto(ast_, sources, file, sink_);
    for (const CoverageCount& count : counts) {
      if (count.point.span.file == file) add(count);
    }
  }

  FileCoverage finish(const ir::Module& module);

 private:
  void add(const CoverageCount& count);
  FileCoverage::Branch& branch(Span span);
  void addFunction(const syntax::ClosureExpr& closure, Span whole);
  void addUncalled(Span body);
  void addUnreached(const syntax::Expr& expr);
  void addUnreachedArms(Span branch, std::vector<ExprId> arms);
  std::string nameBefore(uint32_t offset) const;

  uint32_t lineOf(Span span) const { return source_.lineColumn(span.begin).line; }

  const SourceFile& source_;
  FileId file_;
  Interner names_;
  DiagnosticSink sink_;
  syntax::Ast ast_;
  FileCoverage report_;
  // By the span of the body.
  std::map<std::pair<uint32_t, uint32_t>, int64_t> calls_;
};

FileCoverage::Branch& FileReader::branch(Span span) {
  FileCoverage::Branch& found = report_.branches[{span.begin, span.end}];
  found.line = lineOf(span);
  return found;
}

void FileReader::add(const CoverageCount& count) {
  const Span span = count.point.span;
  switch (count.point.kind) {
    case CoveragePoint::Kind::Function:
      calls_[{span.begin, span.end}] += count.count;
      break;
    case CoveragePoint::Kind::Arm:
      branch(count.point.branch).arms[span.begin] += count.count;
      break;
    case CoveragePoint::Kind::Line:
      int64_t& line = report_.lines[lineOf(span)];
      line = std::max(line, count.count);
      break;
  }
}

bool isNameByte(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 || value == '_' || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') ||
         (value >= 'A' && value <= 'Z');
}

// The name that a function's parameters follow: `half` of `half(Int n): n / 2`.
std::string FileReader::nameBefore(uint32_t offset) const {
  const std::string_view text = source_.text();
  uint32_t begin = offset;
  while (begin > 0 && isNameByte(text[begin - 1])) --begin;
  return std::string(text.substr(begin, offset - begin));
}

void FileReader::addFunction(const syntax::ClosureExpr& closure, Span whole) {
  const Span body = ast_.span(closure.body);
  const auto called = calls_.find({body.begin, body.end});
  const bool isCounted = called != calls_.end();
  if (!isCounted) addUncalled(body);
  std::string name = nameBefore(whole.begin);
  if (name.empty()) name = "function at line " + std::to_string(lineOf(whole));
  report_.functions[whole.begin] = {std::move(name), lineOf(whole), isCounted ? called->second : 0};
}

void FileReader::addUncalled(Span body) {
  for (size_t i = 0; i < ast_.exprCount(); ++i) {
    const syntax::Expr& expr = ast_.expr(ExprId(i));
    const bool isInside = expr.span.file == file_ && body.begin <= expr.span.begin && expr.span.end <= body.end;
    if (isInside) addUnreached(expr);
  }
}

// Names are read without an op, and so have no line of their own.
void FileReader::addUnreached(const syntax::Expr& expr) {
  const bool isName = syntax::as<syntax::NameExpr>(expr) || syntax::as<syntax::WildcardExpr>(expr);
  if (!isName) report_.lines.try_emplace(lineOf(expr.span), 0);
  std::vector<ExprId> arms;
  if (const auto* conditional = syntax::as<syntax::ConditionalExpr>(expr)) {
    for (const auto& one : conditional->branches) arms.push_back(one.value);
    arms.push_back(conditional->otherwise);
  } else if (const auto* match = syntax::as<syntax::MatchExpr>(expr)) {
    for (const auto& one : match->arms) arms.push_back(one.value);
  } else if (const auto* binary = syntax::as<syntax::BinaryExpr>(expr)) {
    const bool isLazy = binary->op == syntax::BinaryOp::And || binary->op == syntax::BinaryOp::Or;
    if (isLazy) arms = {binary->left, binary->right};
  }
  addUnreachedArms(expr.span, std::move(arms));
}

void FileReader::addUnreachedArms(Span whole, std::vector<ExprId> arms) {
  if (arms.size() < 2) return;
  FileCoverage::Branch& to = branch(whole);
  for (ExprId arm : arms) to.arms.try_emplace(ast_.span(arm).begin, 0);
}

FileCoverage FileReader::finish(const ir::Module& module) {
  for (size_t i = 0; i < ast_.exprCount(); ++i) {
    const syntax::Expr& expr = ast_.expr(ExprId(i));
    const auto* closure = syntax::as<syntax::ClosureExpr>(expr);
    if (closure != nullptr && closure->shorthand && closure->body.valid()) addFunction(*closure, expr.span);
  }
  const ir::Function& entry = module.function(module.entry->function);
  if (entry.span.file == file_) {
    const std::string name = module.entry->isMain ? "#main" : "document";
    report_.functions[entry.span.begin] = {name, lineOf(entry.span), calls_[{entry.span.begin, entry.span.end}]};
  }
  return std::move(report_);
}

}

std::vector<FileCoverage> coverageByFile(const ir::Module& module, const std::vector<CoverageCount>& counts) {
  std::vector<FileCoverage> files;
  if (counts.empty()) return files;
  const std::string_view name = module.name;
  if (name.ends_with(".rir")) return files;
  for (size_t i = 0; i < module.sources->size(); ++i)
    files.push_back(FileReader(*module.sources, FileId(i), counts).finish(module));
  return files;
}

}

namespace relon {

void FileCoverage::add(const FileCoverage& other) {
  for (const auto& [place, function] : other.functions) {
    const auto [known, isNew] = functions.try_emplace(place, function);
    if (!isNew) known->second.calls += function.calls;
  }
  for (const auto& [line, count] : other.lines) lines[line] += count;
  for (const auto& [place, branch] : other.branches) {
    Branch& to = branches[place];
    to.line = branch.line;
    for (const auto& [arm, count] : branch.arms) to.arms[arm] += count;
  }
}

}
