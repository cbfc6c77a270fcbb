// Values whose type is decided at run time: into Any and back. Each conversion of
// an aggregate is a function of its own, one per type, which recursive types need.
#include "lower/lowerer.h"

namespace relon::lower {

using ir::AnyVariant;

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
      return emit(Opcode::Call, {value}, at, ir::Callee(toAnyFunction(type, at)));
  }
}

ir::FunctionId Lowerer::toAnyFunction(TypeId type, Span at) {
  return perType(
      toAnys_, type, "to_any.", {{type, "value"}}, types().anyType(), [&] { return aggregateToAny(out().parameter(0), at); },
      at);
}

ir::FunctionId Lowerer::perType(std::unordered_map<TypeId, ir::FunctionId>& known, TypeId type, const char* prefix,
                                std::vector<ir::Value> parameters, TypeId result, const std::function<ValueId()>& body,
                                Span at) {
  if (auto found = known.find(type); found != known.end()) return found->second;
  std::string name = prefix + types().text(type);
  ir::FunctionId id = ir::Builder::newFunction(module_, std::move(name), std::move(parameters), 0, result, at);
  known[type] = id;
  Frame frame(module_, id, frame_, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, at);
  out().ret(body(), at);
  frame_ = frame.parent;
  return id;
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
      return anyObject(convertDict(value, types().dict(types().anyType()), at), types()[typeOf(value)].name, "", at);
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

// A number is itself; other enums become dicts tagged with variant and enum.
ValueId Lowerer::enumToAny(ValueId value, Span at) {
  const ir::Type type = types()[typeOf(value)];
  bool isNumber = typeOf(value) == types().numberType();
  auto variantToAny = [&](uint32_t variant, ValueId payload) {
    if (isNumber) return toAny(emit(Opcode::StructGet, {payload}, at, uint32_t{0}), at);
    bool isAbsent = types().isOption(typeOf(value)) && variant == static_cast<uint32_t>(ir::OptionVariant::Absent);
    ValueId entries = emptyDict(types().anyType(), at);
    if (kindOf(payload) != TypeKind::None) entries = payloadEntries(payload, at);
    return anyObject(entries, isAbsent ? "None" : type.fieldNames[variant], type.name, at);
  };
  return perVariant(value, variantToAny, at);
}

// A tuple's fields are called "0", "1", and so on.
ValueId Lowerer::payloadEntries(ValueId payload, Span at) {
  if (kindOf(payload) == TypeKind::Record) return convertDict(payload, types().dict(types().anyType()), at);
  std::vector<std::string> names;
  for (size_t i = 0; i < types()[typeOf(payload)].arguments.size(); ++i) names.push_back(std::to_string(i));
  return sortedDict(textList(names, at), anyFields(payload, at), types().anyType(), at);
}

ValueId Lowerer::closureToAny(ValueId, Span at) {
  return anyOf(AnyVariant::Other, out().constText("<closure>", at), at);
}

ValueId Lowerer::fromAny(ValueId, TypeId type, Span at) {
  return failure(relon_type_mismatch, "expected " + types().text(type), type, at);
}

ValueId Lowerer::isOfType(ValueId, TypeId, Span at) {
  return out().constBool(false, at);
}

}
