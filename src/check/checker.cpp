// Checks one document. Types of functions without a declared result may depend
// on themselves through recursion: then a first round, whose findings are
// dropped, determines the results, and a second one checks with them.
#include "check/checker_state.h"
#include "check/tuple_schemas.h"

namespace relon::check {

using ir::TypeKind;

namespace {

constexpr int kMaxRounds = 8;
// From this one on, results in relaxed files that still change are left to the run.
constexpr int kWideningRound = 4;

}

TypedDocument check(const Ast& ast, const callable::Set& callables, const Options& options, DiagnosticSink& sink) {
  std::unordered_map<ExprId, TypeId> results;
  TypedDocument document;
  for (int round = 0; round < kMaxRounds; ++round) {
    DiagnosticSink findings;
    bool widens = round >= kWideningRound;
    Checker checker(ast, callables, options, findings, results, std::move(document.types), widens);
    document = checker.run();
    bool isSettled = round == 0 ? !checker.usedUnfinishedType() : checker.results() == results;
    bool isLast = round + 1 == kMaxRounds;
    if (isLast && !isSettled) checker.reportEndlessResults();
    results = checker.results();
    if (!isSettled && !isLast) continue;
    for (const Diagnostic& finding : findings.all()) sink.report(finding.code, finding.span, finding.message) = finding;
    break;
  }
  forgetTupleSchemas(document);
  return document;
}

Checker::Checker(const Ast& ast, const callable::Set& callables, const Options& options, DiagnosticSink& sink,
                 std::unordered_map<ExprId, TypeId> knownResults, ir::TypeTable knownTypes, bool widens)
    : ast_(ast),
      callables_(callables),
      options_(options),
      sink_(sink),
      knownResults_(std::move(knownResults)),
      widensResults_(widens) {
  out_.ast = &ast;
  out_.types = std::move(knownTypes);
  out_.exprTypes.resize(ast.exprCount());
  out_.demanded.resize(ast.exprCount());
  out_.uses.resize(ast.exprCount());
}

bool Checker::isRelaxed(const Document& document) {
  using Kind = FlagDirective::Kind;
  for (const Attribute& attribute : document.attributes.list) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    const FlagDirective* flag = directive ? std::get_if<FlagDirective>(&directive->form) : nullptr;
    if (flag && (flag->kind == Kind::Relaxed || flag->kind == Kind::Unstrict)) return true;
  }
  return false;
}

// `f(n): [f(n - 1)]` would be a list of lists of lists without end.
void Checker::reportEndlessResults() {
  for (const auto& [value, result] : results_) {
    if (auto assumed = knownResults_.find(value); assumed != knownResults_.end() && assumed->second == result) continue;
    if (const ClosureExpr* function = as<ClosureExpr>(ast_.expr(value)))
      unknown(DiagCode::closure_return_type_unknown, function->body,
              "the type of the result depends on itself; declare it with `-> Type`");
    else if (!sink_.hasErrors())
      unknown(DiagCode::expression_type_unknown, value, "the type of the value depends on itself; declare it");
  }
}

TypeId Checker::mainResult() {
  const MainDirective* main = file_->main;
  if (!main || !main->result.valid()) return {};
  const NamedType* named = std::get_if<NamedType>(&ast_.type(main->result).form);
  bool isDict = named && named->path.size() == 1 && named->arguments.empty() && name(named->path[0].id) == "Dict";
  if (isDict && as<DictExpr>(ast_.expr(file_->document->root))) return {};
  return resolveType(main->result);
}

TypeId Checker::checkFile(const Document& document) {
  bool isModule = &document != &ast_.document;
  file_ = &files_.emplace_back();
  file_->document = &document;
  if (isModule) file_->number = static_cast<uint32_t>(files_.size() + 1);
  file_->isRelaxed = isRelaxed(document);
  scope_ = file_->root = newScope(Scope::Kind::Variables, newScope(Scope::Kind::Everything, nullptr));
  declareDocument();
  Demand wanted;
  wanted.type = mainResult();
  attributesBefore_[document.root] = &document.attributes;
  const std::vector<Attribute>& attributes = document.attributes.list;
  const Directive* first = attributes.empty() ? nullptr : std::get_if<Directive>(&attributes.front());
  bodySpan_ = first ? ast_.span(document.root) : Span::none();
  if (first) programSpan_ = first->span;
  Slot result{file_->mainSpan, DiagCode::main_return_type_mismatch};
  slot_ = wanted.type.valid() ? &result : nullptr;
  TypeId found = infer(document.root, wanted.type);
  slot_ = nullptr;
  bool isLeftToRun = undetermined_.contains(document.root);
  if (wanted.type.valid() && found.valid() && !fits(found, wanted.type) && !isLeftToRun) {
    report(DiagCode::main_return_type_mismatch, file_->mainSpan,
           "`#main` declares the result `" + describe(wanted.type) + "`, the body is `" + describe(found) + "`")
        .labels.push_back({ast_.span(document.root), "the body"});
  } else if (wanted.type.valid() && found.valid() && found != wanted.type) {
    out_.demanded[document.root.index()] = wanted.type;
  }
  checkSchemas();
  return wanted.type.valid() ? wanted.type : found;
}

TypedDocument Checker::run() {
  checkModules();
  out_.resultType = checkFile(ast_.document);
  checkMethods();
  out_.isMain = file_->main != nullptr;
  if (sink_.hasErrors() || failedImport_.valid()) return std::move(out_);
  RELON_CHECK(out_.resultType.valid(), "what has no type is reported");
  reportCycles();
  if (unfinishedUse_.valid() && !sink_.hasErrors())
    unknown(DiagCode::expression_type_unknown, unfinishedUse_, "the type of the value depends on itself; declare it");
  computeCaptures();
  checkArgumentOrder();
  return std::move(out_);
}

}
