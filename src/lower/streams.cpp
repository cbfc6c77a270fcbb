// `map`, `filter`, comprehensions and what consumes them: one loop for a whole
// pipeline. Each stage hands its element to the next one inside the loop's body,
// so that no list in between is built.
//
// Fusing changes which stage sees which element first. That can only be noticed
// if two stages can fail: then the fused loop is an attempt, and where it fails
// the stages run one after the other, as written, to find the right failure. A
// program that calls gated host functions runs such stages separately at once.
#include "lower/lowerer.h"

namespace relon::lower {

Stream Lowerer::streamOver(ValueId list, TypeId type, Span at) {
  Stream stream;
  stream.first = list;
  stream.element = types()[type].element();
  stream.span = at;
  return stream;
}

namespace {

bool isStreaming(BuiltinOp op) {
  return op == BuiltinOp::Range || op == BuiltinOp::Map || op == BuiltinOp::Filter;
}

}

// Of a call of a builtin that is still to be made.
const CallPlan* Lowerer::builtinPlan(ExprId id) const {
  if (given_.contains(id) || document_.liftedCalls.contains(id)) return nullptr;
  auto call = document_.calls.find(id);
  bool isBuiltin = call != document_.calls.end() && call->second.kind == CallPlan::Kind::Builtin;
  return isBuiltin ? &call->second : nullptr;
}

Stream Lowerer::openStream(ExprId id) {
  if (document_.demanded[id.index()].valid()) return streamOver(lower(id), document_.demanded[id.index()], span(id));
  if (as<ComprehensionExpr>(ast_.expr(id))) return comprehension(id);
  if (const CallPlan* plan = builtinPlan(id)) {
    BuiltinCall call = builtinCall(id, *plan, span(id));
    BuiltinOp op = check::info(plan->builtin).op;
    if (isStreaming(op)) return streamOf(op, call);
  }
  ValueId list = lower(id);
  return streamOver(list, typeOf(list), span(id));
}

// With elements of the type that they have by themselves.
Stream Lowerer::comprehension(ExprId id) {
  Stream stream = openSource(id);
  if (auto index = document_.loopIndexes.find(id); index != document_.loopIndexes.end())
    countFrom(stream, index->second);
  addComprehension(stream, id);
  return stream;
}

// Positions are those of the list, which therefore is built first.
void Lowerer::countFrom(Stream& stream, BindingId index) {
  stream = streamOver(collect(stream, stream.span), types().list(stream.element), stream.span);
  stream.index = index;
}

void Lowerer::addComprehension(Stream& stream, ExprId id) {
  const ComprehensionExpr& loop = *as<ComprehensionExpr>(ast_.expr(id));
  Stage stage{.group = stream.groups++, .variable = document_.loops.at(id), .in = stream.element, .span = span(id)};
  if (loop.condition.valid()) {
    stage.kind = Stage::Kind::Filter;
    stage.body = loop.condition;
    stage.out = stream.element;
    stage.cannotFail = needs_.cannotFailExpr(loop.condition);
    stream.stages.push_back(stage);
  }
  stage.kind = Stage::Kind::Map;
  stage.body = loop.element;
  stage.out = types()[document_.type(id)].element();
  stage.cannotFail = needs_.cannotFailExpr(loop.element);
  stream.element = stage.out;
  stream.stages.push_back(std::move(stage));
}

// A range that is too long for a list fails here, before anything of it exists.
Stream Lowerer::rangeStream(ValueId first, ValueId end, Span at) {
  ValueId length = emit(Opcode::RangeLen, {first, end}, at);
  effect(Opcode::CheckElements, {length}, at);
  return {.isRange = true,
          .first = first,
          .second = end,
          .length = length,
          .element = types().intType(),
          .stages = {},
          .span = at};
}

// The positions of a list of that length.
Stream Lowerer::positionsBelow(ValueId length, Span at) {
  return {.isRange = true,
          .first = out().constInt(0, at),
          .second = length,
          .length = length,
          .element = types().intType(),
          .stages = {},
          .span = at};
}

// `next` is evaluated after the stages so far. Where both can fail, the list that
// the stages make is built now, so that their failure comes first.
void Lowerer::finishBefore(ExprId next, Stream& stream) {
  bool canFail = std::any_of(stream.stages.begin(), stream.stages.end(), [](const Stage& s) { return !s.cannotFail; });
  BindingId use = document_.use(next);
  bool isKnown = document_.calls.contains(next) && !as<CallExpr>(ast_.expr(next));
  bool isComputed = use.valid() && slot(use).value.valid();
  if (!canFail || isKnown || isComputed || needs_.cannotFailExpr(next)) return;
  stream = streamOver(collect(stream, stream.span), types().list(stream.element), stream.span);
}

// The number of rounds.
ValueId Lowerer::streamLength(const Stream& stream, Span at) {
  return stream.isRange ? stream.length : emit(Opcode::ListLen, {stream.first}, at);
}

Values Lowerer::runStream(const Stream& stream, const Sink& sink, Span at) {
  std::vector<bool> failing(stream.groups + 1);
  failing.back() = !sink.cannotFail;
  for (const Stage& stage : stream.stages)
    if (!stage.cannotFail) failing[stage.group] = true;
  auto fallible = std::count(failing.begin(), failing.end(), true);
  if (fallible < 2) return runFused(stream, sink, at);
  if (hasEffects_) return runSeparately(stream, sink, at);
  return attempt([&] { return runFused(stream, sink, at); }, [&] { return runSeparately(stream, sink, at); }, at);
}

Values Lowerer::attempt(const std::function<Values()>& first, const std::function<Values()>& second, Span at) {
  ir::RegionId fast = region(first, at);
  ir::RegionId exact = region(second, at);
  return out().emit(Opcode::Attempt, {}, {}, at, {fast, exact});
}

Values Lowerer::runFused(const Stream& stream, const Sink& sink, Span at) {
  ValueId length = streamLength(stream, at);
  if (sink.isList) {
    bool reserved = true;
    for (const Stage& stage : stream.stages) reserved &= stage.kind == Stage::Kind::Map;
    ValueId room = reserved ? length : out().constInt(0, at);
    ValueId builder = emit(Opcode::BuilderNew, {room}, at, types().builder(stream.element));
    buildInto(builder, stream, reserved, at);
    return {emit(Opcode::BuilderFinish, {builder}, at)};
  }
  effect(Opcode::Charge, {length}, at);
  TypeId sourceElement = stream.stages.empty() ? stream.element : stream.stages.front().in;
  std::vector<ir::Value> parameters{{types().intType(), "index"}, {sourceElement, "element"}};
  for (ValueId start : sink.start) parameters.push_back({typeOf(start), "acc"});
  size_t before = mark();
  ir::RegionId body = out().beginRegion(std::move(parameters));
  if (stream.index.valid()) setSlot(stream.index, {out().regionParameter(body, 0), {}});
  Values accumulators;
  for (size_t i = 0; i < sink.start.size(); ++i) accumulators.push_back(out().regionParameter(body, i + 2));
  Values next = stage(stream, 0, out().regionParameter(body, 1), accumulators, sink);
  out().yield(std::move(next), at);
  out().endRegion();
  undoTo(before);
  Values operands = stream.isRange ? Values{stream.first, stream.second} : Values{stream.first};
  operands.insert(operands.end(), sink.start.begin(), sink.start.end());
  auto kind = stream.isRange ? ir::EachSource::Kind::Range : ir::EachSource::Kind::List;
  return out().emit(Opcode::Each, std::move(operands), ir::EachSource{kind, sink.stops}, at, {body});
}

// The list of each group is built before the next group runs.
Values Lowerer::runSeparately(const Stream& stream, const Sink& sink, Span at) {
  Stream rest = stream;
  while (!rest.stages.empty()) {
    Stream group = rest;
    uint32_t first = rest.stages.front().group;
    std::erase_if(group.stages, [&](const Stage& stage) { return stage.group != first; });
    group.element = group.stages.back().out;
    size_t used = group.stages.size();
    ValueId list = runFused(group, Sink{.start = {}, .consume = {}, .isList = true}, group.stages.back().span).front();
    std::vector<Stage> remaining(rest.stages.begin() + static_cast<std::ptrdiff_t>(used), rest.stages.end());
    rest = streamOver(list, typeOf(list), stream.span);
    rest.stages = std::move(remaining);
    if (!rest.stages.empty()) rest.element = rest.stages.back().out;
  }
  if (sink.isList) return {rest.first};
  return runFused(rest, sink, at);
}

Values Lowerer::stage(const Stream& stream, size_t index, ValueId element, const Values& accumulators,
                      const Sink& sink) {
  if (index == stream.stages.size()) return sink.consume(element, accumulators);
  const Stage& current = stream.stages[index];
  if (current.kind == Stage::Kind::Map)
    return stage(stream, index + 1, convert(applyStage(current, element), current.out, current.span), accumulators,
                 sink);
  ValueId decides = applyStage(current, element);
  ValueId keep = current.body.valid() ? truthOf(current.body, decides) : toBool(decides, current.span);
  // Of a comprehension's `if`, both ways are arms that the source has.
  bool isWritten = current.body.valid();
  Span then = isWritten ? span(stream.stages[index + 1].body) : current.span;
  ir::RegionId kept = region([&] { return stage(stream, index + 1, element, accumulators, sink); }, then);
  ir::RegionId dropped = region(
      [&] {
        Values same = accumulators;
        if (sink.stops) same.insert(same.begin(), out().constBool(true, current.span));
        return same;
      },
      isWritten ? span(current.body) : current.span);
  return out().emit(Opcode::If, {keep}, {}, current.span, {kept, dropped});
}

ValueId Lowerer::applyStage(const Stage& stage, ValueId element) {
  if (!stage.variable.valid()) return apply(stage.function, {element}, stage.span);
  setSlot(stage.variable, {element, {}});
  return lower(stage.body);
}

// Pushes every element; `reserved` says that the builder has room for all.
void Lowerer::buildInto(ValueId builder, const Stream& stream, bool reserved, Span at) {
  Sink push;
  push.consume = [&](ValueId element, const Values&) {
    effect(Opcode::BuilderPush, {builder, element}, at);
    ir::Function& function = out().function();
    function.op(function.region(out().currentRegion()).ops.back()).proved = reserved;
    return Values{};
  };
  runFused(stream, push, at);
}

ValueId Lowerer::collect(const Stream& stream, Span at) {
  TypeId list = types().list(stream.element);
  TypeId source = stream.stages.empty() ? stream.element : stream.stages.front().in;
  if (types()[source].kind == TypeKind::Never) return emit(Opcode::ListMake, {}, at, list);
  if (stream.stages.empty() && !stream.isRange) return stream.first;
  if (stream.stages.empty()) {
    Stream same = stream;
    return runStream(same, Sink{.start = {}, .consume = {}, .isList = true}, at).front();
  }
  return runStream(stream, Sink{.start = {}, .consume = {}, .isList = true}, at).front();
}

}
