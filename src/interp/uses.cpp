#include "interp/uses.h"

namespace relon::interp {

using ir::Op;
using ir::Opcode;

Uses::Uses(const ir::Function& function)
    : function_(function),
      counts_(function.values.size()),
      slots_(function.values.size()),
      last_(function.values.size()),
      numbers_(function.ops.size()),
      constants_(function.values.size()) {
  visit(function.body);
}

void Uses::visit(ir::RegionId region) {
  for (ir::OpId id : function_.region(region).ops) visitOp(id);
}

void Uses::visitOp(ir::OpId id) {
  const Op& op = function_.op(id);
  if (op.code == Opcode::ConstInt) constants_[op.results[0].index()] = std::get<int64_t>(op.attribute);
  for (ir::RegionId region : op.regions) visit(region);
  numbers_[id.index()] = next_;
  std::optional<size_t> immediateAt = immediate(op);
  for (size_t i = 0; i < op.operands.size(); ++i) {
    uint32_t value = op.operands[i].index();
    ++counts_[value];
    if (immediateAt != i) ++slots_[value];
    last_[value] = next_;
  }
  ++next_;
}

std::optional<size_t> Uses::immediate(const Op& op) const {
  auto known = [&](size_t i) { return constant(op.operands[i]); };
  auto either = [&]() -> std::optional<size_t> {
    if (known(1)) return 1;
    return known(0) ? std::optional<size_t>(0) : std::nullopt;
  };
  switch (op.code) {
    case Opcode::IntAdd:
    case Opcode::IntMul:
    case Opcode::IntEq:
    case Opcode::IntLt:
    case Opcode::IntLe:
      return either();
    case Opcode::IntSub:
      return known(1) ? std::optional<size_t>(1) : std::nullopt;
    case Opcode::IntDiv:
    case Opcode::IntRem:
      return known(1) && *known(1) != 0 && *known(1) != -1 ? std::optional<size_t>(1) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}
