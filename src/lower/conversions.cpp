// Conversions between types that fit, text forms, truth values, and equality
// (language reference, file 03, sections 1 to 3).
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::convert(ValueId value, TypeId to, Span at) {
  TypeId from = typeOf(value);
  if (from == to) return value;
  const ir::Type target = types()[to];
  if (target.kind == TypeKind::List) return convertList(value, to, at);
  if (target.kind == TypeKind::Record) return convertRecord(value, to, at);
  RELON_CHECK(target.kind == TypeKind::Tuple, "the checker demands only conversions between containers");
  Values parts;
  for (uint32_t i = 0; i < target.arguments.size(); ++i)
    parts.push_back(convert(emit(Opcode::StructGet, {value}, at, i), target.arguments[i], at));
  return emit(Opcode::StructMake, std::move(parts), at, to);
}

ValueId Lowerer::convertList(ValueId list, TypeId to, Span at) {
  if (types()[types()[typeOf(list)].element()].kind == TypeKind::Never) return emit(Opcode::ListMake, {}, at, to);
  ValueId length = emit(Opcode::ListLen, {list}, at);
  TypeId element = types()[to].element();
  ValueId builder = emit(Opcode::BuilderNew, {length}, at, types().builder(element));
  Sink push;
  push.consume = [&](ValueId item, const Values&) {
    ValueId converted = convert(item, element, at);
    effect(Opcode::BuilderPush, {builder, converted}, at);
    return Values{};
  };
  runFused(streamOver(list, typeOf(list), at), push, at);
  return emit(Opcode::BuilderFinish, {builder}, at);
}

ValueId Lowerer::convertRecord(ValueId record, TypeId to, Span at) {
  const ir::Type target = types()[to];
  Values fields;
  for (size_t i = 0; i < target.fieldNames.size(); ++i) {
    auto index = static_cast<uint32_t>(types().fieldIndex(typeOf(record), target.fieldNames[i]));
    fields.push_back(convert(emit(Opcode::StructGet, {record}, at, index), target.arguments[i], at));
  }
  return emit(Opcode::StructMake, std::move(fields), at, to);
}

ValueId Lowerer::toText(ValueId value, Span at) {
  switch (kindOf(value)) {
    case TypeKind::Int:
      return callCallable("_int_to_text", {value}, at);
    case TypeKind::Float:
      return callCallable("_float_to_text", {value}, at);
    case TypeKind::Bool:
      return choose(
          value, [&] { return out().constText("true", at); }, [&] { return out().constText("false", at); }, at);
    default:
      RELON_CHECK(kindOf(value) == TypeKind::String, "the checker lets only scalars and text be rendered");
      return value;
  }
}

// Falsy are false, zero, empty text, empty lists, `()` and dicts without fields.
ValueId Lowerer::toBool(ValueId value, Span at) {
  switch (kindOf(value)) {
    case TypeKind::Bool:
      return value;
    case TypeKind::Int:
      return emit(Opcode::BoolNot, {emit(Opcode::IntEq, {value, out().constInt(0, at)}, at)}, at);
    case TypeKind::Float:
      return emit(Opcode::BoolNot, {emit(Opcode::FloatEq, {value, out().constFloat(0.0, at)}, at)}, at);
    case TypeKind::String:
    case TypeKind::List:
      return emit(Opcode::IntLt, {out().constInt(0, at), lengthOf(value, at)}, at);
    case TypeKind::Tuple:
    case TypeKind::Record:
      return out().constBool(!types()[typeOf(value)].arguments.empty(), at);
    default:
      return out().constBool(kindOf(value) == TypeKind::Closure, at);
  }
}

