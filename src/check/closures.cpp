// Functions: their types, their bodies, and what they capture.
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const ClosureExpr&, ExprId id, TypeId expected) {
  return closureType(id, expected);
}

// The type of a function literal; `expected`, if a closure type, gives untyped
// parameters their types.
TypeId Checker::closureType(ExprId id, TypeId expected) {
  const ClosureExpr& closure = *as<ClosureExpr>(ast_.expr(id));
  bool hasDemand = expected.valid() && kind(expected) == TypeKind::Closure &&
                   types()[expected].closureParameters().size() == closure.parameters.size();
  std::vector<TypeId> parameters = closureParameters(closure, id, hasDemand ? expected : TypeId());
  if (std::any_of(parameters.begin(), parameters.end(), [](TypeId type) { return !type.valid(); })) return {};
  TypeNodeId declared = declaredResult(closure, id);
  TypeId result = resolveType(declared);
  if (declared.valid() && !result.valid()) return {};
  auto known = knownResults_.find(id);
  TypeId assumed = result.valid() ? result : known != knownResults_.end() ? known->second : types().neverType();
  ClosureInfo& info = out_.closures[id];
  info.owner = function_;
  info.type = types().closure(parameters, assumed);
  if (!result.valid() && known == knownResults_.end()) info.type = {};

  ExprId outerFunction = function_;
  Scope* outer = scope_;
  function_ = id;
  scope_ = newScope(Scope::Kind::Variables, scope_);
  std::vector<BindingId> bindings;
  for (uint32_t i = 0; i < closure.parameters.size(); ++i) {
    const Parameter& parameter = closure.parameters[i];
    Binding binding{.kind = Binding::Kind::Parameter,
                    .name = parameter.name.id,
                    .span = parameter.span,
                    .type = parameters[i],
                    .owner = id};
    binding.closure = id;
    binding.position = i;
    bindings.push_back(newBinding(std::move(binding)));
    if (parameter.name.valid()) scope_->names[parameter.name.id] = bindings.back();
  }
  TypeId expectedResult = hasDemand ? types()[expected].closureResult() : TypeId();
  if (expectedResult.valid() && kind(expectedResult) == TypeKind::Never) expectedResult = {};
  TypeId body = closureBody(closure, id, result, expectedResult);
  scope_ = outer;
  function_ = outerFunction;
  ClosureInfo& finished = out_.closures[id];
  finished.parameters = std::move(bindings);
  finished.type = body.valid() ? types().closure(parameters, body) : TypeId();
  return finished.type;
}

TypeNodeId Checker::declaredResult(const ClosureExpr& closure, ExprId id) const {
  if (closure.result.valid()) return closure.result;
  auto before = shorthandResults_.find(id);
  return before == shorthandResults_.end() ? TypeNodeId() : before->second;
}

std::vector<TypeId> Checker::closureParameters(const ClosureExpr& closure, ExprId id, TypeId expected) {
  std::vector<TypeId> parameters;
  for (size_t i = 0; i < closure.parameters.size(); ++i) {
    const Parameter& parameter = closure.parameters[i];
    TypeId type;
    if (parameter.type.valid()) {
      type = resolveType(parameter.type);
    } else if (expected.valid()) {
      type = types()[expected].closureParameters()[i];
    } else if (isRelaxed()) {
      type = types().anyType();
    } else {
      std::string written = parameter.name.valid() ? std::string(name(parameter.name.id)) : "_";
      report(DiagCode::closure_param_type_missing, ast_.span(id),
             "the type of parameter `" + written + "` does not follow from anything")
          .help = "write `Type " + written + "`";
    }
    parameters.push_back(type);
  }
  return parameters;
}

TypeId Checker::closureBody(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult) {
  bool outer = std::exchange(isPromise_, true);
  TypeId found = closureResult(closure, id, result, expectedResult);
  isPromise_ = outer;
  return found;
}

TypeId Checker::closureResult(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult) {
  if (result.valid()) {
    demand(closure.body, {result});
    return result;
  }
  TypeId found = expectedResult.valid() ? demand(closure.body, {expectedResult}) : infer(closure.body);
  if (!found.valid()) return {};
  if (kind(found) == TypeKind::Never && isRelaxed()) found = types().anyType();
  results_[id] = found;
  if (kind(found) == TypeKind::Never)
    unknown(DiagCode::closure_return_type_unknown, closure.body,
            "the type of the result cannot be determined; declare it with `-> Type`");
  return found;
}

namespace {

// Collects what one function mentions directly.
class CaptureWalker {
 public:
  CaptureWalker(const TypedDocument& document, ExprId function)
      : document_(document), ast_(*document.ast), function_(function) {}

  std::vector<BindingId> uses;
  std::vector<ExprId> mentions;

  void walk(ExprId id) {
    if (!id.valid()) return;
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
  void visit(const ComprehensionExpr& loop, ExprId) {
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
    if (auto plan = document_.calls.find(id); plan != document_.calls.end() && plan->second.function.valid())
      mention(plan->second.function);
    if (auto method = document_.operatorMethods.find(id); method != document_.operatorMethods.end())
      mention(method->second);
  }
  void mention(ExprId function) {
    if (mentioned_.insert(function).second) mentions.push_back(function);
  }

  const TypedDocument& document_;
  const Ast& ast_;
  ExprId function_;
  std::unordered_set<BindingId> used_;
  std::unordered_set<ExprId> mentioned_;
};

}

// A function captures the outer variables that it uses, and those of the
// functions that it mentions as far as they are outside it too. Mentions may be
// mutual, so the captures grow until nothing changes.
void Checker::computeCaptures() {
  std::vector<ExprId> functions;
  for (auto& [id, info] : out_.closures) functions.push_back(id);
  std::sort(functions.begin(), functions.end());
  for (ExprId id : functions) {
    CaptureWalker walker(out_, id);
    walker.walk(as<ClosureExpr>(ast_.expr(id))->body);
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
