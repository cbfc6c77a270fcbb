// Operators (language reference, file 03 section 2).
#include <algorithm>

#include "lower/lowerer.h"

namespace relon::lower {

// Chains are walked along their left spine. A String that grows by `+` is
// gathered and concatenated once.
ValueId Lowerer::lowerForm(const BinaryExpr&, ExprId id) {
  std::vector<ExprId> spine = ast_.leftSpine(id);
  auto isPipe = [&](ExprId link) { return as<BinaryExpr>(ast_.expr(link))->op == BinaryOp::Pipe; };
  auto lastPipe = std::find_if(spine.rbegin(), spine.rend(), isPipe);
  auto start = lastPipe.base();
  ValueId left;
  if (lastPipe != spine.rend())
    left = lowerCall(*lastPipe, document_.calls.at(*lastPipe), span(*lastPipe));
  else
    left = lower(as<BinaryExpr>(ast_.expr(spine.front()))->left);
  Values pieces;
  for (auto link = start; link != spine.end(); ++link) {
    const BinaryExpr& op = *as<BinaryExpr>(ast_.expr(*link));
    TypeId type = document_.type(*link);
    auto method = document_.operatorMethods.find(*link);
    bool isOwn = method != document_.operatorMethods.end();
    bool isText = !isOwn && op.op == BinaryOp::Add && types()[type].kind == TypeKind::String;
    if (isText) {
      if (pieces.empty()) pieces.push_back(textOf(op.left, left));
      pieces.push_back(textOf(op.right, lower(op.right)));
      continue;
    }
    if (!pieces.empty()) left = concatenate(std::move(pieces), span(op.left));
    pieces.clear();
    left = lowerLink(op, *link, left);
  }
  return pieces.empty() ? left : concatenate(std::move(pieces), span(id));
}

ValueId Lowerer::lowerLink(const BinaryExpr& op, ExprId id, ValueId left) {
  if (op.op == BinaryOp::And || op.op == BinaryOp::Or) return shortCircuit(op, left, span(id));
  ValueId right = lower(op.right);
  auto method = document_.operatorMethods.find(id);
  if (method != document_.operatorMethods.end()) {
    auto equality = document_.equalityMethods.find(id);
    bool hasEquality = equality != document_.equalityMethods.end();
    return callOperator(op, {method->second, hasEquality ? equality->second : ExprId()}, left, right,
                        document_.type(id), span(id));
  }
  auto methods = document_.operatorAlternatives.find(id);
  if (methods != document_.operatorAlternatives.end()) return chooseOperator(op, id, methods->second, left, right);
  return binary(op, left, right, document_.type(id), span(id));
}

// The method of the brand that a value has, if it has one. Whether the other operand is
// what that method takes, the run decides.
ValueId Lowerer::chooseOperator(const BinaryExpr& op, ExprId id, const std::vector<CallPlan::Alternative>& methods,
                                ValueId left, ValueId right) {
  Span at = span(id);
  TypeId type = document_.type(id);
  ValueId receiver = op.op == BinaryOp::Gt || op.op == BinaryOp::Ge ? right : left;
  std::function<ValueId(size_t)> from = [&](size_t i) {
    if (i == methods.size()) return convert(binary(op, left, right, type, at), type, at);
    auto call = [&] {
      OperatorMethod method{methods[i].function, methods[i].equality};
      return callOperator(op, method, toAny(left, at), toAny(right, at), type, at);
    };
    return choose(isOfType(receiver, methods[i].type, at), call, [&] { return from(i + 1); }, at);
  };
  return from(0);
}

// `a > b` is b.lt(a); `a <= b` is a.lt(b) or equality.
ValueId Lowerer::callOperator(const BinaryExpr& op, OperatorMethod method, ValueId left, ValueId right, TypeId type,
                              Span at) {
  bool isSwapped = op.op == BinaryOp::Gt || op.op == BinaryOp::Ge;
  ValueId result = callOwnMethod(method.function, isSwapped ? Values{right, left} : Values{left, right}, at);
  result = convertAt(Site{.isPromise = true}, result, type, at);
  if (op.op == BinaryOp::Ne) return emit(Opcode::BoolNot, {result}, at);
  if (op.op != BinaryOp::Le && op.op != BinaryOp::Ge) return result;
  auto areEqual = [&] {
    return method.equality.valid() ? callOwnMethod(method.equality, {left, right}, at) : equal(left, right, at);
  };
  return choose(result, [&] { return out().constBool(true, at); }, areEqual, at);
}

ValueId Lowerer::binary(const BinaryExpr& op, ValueId left, ValueId right, TypeId type, Span at) {
  if (op.op == BinaryOp::Add && isDict(typeOf(left)) && isDict(typeOf(right))) return mergeDicts(left, right, type, at);
  // An element of `[]` is taken for a number of the other side's type.
  bool isUnreachable = kindOf(left) == TypeKind::Never && kindOf(right) == TypeKind::Never;
  TypeId number = isUnreachable ? types().intType() : typeOf(kindOf(left) == TypeKind::Never ? right : left);
  auto operand = [&](ValueId value) { return kindOf(value) == TypeKind::Never ? convert(value, number, at) : value; };
  switch (op.op) {
    case BinaryOp::Eq:
      return compare(op, left, right, at);
    case BinaryOp::Ne:
      return emit(Opcode::BoolNot, {compare(op, left, right, at)}, at);
    case BinaryOp::Lt:
    case BinaryOp::Gt:
    case BinaryOp::Le:
    case BinaryOp::Ge: {
      ValueId first = operand(left);
      return order(op.op, first, operand(right), at);
    }
    default:
      return isUnreachable ? left : arithmetic(op.op, operand(left), operand(right), at);
  }
}

// An Option is no value of what it holds, unless `?.` found it.
ValueId Lowerer::compare(const BinaryExpr& op, ValueId left, ValueId right, Span at) {
  bool isAny = isAnyValue(left) || isAnyValue(right);
  bool leftIsOption = types().isOption(typeOf(left));
  bool areAlike = isAny || leftIsOption == types().isOption(typeOf(right));
  if (areAlike || document_.hits.contains(leftIsOption ? op.left : op.right)) return equal(left, right, at);
  return out().constBool(false, at);
}

ValueId Lowerer::shortCircuit(const BinaryExpr& op, ValueId left, Span at) {
  bool isAnd = op.op == BinaryOp::And;
  ExprId right = op.right;
  TypeId type = typeOf(left) == types().anyType() || document_.type(right) == types().anyType() ? types().anyType()
                                                                                                : types().boolType();
  left = convert(left, type, at);
  ValueId decides = toBool(left, at);
  auto other = [&] { return convert(lower(right), type, at); };
  bool isAny = type == types().anyType();
  auto known = [&] { return isAny ? left : out().constBool(!isAnd, at); };
  Arm evaluated{span(right), other};
  Arm decided{span(op.left), known};
  return isAnd ? chooseArm(decides, evaluated, decided, at) : chooseArm(decides, decided, evaluated, at);
}

ValueId Lowerer::arithmetic(BinaryOp op, ValueId left, ValueId right, Span at) {
  constexpr Opcode kInt[] = {Opcode::IntAdd, Opcode::IntSub, Opcode::IntMul, Opcode::IntDiv, Opcode::IntRem};
  constexpr Opcode kFloat[] = {Opcode::FloatAdd, Opcode::FloatSub, Opcode::FloatMul, Opcode::FloatDiv,
                               Opcode::FloatRem};
  auto index = static_cast<size_t>(op);
  if (isAnyValue(left) || isAnyValue(right)) return anyArithmetic(op, left, right, at);
  if (isNumber(left) || isNumber(right)) {
    auto operate = [&](ValueId a, ValueId b) { return convert(arithmetic(op, a, b, at), types().numberType(), at); };
    return perNumbers(left, right, operate, at);
  }
  if (!isFloat(left) && !isFloat(right)) return emit(kInt[index], {left, right}, at);
  if (!isFloat(left)) left = emit(Opcode::IntToFloat, {left}, at);
  if (!isFloat(right)) right = emit(Opcode::IntToFloat, {right}, at);
  return emit(kFloat[index], {left, right}, at);
}

ValueId Lowerer::negate(ValueId operand, Span at) {
  if (isAnyValue(operand)) return callCallable("_any_neg", {operand}, at);
  if (isNumber(operand))
    return perNumber(operand, [&](ValueId one) { return convert(negate(one, at), types().numberType(), at); }, at);
  return emit(isFloat(operand) ? Opcode::FloatNeg : Opcode::IntNeg, {operand}, at);
}

ValueId Lowerer::perNumber(ValueId value, const std::function<ValueId(ValueId)>& body, Span at) {
  if (!isNumber(value)) return body(value);
  return perVariant(
      value, [&](uint32_t, ValueId payload) { return body(emit(Opcode::StructGet, {payload}, at, uint32_t{0})); }, at);
}

ValueId Lowerer::perNumbers(ValueId a, ValueId b, const std::function<ValueId(ValueId, ValueId)>& body, Span at) {
  auto withSecond = [&](ValueId first) {
    return perNumber(b, [&](ValueId second) { return body(first, second); }, at);
  };
  return perNumber(a, withSecond, at);
}

// Values of which only the run tells what they are.
ValueId Lowerer::anyArithmetic(BinaryOp op, ValueId left, ValueId right, Span at) {
  constexpr const char* kNames[] = {"_any_add", "_any_sub", "_any_mul", "_any_div", "_any_rem"};
  bool mayMerge = op == BinaryOp::Add && (isAnyValue(left) || types()[typeOf(left)].open);
  ValueId result = callCallable(kNames[static_cast<size_t>(op)], {toAny(left, at), toAny(right, at)}, at);
  return mayMerge ? revalidated(result, at) : result;
}

// What `+` made of a schema's value is one again, with all that the schema checks, where only
// the run knows which schema it is. Schemas that use fields of the document, and generic ones,
// are left out.
ValueId Lowerer::revalidated(ValueId sum, Span at) {
  std::vector<TypeId> schemas;
  for (const auto& [type, info] : document_.schemas) {
    const ir::Type& shape = types()[type];
    bool isPlain = shape.kind == TypeKind::Record && shape.typeArguments.empty();
    if (isPlain && schemas_.capturesOf(type).empty()) schemas.push_back(type);
  }
  if (schemas.empty()) return sum;
  std::sort(schemas.begin(), schemas.end(), [](TypeId a, TypeId b) { return a.index() < b.index(); });
  auto remake = [&](const Values& given) {
    ValueId value = given.front();
    ValueId object = objectOf(value, at);
    ValueId brand = emit(Opcode::StructGet, {object}, at, uint32_t{1});
    ValueId enumeration = emit(Opcode::StructGet, {object}, at, uint32_t{2});
    ValueId isSchema = emit(Opcode::TextEq, {enumeration, out().constText("", at)}, at);
    for (TypeId schema : schemas) {
      auto isThis = [&] { return emit(Opcode::TextEq, {brand, out().constText(brandText(schema), at)}, at); };
      auto made = [&] { return toAny(fromAny(value, schema, at), at); };
      value = choose(both(isSchema, isThis, at), made, [&] { return value; }, at);
    }
    return value;
  };
  if (!revalidation_) {
    TypeId any = types().anyType();
    revalidation_ = declareFunction("revalidated", {}, {{any, "value"}}, any, Span::none());
    Site outer = std::exchange(site_, Site{});
    defineFunction(*revalidation_, remake, at);
    site_ = std::move(outer);
  }
  auto isDict = static_cast<uint32_t>(ir::AnyVariant::Dict);
  auto call = [&] { return emit(Opcode::Call, {sum}, at, ir::Callee(revalidation_->id)); };
  return choose(isVariant(sum, isDict, at), call, [&] { return sum; }, at);
}

// `a > b` is `b < a`; an Int and a Float are compared by their exact values.
ValueId Lowerer::order(BinaryOp op, ValueId left, ValueId right, Span at) {
  bool strict = op == BinaryOp::Lt || op == BinaryOp::Gt;
  bool greater = op == BinaryOp::Gt || op == BinaryOp::Ge;
  if (!isAnyValue(left) && !isAnyValue(right) && (isNumber(left) || isNumber(right)))
    return perNumbers(left, right, [&](ValueId a, ValueId b) { return order(op, a, b, at); }, at);
  if (isAnyValue(left) || isAnyValue(right)) {
    if (greater) std::swap(left, right);
    return callCallable(strict ? "_any_less" : "_any_less_equal", {toAny(left, at), toAny(right, at)}, at);
  }
  if (isFloat(left) == isFloat(right)) {
    Opcode code =
        isFloat(left) ? (strict ? Opcode::FloatLt : Opcode::FloatLe) : (strict ? Opcode::IntLt : Opcode::IntLe);
    return greater ? emit(code, {right, left}, at) : emit(code, {left, right}, at);
  }
  bool intGreater = greater != isFloat(left);
  Opcode code =
      intGreater ? (strict ? Opcode::MixedGt : Opcode::MixedGe) : (strict ? Opcode::MixedLt : Opcode::MixedLe);
  return isFloat(left) ? emit(code, {right, left}, at) : emit(code, {left, right}, at);
}

ValueId Lowerer::concatenate(Values pieces, Span at) {
  if (pieces.empty()) return out().constText("", at);
  if (pieces.size() == 1) return pieces.front();
  ValueId list = emit(Opcode::ListMake, std::move(pieces), at, types().list(types().stringType()));
  return callCallable("_text_concat", {list}, at);
}

}
