#include "interp/flatten.h"

#include <bit>

#include "base/check.h"
#include "interp/flattener.h"

namespace relon::interp {

using ir::Op;
using ir::Opcode;
using ir::ValueId;

Access accessOf(const ir::Type& type) {
  switch (type.kind) {
    case ir::TypeKind::Int:
    case ir::TypeKind::Float:
    case ir::TypeKind::Cell:
    case ir::TypeKind::Builder:
      return Access::Word;
    case ir::TypeKind::Bool:
      return Access::Byte;
    case ir::TypeKind::None:
    case ir::TypeKind::Never:
      return Access::Nothing;
    case ir::TypeKind::String:
    case ir::TypeKind::List:
    case ir::TypeKind::Tuple:
    case ir::TypeKind::Record:
    case ir::TypeKind::Enum:
    case ir::TypeKind::Dict:
    case ir::TypeKind::Closure:
      return Access::Aggregate;
  }
  RELON_UNREACHABLE("type kind");
}

void describe(const Environment& environment, const ir::Function& function, FunctionCode& code) {
  // Environments are laid out like tuples of the captures.
  ir::TypeTable types = environment.module.types;
  std::vector<ir::TypeId> captures;
  for (size_t i = 0; i < function.captures; ++i) captures.push_back(function.type(function.parameters[i]));
  ir::TypeId tuple = types.tuple(captures);
  std::vector<int64_t> offsets = ir::LayoutTable(types, sizeof(void*)).fieldOffsets(tuple);
  for (size_t i = 0; i < captures.size(); ++i) {
    code.captures.push_back({.slot = 0,
                             .offset = offsets[i],
                             .size = environment.layouts.of(captures[i]).size,
                             .access = accessOf(types.get(captures[i]))});
  }
  code.parameters = static_cast<uint32_t>(function.parameters.size());
  code.result.size = environment.layouts.of(function.result).size;
  code.result.access = accessOf(environment.module.types.get(function.result));
}

void flatten(Environment& environment, const ir::Function& function, FunctionCode& code) {
  Flattener(environment, function, code).run();
}

void Flattener::run() {
  // Parameters have the first slots, in order.
  for (ValueId parameter : function_.parameters) assign(parameter, newSlot());
  countCall();
  region(function_.body, {});
  code_.frameSize = (next_ + 15) / 16 * 16;
}

// Frame slots.

uint32_t Flattener::newSlot() {
  return newArea(8);
}

uint32_t Flattener::newArea(int64_t size) {
  uint32_t offset = next_;
  next_ += static_cast<uint32_t>((size + 7) / 8 * 8);
  return offset;
}

uint32_t Flattener::slot(ValueId value) {
  uint32_t& offset = slots_[value.index()];
  if (offset == 0) offset = newSlot();
  return offset;
}

// Emission.

size_t Flattener::emit(Code code, uint32_t a, uint32_t b, uint32_t c, int64_t word) {
  Instruction instruction;
  instruction.handler = reinterpret_cast<const void*>(static_cast<uintptr_t>(code));
  instruction.a = a;
  instruction.b = b;
  instruction.c = static_cast<int32_t>(c);
  instruction.word = word;
  instruction.site = site_;
  code_.instructions.push_back(instruction);
  return code_.instructions.size() - 1;
}

void Flattener::land(size_t branch) {
  aim(branch, code_.instructions.size());
}

void Flattener::aim(size_t branch, size_t target) {
  code_.instructions[branch].c = static_cast<int32_t>(static_cast<int64_t>(target) - static_cast<int64_t>(branch));
}

void Flattener::move(uint32_t to, uint32_t from) {
  if (to != from) emit(Code::Move, to, from);
}

// Regions.

void Flattener::region(ir::RegionId id, std::span<const uint32_t> targets) {
  const ir::Region& body = function_.region(id);
  const Op& last = function_.op(body.ops.back());
  if (last.code == Opcode::Yield) shareSlots(body, last, targets);
  for (size_t i = 0; i < body.ops.size(); ++i) {
    const Op& op = function_.op(body.ops[i]);
    const Op* next = i + 1 < body.ops.size() ? &function_.op(body.ops[i + 1]) : nullptr;
    countLine(op);
    if (next && isFused(op, *next)) {
      fused_ = &op;
      continue;
    }
    this->op(op);
  }
  if (last.code != Opcode::Yield || targets.empty()) return;
  for (size_t i = 0; i < targets.size(); ++i) move(targets[i], slot(last.operands[i]));
}

// A value that is made in the region only to be yielded is made in the place
// where the yield would move it.
void Flattener::shareSlots(const ir::Region& body, const Op& yield, std::span<const uint32_t> targets) {
  for (ir::OpId id : body.ops) {
    for (ValueId result : function_.op(id).results) {
      if (uses_.count(result) != 1) continue;
      for (size_t i = 0; i < targets.size(); ++i) {
        if (yield.operands[i] == result) assign(result, targets[i]);
      }
    }
  }
}

void Flattener::op(const Op& op) {
  if (canFail(op)) {
    site_ = op.span.valid() ? static_cast<int32_t>(environment_.pool.sites.size()) : -1;
    if (op.span.valid()) environment_.pool.sites.push_back(op.span);
  }
  switch (op.code) {
#define RELON_OP(Name, ...)          \
  case Opcode::Name:                 \
    handle(Tag<Opcode::Name>(), op); \
    break;
#include "ir/ops.def"
  }
  site_ = -1;
}

// A comparison of Ints whose only use is the `if` that follows it.
bool Flattener::isFused(const Op& op, const Op& next) const {
  bool isComparison = op.code == Opcode::IntEq || op.code == Opcode::IntLt || op.code == Opcode::IntLe;
  return isComparison && next.code == Opcode::If && next.operands[0] == op.results[0] &&
         uses_.count(op.results[0]) == 1;
}

size_t Flattener::branchUnless(const Op& branch) {
  if (!fused_) return emit(Code::JumpUnless, slot(branch.operands[0]));
  const Op& compare = *std::exchange(fused_, nullptr);
  Comparison codes = comparison(compare.code);
  std::optional<size_t> immediate = uses_.immediate(compare);
  if (!immediate) return emit(codes.unless, slot(compare.operands[0]), slot(compare.operands[1]));
  Code code = *immediate == 1 ? codes.unlessRightK : codes.unlessLeftK;
  return emit(code, slot(compare.operands[1 - *immediate]), 0, 0, *uses_.constant(compare.operands[*immediate]));
}

Flattener::Comparison Flattener::comparison(Opcode code) {
  switch (code) {
    case Opcode::IntEq:
      return {Code::IntEq, Code::IntEqK, Code::IntEqK, Code::UnlessIntEq, Code::UnlessIntEqK, Code::UnlessIntEqK};
    case Opcode::IntLt:
      return {Code::IntLt, Code::IntLtK, Code::IntGtK, Code::UnlessIntLt, Code::UnlessIntLtK, Code::UnlessIntGtK};
    default:
      return {Code::IntLe, Code::IntLeK, Code::IntGeK, Code::UnlessIntLe, Code::UnlessIntLeK, Code::UnlessIntGeK};
  }
}

void Flattener::binary(Code code, const Op& op) {
  emit(code, slot(op.results[0]), slot(op.operands[0]), slot(op.operands[1]));
}

void Flattener::withImmediate(Code plain, Code rightK, Code leftK, const Op& op) {
  std::optional<size_t> immediate = uses_.immediate(op);
  if (!immediate) return binary(plain, op);
  int64_t word = *uses_.constant(op.operands[*immediate]);
  emit(*immediate == 1 ? rightK : leftK, slot(op.results[0]), slot(op.operands[1 - *immediate]), 0, word);
}

void Flattener::constant(const Op& op, int64_t word) {
  if (uses_.needsSlot(op.results[0])) emit(Code::Constant, slot(op.results[0]), 0, 0, word);
}

}
