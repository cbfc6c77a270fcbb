// Calls of builtins (language reference, file 04). An overload is chosen by the
// types of the arguments; type parameters follow from them, and then functions
// among the arguments get their parameters' types.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

std::optional<size_t> Checker::BuiltinCall::generic(std::string_view head) const {
  auto found = std::find(signature.generics.begin(), signature.generics.end(), head);
  if (found == signature.generics.end()) return std::nullopt;
  return static_cast<size_t>(found - signature.generics.begin());
}

Checker::BuiltinCall Checker::beginCall(BuiltinId overload) const {
  BuiltinCall call{.id = overload, .signature = signature(overload), .arguments = {}, .operands = {}};
  call.arguments.resize(call.signature.generics.size());
  call.operands.resize(call.signature.parameters.size());
  return call;
}

TypeId Checker::callBuiltin(ExprId id, BuiltinId builtin, const std::vector<Operand>& operands, TypeId expected) {
  std::vector<TypeId> given;
  bool complete = true;
  for (const Operand& operand : operands) {
    bool waits = as<ClosureExpr>(ast_.expr(operand.value)) || calledFunction(operand.value);
    given.push_back(waits ? TypeId() : infer(operand.value));
    if (!takesOption(builtin)) given.back() = plain(operand.value, given.back());
    complete = complete && (waits || given.back().valid());
  }
  if (!complete) return {};
  std::vector<BuiltinCall> candidates = placeOperands(id, builtin, operands);
  // The last overload is the widest, so that the run decides on its own.
  if (std::any_of(given.begin(), given.end(), [&](TypeId type) { return type.valid() && holdsAny(type); }))
    std::reverse(candidates.begin(), candidates.end());
  for (BuiltinCall& call : candidates)
    if (fittingOperands(call, given) == operands.size()) return finishCall(id, call, operands, given, expected);
  if (!candidates.empty()) builtinMisfit(candidates, operands, given);
  return {};
}

bool Checker::takesOption(BuiltinId builtin) {
  BuiltinSignature shape = signature(builtin);
  auto isOption = [](const TypePattern& pattern) { return pattern.head == "Option"; };
  return std::any_of(shape.parameters.begin(), shape.parameters.end(), isOption);
}

// The overloads that take so many arguments with these names, or none after reporting.
std::vector<Checker::BuiltinCall> Checker::placeOperands(ExprId id, BuiltinId builtin,
                                                         const std::vector<Operand>& operands) {
  std::vector<BuiltinCall> placed;
  std::string counts;
  // The receiver of a method is written before the dot, and no argument to people.
  const CallExpr* written = as<CallExpr>(ast_.expr(id));
  size_t receivers = written && !calledByName(written->callee) ? 1 : 0;
  for (BuiltinId overload : overloads(builtin)) {
    BuiltinCall call = beginCall(overload);
    std::string count = std::to_string(call.signature.names.size() - receivers);
    if (!counts.ends_with(count)) counts += (counts.empty() ? "" : " or ") + count;
    if (call.signature.names.size() == operands.size()) placed.push_back(std::move(call));
  }
  if (placed.empty()) {
    report(arityCode(id, builtin), ast_.span(id),
           "`" + std::string(info(builtin).name()) + "` takes " + counts +
               (counts == "1" ? " argument" : " arguments") + ", found " + std::to_string(operands.size() - receivers));
    return {};
  }
  for (BuiltinCall& call : placed)
    if (!nameOperands(call, operands)) return {};
  return placed;
}

bool Checker::nameOperands(BuiltinCall& call, const std::vector<Operand>& operands) {
  std::vector<bool> taken(operands.size());
  for (size_t i = 0; i < operands.size(); ++i) {
    bool isNamed = operands[i].name.valid();
    auto position = isNamed ? namedPosition(operands[i], call.signature.names) : std::optional<size_t>(i);
    if (!position) return false;
    if (taken[*position]) {
      unknown(DiagCode::fn_call_duplicate_arg_binding, operands[i].value,
              "parameter `" + std::string(call.signature.names[*position]) + "` is given twice");
      return false;
    }
    taken[*position] = true;
    call.operands[*position] = i;
  }
  return true;
}

bool Checker::holdsAny(TypeId type) const {
  return isAny(type) || (kind(type) == TypeKind::List && isAny(types()[type].element()));
}

// How many arguments fit, from the left; functions are looked at later.
size_t Checker::fittingOperands(BuiltinCall& call, const std::vector<TypeId>& given) {
  std::vector<size_t> positions(given.size());
  for (size_t i = 0; i < call.operands.size(); ++i) positions[call.operands[i]] = i;
  for (size_t i = 0; i < given.size(); ++i) {
    const TypePattern& pattern = call.signature.parameters[positions[i]];
    if (!given[i].valid()) {
      if (!pattern.isFunction() && !call.generic(pattern.head)) return i;
    } else if (pattern.isFunction()) {
      bool isDecided = isAny(given[i]) && isRelaxed();
      if (kind(given[i]) != TypeKind::Closure && kind(given[i]) != TypeKind::Never && !isDecided) return i;
    } else {
      bind(call, pattern, given[i]);
      if (!operandFits(given[i], pattern, substitute(call, pattern))) return i;
    }
  }
  return given.size();
}

