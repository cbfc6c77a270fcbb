#include <unordered_set>

#include "ir/builder.h"
#include "ir/rules.h"

// Walks each function's region tree with the set of values in scope. A region
// sees what was defined before it in the regions around it; what it defines
// itself ends with it.
namespace relon::ir {

namespace {

using Problem = std::optional<std::string>;

bool exists(const Function& function, ValueId id) {
  return id.index() < function.values.size();
}

class FunctionVerifier {
 public:
  // `types` is a copy of the module's table, for types that only rules mention.
  FunctionVerifier(const Module& module, TypeTable& types, const Function& function)
      : module_(module),
        types_(types),
        function_(function),
        inScope_(function.values.size()),
        finished_(function.values.size()),
        usedOps_(function.ops.size()),
        usedRegions_(function.regions.size()) {}

  Problem run() {
    if (Problem problem = enterRegion(function_.body)) return problem;
    if (Problem problem = define(function_.parameters)) return problem;
    const Region& body = function_.region(function_.body);
    if (!body.parameters.empty()) return "the body of a function has no parameters of its own";
    if (body.ops.empty() || !isEnter(body.ops.front())) return "a function begins with `enter`";
    return region(body, nullptr);
  }

 private:
  bool isEnter(OpId id) const { return id.index() < function_.ops.size() && function_.op(id).code == Opcode::Enter; }

  Problem enterRegion(RegionId id) {
    if (id.index() >= function_.regions.size()) return "a region does not exist";
    if (usedRegions_[id.index()]) return "a region is used twice";
    usedRegions_[id.index()] = true;
    return {};
  }

  Problem define(const std::vector<ValueId>& values) {
    for (ValueId value : values) {
      if (!exists(function_, value)) return "a value does not exist";
      if (wasDefined_.contains(value.index())) return "a value is defined twice";
      wasDefined_.insert(value.index());
      inScope_[value.index()] = true;
    }
    return {};
  }

  void leave(const std::vector<ValueId>& values) {
    for (ValueId value : values) inScope_[value.index()] = false;
  }

  // `parent` is the op that the region belongs to; null for a body.
  Problem region(const Region& region, const Op* parent) {
    if (region.ops.empty()) return "a region is empty";
    for (size_t i = 0; i < region.ops.size(); ++i) {
      OpId id = region.ops[i];
      if (id.index() >= function_.ops.size()) return "an op does not exist";
      if (usedOps_[id.index()]) return "an op is used twice";
      usedOps_[id.index()] = true;
      const Op& op = function_.op(id);
      if (isTerminator(op.code) != (i + 1 == region.ops.size())) return about(op, "misplaced end of a region");
      if (op.code == Opcode::Enter && (parent || i > 0)) return about(op, "stands first in a function only");
      if (Problem problem = verifyOp(op, parent)) return problem;
    }
    for (OpId id : region.ops) leave(function_.op(id).results);
    return {};
  }

  static Problem about(const Op& op, const std::string& why) {
    return '`' + std::string(info(op.code).text) + "`: " + why;
  }

  Problem verifyOp(const Op& op, const Op* parent) {
    for (ValueId operand : op.operands) {
      if (!exists(function_, operand) || !inScope_[operand.index()]) return about(op, "an operand is not in scope");
    }
    for (RegionId id : op.regions) {
      if (Problem problem = enterRegion(id)) return about(op, *problem);
      for (ValueId value : function_.region(id).parameters) {
        if (!exists(function_, value)) return about(op, "a value does not exist");
      }
    }
    if (Problem problem = checkOp(module_, function_, op)) return about(op, *problem);
    if (Problem problem = checkBuilders(op)) return about(op, *problem);
    if (Problem problem = checkEnd(op, parent)) return about(op, *problem);
    if (Problem problem = regions(op)) return problem;
    return checkResults(op);
  }

  Problem regions(const Op& op) {
    size_t outside = finishOrder_.size();
    for (RegionId id : op.regions) {
      const Region& inner = function_.region(id);
      if (Problem problem = define(inner.parameters)) return about(op, *problem);
      size_t before = finishOrder_.size();
      if (Problem problem = region(inner, &op)) return problem;
      leave(inner.parameters);
      if (op.code == Opcode::Each && finishesOuter(before)) return about(op, "a builder is finished in every round");
      // Another branch may finish the same builder.
      for (size_t i = before; i < finishOrder_.size(); ++i) finished_[finishOrder_[i].index()] = false;
    }
    for (size_t i = outside; i < finishOrder_.size(); ++i) finished_[finishOrder_[i].index()] = true;
    return {};
  }

  // Builders still in scope after a region were defined outside of it.
  bool finishesOuter(size_t from) const {
    for (size_t i = from; i < finishOrder_.size(); ++i) {
      if (inScope_[finishOrder_[i].index()]) return true;
    }
    return false;
  }

  // Builders are only pushed to and finished, and nothing comes after finishing.
  Problem checkBuilders(const Op& op) {
    for (size_t i = 0; i < op.operands.size(); ++i) {
      ValueId operand = op.operands[i];
      if (types_.get(function_.type(operand)).kind != TypeKind::Builder) continue;
      bool isUse = i == 0 && (op.code == Opcode::BuilderPush || op.code == Opcode::BuilderFinish);
      if (!isUse) return "a builder can only be pushed to and finished";
      if (finished_[operand.index()]) return "the builder is used up";
      if (op.code != Opcode::BuilderFinish) continue;
      finished_[operand.index()] = true;
      finishOrder_.push_back(operand);
    }
    return {};
  }

