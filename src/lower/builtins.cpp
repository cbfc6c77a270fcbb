// Builtins that consume lists (language reference, file 04).
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::lowerBuiltin(ExprId id, const CallPlan& plan, Span at) {
  switch (plan.builtin) {
    case BuiltinId::Map:
    case BuiltinId::Filter:
    case BuiltinId::Range:
      return collect(openStream(id), at);
    case BuiltinId::Len:
      return lowerLen(plan.argument(0), at);
    case BuiltinId::Reduce:
      return lowerReduce(plan, at);
    case BuiltinId::Sum:
      return lowerSum(plan.argument(0), at);
    case BuiltinId::Contains:
      return lowerContains(plan, at);
    case BuiltinId::Every:
      return lowerQuantifier(plan, true, at);
    case BuiltinId::Some:
      return lowerQuantifier(plan, false, at);
    case BuiltinId::First:
      return lowerEnd(plan.argument(0), false, at);
    case BuiltinId::Last:
      return lowerEnd(plan.argument(0), true, at);
  }
  RELON_UNREACHABLE("every builtin is lowered");
}

namespace {

TypeId sourceElement(const Stream& stream) {
  return stream.stages.empty() ? stream.element : stream.stages.front().in;
}

}

ValueId Lowerer::lowerReduce(const CallPlan& plan, Span at) {
  Stream stream = openStream(plan.argument(0));
  ExprId start = plan.argument(1);
  finishBefore(start, stream);
  finishBefore(plan.argument(2), stream);
  Sink sink{.start = {lower(start)}, .consume = {}};
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return sink.start.front();
  Applicable function = applicable(plan.argument(2));
  sink.cannotFail = applyCannotFail(plan.argument(2));
  sink.consume = [&](ValueId element, const Values& accumulators) {
    ValueId next = apply(function, {accumulators[0], element}, at);
    return Values{convert(next, typeOf(accumulators[0]), at)};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lowerSum(ExprId list, Span at) {
  Stream stream = openStream(list);
  bool isFloat = types()[stream.element].kind == TypeKind::Float;
  ValueId zero = isFloat ? out().constFloat(0.0, at) : out().constInt(0, at);
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return zero;
  Sink sink{.start = {zero}, .consume = {}, .cannotFail = isFloat};
  sink.consume = [&](ValueId element, const Values& accumulators) {
    return Values{
        emit(isFloat ? Opcode::FloatAdd : Opcode::IntAdd, {accumulators[0], convert(element, typeOf(zero), at)}, at)};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lengthOf(ValueId value, Span at) {
  if (kindOf(value) == TypeKind::Never) value = convert(value, types().stringType(), at);
  return emit(kindOf(value) == TypeKind::List ? Opcode::ListLen : Opcode::TextLen, {value}, at);
}

// The stages still run, because they may fail.
ValueId Lowerer::lowerLen(ExprId argument, Span at) {
  TypeId type = document_.demanded[argument.index()];
  if (!type.valid()) type = document_.type(argument);
  if (types()[type].kind != TypeKind::List) return lengthOf(lower(argument), at);
  Stream stream = openStream(argument);
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return out().constInt(0, at);
  if (stream.stages.empty()) return streamLength(stream, at);
  Sink sink{.start = {out().constInt(0, at)}, .consume = {}};
  sink.consume = [&](ValueId, const Values& accumulators) {
    return Values{emitProved(Opcode::IntAdd, {accumulators[0], out().constInt(1, at)}, at)};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lowerContains(const CallPlan& plan, Span at) {
  ValueId list = lower(plan.argument(0));
  ValueId wanted = lower(plan.argument(1));
  Stream stream = streamOver(list, typeOf(list), at);
  ValueId no = out().constBool(false, at);
  if (types()[stream.element].kind == TypeKind::Never) return no;
  Sink sink{.start = {no}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId element, const Values&) {
    ValueId found = equal(element, wanted, at);
    return Values{emit(Opcode::BoolNot, {found}, at), found};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lowerQuantifier(const CallPlan& plan, bool every, Span at) {
  ValueId list = lower(plan.argument(0));
  Stream stream = streamOver(list, typeOf(list), at);
  Applicable predicate = applicable(plan.argument(1));
  ValueId start = out().constBool(every, at);
  if (types()[stream.element].kind == TypeKind::Never) return start;
  Sink sink{.start = {start}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId element, const Values&) {
    ValueId holds = apply(predicate, {element}, at);
    return Values{every ? holds : emit(Opcode::BoolNot, {holds}, at), holds};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lowerEnd(ExprId list, bool last, Span at) {
  ValueId value = lower(list);
  ValueId length = emit(Opcode::ListLen, {value}, at);
  ValueId empty = emit(Opcode::IntEq, {length, out().constInt(0, at)}, at);
  ir::RegionId none = out().beginRegion();
  out().fail(relon_empty_list, "an empty list has no such element", at);
  out().endRegion();
  ir::RegionId some = region(
      [&] {
        ValueId index = last ? emitProved(Opcode::IntSub, {length, out().constInt(1, at)}, at) : out().constInt(0, at);
        return Values{emitProved(Opcode::ListGet, {value, index}, at)};
      },
      at);
  return out().emit(Opcode::If, {empty}, {}, at, {none, some}).front();
}

ValueId Lowerer::applyBuiltin(BuiltinId builtin, ValueId argument, Span at) {
  if (builtin == BuiltinId::Len) return lengthOf(argument, at);
  RELON_CHECK(builtin == BuiltinId::Sum, "the checker lets only these be arguments");
  Stream stream = streamOver(argument, typeOf(argument), at);
  bool isFloat = types()[stream.element].kind == TypeKind::Float;
  ValueId zero = isFloat ? out().constFloat(0.0, at) : out().constInt(0, at);
  if (types()[stream.element].kind == TypeKind::Never) return zero;
  Sink sink{.start = {zero}, .consume = {}, .cannotFail = isFloat};
  sink.consume = [&](ValueId element, const Values& accumulators) {
    return Values{
        emit(isFloat ? Opcode::FloatAdd : Opcode::IntAdd, {accumulators[0], convert(element, typeOf(zero), at)}, at)};
  };
  return runFused(stream, sink, at).front();
}

}
