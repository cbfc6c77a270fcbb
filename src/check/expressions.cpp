// Types of expressions, one overload per node (language reference, file 02,
// section 2). `expected` is what the place asks for: literals take it up, other
// expressions ignore it and are compared by `demand`.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

namespace {

// How deep the expression of one field may be: the later phases walk it on one stack.
constexpr int kMaxNesting = 1500;
// With the expressions of all fields that wait for the type of one another.
constexpr int kMaxDepth = 100'000;
// More would nest too deeply in the IR; see Lowerer::lowerLongChain.
constexpr size_t kMaxBranches = 50'000;

}

TypeId Checker::infer(ExprId id, TypeId expected) {
  if (settled_.contains(id)) return settledType(id);
  if (depth_ - fieldDepth_ >= kMaxNesting)
    return unknown(DiagCode::nesting_too_deep, id, "the expression is nested too deeply");
  if (depth_ >= kMaxDepth)
    return unknown(DiagCode::nesting_too_deep, id, "expressions depend on one another too deeply");
  ++depth_;
  TypeId type = stack_.run([&] { return inferHere(id, expected); });
  --depth_;
  return type;
}

TypeId Checker::inferHere(ExprId id, TypeId expected) {
  const Expr& expr = ast_.expr(id);
  if (const Attributes* attributes = ast_.attributes(expr)) checkAtomAttributes(*attributes);
  std::vector<TypeId> brands = brandsOf(id);
  bool isBranded = !brands.empty();
  Slot* outerSlot = std::exchange(slot_, isBranded ? nullptr : slot_);
  bool outerPromise = std::exchange(isPromise_, isPromise_ && !isBranded);
  if (isBranded) expected = brands.front();
  Scope* outer = std::exchange(scope_, scopeOfValue(id));
  TypeId type = std::visit([&](const auto& form) { return inferForm(form, id, expected); }, expr.form);
  scope_ = outer;
  isPromise_ = outerPromise;
  out_.exprTypes[id.index()] = type;
  if (isBranded) type = branded(id, type, brands);
  slot_ = outerSlot;
  return type;
}

TypeId Checker::settledType(ExprId id) const {
  auto brands = out_.brands.find(id);
  return brands == out_.brands.end() ? out_.exprTypes[id.index()] : brands->second.back();
}

TypeId Checker::unknown(DiagCode code, ExprId id, std::string message) {
  report(code, ast_.span(id), std::move(message));
  return {};
}

void Checker::suggest(Diagnostic& diagnostic, std::string_view wanted,
                      const std::vector<std::string_view>& candidates) {
  std::string_view near = nearest(wanted, candidates);
  if (!near.empty()) diagnostic.help = "did you mean `" + std::string(near) + "`?";
}

TypeId Checker::inferForm(const ErrorExpr&, ExprId, TypeId) {
  return {};
}

TypeId Checker::inferForm(const IntLiteral& literal, ExprId id, TypeId) {
  constants_[id] = static_cast<int64_t>(literal.magnitude);
  return types().intType();
}

TypeId Checker::inferForm(const FloatLiteral&, ExprId, TypeId) {
  return types().floatType();
}
TypeId Checker::inferForm(const BoolLiteral&, ExprId, TypeId) {
  return types().boolType();
}
TypeId Checker::inferForm(const StringLiteral&, ExprId, TypeId) {
  return types().stringType();
}

TypeId Checker::inferForm(const NullLiteral&, ExprId id, TypeId) {
  return unknown(DiagCode::null_is_not_a_value, id, "`null` is not a value; write `None`");
}

TypeId Checker::inferForm(const FString& text, ExprId, TypeId) {
  for (const FString::Piece& piece : text.pieces)
    if (piece.expr.valid()) inferShown(piece.expr);
  return types().stringType();
}

