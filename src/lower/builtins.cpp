// Calls of builtins (language reference, file 04), but for those that walk lists
// and dicts.
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::lowerBuiltin(ExprId id, const CallPlan& plan, Span at) {
  BuiltinCall call = builtinCall(id, plan, at);
  return dispatch(check::info(plan.builtin).op, call);
}

ValueId Lowerer::applyBuiltin(BuiltinId builtin, const Values& arguments, TypeId result, Span at) {
  BuiltinCall call{.text = check::info(builtin).text, .arguments = {}, .result = result, .at = at};
  for (ValueId argument : arguments) call.arguments.push_back({{}, argument});
  return dispatch(check::info(builtin).op, call);
}

ValueId Lowerer::dispatch(BuiltinOp op, BuiltinCall& call) {
  constexpr ValueId (Lowerer::* kLowerings[])(BuiltinCall&) = {
#define RELON_BUILTIN_OP(Name) &Lowerer::lower##Name,
#include "check/builtins.def"
  };
  return (this->*kLowerings[static_cast<size_t>(op)])(call);
}

// Arguments that are not written in the parameters' order are evaluated at once.
BuiltinCall Lowerer::builtinCall(ExprId id, const CallPlan& plan, Span at) {
  auto lifted = document_.liftedCalls.find(id);
  TypeId result = lifted == document_.liftedCalls.end() ? document_.type(id) : lifted->second.result;
  BuiltinCall call{.text = check::info(plan.builtin).text, .arguments = {}, .result = result, .at = at};
  call.arguments.resize(plan.arguments.size());
  if (auto method = document_.operatorMethods.find(id); method != document_.operatorMethods.end())
    call.equality = method->second;
  bool inOrder = true;
  for (size_t i = 0; i < plan.arguments.size(); ++i) inOrder &= plan.arguments[i].position == i;
  for (const CallPlan::Argument& given : plan.arguments) {
    BuiltinArgument& argument = call.arguments[given.position];
    argument.expr = given.value;
    if (!inOrder) argument.value = lower(given.value);
  }
  return call;
}

ValueId Lowerer::argument(BuiltinCall& call, size_t index) {
  BuiltinArgument& argument = call.arguments[index];
  if (!argument.value.valid()) argument.value = lower(argument.expr);
  return argument.value;
}

ValueId Lowerer::lowerCall(BuiltinCall& call) {
  Values arguments;
  for (size_t i = 0; i < call.arguments.size(); ++i) arguments.push_back(argument(call, i));
  return callCallable(std::string(call.text), std::move(arguments), call.at);
}

ValueId Lowerer::numberAs(TypeId type, ValueId value, Span at) {
  bool toFloat = types()[type].kind == TypeKind::Float;
  auto one = [&](ValueId number) {
    if (toFloat && kindOf(number) == TypeKind::Int) return emit(Opcode::IntToFloat, {number}, at);
    return convert(number, type, at);
  };
  return perNumber(value, one, at);
}

ValueId Lowerer::lowerCallWithFloats(BuiltinCall& call) {
  for (size_t i = 0; i < call.arguments.size(); ++i) argument(call, i);
  for (BuiltinArgument& argument : call.arguments)
    argument.value = numberAs(types().floatType(), argument.value, call.at);
  return lowerCall(call);
}

ValueId Lowerer::lowerAbsolute(BuiltinCall& call) {
  auto absolute = [&](ValueId number) {
    if (isFloat(number)) return convert(callCallable(std::string(call.text), {number}, call.at), call.result, call.at);
    ValueId isNegative = order(BinaryOp::Lt, number, out().constInt(0, call.at), call.at);
    auto negated = [&] { return emit(Opcode::IntNeg, {number}, call.at); };
    return convert(choose(isNegative, negated, [&] { return number; }, call.at), call.result, call.at);
  };
  return perNumber(argument(call, 0), absolute, call.at);
}

ValueId Lowerer::lowerRound(BuiltinCall& call) {
  auto round = [&](ValueId number) {
    return isFloat(number) ? callCallable(std::string(call.text), {number}, call.at)
                           : convert(number, call.result, call.at);
  };
  return perNumber(argument(call, 0), round, call.at);
}

// The first if it is better, otherwise the second, ties and NaN included.
ValueId Lowerer::chooseNumber(BinaryOp better, BuiltinCall& call) {
  ValueId a = argument(call, 0);
  ValueId b = argument(call, 1);
  TypeId type = call.result;
  return choose(
      order(better, a, b, call.at), [&] { return convert(a, type, call.at); },
      [&] { return convert(b, type, call.at); }, call.at);
}

ValueId Lowerer::lowerGreater(BuiltinCall& call) {
  return chooseNumber(BinaryOp::Gt, call);
}

ValueId Lowerer::lowerLesser(BuiltinCall& call) {
  return chooseNumber(BinaryOp::Lt, call);
}

