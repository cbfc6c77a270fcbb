// What comprehensions walk, and iterators with a cursor (language reference, file 04,
// section 10).
#include "lower/lowerer.h"

namespace relon::lower {

namespace {

// Fields of the type that TypeTable::iter makes.
constexpr uint32_t kCursor = 0;
constexpr uint32_t kSource = 2;

}

// Pairs of key and value, in the order of the keys.
ValueId Lowerer::entriesOf(ValueId dict, TypeId pair, Span at) {
  TypeId value = types()[pair].arguments[1];
  ValueId keys = keysOf(dict, at);
  ValueId values = valuesOf(dict, value, at);
  if (types()[value].kind == TypeKind::Never) return emit(Opcode::ListMake, {}, at, types().list(pair));
  ValueId length = lengthOf(keys, at);
  Stream positions = positionsBelow(length, at);
  auto push = [&](ValueId builder, ValueId index) {
    ValueId key = emitProved(Opcode::ListGet, {keys, index}, at);
    ValueId one = emitProved(Opcode::ListGet, {values, index}, at);
    ValueId entry = emit(Opcode::StructMake, {key, one}, at, pair);
    effect(Opcode::BuilderPush, {builder, entry}, at);
  };
  return gatherFrom(positions, pair, push, at);
}

// The elements that the method `iter` is to walk, as a list of what the iterator gives.
ValueId Lowerer::iteratedList(BuiltinCall& call) {
  ValueId source = argument(call, 0);
  TypeId element = types()[call.result].typeArguments[0];
  if (kindOf(source) == TypeKind::String) return callCallable("_string_code_points", {source}, call.at);
  if (isDict(typeOf(source))) return entriesOf(source, element, call.at);
  return convert(source, types().list(element), call.at);
}

ValueId Lowerer::lowerIterate(BuiltinCall& call) {
  ValueId source = iteratedList(call);
  ValueId cursor = callCallable("_cursor_new", {}, call.at);
  ValueId kind = out().constText(std::string(call.text), call.at);
  return emit(Opcode::StructMake, {cursor, kind, source}, call.at, call.result);
}

// Where the cursor stands after this, none is left.
ValueId Lowerer::lowerNext(BuiltinCall& call) {
  Span at = call.at;
  ValueId iterator = argument(call, 0);
  ValueId cursor = emit(Opcode::StructGet, {iterator}, at, kCursor);
  ValueId source = emit(Opcode::StructGet, {iterator}, at, kSource);
  auto none = [&] { return this->none(call.result, at); };
  if (types()[types()[typeOf(source)].element()].kind == TypeKind::Never) return none();
  ValueId position = callCallable("_cursor_advance", {cursor, lengthOf(source, at)}, at);
  auto element = [&] {
    ValueId found = emitProved(Opcode::ListGet, {source, position}, at);
    constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
    return makeVariant(call.result, kSome, {found}, at);
  };
  return choose(order(BinaryOp::Lt, position, out().constInt(0, at), at), none, element, at);
}

// A list itself, or all that an iterator began with, wherever its cursor stands.
ValueId Lowerer::walked(ValueId value, Span at) {
  TypeId anys = types().list(types().anyType());
  TypeId iterator = types().iter(types().anyType());
  if (types().isIter(typeOf(value))) return emit(Opcode::StructGet, {value}, at, kSource);
  if (!isAnyValue(value)) return value;
  return choose(
      isOfType(value, iterator, at), [&] { return walked(convert(value, iterator, at), at); },
      [&] { return convert(value, anys, at); }, at);
}

// A comprehension's source. What `iter` is called for there needs no cursor.
Stream Lowerer::openSource(ExprId comprehension) {
  ExprId source = as<ComprehensionExpr>(ast_.expr(comprehension))->source;
  auto iteration = document_.calls.find(comprehension);
  bool hasMethod = iteration != document_.calls.end();
  if (!hasMethod && !types().isIter(document_.type(source))) return openStream(source);
  ValueId found;
  if (hasMethod) {
    found = walked(lowerCall(comprehension, iteration->second, span(source)), span(source));
  } else if (const CallPlan* plan = builtinPlan(source); plan && check::info(plan->builtin).op == BuiltinOp::Iterate) {
    BuiltinCall call = builtinCall(source, *plan, span(source));
    found = iteratedList(call);
  } else {
    found = walked(lower(source), span(source));
  }
  return streamOver(found, typeOf(found), span(source));
}

}