TypeId Checker::inferForm(const NameExpr& expr, ExprId id, TypeId expected) {
  if (auto variant = variantName(id)) return inferVariant(id, *variant, {}, {}, expected);
  bool isTyped = expected.valid() && kind(expected) == TypeKind::Closure;
  if (Named named = isTyped ? calledFunction(id) : namedFunction(id)) return functionValue(named, id, expected);
  BindingId found = lookup(expr.name, ast_.span(id));
  if (found.valid() && out_.binding(found).kind == Binding::Kind::Module)
    return libraryValue(id, out_.binding(found).module);
  if (found.valid()) {
    use(id, found);
    return typeOf(found);
  }
  std::string text(name(expr.name));
  Name written{expr.name, ast_.span(id)};
  if (const Nominal* nominal = findNominal({&written, 1}))
    return typeValue(id, nominal->enumeration ? "<enum " + text + ">" : "<schema>");
  if (mayBeImported()) return {};
  suggest(report(DiagCode::unknown_reference_type, ast_.span(id), "there is no `" + text + "` here"), text,
          visibleNames());
  return {};
}

TypeId Checker::inferForm(const TypeExpr& type, ExprId id, TypeId) {
  return typeValue(id, "Type<" + typeText(type.type) + ">");
}

// A type is a value that nothing can be done with: it prints as text, and is left out of
// objects.
TypeId Checker::typeValue(ExprId id, std::string text) {
  out_.typeValues[id] = std::move(text);
  return types().anyType();
}

// A type as written.
std::string Checker::typeText(TypeNodeId id) const {
  const TypeNode& node = ast_.type(id);
  const TupleType* tuple = std::get_if<TupleType>(&node.form);
  std::string text;
  if (!tuple)
    for (Name part : std::get<NamedType>(node.form).path) text.append(text.empty() ? "" : ".").append(name(part.id));
  const std::vector<TypeNodeId>& parts = tuple ? tuple->elements : std::get<NamedType>(node.form).arguments;
  if (!tuple && parts.empty()) return text;
  text += tuple ? '(' : '<';
  for (size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : ", ") + typeText(parts[i]);
  return text + (tuple ? ')' : '>');
}

TypeId Checker::inferForm(const WildcardExpr&, ExprId id, TypeId) {
  return unknown(DiagCode::expression_type_unknown, id, "`*` stands only in the body of a `#schema`");
}

TypeId Checker::inferForm(const UnaryExpr& unary, ExprId id, TypeId) {
  bool isNot = unary.op == UnaryExpr::Op::Not;
  TypeId operand = isNot ? inferShown(unary.operand) : infer(unary.operand);
  if (!operand.valid()) return {};
  if (isNot) return types().boolType();
  operand = plain(unary.operand, operand);
  if (isAny(operand)) return operand;
  if (!isNumber(operand) && kind(operand) != TypeKind::Never)
    return unknown(DiagCode::static_type_mismatch, id, "`-` needs a number, found `" + describe(operand) + "`");
  auto constant = constants_.find(unary.operand);
  if (constant == constants_.end()) return operand;
  // The literal of the least Int is its magnitude, which wraps around.
  bool isLiteral = as<IntLiteral>(ast_.expr(unary.operand)) != nullptr;
  if (constant->second == INT64_MIN && !isLiteral)
    return unknown(DiagCode::const_numeric_overflow, id, "the result leaves the range of Int");
  constants_[id] = static_cast<int64_t>(0 - static_cast<uint64_t>(constant->second));
  return operand;
}