// The lower bound comes first; NaN passes, and as a bound it does not bound.
ValueId Lowerer::lowerClamp(BuiltinCall& call) {
  Span at = call.at;
  ValueId value = argument(call, 0);
  ValueId low = argument(call, 1);
  ValueId high = argument(call, 2);
  auto as = [&](ValueId number) { return convert(number, call.result, at); };
  auto upper = [&] {
    return choose(order(BinaryOp::Gt, value, high, at), [&] { return as(high); }, [&] { return as(value); }, at);
  };
  return choose(order(BinaryOp::Lt, value, low, at), [&] { return as(low); }, upper, at);
}

ValueId Lowerer::within(ValueId value, ValueId low, ValueId high, Span at) {
  return both(order(BinaryOp::Le, low, value, at), [&] { return order(BinaryOp::Le, value, high, at); }, at);
}

ValueId Lowerer::lowerInRange(BuiltinCall& call) {
  ValueId value = argument(call, 0);
  ValueId low = argument(call, 1);
  return within(value, low, argument(call, 2), call.at);
}

ValueId Lowerer::lowerConcat(BuiltinCall& call) {
  ValueId first = argument(call, 0);
  return concatenate({toText(first, call.at), toText(argument(call, 1), call.at)}, call.at);
}

// The callable gives whether it is a date, then year, month and day.
ValueId Lowerer::lowerParseDate(BuiltinCall& call) {
  ValueId parts = lowerCall(call);
  auto part = [&](uint32_t i) { return emit(Opcode::StructGet, {parts}, call.at, i); };
  auto found = [&] {
    TypeId record = types()[call.result].typeArguments[0];
    ValueId date = emit(Opcode::StructMake, {part(3), part(2), part(1)}, call.at, record);
    return makeVariant(call.result, static_cast<uint32_t>(ir::OptionVariant::Some), {date}, call.at);
  };
  auto none = [&] { return makeVariant(call.result, static_cast<uint32_t>(ir::OptionVariant::None), {}, call.at); };
  return choose(part(0), found, none, call.at);
}

ValueId Lowerer::lowerEqual(BuiltinCall& call) {
  ValueId value = argument(call, 0);
  return equal(value, convert(argument(call, 1), typeOf(value), call.at), call.at);
}

namespace {

// The name that `type` has for a kind; nothing where only the run tells.
std::string_view kindName(TypeKind kind) {
  switch (kind) {
    case TypeKind::Int:
      return "Int";
    case TypeKind::Float:
      return "Float";
    case TypeKind::Bool:
      return "Bool";
    case TypeKind::String:
      return "String";
    case TypeKind::List:
      return "List";
    case TypeKind::Tuple:
      return "Tuple";
    case TypeKind::Closure:
      return "Closure";
    case TypeKind::None:
    case TypeKind::Never:
    case TypeKind::Record:
    case TypeKind::Enum:
    case TypeKind::Dict:
    case TypeKind::Cell:
    case TypeKind::Builder:
      return "Dict";
  }
  RELON_UNREACHABLE("every kind has a name");
}

bool isWordOf(std::string_view word, std::string_view text) {
  return (" " + std::string(text) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

}

ValueId Lowerer::kindText(ValueId value, Span at) {
  if (isAnyValue(value)) return callCallable("_any_type", {value}, at);
  return perNumber(value, [&](ValueId one) { return out().constText(std::string(kindName(kindOf(one))), at); }, at);
}

ValueId Lowerer::lowerTypeName(BuiltinCall& call) {
  return kindText(argument(call, 0), call.at);
}

ValueId Lowerer::lowerIsKind(BuiltinCall& call) {
  ValueId value = argument(call, 0);
  if (!isAnyValue(value)) {
    auto isKind = [&](ValueId one) { return out().constBool(isWordOf(kindName(kindOf(one)), call.text), call.at); };
    return perNumber(value, isKind, call.at);
  }
  ValueId kind = kindText(value, call.at);
  ValueId is = out().constBool(false, call.at);
  for (std::string_view rest = call.text; !rest.empty();) {
    size_t blank = std::min(rest.find(' '), rest.size());
    ValueId word = out().constText(std::string(rest.substr(0, blank)), call.at);
    is = choose(is, [&] { return is; }, [&] { return emit(Opcode::TextEq, {kind, word}, call.at); }, call.at);
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  return is;
}

// All are evaluated first; what passes is the value itself.
ValueId Lowerer::lowerEnsure(BuiltinCall& call) {
  Values values;
  for (size_t i = 0; i < call.arguments.size(); ++i) values.push_back(argument(call, i));
  ValueId value = values.front();
  for (ValueId& one : values) one = toAny(one, call.at);
  ValueId list = emit(Opcode::ListMake, std::move(values), call.at, types().list(types().anyType()));
  callCallable("_ensure", {out().constText(std::string(call.text), call.at), list}, call.at);
  return convert(value, call.result, call.at);
}

// Both are evaluated first.
ValueId Lowerer::lowerDefault(BuiltinCall& call) {
  ValueId value = argument(call, 0);
  ValueId fallback = argument(call, 1);
  if (!types().isOption(typeOf(value))) return convert(value, call.result, call.at);
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  return choose(
      isVariant(value, kSome, call.at),
      [&] { return convert(payloadField(value, kSome, 0, call.at), call.result, call.at); },
      [&] { return convert(fallback, call.result, call.at); }, call.at);
}

}
