// The walk follows the evaluation order of file 03 of the language reference:
// operands left to right, fields of a literal in source order, a `where` block
// before its body. Fields of imported modules are evaluated before, whatever
// needs them, and no module can name what imports it: the walk stays in one file.
#include "check/needs.h"

namespace relon::check {

using namespace syntax;

namespace {

class Walker {
 public:
  Walker(const TypedDocument& document, SchemaFunctions& schemas, FileId file, DeepStack& stack, std::vector<Need>& out)
      : document_(document), ast_(*document.ast), schemas_(schemas), file_(file), stack_(stack), out_(out) {}

  void walk(ExprId id, bool certain) {
    if (!id.valid()) return;
    reachSchemas(document_.type(id));
    reachSchemas(document_.demanded[id.index()]);
    if (auto brands = document_.brands.find(id); brands != document_.brands.end())
      for (TypeId brand : brands->second) reachSchemas(brand);
    std::visit([&](const auto& form) { visit(form, id, certain); }, ast_.expr(id).form);
  }

 private:
  template <typename Leaf>
  void visit(const Leaf&, ExprId, bool) {}

  void visit(const FString& text, ExprId, bool certain) {
    for (const FString::Piece& piece : text.pieces) walk(piece.expr, certain);
  }
  void visit(const NameExpr&, ExprId id, bool certain) { reach(document_.use(id), certain); }
  void visit(const ReferenceExpr&, ExprId id, bool certain) {
    reach(document_.use(id), certain);
    if (auto index = document_.positions.find(id); index != document_.positions.end())
      for (ExprId spread : index->second.spreads) walk(spread, certain);
  }
  void visit(const AccessExpr& access, ExprId id, bool certain) {
    if (document_.use(id).valid()) return reach(document_.use(id), certain);
    if (auto fields = document_.candidates.find(id); fields != document_.candidates.end())
      for (BindingId field : fields->second) reach(field, false);
    walk(access.object, certain);
    walk(access.key, certain && !access.optional && !document_.lifted.contains(id));
  }
  void visit(const CallExpr& call, ExprId id, bool certain) {
    reachPlan(id);
    walk(call.callee, certain);
    bool reached = certain && !document_.liftedCalls.contains(id);
    for (const Argument& argument : call.arguments) walk(argument.value, reached);
  }
  void visit(const UnaryExpr& unary, ExprId, bool certain) { walk(unary.operand, certain); }
  void visit(const BinaryExpr&, ExprId id, bool certain) {
    std::vector<ExprId> spine = ast_.leftSpine(id);
    walk(as<BinaryExpr>(ast_.expr(spine.front()))->left, certain);
    for (ExprId link : spine) {
      const BinaryExpr& binary = *as<BinaryExpr>(ast_.expr(link));
      bool lazy = binary.op == BinaryOp::And || binary.op == BinaryOp::Or;
      reachPlan(link);
      walk(binary.right, certain && !lazy);
    }
  }
  void visit(const ConditionalExpr& conditional, ExprId, bool certain) {
    bool reached = certain;
    for (const ConditionalExpr::Branch& branch : conditional.branches) {
      walk(branch.condition, reached);
      reached = false;
      walk(branch.value, false);
    }
    walk(conditional.otherwise, false);
  }
  void visit(const ClosureExpr& closure, ExprId, bool) { walk(closure.body, false); }
  void visit(const SpreadExpr& spread, ExprId, bool certain) { walk(spread.source, certain); }
  void visit(const ListExpr& list, ExprId id, bool certain) {
    if (document_.items.contains(id)) inner_.insert(id);
    for (const ListExpr::Item& item : list.items) walk(item.value, certain);
  }
  void visit(const ComprehensionExpr& loop, ExprId id, bool certain) {
    reachPlan(id);
    walk(loop.source, certain);
    walk(loop.condition, false);
    walk(loop.element, false);
  }
  void visit(const TupleExpr& tuple, ExprId id, bool certain) {
    if (document_.items.contains(id)) inner_.insert(id);
    for (ExprId item : tuple.items) walk(item, certain);
  }
  // What the dict is entered with comes first.
  void visit(const DictExpr& dict, ExprId id, bool certain) {
    inner_.insert(id);
    for (const Field& field : dict.fields)
      walk(field.form == Field::Form::Spread ? field.value : field.dynamicKey, certain);
    for (const Field& field : dict.fields)
      if (field.form == Field::Form::Plain && !as<ClosureExpr>(ast_.expr(field.value))) walk(field.value, certain);
  }
  void visit(const VariantExpr& variant, ExprId, bool certain) { walk(variant.dict, certain); }
  void visit(const MatchExpr& match, ExprId, bool certain) {
    walk(match.scrutinee, certain);
    for (const MatchExpr::Arm& arm : match.arms) walk(arm.value, false);
  }
  void visit(const WhereExpr& where, ExprId, bool certain) {
    walk(where.bindings, certain);
    walk(where.body, certain);
  }