ValueId Lowerer::equal(ValueId a, ValueId b, Span at) {
  TypeKind kind = kindOf(a);
  if (kind != kindOf(b)) return out().constBool(false, at);
  switch (kind) {
    case TypeKind::Int:
      return emit(Opcode::IntEq, {a, b}, at);
    case TypeKind::Float:
      return emit(Opcode::FloatEq, {a, b}, at);
    case TypeKind::Bool:
      return emit(Opcode::BoolEq, {a, b}, at);
    case TypeKind::String:
      return emit(Opcode::TextEq, {a, b}, at);
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Record:
      return equalAggregates(a, b, at);
    default:
      return out().constBool(false, at);
  }
}

// Lists of different element types are equal only if both are empty; dicts with
// other fields or another schema never are.
ValueId Lowerer::equalAggregates(ValueId a, ValueId b, Span at) {
  TypeId left = typeOf(a);
  TypeId right = typeOf(b);
  if (left == right) return emit(Opcode::Call, {a, b}, at, ir::Callee(equalityFunction(left, at)));
  TypeKind kind = kindOf(a);
  if (kind == TypeKind::Tuple && types()[left].arguments.size() == types()[right].arguments.size())
    return equalFields(a, b, 0, at);
  bool sameFields = kind == TypeKind::Record && types()[left].brand.empty() && types()[right].brand.empty() &&
                    types()[left].fieldNames == types()[right].fieldNames;
  if (sameFields) return equalFields(a, b, 0, at);
  if (kind != TypeKind::List) return out().constBool(false, at);
  TypeKind leftElement = types()[types()[left].element()].kind;
  if (leftElement == types()[types()[right].element()].kind && leftElement != TypeKind::Never) return equalElements(a, b, at);
  ValueId zero = out().constInt(0, at);
  ValueId leftEmpty = emit(Opcode::IntEq, {lengthOf(a, at), zero}, at);
  ValueId rightEmpty = emit(Opcode::IntEq, {lengthOf(b, at), zero}, at);
  return choose(leftEmpty, [&] { return rightEmpty; }, [&] { return out().constBool(false, at); }, at);
}

// One function per type, so that nested types share it.
ir::FunctionId Lowerer::equalityFunction(TypeId type, Span at) {
  if (auto known = equalities_.find(type); known != equalities_.end()) return known->second;
  ir::FunctionId id = ir::Builder::newFunction(module_, "equal." + types().text(type), {{type, "a"}, {type, "b"}}, 0,
                                               types().boolType(), at);
  equalities_[type] = id;
  Frame frame(module_, id, frame_, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, at);
  ValueId a = out().parameter(0);
  ValueId b = out().parameter(1);
  out().ret(kindOf(a) == TypeKind::List ? equalElements(a, b, at) : equalFields(a, b, 0, at), at);
  frame_ = frame.parent;
  return id;
}

ValueId Lowerer::equalFields(ValueId a, ValueId b, size_t from, Span at) {
  if (from == types()[typeOf(a)].arguments.size()) return out().constBool(true, at);
  auto field = static_cast<uint32_t>(from);
  ValueId same = equal(emit(Opcode::StructGet, {a}, at, field), emit(Opcode::StructGet, {b}, at, field), at);
  return choose(same, [&] { return equalFields(a, b, from + 1, at); }, [&] { return out().constBool(false, at); }, at);
}

ValueId Lowerer::equalElements(ValueId a, ValueId b, Span at) {
  ValueId length = emit(Opcode::ListLen, {a}, at);
  ValueId sameLength = emit(Opcode::IntEq, {length, emit(Opcode::ListLen, {b}, at)}, at);
  auto compare = [&] {
    Stream positions{.isRange = true, .first = out().constInt(0, at), .second = length, .element = types().intType()};
    Sink sink{.start = {out().constBool(true, at)}, .consume = {}, .stops = true};
    sink.consume = [&](ValueId index, const Values&) {
      ValueId left = emitProved(Opcode::ListGet, {a, index}, at);
      ValueId right = emitProved(Opcode::ListGet, {b, index}, at);
      ValueId same = equal(left, right, at);
      return Values{same, same};
    };
    return runFused(positions, sink, at).front();
  };
  return choose(sameLength, compare, [&] { return out().constBool(false, at); }, at);
}

}
