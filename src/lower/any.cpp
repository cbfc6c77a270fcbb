// Values whose type is decided at run time: into Any and back. Each conversion of
// an aggregate is a function of its own, one per type, which recursive types need.
#include "lower/lowerer.h"

namespace relon::lower {

using ir::AnyVariant;

ValueId Lowerer::typeValue(ExprId id) {
  return anyOf(AnyVariant::Other, out().constText(document_.typeValues.at(id), span(id)), span(id));
}

ValueId Lowerer::anyOf(AnyVariant variant, ValueId payload, Span at) {
  return emit(Opcode::VariantMake, {payload}, at, ir::VariantRef{types().anyType(), static_cast<uint32_t>(variant)});
}

ValueId Lowerer::toAny(ValueId value, Span at) {
  TypeId type = typeOf(value);
  if (type == types().anyType()) return value;
  switch (kindOf(value)) {
    case TypeKind::Never:
      return unreachable(types().anyType(), at);
    case TypeKind::Bool:
      return anyOf(AnyVariant::Bool, value, at);
    case TypeKind::Int:
      return anyOf(AnyVariant::Int, value, at);
    case TypeKind::Float:
      return anyOf(AnyVariant::Float, value, at);
    case TypeKind::String:
      return anyOf(AnyVariant::String, value, at);
    default:
      break;
  }
  auto body = [&](ValueId given) { return aggregateToAny(given, at); };
  Site outer = std::exchange(site_, Site{});
  const LoweredFunction& function = perType(toAnys_, type, "to_any.", type, types().anyType(), body, at);
  site_ = std::move(outer);
  Values operands = captureOperands(function, at);
  operands.push_back(value);
  return emit(Opcode::Call, std::move(operands), at, ir::Callee(function.id));
}

const LoweredFunction& Lowerer::perType(PerType& known, TypeId type, const char* prefix, TypeId from, TypeId to,
                                        const std::function<ValueId(ValueId)>& body, Span at) {
  std::pair key{type, site_.failure};
  if (auto found = known.find(key); found != known.end()) return found->second;
  std::string name = prefix + types().text(type);
  LoweredFunction declared =
      declareFunction(std::move(name), schemas_.capturesOf(type), {{from, "value"}}, to, Span::none());
  const LoweredFunction& function = known[key] = std::move(declared);
  Site outer = std::exchange(site_, Site{.failure = site_.failure});
  defineFunction(function, [&](const Values& given) { return body(given.front()); }, at);
  site_ = std::move(outer);
  return function;
}

ValueId Lowerer::aggregateToAny(ValueId value, Span at) {
  TypeId anys = types().list(types().anyType());
  switch (kindOf(value)) {
    case TypeKind::List:
      return anyOf(AnyVariant::List, convertList(value, anys, at), at);
    case TypeKind::Tuple:
      return anyOf(AnyVariant::Tuple, anyFields(value, at), at);
    case TypeKind::Enum:
      return enumToAny(value, at);
    case TypeKind::Record:
    case TypeKind::Dict:
      return anyObject(convertDict(value, types().dict(types().anyType()), at), brandText(typeOf(value)), "", at);
    case TypeKind::Closure:
      return closureToAny(value, at);
    default:
      return anyObject(emptyDict(types().anyType(), at), "None", "Option", at);
  }
}

// The fields of a tuple or record as a List<Any>.
ValueId Lowerer::anyFields(ValueId structure, Span at) {
  Values items;
  for (uint32_t i = 0; i < types()[typeOf(structure)].arguments.size(); ++i)
    items.push_back(toAny(emit(Opcode::StructGet, {structure}, at, i), at));
  return emit(Opcode::ListMake, std::move(items), at, types().list(types().anyType()));
}

ValueId Lowerer::anyObject(ValueId entries, const std::string& brand, const std::string& of, Span at) {
  Values fields{entries, out().constText(brand, at), out().constText(of, at)};
  ValueId object = emit(Opcode::StructMake, std::move(fields), at, types().anyObject());
  ValueId objects = emit(Opcode::ListMake, {object}, at, types().list(types().anyObject()));
  return anyOf(AnyVariant::Dict, objects, at);
}

// What tells the values of a declared type from others once they are Any: its name, unique
// in the program, without type arguments.
std::string Lowerer::brandText(TypeId type) {
  const ir::Type& shape = types()[type];
  return types().isBuiltin(type) ? shape.name : shape.brand.substr(0, shape.brand.find('<'));
}

// A number is itself; other enums become dicts tagged with variant and enum.
ValueId Lowerer::enumToAny(ValueId value, Span at) {
  const ir::Type type = types()[typeOf(value)];
  bool isNumber = typeOf(value) == types().numberType();
  auto variantToAny = [&](uint32_t variant, ValueId payload) {
    if (isNumber) return toAny(emit(Opcode::StructGet, {payload}, at, uint32_t{0}), at);
    bool isAbsent = types().isOption(typeOf(value)) && variant == static_cast<uint32_t>(ir::OptionVariant::Absent);
    ValueId entries = emptyDict(types().anyType(), at);
    if (kindOf(payload) != TypeKind::None) entries = payloadEntries(payload, at);
    return anyObject(entries, isAbsent ? "None" : type.fieldNames[variant], brandText(typeOf(value)), at);
  };
  return perVariant(value, variantToAny, at);
}

// What an Option holds, or None.
ValueId Lowerer::plainAny(ValueId option, Span at) {
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  if (!types().isOption(typeOf(option))) return toAny(option, at);
  return choose(
      isVariant(option, kSome, at), [&] { return toAny(payloadField(option, kSome, 0, at), at); },
      [&] { return none(types().anyType(), at); }, at);
}

// A tuple's fields are called "0", "1", and so on.
ValueId Lowerer::payloadEntries(ValueId payload, Span at) {
  if (kindOf(payload) == TypeKind::Record) return convertDict(payload, types().dict(types().anyType()), at);
  std::vector<std::string> names;
  for (size_t i = 0; i < types()[typeOf(payload)].arguments.size(); ++i) names.push_back(std::to_string(i));
  ValueId keys = textList(names, at);
  return sortedDict(keys, anyFields(payload, at), types().anyType(), at);
}

// A function that takes the list of its arguments.
ValueId Lowerer::closureToAny(ValueId closure, Span at) {
  TypeId type = types().closure({types().list(types().anyType())}, types().anyType());
  std::vector<TypeId> wanted(types()[typeOf(closure)].closureParameters().begin(),
                             types()[typeOf(closure)].closureParameters().end());
  auto count = static_cast<int64_t>(wanted.size());
  auto call = [&](ValueId inner, ValueId arguments) {
    Values operands{inner};
    for (int64_t i = 0; i < count; ++i) {
      ValueId argument = emitProved(Opcode::ListGet, {arguments, out().constInt(i, at)}, at);
      operands.push_back(convert(argument, wanted[static_cast<size_t>(i)], at));
    }
    return toAny(emit(Opcode::CallClosure, std::move(operands), at), at);
  };
  std::string message = "expected " + std::to_string(count) + (count == 1 ? " argument" : " arguments");
  auto refuse = [&] { return failure(relon_type_mismatch, message, types().anyType(), at); };
  auto body = [&](ValueId inner, const Values& given) {
    ValueId fits = emit(Opcode::IntEq, {lengthOf(given[0], at), out().constInt(count, at)}, at);
    return choose(fits, [&] { return call(inner, given[0]); }, refuse, at);
  };
  std::vector<BindingId> captures = schemas_.capturesOf(typeOf(closure));
  return anyOf(AnyVariant::Closure, wrapper("dynamic", closure, type, std::move(captures), body, at), at);
}

// `refuse` fails where it is no function.
ValueId Lowerer::callAny(ValueId function, Values arguments, const std::function<void()>& refuse, Span at) {
  TypeId type = types().closure({types().list(types().anyType())}, types().anyType());
  auto index = static_cast<uint32_t>(AnyVariant::Closure);
  auto refused = [&] {
    refuse();
    return unreachable(type, at);
  };
  ValueId closure =
      choose(isVariant(function, index, at), [&] { return payloadField(function, index, 0, at); }, refused, at);
  for (ValueId& argument : arguments) argument = toAny(argument, at);
  ValueId list = emit(Opcode::ListMake, std::move(arguments), at, types().list(types().anyType()));
  return emit(Opcode::CallClosure, {closure, list}, at);
}

// Back from Any. What does not fit fails with `type_mismatch`.
ValueId Lowerer::fromAny(ValueId any, TypeId type, Span at) {
  switch (types()[type].kind) {
    case TypeKind::Bool:
      return payloadOf(any, AnyVariant::Bool, type, at);
    case TypeKind::Int:
      return payloadOf(any, AnyVariant::Int, type, at);
    case TypeKind::Float:
      return payloadOf(any, AnyVariant::Float, type, at);
    case TypeKind::String:
      return payloadOf(any, AnyVariant::String, type, at);
    case TypeKind::None:
    case TypeKind::Never:
      return mismatch(any, type, at);
    default:
      break;
  }
  auto body = [&](ValueId given) { return aggregateFromAny(given, type, at); };
  const LoweredFunction& function = perType(fromAnys_, type, "from_any.", types().anyType(), type, body, at);
  Values operands = captureOperands(function, at);
  operands.push_back(any);
  return emit(Opcode::Call, std::move(operands), at, ir::Callee(function.id));
}

ValueId Lowerer::mismatch(ValueId any, TypeId type, Span at) {
  refuseType(any, type, at);
  return unreachable(type, at);
}

void Lowerer::refuseType(ValueId any, TypeId type, Span at) {
  ValueId found = callCallable("_any_kind", {any}, at);
  refuseWith({out().constText("expected " + types().words(type) + ", found ", at), found}, at);
}

// What the variant holds; another variant is a mismatch with `type`.
ValueId Lowerer::payloadOf(ValueId any, AnyVariant variant, TypeId type, Span at) {
  auto index = static_cast<uint32_t>(variant);
  TypeId held = types()[types()[types().anyType()].arguments[index]].arguments[0];
  auto refuse = [&] {
    refuseType(any, type, at);
    return unreachable(held, at);
  };
  return choose(isVariant(any, index, at), [&] { return payloadField(any, index, 0, at); }, refuse, at);
}

ValueId Lowerer::objectOf(ValueId any, Span at) {
  ValueId objects = payloadOf(any, AnyVariant::Dict, types().dict(types().anyType()), at);
  return emitProved(Opcode::ListGet, {objects, out().constInt(0, at)}, at);
}

ValueId Lowerer::aggregateFromAny(ValueId any, TypeId type, Span at) {
  const ir::Type shape = types()[type];
  switch (shape.kind) {
    case TypeKind::List:
      return convertList(payloadOf(any, AnyVariant::List, type, at), type, at);
    case TypeKind::Tuple:
      return tupleFromAny(payloadOf(any, AnyVariant::Tuple, type, at), any, type, at);
    case TypeKind::Enum:
      return enumFromAny(any, type, at);
    case TypeKind::Closure:
      return closureFromAny(payloadOf(any, AnyVariant::Closure, type, at), type, at);
    default:
      if (types().isIter(type)) return iterFromAny(any, type, at);
      return convert(emit(Opcode::StructGet, {objectOf(any, at)}, at, uint32_t{0}), type, at);
  }
}

ValueId Lowerer::iterFromAny(ValueId any, TypeId type, Span at) {
  const ir::Type shape = types()[type];
  auto make = [&] {
    Values fields;
    for (size_t i = 0; i < shape.fieldNames.size(); ++i) {
      ValueId field = callCallable("_any_member", {any, out().constText(shape.fieldNames[i], at)}, at);
      fields.push_back(convert(field, shape.arguments[i], at));
    }
    return emit(Opcode::StructMake, std::move(fields), at, type);
  };
  return choose(isDictOfType(any, type, at), make, [&] { return mismatch(any, type, at); }, at);
}

ValueId Lowerer::tupleFromAny(ValueId items, ValueId any, TypeId type, Span at) {
  const std::vector<TypeId> wanted = types()[type].arguments;
  ValueId count = out().constInt(static_cast<int64_t>(wanted.size()), at);
  auto make = [&] {
    Values fields;
    for (size_t i = 0; i < wanted.size(); ++i) {
      ValueId index = out().constInt(static_cast<int64_t>(i), at);
      fields.push_back(convert(emitProved(Opcode::ListGet, {items, index}, at), wanted[i], at));
    }
    return emit(Opcode::StructMake, std::move(fields), at, type);
  };
  ValueId fits = emit(Opcode::IntEq, {lengthOf(items, at), count}, at);
  return choose(fits, make, [&] { return mismatch(any, type, at); }, at);
}

// A tagged dict, or in place of an Option the value that it would hold.
ValueId Lowerer::enumFromAny(ValueId any, TypeId type, Span at) {
  const ir::Type shape = types()[type];
  if (type == types().numberType()) {
    auto isInt = static_cast<uint32_t>(AnyVariant::Int);
    auto ofInt = [&] { return convert(payloadField(any, isInt, 0, at), type, at); };
    auto ofFloat = [&] { return convert(payloadOf(any, AnyVariant::Float, type, at), type, at); };
    return choose(isVariant(any, isInt, at), ofInt, ofFloat, at);
  }
  auto other = [&] {
    if (!types().isOption(type)) return mismatch(any, type, at);
    return some(convert(any, shape.typeArguments[0], at), at);
  };
  auto ofObject = [&] {
    ValueId object = objectOf(any, at);
    ValueId of = emit(Opcode::StructGet, {object}, at, uint32_t{2});
    ValueId isSame = emit(Opcode::TextEq, {of, out().constText(brandText(type), at)}, at);
    return choose(isSame, [&] { return variantFromEntries(any, object, type, 0, at); }, other, at);
  };
  return choose(isVariant(any, static_cast<uint32_t>(AnyVariant::Dict), at), ofObject, other, at);
}

// Tries the variants from this one on.
ValueId Lowerer::variantFromEntries(ValueId any, ValueId object, TypeId type, uint32_t variant, Span at) {
  const ir::Type shape = types()[type];
  if (variant == shape.arguments.size()) return mismatch(any, type, at);
  ValueId brand = emit(Opcode::StructGet, {object}, at, uint32_t{1});
  auto make = [&] {
    const ir::Type payload = types()[shape.arguments[variant]];
    ValueId entries = emit(Opcode::StructGet, {object}, at, uint32_t{0});
    Values fields;
    for (size_t i = 0; i < payload.arguments.size(); ++i) {
      std::string key = payload.kind == TypeKind::Record ? payload.fieldNames[i] : std::to_string(i);
      fields.push_back(convert(lookUp(entries, out().constText(key, at), at), payload.arguments[i], at));
    }
    if (payload.open) fields.push_back(otherEntries(entries, payload.fieldNames, at));
    return makeVariant(type, variant, std::move(fields), at);
  };
  return choose(
      emit(Opcode::TextEq, {brand, out().constText(shape.fieldNames[variant], at)}, at), make,
      [&] { return variantFromEntries(any, object, type, variant + 1, at); }, at);
}

// A function with these parameters around one that takes the list of its arguments.
ValueId Lowerer::closureFromAny(ValueId function, TypeId type, Span at) {
  TypeId result = types()[type].closureResult();
  auto body = [&](ValueId inner, const Values& given) {
    Values arguments;
    for (ValueId argument : given) arguments.push_back(toAny(argument, at));
    ValueId list = emit(Opcode::ListMake, std::move(arguments), at, types().list(types().anyType()));
    return convert(emit(Opcode::CallClosure, {inner, list}, at), result, at);
  };
  return wrapper("typed", function, type, schemas_.capturesOf(type), body, at);
}

ValueId Lowerer::both(ValueId condition, const std::function<ValueId()>& other, Span at) {
  return choose(condition, other, [&] { return out().constBool(false, at); }, at);
}

// Whether an arm of a `match` that names the type takes the value: by brand where
// the type has one, by structure otherwise.
ValueId Lowerer::isOfType(ValueId any, TypeId type, Span at) {
  auto is = [&](AnyVariant variant) { return isVariant(any, static_cast<uint32_t>(variant), at); };
  auto held = [&](AnyVariant variant) { return payloadField(any, static_cast<uint32_t>(variant), 0, at); };
  if (type == types().anyType()) return out().constBool(true, at);
  const ir::Type shape = types()[type];
  switch (shape.kind) {
    case TypeKind::Bool:
      return is(AnyVariant::Bool);
    case TypeKind::Int:
      return is(AnyVariant::Int);
    case TypeKind::Float:
      return is(AnyVariant::Float);
    case TypeKind::String:
      return is(AnyVariant::String);
    case TypeKind::Closure:
      return is(AnyVariant::Closure);
    case TypeKind::List:
      return both(is(AnyVariant::List), [&] { return isListOf(held(AnyVariant::List), shape.element(), at); }, at);
    case TypeKind::Tuple: {
      ValueId result = is(AnyVariant::Tuple);
      ValueId count = out().constInt(static_cast<int64_t>(shape.arguments.size()), at);
      auto items = [&] { return held(AnyVariant::Tuple); };
      result = both(result, [&] { return emit(Opcode::IntEq, {lengthOf(items(), at), count}, at); }, at);
      for (size_t i = 0; i < shape.arguments.size(); ++i) {
        ValueId index = out().constInt(static_cast<int64_t>(i), at);
        auto fits = [&] { return isOfType(emitProved(Opcode::ListGet, {items(), index}, at), shape.arguments[i], at); };
        result = both(result, fits, at);
      }
      return result;
    }
    default:
      if (type != types().numberType()) return isDictOfType(any, type, at);
      return choose(
          is(AnyVariant::Int), [&] { return out().constBool(true, at); }, [&] { return is(AnyVariant::Float); }, at);
  }
}

ValueId Lowerer::isDictOfType(ValueId any, TypeId type, Span at) {
  const ir::Type shape = types()[type];
  auto fits = [&] {
    ValueId object = objectOf(any, at);
    if (shape.kind == TypeKind::Dict) {
      ValueId entries = emit(Opcode::StructGet, {object}, at, uint32_t{0});
      return isListOf(emit(Opcode::DictValues, {entries}, at), shape.element(), at);
    }
    uint32_t tag = shape.kind == TypeKind::Enum ? 2 : 1;
    ValueId name = emit(Opcode::StructGet, {object}, at, tag);
    return emit(Opcode::TextEq, {name, out().constText(brandText(type), at)}, at);
  };
  return both(isVariant(any, static_cast<uint32_t>(AnyVariant::Dict), at), fits, at);
}

ValueId Lowerer::isListOf(ValueId items, TypeId element, Span at) {
  if (element == types().anyType()) return out().constBool(true, at);
  Sink all{.start = {out().constBool(true, at)}, .consume = {}, .stops = true};
  all.consume = [&](ValueId item, const Values&) {
    ValueId fits = isOfType(item, element, at);
    return Values{fits, fits};
  };
  return runFused(streamOver(items, typeOf(items), at), all, at).front();
}

}
