#pragma once

#include <optional>
#include <vector>

#include "ir/module.h"

namespace relon::interp {

// How the values of a function are used: what decides about immediates, fused
// branches and shared slots.
class Uses {
 public:
  explicit Uses(const ir::Function& function);

  // All uses, by operands.
  uint32_t count(ir::ValueId value) const { return counts_[value.index()]; }
  // Some use needs the value in a slot; constants that are only immediates do not.
  bool needsSlot(ir::ValueId value) const { return slots_[value.index()] > 0; }
  // Number of the last op that uses the value; ops are numbered in text order,
  // an op with regions after what is in them.
  uint32_t lastUse(ir::ValueId value) const { return last_[value.index()]; }
  uint32_t number(ir::OpId op) const { return numbers_[op.index()]; }
  std::optional<int64_t> constant(ir::ValueId value) const { return constants_[value.index()]; }
  // The operand that the op's instruction takes as an immediate.
  std::optional<size_t> immediate(const ir::Op& op) const;

 private:
  void visit(ir::RegionId region);
  void visitOp(ir::OpId id);

  const ir::Function& function_;
  std::vector<uint32_t> counts_;
  std::vector<uint32_t> slots_;
  std::vector<uint32_t> last_;
  std::vector<uint32_t> numbers_;
  std::vector<std::optional<int64_t>> constants_;
  uint32_t next_ = 0;
};

}
