#include "ir/ranges.h"

#include "ir/interval.h"

// One walk over each function in text order: every value is defined before it is
// used, and accumulators are taken to be any Int, so that no iteration is
// needed. Inside the regions of an `if` on a comparison, the compared values are
// narrowed.
namespace relon::ir {

namespace {

constexpr Interval kLength{0, kIntMax};
// The index of a loop counts at most 2^63-1 rounds of a list; of a range it is
// below the range's length.
constexpr Interval kIndex{0, kIntMax - 1};

class Prover {
 public:
  explicit Prover(Function& function)
      : function_(function),
        intervals_(function.values.size()),
        definitions_(function.values.size()),
        indexOf_(function.values.size()) {}

  void run() { region(function_.body); }

 private:
  Interval& at(ValueId value) { return intervals_[value.index()]; }

  void region(RegionId id) {
    for (OpId op : function_.region(id).ops) visit(function_.op(op));
  }

  void visit(Op& op) {
    for (ValueId result : op.results) definitions_[result.index()] = &op;
    switch (op.code) {
      case Opcode::ConstInt:
        at(op.results[0]) = Interval::point(std::get<int64_t>(op.attribute));
        break;
      case Opcode::TextLen:
      case Opcode::ListLen:
        at(op.results[0]) = kLength;
        break;
      case Opcode::RangeLen:
        at(op.results[0]) = {0, rangeLen(at(op.operands[0]).low, at(op.operands[1]).high)};
        break;
      case Opcode::ListGet:
        op.proved = op.proved || isIndexOf(op.operands[1], op.operands[0]);
        break;
      case Opcode::If:
        visitIf(op);
        break;
      case Opcode::Each:
        visitEach(op);
        break;
      case Opcode::Switch:
      case Opcode::Attempt:
        visitBranches(op);
        break;
      default:
        arithmetic(op);
    }
  }

  Checked checked(const Op& op) {
    auto operand = [&](size_t i) { return at(op.operands[i]); };
    switch (op.code) {
      case Opcode::IntAdd:
        return add(operand(0), operand(1));
      case Opcode::IntSub:
        return sub(operand(0), operand(1));
      case Opcode::IntMul:
        return mul(operand(0), operand(1));
      case Opcode::IntDiv:
        return div(operand(0), operand(1));
      case Opcode::IntRem:
        return rem(operand(0), operand(1));
      case Opcode::IntNeg:
        return neg(operand(0));
      default:
        return std::nullopt;
    }
  }

  void arithmetic(Op& op) {
    Checked result = checked(op);
    if (!result) return;
    op.proved = true;
    at(op.results[0]) = *result;
  }

  // Narrowing.

  // Walks a region in which the comparison that made `condition` has the given outcome.
  void regionWhere(RegionId id, ValueId condition, bool holds) {
    const Op* comparison = definitions_[condition.index()];
    while (comparison && comparison->code == Opcode::BoolNot) {
      holds = !holds;
      comparison = definitions_[comparison->operands[0].index()];
    }
    if (!isIntComparison(comparison)) return region(id);
    ValueId a = comparison->operands[0];
    ValueId b = comparison->operands[1];
    Interval oldA = at(a);
    Interval oldB = at(b);
    narrow(comparison->code, a, b, holds);
    region(id);
    at(a) = oldA;
    at(b) = oldB;
  }

  static bool isIntComparison(const Op* op) {
    return op && (op->code == Opcode::IntEq || op->code == Opcode::IntLt || op->code == Opcode::IntLe);
  }

  void narrow(Opcode code, ValueId a, ValueId b, bool holds) {
    if (code == Opcode::IntEq) {
      Interval both = narrowed(at(a), at(b));
      if (holds) at(a) = at(b) = both;
      return;
    }
    // not (a < b) is b <= a, and not (a <= b) is b < a.
    bool isStrict = (code == Opcode::IntLt) == holds;
    holds ? narrowOrder(a, b, isStrict) : narrowOrder(b, a, isStrict);
  }

