#include "base/check.h"
#include "ir/builder.h"

namespace relon::ir {

namespace {

// What a region that ends in `yield` yields; null for one that fails.
const Op* yieldOf(const Function& function, RegionId id) {
  const Region& region = function.region(id);
  if (region.ops.empty()) return nullptr;
  const Op& last = function.op(region.ops.back());
  return last.code == Opcode::Yield ? &last : nullptr;
}

// The results of `if`, `switch` and `attempt`: what the regions yield. A Never (the element
// of `[]`) gives way to the other region's type; a region that fails has no say.
std::vector<TypeId> joinedYields(const TypeTable& types, const Function& function, const Op& op) {
  std::vector<TypeId> results;
  for (RegionId region : op.regions) {
    const Op* yield = yieldOf(function, region);
    if (!yield) continue;
    if (results.empty()) results.resize(yield->operands.size(), types.neverType());
    for (size_t i = 0; i < std::min(results.size(), yield->operands.size()); ++i) {
      if (results[i] == types.neverType()) results[i] = function.type(yield->operands[i]);
    }
  }
  return results;
}

std::vector<TypeId> accumulatorTypes(const Function& function, const Op& op) {
  std::vector<TypeId> results;
  const Region& body = function.region(op.regions[0]);
  for (size_t i = 2; i < body.parameters.size(); ++i) results.push_back(function.type(body.parameters[i]));
  return results;
}

TypeId closureType(TypeTable& types, const Function& target) {
  std::vector<TypeId> parameters;
  for (size_t i = target.captures; i < target.parameters.size(); ++i) {
    parameters.push_back(target.type(target.parameters[i]));
  }
  return types.closure(std::move(parameters), target.result);
}

TypeId calleeResult(const Module& module, const Callee& callee) {
  if (auto* function = std::get_if<FunctionId>(&callee)) return module.function(*function).result;
  return module.callables[std::get<CallableId>(callee).index()].result;
}

std::vector<TypeId> specialTypes(const Module& module, TypeTable& types, const Function& function, const Op& op) {
  auto operandType = [&](size_t i) -> const Type& { return types.get(function.type(op.operands[i])); };
  switch (op.code) {
    case Opcode::StructGet:
      return {operandType(0).arguments[std::get<uint32_t>(op.attribute)]};
    case Opcode::StructExtend:
    case Opcode::OptionSettle:
      return {function.type(op.operands[0])};
    case Opcode::StructUndeclared:
      return {types.dict(types.anyType())};
    case Opcode::VariantMake:
      return {std::get<VariantRef>(op.attribute).type};
    case Opcode::VariantGet:
      return {operandType(0).arguments[std::get<uint32_t>(op.attribute)]};
    case Opcode::DictKeys:
      return {types.list(types.stringType())};
    case Opcode::DictValues:
      return {types.list(operandType(0).element())};
    case Opcode::ListGet:
    case Opcode::CellForce:
      return {operandType(0).element()};
    case Opcode::BuilderFinish:
      return {types.list(operandType(0).element())};
    case Opcode::ClosureMake:
      return {closureType(types, module.function(std::get<FunctionId>(op.attribute)))};
    case Opcode::If:
    case Opcode::Switch:
    case Opcode::Attempt:
      return joinedYields(types, function, op);
    case Opcode::Each:
      return accumulatorTypes(function, op);
    case Opcode::Call:
      return {calleeResult(module, std::get<Callee>(op.attribute))};
    case Opcode::CallClosure:
      return {operandType(0).closureResult()};
    default:
      RELON_UNREACHABLE("an op without a result rule");
  }
}

}

std::vector<TypeId> resultTypes(const Module& module, TypeTable& types, const Function& function, const Op& op) {
  switch (info(op.code).result) {
    case ResultRule::kInt:
      return {types.intType()};
    case ResultRule::kFloat:
      return {types.floatType()};
    case ResultRule::kBool:
      return {types.boolType()};
    case ResultRule::kString:
      return {types.stringType()};
    case ResultRule::kNone:
      return {};
    case ResultRule::kAttribute:
      return {std::get<TypeId>(op.attribute)};
    case ResultRule::kSpecial:
      return specialTypes(module, types, function, op);
  }
  RELON_UNREACHABLE("result rule");
}

}