  Problem checkEnd(const Op& op, const Op* parent) const {
    if (op.code == Opcode::Return) {
      if (parent) return "stands in the body of a function only";
      return fits(types_, function_.type(op.operands[0]), function_.result) ? Problem() : "wrong type of result";
    }
    if (op.code != Opcode::Yield) return {};
    if (!parent) return "a function ends with `return` or `fail`";
    bool isEach = parent->code == Opcode::Each;
    bool stops = isEach && std::get<EachSource>(parent->attribute).stops;
    size_t extra = stops ? 1 : 0;
    if (op.operands.size() != parent->results.size() + extra) return "wrong number of values";
    if (stops && function_.type(op.operands[0]) != types_.boolType()) return "the first value says whether to go on";
    for (size_t i = 0; i < parent->results.size(); ++i) {
      ValueId result = parent->results[i];
      if (!exists(function_, result)) return "a value does not exist";
      if (!fits(types_, function_.type(op.operands[i + extra]), function_.type(result))) return "wrong type of value";
    }
    return {};
  }

  Problem checkResults(const Op& op) {
    std::vector<TypeId> expected = resultTypes(module_, types_, function_, op);
    bool neverYields = expected.empty() && !op.regions.empty() && op.code != Opcode::Each;
    if (!neverYields && expected.size() != op.results.size()) return about(op, "wrong number of results");
    if (Problem problem = define(op.results)) return about(op, *problem);
    for (size_t i = 0; i < expected.size(); ++i) {
      if (!fits(types_, expected[i], function_.type(op.results[i]))) return about(op, "wrong type of result");
    }
    return {};
  }

  const Module& module_;
  TypeTable& types_;
  const Function& function_;
  std::vector<bool> inScope_;
  std::vector<bool> finished_;
  std::vector<ValueId> finishOrder_;
  std::vector<bool> usedOps_;
  std::vector<bool> usedRegions_;
  std::unordered_set<uint32_t> wasDefined_;
};

// Records and tuples that contain themselves by value would have no size.
class SizeCheck {
 public:
  explicit SizeCheck(const TypeTable& types) : types_(types), state_(types.size(), State::Unseen) {}

  Problem run() {
    for (size_t i = 0; i < types_.size(); ++i) {
      if (!isFinite(TypeId(i))) return "`" + types_.text(TypeId(i)) + "` contains itself by value";
    }
    return {};
  }

 private:
  enum class State : uint8_t { Unseen, Open, Finite };

  bool isFinite(TypeId id) {
    State& state = state_[id.index()];
    if (state != State::Unseen) return state == State::Finite;
    const Type& type = types_.get(id);
    bool isStruct = type.kind == TypeKind::Tuple || type.kind == TypeKind::Record;
    state = State::Open;
    for (TypeId field : isStruct ? std::span(type.arguments) : std::span<const TypeId>()) {
      if (!isFinite(field)) return false;
    }
    state = State::Finite;
    return true;
  }

  const TypeTable& types_;
  std::vector<State> state_;
};

Problem checkEntry(const Module& module) {
  if (!module.entry) return {};
  const Entry& entry = *module.entry;
  if (entry.function.index() >= module.functions.size()) return "the entry's function does not exist";
  const Function& function = module.function(entry.function);
  if (function.captures > 0) return "the entry's function has captures";
  size_t expected = entry.isMain ? function.parameters.size() : 0;
  if (entry.parameterNames.size() != expected) return "the entry needs a name for each parameter";
  if (!entry.isMain && !function.parameters.empty()) return "a document has no parameters";
  return {};
}

// Rules look into functions other than the one at hand, so their heads come first.
Problem checkHeads(const Module& module) {
  for (const Function& function : module.functions) {
    if (function.captures > function.parameters.size()) return '@' + function.name + ": more captures than parameters";
    for (ValueId parameter : function.parameters) {
      if (!exists(function, parameter)) return '@' + function.name + ": a parameter does not exist";
    }
    for (const Value& value : function.values) {
      if (value.type.index() >= module.types.size()) return '@' + function.name + ": a type does not exist";
    }
    if (function.result.index() >= module.types.size()) return '@' + function.name + ": a type does not exist";
  }
  std::unordered_set<std::string> names;
  for (const CallableRef& callable : module.callables) {
    if (!names.insert(callable.name).second) return "callable `" + callable.name + "` is declared twice";
  }
  return {};
}

}

std::optional<IrError> verify(const Module& module) {
  if (Problem problem = SizeCheck(module.types).run()) return IrError{0, *problem};
  if (Problem problem = checkHeads(module)) return IrError{0, *problem};
  if (Problem problem = checkEntry(module)) return IrError{0, *problem};
  TypeTable types = module.types;
  for (const Function& function : module.functions) {
    FunctionVerifier verifier(module, types, function);
    if (Problem problem = verifier.run()) return IrError{0, '@' + function.name + ": " + *problem};
  }
  return std::nullopt;
}

}
