#pragma once

#include <algorithm>
#include <utility>

#include "interp/flatten.h"
#include "interp/stack.h"
#include "interp/uses.h"

namespace relon::interp {

// Flattens one function. One overload of `handle` per op of ops.def; a missing
// one is an error of compilation.
class Flattener {
 public:
  Flattener(Environment& environment, const ir::Function& function, FunctionCode& code)
      : environment_(environment),
        function_(function),
        code_(code),
        uses_(function),
        slots_(function.values.size()),
        areas_(function.values.size()) {}

  void run();

 private:
  template <ir::Opcode>
  struct Tag {};

  // The instructions of a comparison: plain, with an immediate on the right or
  // the left, and fused with a branch that is taken where it does not hold.
  struct Comparison {
    Code plain, rightK, leftK, unless, unlessRightK, unlessLeftK;
  };
  static Comparison comparison(ir::Opcode code);

  // A loop that is being flattened: the slots that hold its accumulators.
  struct Loop {
    std::vector<uint32_t> accumulators;
  };

  uint32_t newSlot();
  uint32_t newArea(int64_t size);
  uint32_t slot(ir::ValueId value);
  void assign(ir::ValueId value, uint32_t offset) { slots_[value.index()] = offset; }

  size_t emit(Code code, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, int64_t word = 0);
  // Lets a branch go to the next instruction, or to a given one.
  void land(size_t branch);
  void aim(size_t branch, size_t target);
  void move(uint32_t to, uint32_t from);
  template <typename Info>
  int64_t address(const Info& info) {
    return static_cast<int64_t>(reinterpret_cast<intptr_t>(&info));
  }

  // The ops of a region; `targets` are the slots that take what it yields.
  void region(ir::RegionId id, std::span<const uint32_t> targets);
  void shareSlots(const ir::Region& body, const ir::Op& yield, std::span<const uint32_t> targets);
  // One region of a branch, and the body of a loop.
  void arm(const ir::Op& op, ir::RegionId id, std::span<const uint32_t> targets);
  void rounds(ir::RegionId body);
  void count(const CoveragePoint& point);
  void countCall();
  void countLine(const ir::Op& op);
  void op(const ir::Op& op);
  bool isFused(const ir::Op& op, const ir::Op& next) const;
  size_t branchUnless(const ir::Op& branch);

  void binary(Code code, const ir::Op& op);
  void withImmediate(Code plain, Code rightK, Code leftK, const ir::Op& op);
  void constant(const ir::Op& op, int64_t word);
  void compare(const ir::Op& op);
  void loadField(ir::ValueId result, ir::ValueId base, int64_t offset);
  void loadElement(uint32_t to, ir::TypeId element, uint32_t list, uint32_t index);
  void make(Code code, const ir::Op& op, MakeInfo info, int64_t areaSize, uint32_t tag = 0);
  void makeVariant(const ir::Op& op, const ir::VariantRef& variant);
  // Where a call puts its result; for aggregates the result's slot is aimed at it.
  uint32_t resultPlace(ir::ValueId result);

  void beginLoop(const ir::Op& op, size_t sources, Loop& loop);
  void loopBody(const ir::Op& op, const Loop& loop, std::vector<size_t>& exits);
  void shareAccumulators(const ir::Op& op, const ir::Op& yield, const Loop& loop);
  void nextAccumulators(const ir::Op& op, std::span<const ir::ValueId> values, const Loop& loop);
  void rangeLoop(const ir::Op& op);
  void listLoop(const ir::Op& op);

  const ir::Type& type(ir::TypeId id) const { return environment_.module.types.get(id); }
  const ir::Type& typeOf(ir::ValueId value) const { return type(function_.type(value)); }
  Access access(ir::ValueId value) const { return accessOf(typeOf(value)); }
  int64_t sizeOf(ir::TypeId id) const { return environment_.layouts.of(id).size; }

#define RELON_OP(Name, ...) void handle(Tag<ir::Opcode::Name>, const ir::Op& op);
#include "ir/ops.def"

  Environment& environment_;
  const ir::Function& function_;
  FunctionCode& code_;
  Uses uses_;
  // 0: none yet; the header of the frame lies at 0.
  std::vector<uint32_t> slots_;
  // Of accumulators: where their bytes lie.
  std::vector<uint32_t> areas_;
  uint32_t next_ = kHeaderSize;
  int32_t site_ = -1;
  const ir::Op* fused_ = nullptr;
  // Of coverage: the lines that are counted already here, and the loops around.
  std::vector<std::pair<FileId, uint32_t>> lines_;
  uint32_t depth_ = 0;
};

}
