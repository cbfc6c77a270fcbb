#pragma once

#include <initializer_list>
#include <utility>

#include "ir/module.h"

namespace relon::ir {

// Appends ops to one function. The current region is where ops go; `beginRegion`
// opens a nested one, `endRegion` returns to the one before. Result types follow
// from ops.def and the operands.
class Builder {
 public:
  Builder(Module& module, FunctionId function);

  // Creates a function with its parameters and an open body.
  static FunctionId newFunction(Module& module, std::string name, std::vector<Value> parameters, uint32_t captures,
                                TypeId result, Span span);

  // A function without a span is shared by many places, and fails at that of its call: while
  // that is so, ops get no places of their own. Returns what was before.
  bool hidePlaces(bool hide) { return std::exchange(hidesPlaces_, hide); }

  Module& module() { return module_; }
  TypeTable& types() { return module_.types; }
  Function& function() { return module_.functions[function_.index()]; }
  FunctionId functionId() const { return function_; }
  TypeId type(ValueId value) { return function().type(value); }
  ValueId parameter(size_t index) { return function().parameters[index]; }

  RegionId beginRegion(std::vector<Value> parameters = {});
  void endRegion();
  ValueId regionParameter(RegionId region, size_t index) { return function().region(region).parameters[index]; }
  RegionId currentRegion() const { return stack_.back(); }
  // The current region already ends in yield, return or fail.
  bool terminated();

  // The general form; returns the op's results.
  const std::vector<ValueId>& emit(Opcode code, std::vector<ValueId> operands, Attribute attribute, Span span,
                                   std::vector<RegionId> regions = {});
  // For ops with exactly one result.
  ValueId emit1(Opcode code, std::vector<ValueId> operands, Span span, Attribute attribute = {});

  ValueId constInt(int64_t value, Span span) { return emit1(Opcode::ConstInt, {}, span, value); }
  ValueId constFloat(double value, Span span) { return emit1(Opcode::ConstFloat, {}, span, value); }
  ValueId constBool(bool value, Span span) { return emit1(Opcode::ConstBool, {}, span, value); }
  ValueId constText(std::string value, Span span) { return emit1(Opcode::ConstText, {}, span, std::move(value)); }
  void yield(std::vector<ValueId> values, Span span);
  void ret(ValueId value, Span span);
  void fail(int32_t kind, std::string message, Span span);

 private:
  Module& module_;
  FunctionId function_;
  std::vector<RegionId> stack_;
  bool hidesPlaces_ = false;
};

// The result types of an op by the rules of ops.def, from its operands,
// attribute and regions (whose yields must be complete). `types` is the module's
// table or a copy of it: some results are types that did not exist before. The
// operands must fit the op, as the verifier demands.
std::vector<TypeId> resultTypes(const Module& module, TypeTable& types, const Function& function, const Op& op);

}
