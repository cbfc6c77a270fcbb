// Builtins that walk lists (language reference, file 04). What comes out of
// `map`, `filter`, `range` and comprehensions is walked without being a list first.
#include "lower/lowerer.h"

namespace relon::lower {

namespace {

TypeId sourceElement(const Stream& stream) {
  return stream.stages.empty() ? stream.element : stream.stages.front().in;
}

}

Stream Lowerer::argumentStream(BuiltinCall& call, size_t index) {
  const BuiltinArgument& argument = call.arguments[index];
  if (!argument.value.valid()) return openStream(argument.expr);
  return streamOver(argument.value, typeOf(argument.value), call.at);
}

// The function is evaluated after the stages of the stream so far.
Applicable Lowerer::argumentFunction(BuiltinCall& call, size_t index, Stream& stream) {
  const BuiltinArgument& argument = call.arguments[index];
  if (argument.value.valid()) return {{}, argument.value};
  finishBefore(argument.expr, stream);
  return applicable(argument.expr);
}

Stream Lowerer::streamOf(BuiltinOp op, BuiltinCall& call) {
  if (op == BuiltinOp::Map) return addStage(Stage::Kind::Map, call);
  if (op == BuiltinOp::Filter) return addStage(Stage::Kind::Filter, call);
  Values bounds;
  for (size_t i = 0; i < call.arguments.size(); ++i)
    bounds.push_back(convert(argument(call, i), types().intType(), call.at));
  if (bounds.size() == 1) bounds.insert(bounds.begin(), out().constInt(0, call.at));
  return rangeStream(bounds[0], bounds[1], call.at);
}

Stream Lowerer::addStage(Stage::Kind kind, BuiltinCall& call) {
  Stream stream = argumentStream(call, 0);
  Stage added{.kind = kind};
  added.function = argumentFunction(call, 1, stream);
  added.group = stream.groups++;
  added.in = stream.element;
  added.out = stream.element = types()[call.result].element();
  added.cannotFail = call.arguments[1].expr.valid() && applyCannotFail(call.arguments[1].expr);
  added.span = call.at;
  stream.stages.push_back(std::move(added));
  return stream;
}

ValueId Lowerer::lowerRange(BuiltinCall& call) {
  return collect(streamOf(BuiltinOp::Range, call), call.at);
}
ValueId Lowerer::lowerMap(BuiltinCall& call) {
  return collect(streamOf(BuiltinOp::Map, call), call.at);
}
ValueId Lowerer::lowerFilter(BuiltinCall& call) {
  return collect(streamOf(BuiltinOp::Filter, call), call.at);
}

ValueId Lowerer::lowerReduce(BuiltinCall& call) {
  Stream stream = argumentStream(call, 0);
  if (call.arguments[1].expr.valid()) finishBefore(call.arguments[1].expr, stream);
  ValueId start = convert(argument(call, 1), call.result, call.at);
  Applicable function = argumentFunction(call, 2, stream);
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return start;
  Sink sink{.start = {start}, .consume = {}};
  sink.cannotFail = call.arguments[2].expr.valid() && applyCannotFail(call.arguments[2].expr);
  sink.consume = [&](ValueId element, const Values& accumulators) {
    ValueId next = apply(function, {accumulators[0], element}, call.at);
    return Values{convert(next, typeOf(accumulators[0]), call.at)};
  };
  return runStream(stream, sink, call.at).front();
}

ValueId Lowerer::lowerSum(BuiltinCall& call) {
  Stream stream = argumentStream(call, 0);
  bool isFloatSum = types()[call.result].kind == TypeKind::Float;
  ValueId zero = isFloatSum ? out().constFloat(0.0, call.at) : out().constInt(0, call.at);
  zero = convert(zero, call.result, call.at);
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return zero;
  Sink sink{.start = {zero}, .consume = {}, .cannotFail = isFloatSum};
  sink.consume = [&](ValueId element, const Values& accumulators) {
    ValueId addend = convert(element, call.result, call.at);
    return Values{arithmetic(BinaryOp::Add, accumulators[0], addend, call.at)};
  };
  return runStream(stream, sink, call.at).front();
}

ValueId Lowerer::lowerAverage(BuiltinCall& call) {
  ValueId length = lengthOf(argument(call, 0), call.at);
  return convert(arithmetic(BinaryOp::Div, lowerSum(call), length, call.at), call.result, call.at);
}

// The first element counts until a better one comes, so a NaN that comes first stays.
ValueId Lowerer::extreme(BuiltinCall& call, BinaryOp better) {
  Span at = call.at;
  Stream stream = argumentStream(call, 0);
  auto empty = [&] { return failure(relon_empty_list, "an empty list has no such element", call.result, at); };
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return empty();
  ValueId zero = types()[call.result].kind == TypeKind::Float ? out().constFloat(0.0, at) : out().constInt(0, at);
  Sink sink{.start = {out().constBool(false, at), convert(zero, call.result, at)}, .consume = {}};
  sink.consume = [&](ValueId element, const Values& accumulators) {
    ValueId next = convert(element, call.result, at);
    ValueId replaces = choose(
        accumulators[0], [&] { return order(better, next, accumulators[1], at); },
        [&] { return out().constBool(true, at); }, at);
    ValueId best = choose(replaces, [&] { return next; }, [&] { return accumulators[1]; }, at);
    return Values{out().constBool(true, at), best};
  };
  Values found = runStream(stream, sink, at);
  return choose(found[0], [&] { return found[1]; }, empty, at);
}

ValueId Lowerer::lowerGreatest(BuiltinCall& call) {
  return extreme(call, BinaryOp::Gt);
}
ValueId Lowerer::lowerLeast(BuiltinCall& call) {
  return extreme(call, BinaryOp::Lt);
}

ValueId Lowerer::lowerContains(BuiltinCall& call) {
  ValueId list = argument(call, 0);
  ValueId wanted = argument(call, 1);
  Stream stream = streamOver(list, typeOf(list), call.at);
  ValueId no = out().constBool(false, call.at);
  if (types()[stream.element].kind == TypeKind::Never) return no;
  Sink sink{.start = {no}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId element, const Values&) {
    ValueId found = call.equality.valid() ? callOwnMethod(call.equality, {element, wanted}, call.at)
                                          : equal(element, wanted, call.at);
    return Values{emit(Opcode::BoolNot, {found}, call.at), found};
  };
  return runStream(stream, sink, call.at).front();
}

ValueId Lowerer::quantify(BuiltinCall& call, bool every) {
  ValueId list = argument(call, 0);
  Stream stream = streamOver(list, typeOf(list), call.at);
  Applicable predicate = argumentFunction(call, 1, stream);
  ValueId start = out().constBool(every, call.at);
  if (types()[stream.element].kind == TypeKind::Never) return start;
  Sink sink{.start = {start}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId element, const Values&) {
    ValueId holds = convert(apply(predicate, {element}, call.at), types().boolType(), call.at);
    return Values{every ? holds : emit(Opcode::BoolNot, {holds}, call.at), holds};
  };
  return runStream(stream, sink, call.at).front();
}

ValueId Lowerer::lowerEvery(BuiltinCall& call) {
  return quantify(call, true);
}
ValueId Lowerer::lowerSome(BuiltinCall& call) {
  return quantify(call, false);
}

// Whether an element before the position equals the one there.
ValueId Lowerer::occursBefore(ValueId list, ValueId index, Span at) {
  ValueId element = emitProved(Opcode::ListGet, {list, index}, at);
  Stream before = positionsBelow(index, at);
  Sink sink{.start = {out().constBool(false, at)}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId other, const Values&) {
    ValueId found = equal(element, emitProved(Opcode::ListGet, {list, other}, at), at);
    return Values{emit(Opcode::BoolNot, {found}, at), found};
  };
  return runFused(before, sink, at).front();
}

ValueId Lowerer::lowerUnique(BuiltinCall& call) {
  Span at = call.at;
  ValueId list = argument(call, 0);
  ValueId yes = out().constBool(true, at);
  if (types()[types()[typeOf(list)].element()].kind == TypeKind::Never) return yes;
  ValueId length = lengthOf(list, at);
  Stream positions = positionsBelow(length, at);
  Sink sink{.start = {yes}, .consume = {}, .stops = true};
  sink.consume = [&](ValueId index, const Values&) {
    ValueId isNew = emit(Opcode::BoolNot, {occursBefore(list, index, at)}, at);
    return Values{isNew, isNew};
  };
  return runFused(positions, sink, at).front();
}

ValueId Lowerer::elementAt(BuiltinCall& call, bool last) {
  Span at = call.at;
  ValueId list = argument(call, 0);
  auto none = [&] { return failure(relon_empty_list, "an empty list has no such element", call.result, at); };
  if (types()[types()[typeOf(list)].element()].kind == TypeKind::Never) return none();
  ValueId length = lengthOf(list, at);
  auto some = [&] {
    ValueId index = last ? emitProved(Opcode::IntSub, {length, out().constInt(1, at)}, at) : out().constInt(0, at);
    return emitProved(Opcode::ListGet, {list, index}, at);
  };
  return choose(emit(Opcode::IntEq, {length, out().constInt(0, at)}, at), none, some, at);
}

ValueId Lowerer::lowerFirst(BuiltinCall& call) {
  return elementAt(call, false);
}
ValueId Lowerer::lowerLast(BuiltinCall& call) {
  return elementAt(call, true);
}

ValueId Lowerer::gatherFrom(const Stream& stream, TypeId element,
                            const std::function<void(ValueId builder, ValueId item)>& push, Span at) {
  if (types()[sourceElement(stream)].kind == TypeKind::Never)
    return emit(Opcode::ListMake, {}, at, types().list(element));
  ValueId builder = emit(Opcode::BuilderNew, {out().constInt(0, at)}, at, types().builder(element));
  Sink sink;
  sink.consume = [&](ValueId item, const Values&) {
    push(builder, item);
    return Values{};
  };
  runFused(stream, sink, at);
  return emit(Opcode::BuilderFinish, {builder}, at);
}

// Only an Option can be None.
ValueId Lowerer::lowerCompact(BuiltinCall& call) {
  Span at = call.at;
  ValueId list = argument(call, 0);
  TypeId element = types()[typeOf(list)].element();
  bool mayBeNone = types().isOption(element) || element == types().anyType();
  if (!mayBeNone) return list;
  TypeId nothing = types().option(types().neverType());
  ValueId none = makeVariant(nothing, static_cast<uint32_t>(ir::OptionVariant::None), {}, at);
  auto push = [&](ValueId builder, ValueId item) {
    constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
    bool isOption = types().isOption(element);
    ValueId kept = isOption ? isVariant(item, kSome, at) : emit(Opcode::BoolNot, {equal(item, none, at)}, at);
    ir::RegionId pushed = region(
        [&] {
          effect(Opcode::BuilderPush, {builder, item}, at);
          return Values{};
        },
        at);
    ir::RegionId dropped = region([] { return Values{}; }, at);
    out().emit(Opcode::If, {kept}, {}, at, {pushed, dropped});
  };
  return gatherFrom(streamOver(list, typeOf(list), at), element, push, at);
}

ValueId Lowerer::lowerFlatten(BuiltinCall& call) {
  Span at = call.at;
  ValueId lists = argument(call, 0);
  TypeId element = types()[call.result].element();
  auto push = [&](ValueId builder, ValueId inner) {
    ValueId list = convert(inner, call.result, at);
    if (types()[element].kind != TypeKind::Never) buildInto(builder, streamOver(list, call.result, at), false, at);
  };
  return gatherFrom(streamOver(lists, typeOf(lists), at), element, push, at);
}

ValueId Lowerer::lowerJoin(BuiltinCall& call) {
  Span at = call.at;
  ValueId list = argument(call, 0);
  ValueId separator = argument(call, 1);
  TypeId text = types().stringType();
  if (types()[typeOf(list)].element() != text) {
    auto push = [&](ValueId builder, ValueId item) {
      ValueId piece = toText(item, at);
      effect(Opcode::BuilderPush, {builder, piece}, at);
    };
    list = gatherFrom(streamOver(list, typeOf(list), at), text, push, at);
  }
  return callCallable("_string_join", {list, separator}, at);
}

// Bytes of a String, elements of a list, entries of a dict.
ValueId Lowerer::lengthOf(ValueId value, Span at) {
  switch (kindOf(value)) {
    case TypeKind::List:
      return emit(Opcode::ListLen, {value}, at);
    case TypeKind::Record:
    case TypeKind::Dict:
      return emit(Opcode::ListLen, {keysOf(value, at)}, at);
    case TypeKind::Enum:
      return callCallable("_any_len", {toAny(value, at)}, at);
    default:
      return emit(Opcode::TextLen, {convert(value, types().stringType(), at)}, at);
  }
}

// The stages of a pipeline still run, because they may fail.
ValueId Lowerer::lowerLength(BuiltinCall& call) {
  Span at = call.at;
  const BuiltinArgument& given = call.arguments[0];
  TypeId type = given.value.valid() ? typeOf(given.value) : document_.demanded[given.expr.index()];
  if (!type.valid()) type = document_.type(given.expr);
  if (types()[type].kind != TypeKind::List) return lengthOf(argument(call, 0), at);
  Stream stream = argumentStream(call, 0);
  if (types()[sourceElement(stream)].kind == TypeKind::Never) return out().constInt(0, at);
  if (stream.stages.empty()) return streamLength(stream, at);
  Sink sink{.start = {out().constInt(0, at)}, .consume = {}};
  sink.consume = [&](ValueId, const Values& accumulators) {
    return Values{emitProved(Opcode::IntAdd, {accumulators[0], out().constInt(1, at)}, at)};
  };
  return runStream(stream, sink, at).front();
}

ValueId Lowerer::lowerIsEmpty(BuiltinCall& call) {
  return emit(Opcode::IntEq, {lowerLength(call), out().constInt(0, call.at)}, call.at);
}

// Of a String its code points count.
ValueId Lowerer::lowerSizeInRange(BuiltinCall& call) {
  ValueId value = argument(call, 0);
  ValueId low = argument(call, 1);
  ValueId high = argument(call, 2);
  auto points = [&](ValueId text) { return callCallable("_string_count_code_points", {text}, call.at); };
  constexpr auto kText = static_cast<uint32_t>(ir::AnyVariant::String);
  auto sizeOfAny = [&] {
    return choose(
        isVariant(value, kText, call.at), [&] { return points(payloadField(value, kText, 0, call.at)); },
        [&] { return lengthOf(value, call.at); }, call.at);
  };
  ValueId size = isAnyValue(value)                   ? sizeOfAny()
                 : kindOf(value) == TypeKind::String ? points(value)
                                                     : lengthOf(value, call.at);
  return within(size, low, high, call.at);
}

}