// `Any` in a signature is for what has no type of its own, not for everything.
bool Checker::operandFits(TypeId given, const TypePattern& pattern, TypeId wanted) const {
  bool isOpen = isAny(given) || (kind(given) == TypeKind::Enum && given != types().numberType());
  return pattern.head == "Any" ? isOpen : fits(given, wanted);
}

// Learns type parameters from what is given where `pattern` is declared.
void Checker::bind(BuiltinCall& call, const TypePattern& pattern, TypeId given) {
  if (auto generic = call.generic(pattern.head)) {
    TypeId both = join(call.arguments[*generic], given);
    // The fallback of `value.default` may be an Option itself.
    if (!both.valid() && types().isOption(given)) both = join(optionOf(call.arguments[*generic]), given);
    if (both.valid()) call.arguments[*generic] = both;
    return;
  }
  const Type type = types()[given];
  std::vector<TypeId> parts;
  if (pattern.head == "List" && type.kind == TypeKind::List) parts = type.arguments;
  if (pattern.head == "Tuple" && type.kind == TypeKind::Tuple) parts = type.arguments;
  if (pattern.head == "Option") parts = types().isOption(given) ? type.typeArguments : std::vector{given};
  if (pattern.head == "Iter" && types().isIter(given)) parts = type.typeArguments;
  if (pattern.head == "Dict" && isDict(given)) parts = {types().stringType(), valueType(given)};
  if (isAny(given)) parts.assign(pattern.arguments.size(), given);
  for (size_t i = 0; i < std::min(parts.size(), pattern.arguments.size()); ++i)
    bind(call, pattern.arguments[i], parts[i]);
}

// The type that a pattern stands for; what is not known yet is Never.
TypeId Checker::substitute(const BuiltinCall& call, const TypePattern& pattern) {
  if (auto generic = call.generic(pattern.head)) {
    TypeId known = call.arguments[*generic];
    return known.valid() ? known : types().neverType();
  }
  if (pattern.head == "Any") return types().anyType();
  std::vector<TypeId> arguments;
  for (const TypePattern& argument : pattern.arguments) arguments.push_back(substitute(call, argument));
  return resolveBuiltin(pattern.head, arguments);
}

// As `substitute`, in words: a type parameter that is not known is its name.
std::string Checker::describePattern(const BuiltinCall& call, const TypePattern& pattern) {
  if (auto generic = call.generic(pattern.head); generic && call.arguments[*generic].valid())
    return describe(call.arguments[*generic]);
  std::string text(pattern.head);
  for (size_t i = 0; i < pattern.arguments.size(); ++i)
    text += (i == 0 ? "<" : ", ") + describePattern(call, pattern.arguments[i]);
  return pattern.arguments.empty() ? text : text + ">";
}

// Reports the first argument that no overload takes after those before it.
void Checker::builtinMisfit(const std::vector<BuiltinCall>& candidates, const std::vector<Operand>& operands,
                            const std::vector<TypeId>& given) {
  size_t furthest = 0;
  std::vector<std::string> wanted;
  for (const BuiltinCall& candidate : candidates) {
    BuiltinCall call = beginCall(candidate.id);
    call.operands = candidate.operands;
    size_t misfit = fittingOperands(call, given);
    if (misfit > furthest) wanted.clear();
    if (misfit < furthest) continue;
    furthest = misfit;
    auto position = std::find(call.operands.begin(), call.operands.end(), misfit) - call.operands.begin();
    call.arguments.assign(call.arguments.size(), TypeId());
    const TypePattern& pattern = call.signature.parameters[static_cast<size_t>(position)];
    if (pattern.head != "Any") wanted.push_back("`" + describePattern(call, pattern) + "`");
  }
  std::string all;
  for (size_t i = 0; i < wanted.size(); ++i) all += (i == 0 ? "" : i + 1 == wanted.size() ? " or " : ", ") + wanted[i];
  TypeId found = given[furthest];
  unknown(DiagCode::fn_call_arg_type, operands[furthest].value,
          "expected " + all + ", found " + (found.valid() ? "`" + describe(found) + "`" : "a function"));
}

