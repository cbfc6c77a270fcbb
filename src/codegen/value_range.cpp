#include "codegen/value_range.h"

#include <algorithm>
#include <array>

namespace relon::codegen {

namespace {

using ir::Opcode;
using Wide = __int128;

struct WideRange {
  Wide first;
  Wide last;

  bool fits() const { return first >= INT64_MIN && last <= INT64_MAX; }
  // What remains once the check for overflow has passed.
  Range clamped() const {
    return {static_cast<int64_t>(std::clamp<Wide>(first, INT64_MIN, INT64_MAX)),
            static_cast<int64_t>(std::clamp<Wide>(last, INT64_MIN, INT64_MAX))};
  }
};

WideRange product(Range a, Range b) {
  std::array<Wide, 4> corners = {Wide{a.first} * b.first, Wide{a.first} * b.last, Wide{a.last} * b.first,
                                 Wide{a.last} * b.last};
  auto [least, most] = std::ranges::minmax(corners);
  return {least, most};
}

// The remainder has the dividend's sign and is nearer to 0 than either operand.
WideRange remainder(Range a, Range b) {
  Wide most = std::max(b.first < 0 ? -Wide{b.first} : Wide{b.first}, b.last < 0 ? -Wide{b.last} : Wide{b.last}) - 1;
  most = std::max<Wide>(most, 0);
  return {std::max<Wide>(std::min<Wide>(a.first, 0), -most), std::min<Wide>(std::max<Wide>(a.last, 0), most)};
}

// A quotient is not further from 0 than its dividend, except for MIN / -1.
WideRange quotient(Range a, Range b) {
  if (b.first > 0)
    return {Wide{a.first} / (a.first < 0 ? b.first : b.last), Wide{a.last} / (a.last < 0 ? b.last : b.first)};
  Wide most = std::max(-Wide{a.first}, Wide{a.last});
  most = std::max<Wide>(most, -Wide{a.last});
  return {-most, most};
}

WideRange arithmetic(Opcode code, Range a, Range b) {
  switch (code) {
    case Opcode::IntAdd:
      return {Wide{a.first} + b.first, Wide{a.last} + b.last};
    case Opcode::IntSub:
      return {Wide{a.first} - b.last, Wide{a.last} - b.first};
    case Opcode::IntMul:
      return product(a, b);
    case Opcode::IntDiv:
      return quotient(a, b);
    case Opcode::IntRem:
      return remainder(a, b);
    default:
      return {INT64_MIN, INT64_MAX};
  }
}

bool isArithmetic(Opcode code) {
  return code == Opcode::IntAdd || code == Opcode::IntSub || code == Opcode::IntMul || code == Opcode::IntDiv ||
         code == Opcode::IntRem;
}

}

ValueRanges::ValueRanges(const ir::Function& function) : function_(function), ranges_(function.values.size()) {
  visit(function.body);
}

void ValueRanges::visit(ir::RegionId id) {
  for (ir::OpId op : function_.region(id).ops) visitOp(function_.op(op));
}

void ValueRanges::visitOp(const ir::Op& op) {
  if (op.code == Opcode::Each) {
    const auto& parameters = function_.region(op.regions[0]).parameters;
    // A position would take centuries to pass MAX.
    ranges_[parameters[0].index()] = {0, INT64_MAX};
    if (std::get<ir::EachSource>(op.attribute).kind == ir::EachSource::Kind::Range) {
      int64_t first = of(op.operands[0]).first;
      int64_t end = of(op.operands[1]).last;
      ranges_[parameters[1].index()] = {first, std::max(first, end == INT64_MIN ? end : end - 1)};
    }
  }
  for (ir::RegionId region : op.regions) visit(region);
  for (size_t i = 0; i < op.results.size(); ++i) {
    ranges_[op.results[i].index()] = op.regions.empty() || op.code == Opcode::Each ? rangeOf(op) : joined(op, i);
  }
}

// A result of an `if`, `switch` or `attempt` is one of what its regions yield; those that fail yield nothing.
Range ValueRanges::joined(const ir::Op& branch, size_t result) const {
  Range all{INT64_MAX, INT64_MIN};
  for (ir::RegionId region : branch.regions) {
    const ir::Op& last = function_.op(function_.region(region).ops.back());
    if (last.code != Opcode::Yield) continue;
    Range one = of(last.operands[result]);
    all = {std::min(all.first, one.first), std::max(all.last, one.last)};
  }
  return all.first <= all.last ? all : Range{};
}

void ValueRanges::assume(const ir::Op& each, const std::vector<Range>& parameters) {
  const ir::Region& body = function_.region(each.regions[0]);
  for (size_t i = 0; i < parameters.size(); ++i) ranges_[body.parameters[i].index()] = parameters[i];
  visit(each.regions[0]);
}

void ValueRanges::forget(const ir::Op& each) {
  for (ir::ValueId parameter : function_.region(each.regions[0]).parameters) ranges_[parameter.index()] = {};
  visitOp(each);
}

Range ValueRanges::rangeOf(const ir::Op& op) const {
  if (op.code == Opcode::ConstInt) return {std::get<int64_t>(op.attribute), std::get<int64_t>(op.attribute)};
  if (op.code == Opcode::ListLen || op.code == Opcode::TextLen || op.code == Opcode::RangeLen) return {0, INT64_MAX};
  if (!isArithmetic(op.code)) return {};
  return arithmetic(op.code, of(op.operands[0]), of(op.operands[1])).clamped();
}

bool ValueRanges::proves(const ir::Op& op) const {
  if (op.proved) return true;
  if (!isArithmetic(op.code)) return false;
  Range a = of(op.operands[0]);
  Range b = of(op.operands[1]);
  bool divides = op.code == Opcode::IntDiv || op.code == Opcode::IntRem;
  if (!divides) return arithmetic(op.code, a, b).fits();
  bool nonZero = b.first > 0 || b.last < 0;
  bool mayBeMinusOne = b.first <= -1 && b.last >= -1;
  return nonZero && (a.first > INT64_MIN || !mayBeMinusOne);
}

}
