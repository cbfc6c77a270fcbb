// Checks one document. Types of functions without a declared result may depend
// on themselves through recursion: then a first round, whose findings are
// dropped, determines the results, and a second one checks with them.
#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

namespace {

constexpr int kMaxRounds = 8;

}

TypedDocument check(const Ast& ast, const callable::Set& callables, const Options& options, DiagnosticSink& sink) {
  std::unordered_map<ExprId, TypeId> results;
  TypedDocument document;
  for (int round = 0; round < kMaxRounds; ++round) {
    DiagnosticSink findings;
    Checker checker(ast, callables, options, findings, results, std::move(document.types));
    document = checker.run();
    bool isSettled = round == 0 ? !checker.usedUnfinishedType() : checker.results() == results;
    bool isLast = round + 1 == kMaxRounds;
    if (isLast && !isSettled) checker.reportEndlessResults();
    results = checker.results();
    if (!isSettled && !isLast) continue;
    for (const Diagnostic& finding : findings.all()) sink.report(finding.code, finding.span, finding.message) = finding;
    break;
  }
  return document;
}

Checker::Checker(const Ast& ast, const callable::Set& callables, const Options& options, DiagnosticSink& sink,
                 std::unordered_map<ExprId, TypeId> knownResults, ir::TypeTable knownTypes)
    : ast_(ast), callables_(callables), options_(options), sink_(sink), knownResults_(std::move(knownResults)) {
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
  for (const auto& [function, result] : results_)
    if (auto assumed = knownResults_.find(function); assumed == knownResults_.end() || assumed->second != result)
      unknown(DiagCode::closure_return_type_unknown, as<ClosureExpr>(ast_.expr(function))->body,
              "the type of the result depends on itself; declare it with `-> Type`");
}

TypeId Checker::mainResult() {
  if (!main_ || !main_->result.valid()) return {};
  const NamedType* named = std::get_if<NamedType>(&ast_.type(main_->result).form);
  bool isDict = named && named->path.size() == 1 && named->arguments.empty() && name(named->path[0].id) == "Dict";
  if (isDict && as<DictExpr>(ast_.expr(ast_.document.root))) return {};
  return resolveType(main_->result);
}

TypedDocument Checker::run() {
  relaxed_ = isRelaxed(ast_.document);
  scope_ = root_ = newScope(Scope::Kind::Variables, nullptr);
  declareDocument();
  Demand wanted;
  wanted.type = mainResult();
  attributesBefore_[ast_.document.root] = &ast_.document.attributes;
  TypeId found = infer(ast_.document.root, wanted.type);
  if (wanted.type.valid() && found.valid() && !fits(found, wanted.type)) {
    report(DiagCode::main_return_type_mismatch, mainSpan_,
           "`#main` declares the result `" + describe(wanted.type) + "`, the body is `" + describe(found) + "`")
        .labels.push_back({ast_.span(ast_.document.root), "the body"});
  } else if (wanted.type.valid() && found.valid() && found != wanted.type) {
    out_.demanded[ast_.document.root.index()] = wanted.type;
  }
  out_.resultType = wanted.type.valid() ? wanted.type : found;
  out_.isMain = main_ != nullptr;
  if (sink_.hasErrors()) return std::move(out_);
  RELON_CHECK(found.valid(), "what has no type is reported");
  reportCycles();
  computeCaptures();
  return std::move(out_);
}

}