TypeId Checker::finishCall(ExprId id, BuiltinCall& call, const std::vector<Operand>& operands,
                           const std::vector<TypeId>& given, TypeId expected) {
  auto isOpen = [&](TypeId type) { return holdsAny(type) || kind(type) == TypeKind::Never; };
  for (size_t i = 0; i < call.operands.size(); ++i) {
    const TypePattern& pattern = call.signature.parameters[i];
    ExprId value = operands[call.operands[i]].value;
    if (pattern.isFunction()) {
      if (!bindFunction(call, pattern, value, expected)) return {};
    } else if (!given[call.operands[i]].valid()) {
      TypeId type = infer(value);
      if (!type.valid()) return {};
      bind(call, pattern, type);
    } else if (TypeId type = given[call.operands[i]]; isOpen(type) && !call.generic(pattern.head)) {
      out_.demanded[value.index()] = substitute(call, pattern);
    }
  }
  CallPlan plan{.kind = CallPlan::Kind::Builtin, .builtin = call.id};
  for (size_t i = 0; i < operands.size(); ++i) {
    auto position = std::find(call.operands.begin(), call.operands.end(), i) - call.operands.begin();
    plan.arguments.push_back({operands[i].value, static_cast<uint32_t>(position)});
  }
  if (info(call.id).op == BuiltinOp::Contains) noteEquality(id, call.arguments[0], call.arguments[1]);
  TypeId result = builtinResult(id, call, plan);
  out_.calls[id] = std::move(plan);
  return result;
}

// Elements are compared as `==` does.
void Checker::noteEquality(ExprId id, TypeId element, TypeId wanted) {
  MethodInfo* info = nominalOf(element) ? findMethod(element, "eq") : nullptr;
  bool isUsable = info && info->method->parameters.size() == 1 && !info->method->isNative;
  TypeId type = isUsable ? methodType(*info, element) : TypeId();
  if (type.valid() && fits(wanted, types()[type].closureParameters().back()))
    out_.operatorMethods[id] = info->method->function;
}

TypeId Checker::dateType() {
  TypeId number = types().intType();
  return types().option(types().record({"day", "month", "year"}, {number, number, number}));
}

// Results that depend on more than the signature says: merged dict literals keep
// their fields, and a date has the fields of one.
TypeId Checker::builtinResult(ExprId id, const BuiltinCall& call, const CallPlan& plan) {
  if (info(call.id).op == BuiltinOp::ParseDate) return dateType();
  if (info(call.id).op != BuiltinOp::Merge) return substitute(call, call.signature.result);
  TypeId left = out_.exprTypes[plan.argument(0).index()];
  TypeId right = out_.exprTypes[plan.argument(1).index()];
  if (!isDict(left) || !isDict(right)) return substitute(call, call.signature.result);
  TypeId merged = mergedType(left, right);
  if (merged.valid()) return merged;
  return unknown(DiagCode::static_type_mismatch, id, "the result would not be a `" + describe(left) + "`");
}

// The function's result may widen a type parameter that its parameters depend on,
// as the accumulator of `reduce` grows from `[]`; then it is inferred once more.
bool Checker::bindFunction(BuiltinCall& call, const TypePattern& pattern, ExprId function, TypeId expected) {
  const TypePattern& result = pattern.arguments.back();
  auto parameters = [&] {
    std::vector<TypeId> types;
    for (size_t i = 0; i + 1 < pattern.arguments.size(); ++i) types.push_back(substitute(call, pattern.arguments[i]));
    return types;
  };
  TypeId found = functionArgument(function, parameters(), expectedResult(call, result, expected));
  if (!found.valid()) return false;
  auto generic = call.generic(result.head);
  if (!generic) return functionResultFits(function, found, substitute(call, result));
  TypeId before = call.arguments[*generic];
  TypeId both = join(before, found);
  if (!both.valid()) {
    unknown(DiagCode::fn_call_arg_type, function,
            "the function returns `" + describe(found) + "`, the accumulator is `" + describe(before) + "`");
    return false;
  }
  call.arguments[*generic] = both;
  return !before.valid() || before == both || functionArgument(function, parameters(), both).valid();
}

bool Checker::functionResultFits(ExprId function, TypeId found, TypeId wanted) {
  if (fits(found, wanted)) return true;
  unknown(DiagCode::fn_call_arg_type, function,
          "the function must return `" + describe(wanted) + "`, it returns `" + describe(found) + "`");
  return false;
}

// What the place of the whole call asks of a function's result: `{…}` in a `map`
// takes up the schema that its list is declared with.
TypeId Checker::expectedResult(const BuiltinCall& call, const TypePattern& result, TypeId expected) {
  auto generic = call.generic(result.head);
  if (!expected.valid() || !generic || call.arguments[*generic].valid()) return {};
  BuiltinCall hints = beginCall(call.id);
  bind(hints, call.signature.result, expected);
  TypeId hint = hints.arguments[*generic];
  return hint.valid() && !types()[hint].isScalar() && !isAny(hint) ? hint : TypeId();
}

}