TypeId Checker::inferForm(const ConditionalExpr& conditional, ExprId id, TypeId expected) {
  if (conditional.branches.size() > kMaxBranches)
    return unknown(DiagCode::nesting_too_deep, id, "a chain of conditions may have 50000 branches");
  ExprId spread = std::exchange(spreadOfSource_, ExprId());
  std::vector<ExprId> values;
  for (const ConditionalExpr::Branch& branch : conditional.branches) {
    inferShown(branch.condition);
    values.push_back(branch.value);
  }
  values.push_back(conditional.otherwise);
  std::vector<TypeId> found = inferBranches(id, values, expected);
  bool isComplete = std::all_of(found.begin(), found.end(), [](TypeId type) { return type.valid(); });
  if (!isComplete) return {};
  if (spread.valid() && !joinAll(found).valid())
    return unknown(DiagCode::spread_source_type_unknown, spread, "the branches have different types");
  return settleBranches(id, values, found, expected);
}

TypeId Checker::inferForm(const SpreadExpr& spread, ExprId, TypeId expected) {
  if (!spread.hint.valid()) return infer(spread.source, expected);
  TypeId wanted = resolveHint(spread.hint);
  TypeId found = demandApart(spread.source, {.type = wanted, .takesAny = true});
  return wanted.valid() ? found : TypeId();
}

// The items join to one element type; a spread contributes its element type.
TypeId Checker::inferForm(const ListExpr& list, ExprId id, TypeId expected) {
  if (expected.valid() && types().isOption(expected)) expected = types()[expected].typeArguments[0];
  bool hasDemand = expected.valid() && kind(expected) == TypeKind::List;
  TypeId element = hasDemand ? types()[expected].element() : types().neverType();
  enterItems(id);
  bool complete = true;
  std::vector<TypeId> found;
  for (const ListExpr::Item& item : list.items) {
    if (!item.attributes.empty()) checkAtomAttributes(item.attributes);
    attributesBefore_[item.value] = &item.attributes;
    bool isSpread = as<SpreadExpr>(ast_.expr(item.value)) != nullptr;
    Demand wanted{hasDemand ? (isSpread ? expected : element) : TypeId()};
    TypeId type = inferItem(id, static_cast<uint32_t>(found.size()), item.value, wanted);
    if (isSpread) type = plain(item.value, type);
    if (type.valid() && isSpread && isAny(type)) type = types().list(types().anyType());
    if (type.valid() && isSpread && kind(type) != TypeKind::List && kind(type) != TypeKind::Never)
      type = unknown(DiagCode::static_type_mismatch, item.value,
                     "`...` in a list needs a list, found `" + describe(type) + "`");
    if (type.valid() && isSpread && kind(type) == TypeKind::List) type = types()[type].element();
    complete = complete && type.valid();
    found.push_back(type);
  }
  if (!complete) return {};
  if (hasDemand) return expected;
  element = types().neverType();
  for (TypeId type : found) element = element.valid() ? join(element, type) : element;
  if (!element.valid() && !(isRelaxed() && areDecidedByRun(list, found))) return unlikeItems(id, found);
  if (!element.valid()) element = types().anyType();
  bool areTypes = std::all_of(list.items.begin(), list.items.end(),
                              [&](const ListExpr::Item& item) { return out_.typeValues.contains(item.value); });
  if (isAny(element) && !isRelaxed() && !areTypes)
    return unknown(DiagCode::expression_type_unknown, id, "the type of the items is not determined");
  for (size_t i = 0; i < found.size(); ++i) {
    ExprId value = list.items[i].value;
    bool isSpread = as<SpreadExpr>(ast_.expr(value)) != nullptr;
    // Those that others refer to keep their own type, and are converted by the list.
    bool isBound = out_.items.contains(id) && !isSpread;
    if (found[i] != element && !isBound) setDemanded(value, found[i], isSpread ? types().list(element) : element);
  }
  return types().list(element);
}

