// What functions capture: the variables outside of them that they, or functions that
// they mention, use. Predicates and defaults of schemas are mentioned where a value of
// the schema may be made.
#include <algorithm>

#include "check/checker_state.h"
#include "check/schema_functions.h"

namespace relon::check {

namespace {

// Collects what one function mentions directly.
class CaptureWalker {
 public:
  CaptureWalker(const TypedDocument& document, ExprId function, SchemaFunctions* schemas)
      : document_(document), ast_(*document.ast), function_(function), schemas_(schemas) {}

  std::vector<BindingId> uses;
  std::vector<ExprId> mentions;

  void walkFunction() {
    const ClosureExpr* closure = as<ClosureExpr>(ast_.expr(function_));
    mentionSchemas(document_.closures.at(function_).type);
    walk(closure ? closure->body : function_);
  }

  void walk(ExprId id) {
    if (!id.valid()) return;
    mentionConversions(id);
    if (auto fields = document_.candidates.find(id); fields != document_.candidates.end())
      for (BindingId field : fields->second) reach(field);
    if (BindingId use = document_.use(id); use.valid()) return reach(use);
    std::visit([&](const auto& form) { visit(form, id); }, ast_.expr(id).form);
  }

 private:
  template <typename Leaf>
  void visit(const Leaf&, ExprId) {}
  void visit(const FString& text, ExprId) {
    for (const FString::Piece& piece : text.pieces) walk(piece.expr);
  }
  void visit(const AccessExpr& access, ExprId id) {
    mentionPlan(id);
    walk(access.object);
    walk(access.key);
  }
  void visit(const CallExpr& call, ExprId id) {
    mentionPlan(id);
    walk(call.callee);
    for (const Argument& argument : call.arguments) walk(argument.value);
  }
  void visit(const ReferenceExpr&, ExprId id) {
    if (auto index = document_.positions.find(id); index != document_.positions.end())
      for (ExprId spread : index->second.spreads) walk(spread);
  }
  void visit(const UnaryExpr& unary, ExprId) { walk(unary.operand); }
  void visit(const BinaryExpr&, ExprId id) {
    std::vector<ExprId> spine = ast_.leftSpine(id);
    walk(as<BinaryExpr>(ast_.expr(spine.front()))->left);
    for (ExprId link : spine) {
      mentionPlan(link);
      walk(as<BinaryExpr>(ast_.expr(link))->right);
    }
  }
  void visit(const ConditionalExpr& conditional, ExprId) {
    for (const ConditionalExpr::Branch& branch : conditional.branches) {
      walk(branch.condition);
      walk(branch.value);
    }
    walk(conditional.otherwise);
  }
  // A nested function is mentioned: what it captures from outside, this one has to have.
  void visit(const ClosureExpr&, ExprId id) { mention(id); }
  void visit(const SpreadExpr& spread, ExprId) { walk(spread.source); }
  void visit(const ListExpr& list, ExprId) {
    for (const ListExpr::Item& item : list.items) walk(item.value);
  }
  void visit(const ComprehensionExpr& loop, ExprId id) {
    mentionPlan(id);
    walk(loop.source);
    walk(loop.condition);
    walk(loop.element);
  }
  void visit(const TupleExpr& tuple, ExprId) {
    for (ExprId item : tuple.items) walk(item);
  }
  void visit(const DictExpr& dict, ExprId) {
    for (const Field& field : dict.fields) {
      walk(field.dynamicKey);
      walk(field.value);
    }
  }
  void visit(const VariantExpr& variant, ExprId) { walk(variant.dict); }
  void visit(const MatchExpr& match, ExprId) {
    walk(match.scrutinee);
    for (const MatchExpr::Arm& arm : match.arms) walk(arm.value);
  }
  void visit(const WhereExpr& where, ExprId) {
    walk(where.bindings);
    walk(where.body);
  }

  void reach(BindingId id) {
    const Binding& binding = document_.binding(id);
    if (binding.function.valid()) return mention(binding.function);
    if (binding.kind == Binding::Kind::ImportMember) return reach(document_.modules[binding.file.index()]);
    bool isValue = binding.kind != Binding::Kind::Module && binding.kind != Binding::Kind::Builtin;
    if (isValue && binding.owner != function_ && used_.insert(id).second) uses.push_back(id);
  }
  // A method that a call or an operator calls.
  void mentionPlan(ExprId id) {
    if (auto plan = document_.calls.find(id); plan != document_.calls.end()) {
      if (plan->second.function.valid()) mention(plan->second.function);
      for (const CallPlan::Alternative& alternative : plan->second.alternatives)
        if (alternative.function.valid()) mention(alternative.function);
    }
    if (auto method = document_.operatorMethods.find(id); method != document_.operatorMethods.end())
      mention(method->second);
    if (auto methods = document_.operatorAlternatives.find(id); methods != document_.operatorAlternatives.end())
      for (const CallPlan::Alternative& alternative : methods->second) {
        mention(alternative.function);
        if (alternative.equality.valid()) mention(alternative.equality);
      }
    if (auto equality = document_.equalityMethods.find(id); equality != document_.equalityMethods.end())
      mention(equality->second);
  }
  // A value that an expression makes, or that its place makes of it, may run the functions
  // of schemas.
  void mentionConversions(ExprId id) {
    if (!schemas_) return;
    mentionSchemas(document_.type(id));
    mentionSchemas(document_.demanded[id.index()]);
    if (auto brands = document_.brands.find(id); brands != document_.brands.end())
      for (TypeId brand : brands->second) mentionSchemas(brand);
    if (auto arms = document_.matches.find(id); arms != document_.matches.end())
      for (const ArmPlan& arm : arms->second) mentionSchemas(arm.type);
  }
  void mentionSchemas(TypeId type) {
    if (!schemas_ || !type.valid()) return;
    for (ExprId function : schemas_->of(type)) mention(function);
  }
  void mention(ExprId function) {
    if (mentioned_.insert(function).second) mentions.push_back(function);
  }

