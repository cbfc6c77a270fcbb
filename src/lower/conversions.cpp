// Conversions between types that fit, text forms, truth values, and equality
// (language reference, file 03, sections 1 to 3).
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::convert(ValueId value, TypeId to, Span at) {
  TypeId from = typeOf(value);
  bool isAgain = from == to && site_.revalidates && isConstrained(to);
  if (from == to && !isAgain) return value;
  if (kindOf(value) == TypeKind::Never) return unreachable(to, at);
  if (to == types().anyType()) return toAny(value, at);
  if (from == types().anyType()) return fromAny(value, to, at);
  const ir::Type target = types()[to];
  if (document_.schemas.contains(to)) return toSchema(value, to, at);
  if (target.kind == TypeKind::Enum) return convertEnum(value, to, at);
  if (target.kind == TypeKind::Dict) return convertDict(value, to, at);
  if (target.kind == TypeKind::Closure) return convertClosure(value, to, at);
  if (target.kind == TypeKind::List) return convertList(value, to, at);
  if (target.kind == TypeKind::Record) return convertRecord(value, to, at);
  RELON_CHECK(target.kind == TypeKind::Tuple, "the checker demands only conversions between containers");
  Values parts;
  for (uint32_t i = 0; i < target.arguments.size(); ++i) {
    site_.path.push_back({.text = std::to_string(i), .value = {}, .index = {}});
    parts.push_back(convert(emit(Opcode::StructGet, {value}, at, i), target.arguments[i], at));
    site_.path.pop_back();
  }
  return emit(Opcode::StructMake, std::move(parts), at, to);
}

// A number into a Number, a value into an Option, or an enum with other type arguments.
ValueId Lowerer::convertEnum(ValueId value, TypeId to, Span at) {
  const ir::Type target = types()[to];
  if (to == types().numberType()) return makeVariant(to, kindOf(value) == TypeKind::Int ? 0 : 1, {value}, at);
  if (kindOf(value) == TypeKind::Enum && types()[typeOf(value)].name == target.name) {
    auto convertPayload = [&](uint32_t variant, ValueId payload) {
      Values fields;
      site_.path.push_back({.text = target.fieldNames[variant], .value = {}, .index = {}});
      ir::Type wanted = types()[target.arguments[variant]];
      for (uint32_t i = 0; i < wanted.arguments.size(); ++i) {
        bool isNamed = wanted.kind == TypeKind::Record;
        site_.path.push_back({.text = isNamed ? wanted.fieldNames[i] : std::to_string(i), .value = {}, .index = {}});
        fields.push_back(convert(emit(Opcode::StructGet, {payload}, at, i), wanted.arguments[i], at));
        site_.path.pop_back();
      }
      site_.path.pop_back();
      if (types()[typeOf(payload)].open) fields.push_back(emit(Opcode::StructUndeclared, {payload}, at));
      return makeVariant(to, variant, std::move(fields), at);
    };
    auto convertOption = [&](uint32_t variant, ValueId payload) {
      Values fields;
      for (uint32_t i = 0; i < types()[typeOf(payload)].arguments.size(); ++i)
        fields.push_back(emit(Opcode::StructGet, {payload}, at, i));
      return makeVariant(to, variant, std::move(fields), at);
    };
    if (types().isOption(to)) return perVariant(value, convertOption, at);
    auto convertAll = [&](ValueId source) { return perVariant(source, convertPayload, at); };
    if (types().isBuiltin(to)) return convertAll(value);
    return convertByFunction(value, to, convertAll, at);
  }
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  return makeVariant(to, kSome, {convert(value, target.typeArguments[0], at)}, at);
}

// A function around the closure that converts what it is given and what it gives.
ValueId Lowerer::convertClosure(ValueId closure, TypeId to, Span at) {
  const ir::Type source = types()[typeOf(closure)];
  TypeId result = types()[to].closureResult();
  auto body = [&](ValueId inner, const Values& given) {
    Values operands{inner};
    for (size_t i = 0; i < given.size(); ++i) operands.push_back(convert(given[i], source.closureParameters()[i], at));
    return convert(emit(Opcode::CallClosure, std::move(operands), at), result, at);
  };
  std::vector<BindingId> captures = schemas_.capturesOf(types().tuple({typeOf(closure), to}));
  return wrapper("adapted", closure, to, std::move(captures), body, at);
}

ValueId Lowerer::failure(relon_status kind, std::string message, TypeId type, Span at) {
  auto fail = [&] {
    out().fail(kind, std::move(message), at);
    return ValueId();
  };
  return choose(out().constBool(true, at), fail, [&] { return unreachable(type, at); }, at);
}

