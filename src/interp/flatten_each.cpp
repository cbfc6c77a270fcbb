#include "interp/flattener.h"

// `each`. Accumulators have slots of their own; aggregate ones also an area that
// the slot always points at. The results of the loop are the accumulators.
namespace relon::interp {

using ir::Op;
using ir::ValueId;

namespace {

bool stops(const Op& op) {
  return std::get<ir::EachSource>(op.attribute).stops;
}

}

// Puts the initial values into the accumulators.
void Flattener::beginLoop(const Op& op, size_t sources, Loop& loop) {
  const ir::Region& body = function_.region(op.regions[0]);
  for (size_t i = 0; i < op.results.size(); ++i) {
    ValueId parameter = body.parameters[i + 2];
    uint32_t target = slot(op.results[i]);
    assign(parameter, target);
    loop.accumulators.push_back(target);
    ValueId initial = op.operands[sources + i];
    if (access(parameter) == Access::Nothing) continue;
    if (access(parameter) != Access::Aggregate) {
      move(target, slot(initial));
      continue;
    }
    int64_t size = sizeOf(function_.type(parameter));
    uint32_t area = newArea(size);
    emit(Code::CopyBytes, area, slot(initial), 0, size);
    emit(Code::AddressOf, target, area);
    areas_[parameter.index()] = area;
  }
}

// A scalar that is made only to be the next accumulator is made in the
// accumulator's slot, if nothing reads the old value at that time or later.
void Flattener::shareAccumulators(const Op& op, const Op& yield, const Loop& loop) {
  const ir::Region& body = function_.region(op.regions[0]);
  size_t extra = stops(op) ? 1 : 0;
  for (ir::OpId id : body.ops) {
    const Op& maker = function_.op(id);
    if (!maker.regions.empty() || maker.results.size() != 1) continue;
    ValueId made = maker.results[0];
    Access kind = access(made);
    if (uses_.count(made) != 1 || (kind != Access::Word && kind != Access::Byte)) continue;
    for (size_t i = 0; i < loop.accumulators.size(); ++i) {
      ValueId old = body.parameters[i + 2];
      bool isFree = uses_.count(old) == 0 || uses_.lastUse(old) <= uses_.number(id);
      if (yield.operands[i + extra] == made && isFree) assign(made, loop.accumulators[i]);
    }
  }
}

void Flattener::nextAccumulators(const Op& op, std::span<const ValueId> values, const Loop& loop) {
  const ir::Region& body = function_.region(op.regions[0]);
  struct Copy {
    uint32_t to;
    uint32_t from;
    int64_t size;
    bool isBytes;
  };
  std::vector<Copy> copies;
  size_t aggregates = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    ValueId parameter = body.parameters[i + 2];
    uint32_t from = slot(values[i]);
    if (from == loop.accumulators[i] || access(parameter) == Access::Nothing) continue;
    bool isBytes = access(parameter) == Access::Aggregate;
    aggregates += isBytes ? 1 : 0;
    int64_t size = isBytes ? sizeOf(function_.type(parameter)) : 8;
    copies.push_back({isBytes ? areas_[parameter.index()] : loop.accumulators[i], from, size, isBytes});
  }
  // Where a copy could overwrite what a later one reads, all go through temporaries.
  bool overlaps = aggregates > 1;
  for (size_t i = 0; i < copies.size(); ++i) {
    for (size_t j = i + 1; j < copies.size(); ++j) overlaps |= !copies[i].isBytes && copies[j].from == copies[i].to;
  }
  if (overlaps) {
    for (Copy& copy : copies) {
      uint32_t temporary = newArea(copy.size);
      emit(copy.isBytes ? Code::CopyBytes : Code::Move, temporary, copy.from, 0, copy.size);
      copy.from = temporary;
    }
  }
  for (const Copy& copy : copies) {
    Code bytes = overlaps ? Code::CopyArea : Code::CopyBytes;
    emit(copy.isBytes ? bytes : Code::Move, copy.to, copy.from, 0, copy.size);
  }
}

// One round; `exits` collects the branches that leave the loop.
void Flattener::loopBody(const Op& op, const Loop& loop, std::vector<size_t>& exits) {
  const ir::Region& body = function_.region(op.regions[0]);
  const Op& last = function_.op(body.ops.back());
  bool yields = last.code == ir::Opcode::Yield;
  if (yields) shareAccumulators(op, last, loop);
  rounds(op.regions[0]);
  if (!yields) return;
  std::span<const ValueId> values = last.operands;
  if (!stops(op)) return nextAccumulators(op, values, loop);
  // The accumulators may overwrite the condition.
  uint32_t goOn = newSlot();
  move(goOn, slot(values[0]));
  nextAccumulators(op, values.subspan(1), loop);
  exits.push_back(emit(Code::JumpUnless, goOn));
}

void Flattener::rangeLoop(const Op& op) {
  const ir::Region& body = function_.region(op.regions[0]);
  ValueId index = body.parameters[0];
  ValueId element = body.parameters[1];
  uint32_t end = slot(op.operands[1]);
  Loop loop;
  beginLoop(op, 2, loop);
  move(slot(element), slot(op.operands[0]));
  bool isIndexed = uses_.count(index) > 0;
  if (isIndexed) emit(Code::Constant, slot(index));
  std::vector<size_t> exits{emit(Code::UnlessIntLt, slot(element), end)};
  size_t top = code_.instructions.size();
  loopBody(op, loop, exits);
  Code next = isIndexed ? Code::RangeNextIndexed : Code::RangeNext;
  aim(emit(next, slot(element), end, 0, isIndexed ? slot(index) : 0), top);
  for (size_t exit : exits) land(exit);
}

void Flattener::listLoop(const Op& op) {
  const ir::Region& body = function_.region(op.regions[0]);
  uint32_t index = slot(body.parameters[0]);
  ValueId element = body.parameters[1];
  uint32_t list = slot(op.operands[0]);
  Loop loop;
  beginLoop(op, 1, loop);
  emit(Code::Constant, index);
  std::vector<size_t> exits{emit(Code::ListEnds, index, list)};
  size_t top = code_.instructions.size();
  if (uses_.count(element) > 0) loadElement(slot(element), function_.type(element), list, index);
  loopBody(op, loop, exits);
  aim(emit(Code::ListNext, index, list), top);
  for (size_t exit : exits) land(exit);
}

}