  // What predicates and defaults of the type's schemas need, if a value is made.
  void reachSchemas(TypeId type) {
    if (!type.valid()) return;
    for (BindingId capture : schemas_.capturesOf(type)) reach(capture, false);
  }

  // What a method needs that a call or an operator calls.
  void reachPlan(ExprId id) {
    if (auto plan = document_.calls.find(id); plan != document_.calls.end()) {
      reachMethod(plan->second.function);
      for (const CallPlan::Alternative& alternative : plan->second.alternatives) reachMethod(alternative.function);
    }
    if (auto method = document_.operatorMethods.find(id); method != document_.operatorMethods.end())
      reachMethod(method->second);
    if (auto methods = document_.operatorAlternatives.find(id); methods != document_.operatorAlternatives.end())
      for (const CallPlan::Alternative& alternative : methods->second) {
        reachMethod(alternative.function);
        reachMethod(alternative.equality);
      }
    if (auto equality = document_.equalityMethods.find(id); equality != document_.equalityMethods.end())
      reachMethod(equality->second);
  }
  void reachMethod(ExprId function) {
    if (function.valid()) mention(function);
  }

  void mention(ExprId function) {
    if (!mentioned_.insert(function).second) return;
    stack_.run([&] { walk(as<ClosureExpr>(ast_.expr(function))->body, false); });
  }

  void reach(BindingId id, bool certain) {
    if (!id.valid() || document_.binding(id).kind != Binding::Kind::Field) return;
    const Binding& binding = document_.binding(id);
    if (binding.span.file != file_) return;
    if (binding.function.valid()) return mention(binding.function);
    if (!inner_.contains(binding.dict)) out_.push_back({id, certain});
  }

  const TypedDocument& document_;
  const Ast& ast_;
  SchemaFunctions& schemas_;
  FileId file_;
  DeepStack& stack_;
  std::vector<Need>& out_;
  std::unordered_set<ExprId> inner_;
  std::unordered_set<ExprId> mentioned_;
};

// Decides whether an expression cannot fail, given that about other fields.
class FailureWalker {
 public:
  FailureWalker(const TypedDocument& document, FileId file, Needs& needs)
      : document_(document), ast_(*document.ast), file_(file), needs_(needs) {}

  bool cannotFail(ExprId id) {
    if (id.valid() && isConverted(id)) return false;
    return !id.valid() || std::visit([&](const auto& form) { return safe(form, id); }, ast_.expr(id).form);
  }