// A value of any type where an element of `[]` would be, which is never reached:
// a call of a function that only fails, one per type.
ValueId Lowerer::unreachable(TypeId type, Span at) {
  auto [known, isNew] = unreachables_.try_emplace(type);
  if (isNew) {
    ir::FunctionId id = ir::Builder::newFunction(module_, "unreachable." + types().text(type), {}, 0, type, at);
    known->second = id;
    Frame frame(module_, id, frame_, false);
    frame_ = &frame;
    effect(Opcode::Enter, {}, at);
    out().fail(relon_index_out_of_bounds, "an empty list has no elements", at);
    frame_ = frame.parent;
  }
  return emit(Opcode::Call, {}, at, ir::Callee(known->second));
}

ValueId Lowerer::convertList(ValueId list, TypeId to, Span at) {
  if (types()[types()[typeOf(list)].element()].kind == TypeKind::Never) return emit(Opcode::ListMake, {}, at, to);
  ValueId length = emit(Opcode::ListLen, {list}, at);
  TypeId element = types()[to].element();
  ValueId builder = emit(Opcode::BuilderNew, {length}, at, types().builder(element));
  ValueId keys = std::exchange(site_.keys, {});
  Stream positions = positionsBelow(length, at);
  Sink push;
  push.consume = [&](ValueId item, const Values&) {
    if (site_.tracksPath) {
      site_.path.push_back({.text = "", .value = keys, .index = item});
      item = emitProved(Opcode::ListGet, {list, item}, at);
    }
    ValueId converted = convert(item, element, at);
    if (site_.tracksPath) site_.path.pop_back();
    effect(Opcode::BuilderPush, {builder, converted}, at);
    return Values{};
  };
  runFused(site_.tracksPath ? positions : streamOver(list, typeOf(list), at), push, at);
  return emit(Opcode::BuilderFinish, {builder}, at);
}

ValueId Lowerer::convertRecord(ValueId record, TypeId to, Span at) {
  const ir::Type target = types()[to];
  Values fields;
  for (size_t i = 0; i < target.fieldNames.size(); ++i) {
    auto index = static_cast<uint32_t>(types().fieldIndex(typeOf(record), target.fieldNames[i]));
    site_.path.push_back({.text = target.fieldNames[i], .value = {}, .index = {}});
    fields.push_back(convert(emit(Opcode::StructGet, {record}, at, index), target.arguments[i], at));
    site_.path.pop_back();
  }
  bool keepsUndeclared = target.open && types()[typeOf(record)].open;
  ValueId made = emit(Opcode::StructMake, std::move(fields), at, to);
  return keepsUndeclared ? emit(Opcode::StructExtend, {made, emit(Opcode::StructUndeclared, {record}, at)}, at) : made;
}

ValueId Lowerer::toText(ValueId value, Span at) {
  if (isNumber(value)) return perNumber(value, [&](ValueId number) { return toText(number, at); }, at);
  switch (kindOf(value)) {
    case TypeKind::Int:
      return callCallable("_int_to_text", {value}, at);
    case TypeKind::Float:
      return callCallable("_float_to_text", {value}, at);
    case TypeKind::Bool:
      return choose(
          value, [&] { return out().constText("true", at); }, [&] { return out().constText("false", at); }, at);
    case TypeKind::String:
    case TypeKind::Never:
      return convert(value, types().stringType(), at);
    default:
      return callCallable("_any_text", {toAny(value, at)}, at);
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
    case TypeKind::Dict:
      return toBool(emit(Opcode::DictKeys, {value}, at), at);
    case TypeKind::Enum:
      return enumToBool(value, at);
    case TypeKind::Tuple:
    case TypeKind::Record:
      return out().constBool(!types()[typeOf(value)].arguments.empty(), at);
    default:
      return out().constBool(kindOf(value) == TypeKind::Closure, at);
  }
}

// A number by its value; of other enums a variant without fields is falsy.
ValueId Lowerer::enumToBool(ValueId value, Span at) {
  if (typeOf(value) == types().anyType()) return callCallable("_any_truthy", {value}, at);
  bool isNumber = typeOf(value) == types().numberType();
  auto payloadToBool = [&](uint32_t, ValueId payload) {
    if (isNumber) return toBool(emit(Opcode::StructGet, {payload}, at, uint32_t{0}), at);
    return out().constBool(!types()[typeOf(payload)].arguments.empty(), at);
  };
  return perVariant(value, payloadToBool, at);
}

// Values of different enums are compared where one of them is Any, a Number, or an
// Option: what `?.` finds compares as itself.
ValueId Lowerer::equalEnums(ValueId a, ValueId b, Span at) {
  TypeId left = typeOf(a);
  TypeId right = typeOf(b);
  TypeId any = types().anyType();
  TypeId number = types().numberType();
  if (left == any || right == any || left == number || right == number)
    return callCallable("_any_equal", {toAny(a, at), toAny(b, at)}, at);
  if (kindOf(a) != TypeKind::Enum || (types().isOption(right) && !types().isOption(left))) std::swap(a, b);
  if (types().isOption(typeOf(a)) && !types().isOption(typeOf(b))) {
    constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
    return choose(
        isVariant(a, kSome, at), [&] { return equal(payloadField(a, kSome, 0, at), b, at); },
        [&] { return out().constBool(false, at); }, at);
  }
  if (kindOf(a) != kindOf(b) || types()[typeOf(a)].name != types()[typeOf(b)].name) return out().constBool(false, at);
  if (typeOf(a) == typeOf(b)) return emit(Opcode::Call, {a, b}, at, ir::Callee(equalityFunction(typeOf(a), at)));
  // Other enums may be recursive, with no end of pairs of types.
  if (types().isBuiltin(left)) return equalVariants(a, b, at);
  return callCallable("_any_equal", {toAny(a, at), toAny(b, at)}, at);
}

