// Expressions, one overload per node.
#include <cmath>

#include "lower/lowerer.h"

namespace relon::lower {

namespace {

// Longer chains of conditions are lowered to a switch.
constexpr size_t kMaxNestedBranches = 100;

}

ValueId Lowerer::lowerItself(ExprId id) {
  if (auto given = given_.find(id); given != given_.end()) return given->second;
  ValueId value = std::visit([&](const auto& form) { return lowerForm(form, id); }, ast_.expr(id).form);
  auto brands = document_.brands.find(id);
  if (brands == document_.brands.end()) return value;
  for (TypeId brand : brands->second) value = convertAt(Site{.revalidates = mayBePromised(id)}, value, brand, span(id));
  return value;
}

ValueId Lowerer::lower(ExprId id) {
  return stack_.run([&] { return lowerHere(id); });
}

ValueId Lowerer::lowerHere(ExprId id) {
  ValueId value = lowerItself(id);
  TypeId demanded = document_.demanded[id.index()];
  if (document_.found.contains(id)) value = plainAny(value, span(id));
  if (auto call = document_.receivers.find(id); call != document_.receivers.end() && isAnyValue(value))
    value = requireReceiver(value, call->second);
  return demanded.valid() ? convertAt(siteOf(id), value, demanded, span(id)) : value;
}

ValueId Lowerer::emitProved(Opcode code, Values operands, Span at, ir::Attribute attribute) {
  ValueId result = emit(code, std::move(operands), at, std::move(attribute));
  ir::Function& function = out().function();
  function.op(function.region(out().currentRegion()).ops.back()).proved = true;
  return result;
}

ValueId Lowerer::lowerForm(const IntLiteral& literal, ExprId id) {
  return out().constInt(static_cast<int64_t>(literal.magnitude), span(id));
}
ValueId Lowerer::lowerForm(const FloatLiteral& literal, ExprId id) {
  return out().constFloat(literal.value, span(id));
}
ValueId Lowerer::lowerForm(const BoolLiteral& literal, ExprId id) {
  return out().constBool(literal.value, span(id));
}
ValueId Lowerer::lowerForm(const StringLiteral& literal, ExprId id) {
  return out().constText(literal.value, span(id));
}

// What `?.` found stands for itself.
ValueId Lowerer::textOf(ExprId id, ValueId value) {
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  Span at = span(id);
  if (!document_.hits.contains(id)) return toText(value, at);
  return choose(
      isVariant(value, kSome, at), [&] { return toText(payloadField(value, kSome, 0, at), at); },
      [&] { return out().constText("null", at); }, at);
}

ValueId Lowerer::truthOf(ExprId id, ValueId value) {
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  Span at = span(id);
  if (!document_.hits.contains(id)) return toBool(value, at);
  return both(isVariant(value, kSome, at), [&] { return toBool(payloadField(value, kSome, 0, at), at); }, at);
}

ValueId Lowerer::lowerForm(const FString& text, ExprId id) {
  Values pieces;
  for (const FString::Piece& piece : text.pieces) {
    if (piece.expr.valid())
      pieces.push_back(textOf(piece.expr, lower(piece.expr)));
    else if (!piece.text.empty())
      pieces.push_back(out().constText(piece.text, span(id)));
  }
  return concatenate(std::move(pieces), span(id));
}

ValueId Lowerer::lowerForm(const NameExpr&, ExprId id) {
  if (auto plan = document_.variants.find(id); plan != document_.variants.end()) return lowerVariant(id, plan->second);
  if (document_.calls.contains(id)) return namedClosure(id);
  if (document_.libraries.contains(id)) return libraryValue(id);
  return document_.typeValues.contains(id) ? typeValue(id) : readBinding(document_.use(id), span(id));
}

ValueId Lowerer::lowerForm(const TypeExpr&, ExprId id) {
  return typeValue(id);
}

ValueId Lowerer::lowerForm(const CallExpr&, ExprId id) {
  if (auto plan = document_.variants.find(id); plan != document_.variants.end()) return lowerVariant(id, plan->second);
  if (auto value = document_.replacements.find(id); value != document_.replacements.end()) return lower(value->second);
  if (auto lifted = document_.liftedCalls.find(id); lifted != document_.liftedCalls.end())
    return lowerLifted(id, lifted->second);
  ValueId result = lowerCall(id, document_.calls.at(id), span(id));
  return convertAt(Site{.isPromise = true}, result, document_.type(id), span(id));
}

ValueId Lowerer::lowerForm(const UnaryExpr& unary, ExprId id) {
  if (unary.op == UnaryExpr::Op::Not)
    return emit(Opcode::BoolNot, {truthOf(unary.operand, lower(unary.operand))}, span(id));
  if (const IntLiteral* literal = as<IntLiteral>(ast_.expr(unary.operand)))
    return out().constInt(static_cast<int64_t>(0 - literal->magnitude), span(id));
  ValueId operand = lower(unary.operand);
  if (kindOf(operand) == TypeKind::Never) return operand;
  return negate(operand, span(id));
}

ir::RegionId Lowerer::region(const std::function<Values()>& body, Span at) {
  size_t before = mark();
  ir::RegionId id = out().beginRegion();
  Values results = body();
  if (!out().terminated()) out().yield(std::move(results), at);
  out().endRegion();
  undoTo(before);
  return id;
}

ValueId Lowerer::chooseArm(ValueId condition, const Arm& then, const Arm& otherwise, Span at) {
  ir::RegionId yes = region([&] { return Values{then.body()}; }, then.span);
  ir::RegionId no = region([&] { return Values{otherwise.body()}; }, otherwise.span);
  return out().emit(Opcode::If, {condition}, {}, at, {yes, no}).front();
}

ValueId Lowerer::choose(ValueId condition, const std::function<ValueId()>& then,
                        const std::function<ValueId()>& otherwise, Span at) {
  return chooseArm(condition, {at, then}, {at, otherwise}, at);
}

ValueId Lowerer::lowerForm(const ConditionalExpr& conditional, ExprId id) {
  if (conditional.branches.size() > kMaxNestedBranches) return lowerLongChain(conditional, id);
  return branchFrom(conditional, 0, document_.type(id), span(id));
}

// A long chain of conditions: first the number of the branch, then a switch over it.
// The conditions are asked for in runs of equal length, each run being inside what the
// one before found nothing for; so n conditions nest 2 * sqrt(n) deep instead of n.
ValueId Lowerer::lowerLongChain(const ConditionalExpr& conditional, ExprId id) {
  Span at = span(id);
  TypeId type = document_.type(id);
  size_t run = static_cast<size_t>(std::sqrt(static_cast<double>(conditional.branches.size()))) + 1;
  ValueId chosen = chooseBranch(conditional, 0, run, at);
  std::vector<ir::RegionId> values;
  auto value = [&](ExprId taken) {
    values.push_back(region([&] { return Values{convert(lower(taken), type, span(taken))}; }, at));
  };
  for (const ConditionalExpr::Branch& branch : conditional.branches) value(branch.value);
  value(conditional.otherwise);
  return out().emit(Opcode::Switch, {chosen}, {}, at, std::move(values)).front();
}

// The number of the first branch from `first` on whose condition holds, or how many
// branches there are.
ValueId Lowerer::chooseBranch(const ConditionalExpr& conditional, size_t first, size_t run, Span at) {
  size_t count = conditional.branches.size();
  if (first >= count) return out().constInt(static_cast<int64_t>(count), at);
  size_t end = std::min(first + run, count);
  ValueId found = firstOf(conditional, first, end, at);
  ValueId none = out().constInt(static_cast<int64_t>(end), at);
  return choose(
      emit(Opcode::IntLt, {found, none}, at), [&] { return found; },
      [&] { return chooseBranch(conditional, end, run, at); }, at);
}

// The same among those before `end`, or `end`.
ValueId Lowerer::firstOf(const ConditionalExpr& conditional, size_t first, size_t end, Span at) {
  if (first == end) return out().constInt(static_cast<int64_t>(end), at);
  ExprId condition = conditional.branches[first].condition;
  return choose(
      truthOf(condition, lower(condition)), [&] { return out().constInt(static_cast<int64_t>(first), at); },
      [&] { return firstOf(conditional, first + 1, end, at); }, at);
}

ValueId Lowerer::branchFrom(const ConditionalExpr& conditional, size_t branch, TypeId type, Span at) {
  if (branch == conditional.branches.size()) return convert(lower(conditional.otherwise), type, at);
  const ConditionalExpr::Branch& taken = conditional.branches[branch];
  ValueId condition = truthOf(taken.condition, lower(taken.condition));
  bool isLast = branch + 1 == conditional.branches.size();
  Span rest = isLast ? span(conditional.otherwise) : at;
  return chooseArm(condition, {span(taken.value), [&] { return convert(lower(taken.value), type, span(taken.value)); }},
                   {rest, [&] { return branchFrom(conditional, branch + 1, type, at); }}, at);
}

ValueId Lowerer::lowerForm(const ClosureExpr&, ExprId id) {
  return closureValue(id, span(id));
}
ValueId Lowerer::lowerForm(const SpreadExpr& spread, ExprId id) {
  ValueId source = lower(spread.source);
  return spread.hint.valid() ? validated(source, spread.source, siteOf(id).failure) : source;
}

// Items that others refer to are evaluated as fields are, at most once.
ValueId Lowerer::lowerItem(ExprId literal, size_t position, ExprId value) {
  auto items = document_.items.find(literal);
  BindingId item = items == document_.items.end() ? BindingId() : items->second[position];
  return item.valid() ? forceField(item) : lower(value);
}

// Of a container that is made at once.
void Lowerer::checkElements(size_t count, Span at) {
  if (count > 0) effect(Opcode::CheckElements, {out().constInt(static_cast<int64_t>(count), at)}, at);
}

// Without spreads all elements are known; with them they are pushed in order.
ValueId Lowerer::lowerForm(const ListExpr& list, ExprId id) {
  TypeId type = document_.type(id);
  auto isSpread = [&](const ListExpr::Item& item) { return as<SpreadExpr>(ast_.expr(item.value)) != nullptr; };
  Values items;
  for (const ListExpr::Item& item : list.items) items.push_back(lowerItem(id, items.size(), item.value));
  if (std::any_of(list.items.begin(), list.items.end(), isSpread)) return concatenateItems(list, items, type, span(id));
  checkElements(items.size(), span(id));
  for (ValueId& item : items) item = convert(item, types()[type].element(), span(id));
  return emit(Opcode::ListMake, std::move(items), span(id), type);
}

ValueId Lowerer::concatenateItems(const ListExpr& list, const Values& items, TypeId type, Span whole) {
  TypeId element = types()[type].element();
  ValueId builder = emit(Opcode::BuilderNew, {out().constInt(0, whole)}, whole, types().builder(element));
  for (size_t i = 0; i < items.size(); ++i) {
    Span at = span(list.items[i].value);
    if (as<SpreadExpr>(ast_.expr(list.items[i].value)))
      buildInto(builder, streamOver(convert(items[i], type, at), type, at), false, at);
    else
      effect(Opcode::BuilderPush, {builder, convert(items[i], element, at)}, at);
  }
  return emit(Opcode::BuilderFinish, {builder}, whole);
}

ValueId Lowerer::lowerForm(const ComprehensionExpr&, ExprId id) {
  return collect(comprehension(id), span(id));
}

ValueId Lowerer::lowerForm(const TupleExpr& tuple, ExprId id) {
  Values items;
  TypeId type = document_.type(id);
  for (ExprId item : tuple.items) items.push_back(lowerItem(id, items.size(), item));
  checkElements(items.size(), span(id));
  for (size_t i = 0; i < items.size(); ++i) items[i] = convert(items[i], types()[type].arguments[i], span(id));
  return emit(Opcode::StructMake, std::move(items), span(id), type);
}

ValueId Lowerer::lowerForm(const DictExpr&, ExprId id) {
  return lowerDict(id, document_.type(id));
}

ValueId Lowerer::lowerForm(const WhereExpr& where, ExprId) {
  lowerWhere(where.bindings);
  return lower(where.body);
}

}
