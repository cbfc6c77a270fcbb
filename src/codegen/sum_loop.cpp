#include "codegen/sum_loop.h"

#include <algorithm>
#include <map>

namespace relon::codegen {

namespace {

using ir::Opcode;

// Scalar operations, which may be computed for nothing, and reads of an element's fields.
constexpr Opcode kFreeOfEffects[] = {
    Opcode::ConstInt, Opcode::ConstFloat, Opcode::ConstBool, Opcode::IntAdd,     Opcode::IntSub,   Opcode::IntMul,
    Opcode::IntDiv,   Opcode::IntRem,     Opcode::IntNeg,    Opcode::IntToFloat, Opcode::FloatAdd, Opcode::FloatSub,
    Opcode::FloatMul, Opcode::FloatDiv,   Opcode::FloatNeg,  Opcode::IntEq,      Opcode::IntLt,    Opcode::IntLe,
    Opcode::FloatEq,  Opcode::FloatLt,    Opcode::FloatLe,   Opcode::MixedLt,    Opcode::MixedLe,  Opcode::MixedGt,
    Opcode::MixedGe,  Opcode::BoolEq,     Opcode::BoolNot,   Opcode::StructGet,  Opcode::Yield};

// How a value depends on the accumulator.
enum class Part : uint8_t {
  None,
  Accumulator,
  // The accumulator with at most one term added or taken.
  Sum,
};

// One walk over the body.
class Additions {
 public:
  Additions(const ir::Function& function, ir::ValueId accumulator, const MayCall& mayCall)
      : function_(function), mayCall_(mayCall) {
    parts_[accumulator.index()] = Part::Accumulator;
  }

  // Every round yields the accumulator and a term.
  bool areAll(ir::RegionId body) {
    const ir::Op* yield = walk(body);
    return yield != nullptr && part(yield->operands[0]) != Part::None;
  }

  std::vector<ir::CallableId> takeCallees() { return std::move(callees_); }

 private:
  Part part(ir::ValueId id) const {
    auto known = parts_.find(id.index());
    return known == parts_.end() ? Part::None : known->second;
  }

  // The region's yield; null where something else is done than adding.
  const ir::Op* walk(ir::RegionId id) {
    const ir::Op* last = nullptr;
    for (ir::OpId op : function_.region(id).ops) {
      last = &function_.op(op);
      if (!visit(*last)) return nullptr;
    }
    return last != nullptr && last->code == Opcode::Yield ? last : nullptr;
  }

  bool visit(const ir::Op& op) {
    if (op.code == Opcode::If) return visitIf(op);
    bool isFreeOfEffects = std::ranges::find(kFreeOfEffects, op.code) != std::end(kFreeOfEffects);
    if (!isFreeOfEffects && !isPermittedCall(op)) return false;
    if (op.code == Opcode::Yield) return true;
    bool isFree = std::ranges::all_of(op.operands, [&](ir::ValueId id) { return part(id) == Part::None; });
    return isFree || visitAddition(op);
  }

  bool isPermittedCall(const ir::Op& op) {
    if (op.code != Opcode::Call) return false;
    const auto* callee = std::get_if<ir::CallableId>(&std::get<ir::Callee>(op.attribute));
    if (callee == nullptr || !mayCall_(*callee)) return false;
    callees_.push_back(*callee);
    return true;
  }

  bool visitAddition(const ir::Op& op) {
    if (op.code != Opcode::IntAdd && op.code != Opcode::IntSub) return false;
    Part left = part(op.operands[0]);
    Part right = part(op.operands[1]);
    bool adds = left == Part::Accumulator && right == Part::None;
    bool addsTo = op.code == Opcode::IntAdd && left == Part::None && right == Part::Accumulator;
    parts_[op.results[0].index()] = Part::Sum;
    return adds || addsTo;
  }

  bool visitIf(const ir::Op& op) {
    if (part(op.operands[0]) != Part::None) return false;
    const ir::Op* first = walk(op.regions[0]);
    const ir::Op* second = walk(op.regions[1]);
    if (first == nullptr || second == nullptr) return false;
    for (size_t i = 0; i < op.results.size(); ++i) {
      bool isSum = part(first->operands[i]) != Part::None;
      if (isSum != (part(second->operands[i]) != Part::None)) return false;
      if (isSum) parts_[op.results[i].index()] = Part::Sum;
    }
    return true;
  }

  const ir::Function& function_;
  const MayCall& mayCall_;
  std::map<uint32_t, Part> parts_;
  std::vector<ir::CallableId> callees_;
};

bool cannotFail(const ir::Function& function, ir::RegionId id, const ValueRanges& ranges) {
  return std::ranges::all_of(function.region(id).ops, [&](ir::OpId at) {
    const ir::Op& op = function.op(at);
    bool mayFail = op.code != Opcode::Call && ir::info(op.code).failures != 0;
    if (mayFail && !ranges.proves(op)) return false;
    return std::ranges::all_of(op.regions, [&](ir::RegionId region) { return cannotFail(function, region, ranges); });
  });
}

bool sumsInts(const ir::Module& module, const ir::Function& function, const ir::Op& each) {
  return !std::get<ir::EachSource>(each.attribute).stops && each.results.size() == 1 &&
         module.types[function.type(each.results[0])].kind == ir::TypeKind::Int;
}

}

std::optional<SumLoop> findSumLoop(const ir::Module& module, const ir::Function& function, const ir::Op& each,
                                   ValueRanges& ranges, const MayCall& mayCall) {
  if (!sumsInts(module, function, each)) return {};
  bool isRange = std::get<ir::EachSource>(each.attribute).kind == ir::EachSource::Kind::Range;
  if (isRange && ranges.of(each.operands[0]).first < 0) return {};
  const ir::Region& body = function.region(each.regions[0]);
  Additions additions(function, body.parameters[2], mayCall);
  if (!additions.areAll(each.regions[0])) return {};
  const Range small{0, SumLoop::kElementLimit - 1};
  ranges.assume(each, {isRange ? small : ranges.of(body.parameters[0]), isRange ? small : Range{}, Range{0, 0}});
  if (cannotFail(function, each.regions[0], ranges)) {
    return SumLoop{ranges.of(function.op(body.ops.back()).operands[0]), additions.takeCallees()};
  }
  ranges.forget(each);
  return {};
}

}
