// Operators (language reference, file 02 section 2 and file 03 section 2).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

namespace {

// Each pipe of a chain becomes a call inside the next one.
constexpr int kMaxPipes = 1000;

constexpr std::string_view kOperators[] = {"+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "|"};

std::string quoted(BinaryOp op) {
  return "`" + std::string(kOperators[static_cast<size_t>(op)]) + "`";
}

}

// Chains are left-deep and long: the operands are inferred along the spine, and
// the type so far is carried.
TypeId Checker::inferForm(const BinaryExpr&, ExprId id, TypeId) {
  std::vector<ExprId> spine = ast_.leftSpine(id);
  auto isPipe = [&](ExprId link) { return as<BinaryExpr>(ast_.expr(link))->op == BinaryOp::Pipe; };
  if (std::count_if(spine.begin(), spine.end(), isPipe) > kMaxPipes)
    return unknown(DiagCode::nesting_too_deep, id, "a chain may have 1000 pipes");
  TypeId left;
  bool first = true;
  for (ExprId link : spine) {
    const BinaryExpr& binary = *as<BinaryExpr>(ast_.expr(link));
    if (binary.op == BinaryOp::Pipe) {
      left = inferPipe(binary, link);
    } else {
      if (first) left = infer(binary.left);
      left = inferOperator(binary, link, left, infer(binary.right));
    }
    first = false;
    out_.exprTypes[link.index()] = left;
    settled_.insert(link);
  }
  for (ExprId link : spine) settled_.erase(link);
  return left;
}

TypeId Checker::inferOperator(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right) {
  if (!left.valid() || !right.valid()) return {};
  bool isText = binary.op == BinaryOp::Add && (kind(left) == TypeKind::String || kind(right) == TypeKind::String);
  bool isShown = isText || binary.op == BinaryOp::Eq || binary.op == BinaryOp::Ne;
  if (isShown) noteHit(binary.left, left);
  if (isShown) noteHit(binary.right, right);
  if (!isShown || (!isText && isAny(right))) left = plain(binary.left, left);
  if (!isShown || (!isText && isAny(left))) right = plain(binary.right, right);
  if (auto result = inferOperatorMethod(binary, id, left, right)) return *result;
  switch (binary.op) {
    case BinaryOp::Add:
      return inferAdd(binary, id, left, right);
    case BinaryOp::Sub:
    case BinaryOp::Mul:
    case BinaryOp::Div:
    case BinaryOp::Rem:
      return inferArithmetic(binary, id, left, right);
    case BinaryOp::Lt:
    case BinaryOp::Gt:
    case BinaryOp::Le:
    case BinaryOp::Ge: {
      auto isOrdered = [&](TypeId type) { return isNumber(type) || isAny(type) || kind(type) == TypeKind::Never; };
      bool numbers = isOrdered(left) && isOrdered(right);
      if (!numbers) return operandMisfit(binary, id, left, right, "only numbers are ordered");
      return types().boolType();
    }
    case BinaryOp::Eq:
    case BinaryOp::Ne:
      return types().boolType();
    case BinaryOp::And:
    case BinaryOp::Or: {
      auto isBool = [&](TypeId type) {
        return kind(type) == TypeKind::Bool || kind(type) == TypeKind::Never || isAny(type);
      };
      if (!isBool(left) || !isBool(right)) return operandMisfit(binary, id, left, right, "both sides must be Bool");
      if (isAny(left) || isAny(right)) return types().anyType();
      return types().boolType();
    }
    case BinaryOp::Pipe:
      break;
  }
  RELON_UNREACHABLE("pipes are calls");
}

TypeId Checker::inferAdd(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right) {
  if (kind(left) == TypeKind::String || kind(right) == TypeKind::String) {
    return types().stringType();
  }
  if (isAny(left) || isAny(right)) return types().anyType();
  if (kind(left) == TypeKind::List && kind(right) == TypeKind::List)
    return operandMisfit(binary, id, left, right, "lists are concatenated by `[...a, ...b]`");
  if (isDict(left) && isDict(right)) {
    TypeId merged = mergedType(left, right);
    return merged.valid() ? merged : operandMisfit(binary, id, left, right, "the result would not be the left schema");
  }
  return inferArithmetic(binary, id, left, right);
}

TypeId Checker::inferArithmetic(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right) {
  if ((isAny(left) && (isNumber(right) || isAny(right))) || (isAny(right) && isNumber(left))) return types().anyType();
  if (kind(left) == TypeKind::Never)
    return isNumber(right) || kind(right) == TypeKind::Never ? right : operandMisfit(binary, id, left, right, "");
  if (kind(right) == TypeKind::Never) return isNumber(left) ? left : operandMisfit(binary, id, left, right, "");
  if (!isNumber(left) || !isNumber(right)) return operandMisfit(binary, id, left, right, "");
  if (left == types().numberType() || right == types().numberType()) return types().numberType();
  if (kind(left) == TypeKind::Float || kind(right) == TypeKind::Float) return types().floatType();
  size_t before = sink_.errorCount();
  foldConstant(binary, id);
  return sink_.errorCount() == before ? types().intType() : TypeId();
}

TypeId Checker::operandMisfit(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right, std::string_view help) {
  report(DiagCode::static_type_mismatch, ast_.span(id),
         quoted(binary.op) + " is not defined for `" + describe(left) + "` and `" + describe(right) + "`")
      .help = help;
  return {};
}

// Int arithmetic on literals is done here, so that what must fail is an error
// before the run, in branches never taken too.
void Checker::foldConstant(const BinaryExpr& binary, ExprId id) {
  auto left = constants_.find(binary.left);
  auto right = constants_.find(binary.right);
  if (left == constants_.end() || right == constants_.end()) return;
  int64_t a = left->second;
  int64_t b = right->second;
  int64_t value = 0;
  bool overflow = false;
  bool divides = binary.op == BinaryOp::Div || binary.op == BinaryOp::Rem;
  if (divides && b == 0) {
    report(DiagCode::const_div_zero, ast_.span(id), "division by zero");
    return;
  }
  if (binary.op == BinaryOp::Add) overflow = __builtin_add_overflow(a, b, &value);
  if (binary.op == BinaryOp::Sub) overflow = __builtin_sub_overflow(a, b, &value);
  if (binary.op == BinaryOp::Mul) overflow = __builtin_mul_overflow(a, b, &value);
  if (divides) overflow = a == INT64_MIN && b == -1;
  if (divides && !overflow) value = binary.op == BinaryOp::Div ? a / b : a % b;
  if (overflow) {
    report(DiagCode::const_numeric_overflow, ast_.span(id), "the result leaves the range of Int");
    return;
  }
  constants_[id] = value;
}

}