// What has another kind than the first literal is none.
bool Checker::areDecidedByRun(const ListExpr& list, const std::vector<TypeId>& found) const {
  auto isLiteral = [&](ExprId id) {
    const Expr& expr = ast_.expr(id);
    return as<IntLiteral>(expr) || as<FloatLiteral>(expr) || as<BoolLiteral>(expr) || as<StringLiteral>(expr) ||
           as<FString>(expr) || as<ListExpr>(expr) || as<TupleExpr>(expr) || as<DictExpr>(expr);
  };
  TypeId first;
  for (size_t i = 0; i < found.size(); ++i) {
    if (!isLiteral(list.items[i].value)) continue;
    if (!first.valid()) first = found[i];
    bool areAlike =
        kind(first) == kind(found[i]) || (isNumber(first) && isNumber(found[i])) || (isDict(first) && isDict(found[i]));
    if (!areAlike) return false;
  }
  return true;
}

TypeId Checker::unlikeItems(ExprId id, const std::vector<TypeId>& found) {
  auto differs = [&](TypeId type) { return !join(found.front(), type).valid(); };
  TypeId other = *std::find_if(found.begin(), found.end(), differs);
  return unknown(
      DiagCode::static_type_mismatch, id,
      "expected a homogeneous List<T>, found `" + describe(found.front()) + "` and `" + describe(other) + "`");
}

TypeId Checker::inferForm(const TupleExpr& tuple, ExprId id, TypeId expected) {
  if (expected.valid() && types().isOption(expected)) expected = types()[expected].typeArguments[0];
  const Type* wanted = expected.valid() && kind(expected) == TypeKind::Tuple ? &types()[expected] : nullptr;
  if (wanted && wanted->arguments.size() != tuple.items.size()) wanted = nullptr;
  std::vector<TypeId> parts = wanted ? wanted->arguments : std::vector<TypeId>(tuple.items.size());
  enterItems(id);
  bool complete = true;
  for (uint32_t i = 0; i < tuple.items.size(); ++i) {
    parts[i] = inferItem(id, i, tuple.items[i], {parts[i]});
    complete = complete && parts[i].valid();
  }
  if (!complete) return {};
  TypeId type = types().tuple(std::move(parts));
  return requireExtent(extent(type), ast_.span(id)) ? type : TypeId();
}

TypeId Checker::inferForm(const ComprehensionExpr& loop, ExprId id, TypeId expected) {
  TypeId source = plain(loop.source, infer(loop.source));
  TypeId element = source.valid() ? iterated(loop, id, source) : TypeId();
  Scope* outer = scope_;
  scope_ = newScope(Scope::Kind::Variables, scope_);
  Binding binding{.kind = Binding::Kind::Local, .name = loop.variable.id, .span = loop.variable.span, .type = element};
  binding.owner = function_;
  BindingId variable = newBinding(std::move(binding));
  out_.loops[id] = variable;
  scope_->names[loop.variable.id] = variable;
  scope_->dict = id;
  if (element.valid() && loop.condition.valid()) inferShown(loop.condition);
  bool wanted = expected.valid() && kind(expected) == TypeKind::List;
  TypeId result;
  if (element.valid()) result = demand(loop.element, {wanted ? types()[expected].element() : TypeId()});
  scope_ = outer;
  return result.valid() ? types().list(result) : TypeId();
}

TypeId Checker::inferForm(const WhereExpr& where, ExprId id, TypeId expected) {
  Scope* outer = scope_;
  DictInfo& info = declareDict(where.bindings, true);
  scope_ = dictScopes_[where.bindings];
  const DictExpr& dict = *as<DictExpr>(ast_.expr(where.bindings));
  declareSpreads(scope_);
  bool complete = true;
  for (size_t i = 0; i < dict.fields.size(); ++i) {
    if (info.entered[i].valid()) complete = fieldType(info.entered[i]).valid() && complete;
    if (info.bindings[i].valid()) complete = fieldType(info.bindings[i]).valid() && complete;
  }
  out_.exprTypes[where.bindings.index()] = types().noneType();
  TypeId body = infer(where.body, expected);
  if (auto known = undetermined_.find(where.body); known != undetermined_.end())
    undetermined_[id] = std::string(known->second);
  scope_ = outer;
  return complete ? body : TypeId();
}

}