 private:
  // Between numbers and Options nothing is validated.
  bool isConverted(ExprId id) {
    ir::TypeId demanded = document_.demanded[id.index()];
    bool isPlain = !demanded.valid() || document_.types.isOption(demanded) || demanded == document_.types.numberType();
    return !isPlain || document_.brands.contains(id);
  }
  template <typename Other>
  bool safe(const Other&, ExprId) {
    return false;
  }
  bool safe(const IntLiteral&, ExprId) { return true; }
  bool safe(const FloatLiteral&, ExprId) { return true; }
  bool safe(const BoolLiteral&, ExprId) { return true; }
  bool safe(const StringLiteral&, ExprId) { return true; }
  bool safe(const ClosureExpr&, ExprId) { return true; }
  bool safe(const ReferenceExpr&, ExprId id) {
    auto index = document_.positions.find(id);
    return index == document_.positions.end() ? safeUse(document_.use(id)) : index->second.spreads.empty();
  }
  bool safe(const NameExpr&, ExprId id) { return safeUse(document_.use(id)); }
  bool safe(const AccessExpr& access, ExprId id) {
    if (document_.use(id).valid()) return safeUse(document_.use(id));
    ir::TypeId object = document_.type(access.object);
    if (!object.valid() || access.key.valid()) return false;
    ir::TypeKind kind = document_.types[object].kind;
    bool isStatic = kind == ir::TypeKind::Record || kind == ir::TypeKind::Tuple || document_.payloads.contains(id);
    return isStatic && cannotFail(access.object);
  }
  bool safe(const UnaryExpr& unary, ExprId id) {
    bool isInt = document_.types[document_.type(id)].kind == ir::TypeKind::Int;
    bool literal = as<IntLiteral>(ast_.expr(unary.operand)) != nullptr;
    return (!isInt || literal) && cannotFail(unary.operand);
  }
  bool safe(const BinaryExpr&, ExprId id) {
    for (ExprId link : ast_.leftSpine(id)) {
      const BinaryExpr& binary = *as<BinaryExpr>(ast_.expr(link));
      bool compares = binary.op >= BinaryOp::Lt && binary.op <= BinaryOp::Or;
      bool isOrder = binary.op >= BinaryOp::Lt && binary.op <= BinaryOp::Ge;
      if (isOrder && (isAny(binary.left) || isAny(binary.right))) return false;
      bool isFloat = document_.types[document_.type(link)].kind == ir::TypeKind::Float && binary.op <= BinaryOp::Mul;
      if (document_.operatorMethods.contains(link) || document_.operatorAlternatives.contains(link)) return false;
      if (!(compares || isFloat) || !cannotFail(binary.right)) return false;
    }
    return cannotFail(as<BinaryExpr>(ast_.expr(ast_.leftSpine(id).front()))->left);
  }
  bool safe(const ConditionalExpr& conditional, ExprId) {
    for (const ConditionalExpr::Branch& branch : conditional.branches)
      if (!cannotFail(branch.condition) || !cannotFail(branch.value)) return false;
    return cannotFail(conditional.otherwise);
  }
  bool safe(const TupleExpr& tuple, ExprId) {
    for (ExprId item : tuple.items)
      if (!cannotFail(item)) return false;
    return true;
  }
  bool safe(const ListExpr& list, ExprId) {
    for (const ListExpr::Item& item : list.items)
      if (!cannotFail(item.value)) return false;
    return true;
  }

  bool isAny(ExprId id) { return document_.type(id) == document_.types.anyType(); }

  bool safeUse(BindingId id) {
    if (!id.valid()) return false;
    const Binding& binding = document_.binding(id);
    return binding.kind != Binding::Kind::Field || binding.span.file != file_ || needs_.cannotFail(id);
  }

  const TypedDocument& document_;
  const Ast& ast_;
  FileId file_;
  Needs& needs_;
};

}

const std::vector<Need>& Needs::ofField(BindingId field) {
  auto [entry, isNew] = ofField_.try_emplace(field);
  if (!isNew) return entry->second;
  const Binding& binding = document_->binding(field);
  if (binding.function.valid()) return entry->second;
  if (binding.source.valid()) return ofField_[field] = {{binding.source, true}};
  return ofField_[field] = ofExpr(binding.value);
}

std::vector<Need> Needs::ofExpr(ExprId expr) {
  std::vector<Need> needs;
  Walker(*document_, schemas_, document_->ast->span(expr).file, stack_, needs).walk(expr, true);
  return needs;
}

bool Needs::cannotFail(BindingId field) {
  auto [entry, isNew] = cannotFail_.try_emplace(field, false);
  if (!isNew) return entry->second;
  const Binding& binding = document_->binding(field);
  bool result = !binding.source.valid() && stack_.run([&] { return cannotFailExpr(binding.value); });
  return cannotFail_[field] = result;
}

bool Needs::cannotFailExpr(ExprId expr) {
  return FailureWalker(*document_, document_->ast->span(expr).file, *this).cannotFail(expr);
}

}
