#include "codegen/function_emitter.h"

// A function whose result is that of a call of itself runs as a loop: the call's arguments
// become the parameters of the next round. Rounds still count as calls, in steps and depth,
// so that budgets are the same in every executor; only the native stack does not grow.
namespace relon::codegen {

using ir::Opcode;

namespace {

bool isConditional(const ir::Op& op) {
  return op.code == Opcode::If || op.code == Opcode::Switch;
}

bool endsWithResultOf(const ir::Op& last, const ir::Op& op) {
  return last.operands.size() == 1 && op.results.size() == 1 && last.operands[0] == op.results[0];
}

bool callsFunction(const ir::Op& op, ir::FunctionId id) {
  if (op.code != Opcode::Call) return false;
  auto* callee = std::get_if<ir::FunctionId>(&std::get<ir::Callee>(op.attribute));
  return callee != nullptr && *callee == id;
}

}

void FunctionEmitter::findTailCalls(ir::RegionId region) {
  const std::vector<ir::OpId>& ops = function_.region(region).ops;
  if (ops.size() < 2) return;
  const ir::Op& op = function_.op(ops[ops.size() - 2]);
  if (!endsWithResultOf(function_.op(ops.back()), op)) return;
  if (callsFunction(op, id_)) tailLoop_.calls.insert(&op);
  if (!isConditional(op)) return;
  for (ir::RegionId inner : op.regions) findTailCalls(inner);
}

bool FunctionEmitter::changesInTailCalls(size_t parameter) const {
  return std::ranges::any_of(tailLoop_.calls, [&](const ir::Op* call) {
    return call->operands[parameter] != function_.parameters[parameter];
  });
}

// The stack is checked once, before the loop: no round needs more of it.
void FunctionEmitter::openTailLoop() {
  checkStack(function_.span);
  tailLoop_.depth = slot(source_.types.intType());
  fill(tailLoop_.depth, depth_);
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    ir::ValueId parameter = function_.parameters[i];
    if (!changesInTailCalls(i)) continue;
    tailLoop_.changing.push_back({i, slot(function_.type(parameter))});
    fill(tailLoop_.changing.back().slot, values_[parameter.index()]);
  }
  tailLoop_.head = block("round");
  builder_.CreateBr(tailLoop_.head);
  builder_.SetInsertPoint(tailLoop_.head);
  depth_ = contents(tailLoop_.depth);
  for (const auto& [index, slot] : tailLoop_.changing) values_[function_.parameters[index].index()] = contents(slot);
}

// All arguments are taken before the first parameter changes, as they may lie in parameters.
void FunctionEmitter::callAgain(const ir::Op& op) {
  std::vector<Slot> taken;
  for (const auto& [index, slot] : tailLoop_.changing) {
    taken.push_back(this->slot(slot.type));
    fill(taken.back(), fitted(op.operands[index], slot.type));
  }
  for (size_t i = 0; i < taken.size(); ++i) fill(tailLoop_.changing[i].slot, contents(taken[i]));
  fill(tailLoop_.depth, builder_.CreateSub(depth_, int64(1)));
  builder_.CreateBr(tailLoop_.head);
  builder_.SetInsertPoint(block("after_round"));
  define(op, llvm::PoisonValue::get(module_.valueType(resultType(op))));
}

}