  // `low` is less than `high`, or equal to it if not strict.
  void narrowOrder(ValueId low, ValueId high, bool isStrict) {
    int64_t step = isStrict ? 1 : 0;
    Interval first = at(low);
    Interval second = at(high);
    int64_t most = second.high == kIntMin ? kIntMin : second.high - step;
    int64_t least = first.low == kIntMax ? kIntMax : first.low + step;
    at(low) = narrowed(first, {kIntMin, most});
    at(high) = narrowed(second, {least, kIntMax});
  }

  void visitIf(Op& op) {
    regionWhere(op.regions[0], op.operands[0], true);
    std::vector<Interval> first = yielded(op, op.regions[0]);
    regionWhere(op.regions[1], op.operands[0], false);
    join(op, first, yielded(op, op.regions[1]));
  }

  // `switch` and `attempt`: one of the regions is what counts.
  void visitBranches(Op& op) {
    std::vector<Interval> all;
    for (RegionId id : op.regions) {
      region(id);
      std::vector<Interval> one = yielded(op, id);
      join(op, all, one);
      if (one.empty()) continue;
      all.clear();
      for (ValueId result : op.results) all.push_back(at(result));
    }
  }

  const Op* yieldOf(RegionId id) {
    const Op& last = function_.op(function_.region(id).ops.back());
    return last.code == Opcode::Yield ? &last : nullptr;
  }

  // What a region yields; empty for one that fails.
  std::vector<Interval> yielded(const Op& op, RegionId id) {
    std::vector<Interval> intervals;
    const Op* yield = yieldOf(id);
    for (size_t i = 0; yield && i < op.results.size(); ++i) intervals.push_back(at(yield->operands[i]));
    return intervals;
  }

  void join(const Op& op, const std::vector<Interval>& first, const std::vector<Interval>& second) {
    for (size_t i = 0; i < op.results.size(); ++i) {
      if (first.empty() && second.empty()) return;
      if (first.empty())
        at(op.results[i]) = second[i];
      else if (second.empty())
        at(op.results[i]) = first[i];
      else
        at(op.results[i]) = hull(first[i], second[i]);
    }
  }

  // Loops.

  void visitEach(Op& op) {
    const Region& body = function_.region(op.regions[0]);
    bool isRange = std::get<EachSource>(op.attribute).kind == EachSource::Kind::Range;
    at(body.parameters[0]) = kIndex;
    if (isRange)
      rangeParameters(op, body);
    else
      indexOf_[body.parameters[0].index()] = op.operands[0];
    region(op.regions[0]);
  }

  // In a round of the body the range is not empty.
  void rangeParameters(const Op& op, const Region& body) {
    Interval first = at(op.operands[0]);
    Interval end = at(op.operands[1]);
    if (first.low >= end.high) return;
    at(body.parameters[1]) = {first.low, end.high - 1};
    int64_t length = rangeLen(first.low, end.high);
    at(body.parameters[0]) = {0, length - 1};
    bool isWholeList = first == Interval::point(0);
    const Op* bound = definitions_[op.operands[1].index()];
    if (!isWholeList || !bound || bound->code != Opcode::ListLen) return;
    indexOf_[body.parameters[0].index()] = bound->operands[0];
    indexOf_[body.parameters[1].index()] = bound->operands[0];
  }

  bool isIndexOf(ValueId index, ValueId list) const {
    const std::optional<ValueId>& known = indexOf_[index.index()];
    return known && *known == list;
  }

  Function& function_;
  std::vector<Interval> intervals_;
  std::vector<const Op*> definitions_;
  // The list that an index certainly lies in.
  std::vector<std::optional<ValueId>> indexOf_;
};

}

void proveRanges(Module& module) {
  for (Function& function : module.functions) Prover(function).run();
}

}
