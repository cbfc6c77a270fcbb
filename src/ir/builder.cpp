#include "ir/builder.h"

#include "base/check.h"

namespace relon::ir {

namespace {

std::vector<ValueId> addValues(Function& function, std::vector<Value> values) {
  std::vector<ValueId> ids;
  for (Value& value : values) {
    ids.emplace_back(function.values.size());
    function.values.push_back(std::move(value));
  }
  return ids;
}

}

Builder::Builder(Module& module, FunctionId function)
    : module_(module), function_(function), stack_{module.function(function).body} {}

FunctionId Builder::newFunction(Module& module, std::string name, std::vector<Value> parameters, uint32_t captures,
                                TypeId result, Span span) {
  FunctionId id(module.functions.size());
  Function& function = module.functions.emplace_back();
  function.name = std::move(name);
  function.span = span;
  function.parameters = addValues(function, std::move(parameters));
  function.captures = captures;
  function.result = result;
  function.body = RegionId(0);
  function.regions.emplace_back();
  return id;
}

RegionId Builder::beginRegion(std::vector<Value> parameters) {
  RegionId id(function().regions.size());
  std::vector<ValueId> ids = addValues(function(), std::move(parameters));
  function().regions.push_back(Region{.parameters = std::move(ids), .ops = {}});
  stack_.push_back(id);
  return id;
}

void Builder::endRegion() {
  RELON_CHECK(stack_.size() > 1, "the body of a function is not a nested region");
  stack_.pop_back();
}

bool Builder::terminated() {
  const Region& region = function().region(currentRegion());
  if (region.ops.empty()) return false;
  Opcode last = function().op(region.ops.back()).code;
  return last == Opcode::Yield || last == Opcode::Return || last == Opcode::Fail;
}

const std::vector<ValueId>& Builder::emit(Opcode code, std::vector<ValueId> operands, Attribute attribute, Span span,
                                          std::vector<RegionId> regions) {
  Op op{.code = code,
        .proved = false,
        .span = hidesPlaces_ ? Span::none() : span,
        .attribute = std::move(attribute),
        .operands = std::move(operands),
        .results = {},
        .regions = std::move(regions)};
  std::vector<Value> results;
  for (TypeId type : resultTypes(module_, types(), function(), op)) results.push_back({type, {}});
  op.results = addValues(function(), std::move(results));
  OpId id(function().ops.size());
  function().ops.push_back(std::move(op));
  function().region(currentRegion()).ops.push_back(id);
  return function().op(id).results;
}

ValueId Builder::emit1(Opcode code, std::vector<ValueId> operands, Span span, Attribute attribute) {
  const std::vector<ValueId>& results = emit(code, std::move(operands), std::move(attribute), span);
  RELON_CHECK(results.size() == 1, "an op with exactly one result");
  return results[0];
}

void Builder::yield(std::vector<ValueId> values, Span span) {
  emit(Opcode::Yield, std::move(values), {}, span);
}

void Builder::ret(ValueId value, Span span) {
  emit(Opcode::Return, {value}, {}, span);
}

void Builder::fail(int32_t kind, std::string message, Span span) {
  emit(Opcode::Fail, {}, Failure{kind, std::move(message)}, span);
}

}