  const TypedDocument& document_;
  const Ast& ast_;
  ExprId function_;
  // Null where no schema's function uses anything of the document.
  SchemaFunctions* schemas_;
  std::unordered_set<BindingId> used_;
  std::unordered_set<ExprId> mentioned_;
};

}

// Whether some predicate or default uses something outside of it.
bool Checker::schemasUseDocument() const {
  for (const auto& [type, schema] : out_.schemas)
    for (const SchemaField& field : schema.fields) {
      std::vector<ExprId> functions = field.predicates;
      if (field.fallback.valid()) functions.push_back(field.fallback);
      for (ExprId function : functions) {
        CaptureWalker walker(out_, function, nullptr);
        walker.walkFunction();
        if (!walker.uses.empty() || !walker.mentions.empty()) return true;
      }
    }
  return false;
}

// A function captures the outer variables that it uses, and those of the
// functions that it mentions as far as they are outside it too. Mentions may be
// mutual, so the captures grow until nothing changes.
void Checker::computeCaptures() {
  SchemaFunctions schemas(out_, types());
  bool runsSchemas = schemasUseDocument();
  std::vector<ExprId> functions;
  for (auto& [id, info] : out_.closures) functions.push_back(id);
  std::sort(functions.begin(), functions.end());
  for (ExprId id : functions) {
    CaptureWalker walker(out_, id, runsSchemas ? &schemas : nullptr);
    walker.walkFunction();
    out_.closures[id].captures = std::move(walker.uses);
    out_.closures[id].mentions = std::move(walker.mentions);
  }
  std::unordered_map<ExprId, std::vector<ExprId>> mentionedBy;
  for (ExprId id : functions)
    for (ExprId mentioned : out_.closures[id].mentions)
      if (out_.closures.contains(mentioned)) mentionedBy[mentioned].push_back(id);
  std::deque<ExprId> pending(functions.begin(), functions.end());
  std::unordered_set<ExprId> isPending(functions.begin(), functions.end());
  while (!pending.empty()) {
    ExprId id = pending.front();
    pending.pop_front();
    isPending.erase(id);
    if (!growCaptures(id)) continue;
    for (ExprId user : mentionedBy[id])
      if (isPending.insert(user).second) pending.push_back(user);
  }
}

// An argument is checked before the ones after it have been, and before all that needs
// them. Those that no schema has to make are there from the start.
void Checker::checkArgumentOrder() {
  SchemaFunctions schemas(out_, types());
  std::unordered_set<BindingId> missing;
  for (size_t i = out_.mainParameters.size(); i-- > 0;) {
    const Binding& parameter = out_.binding(out_.mainParameters[i]);
    if (schemas.of(parameter.type).empty()) continue;
    missing.insert(out_.mainParameters[i]);
    std::unordered_set<BindingId> seen;
    for (BindingId capture : schemas.capturesOf(parameter.type)) {
      BindingId found = findNeeded(capture, missing, seen);
      if (!found.valid()) continue;
      report(DiagCode::variable_not_found, parameter.span,
             "a predicate or default of `" + describe(parameter.type) + "` needs `" +
                 std::string(name(out_.binding(found).name)) +
                 "`, which has no value yet when this argument is checked");
      break;
    }
  }
}

// One of the parameters, if evaluating the binding may need it.
BindingId Checker::findNeeded(BindingId from, const std::unordered_set<BindingId>& wanted,
                              std::unordered_set<BindingId>& seen) {
  if (wanted.contains(from)) return from;
  if (!seen.insert(from).second || out_.binding(from).kind != Binding::Kind::Field) return {};
  std::vector<BindingId> next{out_.binding(from).source};
  if (ExprId value = out_.binding(from).value; value.valid()) {
    SchemaFunctions schemas(out_, types());
    CaptureWalker walker(out_, value, &schemas);
    walker.walk(value);
    next.insert(next.end(), walker.uses.begin(), walker.uses.end());
    for (ExprId function : walker.mentions) {
      const std::vector<BindingId>& captures = out_.closures.at(function).captures;
      next.insert(next.end(), captures.begin(), captures.end());
    }
  }
  for (BindingId binding : next)
    if (binding.valid())
      if (BindingId found = findNeeded(binding, wanted, seen); found.valid()) return found;
  return {};
}

// Adds the captures of the functions that this one mentions; whether there were any.
bool Checker::growCaptures(ExprId id) {
  std::vector<BindingId>& own = out_.closures[id].captures;
  std::unordered_set<BindingId> known(own.begin(), own.end());
  size_t before = own.size();
  for (ExprId mentioned : out_.closures[id].mentions) {
    auto found = out_.closures.find(mentioned);
    if (found == out_.closures.end() || mentioned == id) continue;
    for (BindingId capture : found->second.captures)
      if (out_.binding(capture).owner != id && known.insert(capture).second) own.push_back(capture);
  }
  return own.size() != before;
}

}