ValueId Lowerer::equal(ValueId a, ValueId b, Span at) {
  TypeKind kind = kindOf(a);
  if (kind == TypeKind::Enum || kindOf(b) == TypeKind::Enum) return equalEnums(a, b, at);
  bool areDicts = isDict(typeOf(a)) && isDict(typeOf(b));
  if (kind != kindOf(b) && !areDicts) return out().constBool(false, at);
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
    case TypeKind::Dict:
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
  if (kind == TypeKind::Dict || kindOf(b) == TypeKind::Dict)
    return callCallable("_any_equal", {toAny(a, at), toAny(b, at)}, at);
  if (kind == TypeKind::Tuple && types()[left].arguments.size() == types()[right].arguments.size())
    return equalFields(a, b, at);
  bool sameFields = kind == TypeKind::Record && types()[left].brand.empty() && types()[right].brand.empty() &&
                    types()[left].fieldNames == types()[right].fieldNames;
  if (sameFields) return equalFields(a, b, at);
  if (kind != TypeKind::List) return out().constBool(false, at);
  TypeKind leftElement = types()[types()[left].element()].kind;
  if (leftElement == types()[types()[right].element()].kind && leftElement != TypeKind::Never)
    return equalElements(a, b, at);
  ValueId zero = out().constInt(0, at);
  ValueId leftEmpty = emit(Opcode::IntEq, {lengthOf(a, at), zero}, at);
  ValueId rightEmpty = emit(Opcode::IntEq, {lengthOf(b, at), zero}, at);
  return choose(leftEmpty, [&] { return rightEmpty; }, [&] { return out().constBool(false, at); }, at);
}

// One function per type, so that nested types share it.
ir::FunctionId Lowerer::equalityFunction(TypeId type, Span at) {
  if (auto known = equalities_.find(type); known != equalities_.end()) return known->second;
  ir::FunctionId id = ir::Builder::newFunction(module_, "equal." + types().text(type), {{type, "a"}, {type, "b"}}, 0,
                                               types().boolType(), Span::none());
  equalities_[type] = id;
  Frame frame(module_, id, frame_, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, at);
  ValueId a = out().parameter(0);
  ValueId b = out().parameter(1);
  out().ret(equalParts(a, b, at), at);
  frame_ = frame.parent;
  return id;
}

ValueId Lowerer::equalParts(ValueId a, ValueId b, Span at) {
  if (kindOf(a) == TypeKind::List) return equalElements(a, b, at);
  if (kindOf(a) == TypeKind::Enum) return equalVariants(a, b, at);
  auto part = [&](Opcode code) {
    ValueId left = emit(code, {a}, at);
    ValueId right = emit(code, {b}, at);
    return equal(left, right, at);
  };
  if (kindOf(a) != TypeKind::Dict) return equalFields(a, b, at);
  return choose(
      part(Opcode::DictKeys), [&] { return part(Opcode::DictValues); }, [&] { return out().constBool(false, at); }, at);
}

// One test after the other, so that wide types do not nest. Of open records, also what is
// undeclared.
ValueId Lowerer::equalFields(ValueId a, ValueId b, Span at) {
  auto field = [&](uint32_t i) {
    ValueId left = emit(Opcode::StructGet, {a}, at, i);
    ValueId right = emit(Opcode::StructGet, {b}, at, i);
    return equal(left, right, at);
  };
  size_t count = types()[typeOf(a)].arguments.size();
  ValueId same = count == 0 ? out().constBool(true, at) : field(0);
  for (uint32_t i = 1; i < count; ++i)
    same = choose(same, [&] { return field(i); }, [&] { return out().constBool(false, at); }, at);
  if (!types()[typeOf(a)].open) return same;
  auto undeclared = [&] {
    ValueId left = emit(Opcode::StructUndeclared, {a}, at);
    return equal(left, emit(Opcode::StructUndeclared, {b}, at), at);
  };
  return both(same, undeclared, at);
}

ValueId Lowerer::equalElements(ValueId a, ValueId b, Span at) {
  ValueId length = emit(Opcode::ListLen, {a}, at);
  ValueId sameLength = emit(Opcode::IntEq, {length, emit(Opcode::ListLen, {b}, at)}, at);
  auto compare = [&] {
    Stream positions = positionsBelow(length, at);
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
