// References and access to members, positions and keys (language reference, file 03,
// sections 2 and 6).
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::lowerForm(const ReferenceExpr&, ExprId id) {
  if (auto index = document_.positions.find(id); index != document_.positions.end())
    return lowerPosition(index->second, span(id));
  if (auto plan = document_.variants.find(id); plan != document_.variants.end()) return lowerVariant(id, plan->second);
  return readBinding(document_.use(id), span(id));
}

// A list that is spread before is evaluated once more, for its length.
ValueId Lowerer::lowerPosition(const check::ItemPosition& position, Span at) {
  ValueId index = out().constInt(position.items, at);
  for (ExprId spread : position.spreads) {
    ValueId list = lower(spread);
    if (isAnyValue(list)) list = convert(list, types().list(types().anyType()), at);
    index = emit(Opcode::IntAdd, {index, lengthOf(list, at)}, at);
  }
  return index;
}

ValueId Lowerer::lowerForm(const AccessExpr& access, ExprId id) {
  if (document_.calls.contains(id)) return namedClosure(id);
  TypeId type = document_.type(id);
  if (BindingId target = document_.use(id); target.valid()) {
    ValueId value = readBinding(target, span(id));
    return access.optional ? convert(value, type, span(id)) : value;
  }
  if (auto plan = document_.variants.find(id); plan != document_.variants.end()) return lowerVariant(id, plan->second);
  if (document_.candidates.contains(id)) return lowerCandidates(access, id);
  ValueId object = lower(access.object);
  if (!document_.lifted.contains(id)) return lowerAccess(access, id, object);
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  auto inside = [&] {
    return convert(lowerAccess(access, id, payloadField(object, kSome, 0, span(id))), type, span(id));
  };
  return choose(isVariant(object, kSome, span(id)), inside, [&] { return none(type, span(id)); }, span(id));
}

ValueId Lowerer::none(TypeId option, Span at) {
  if (option == types().anyType()) return anyObject(emptyDict(option, at), "None", "Option", at);
  return makeVariant(option, static_cast<uint32_t>(ir::OptionVariant::None), {}, at);
}

// The method gives an Option; None is a missing key, and after `?` the result.
ValueId Lowerer::lowerIndexMethod(const AccessExpr& access, ExprId id, ExprId method, ValueId object, ValueId key) {
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  Span at = span(id);
  TypeId type = document_.type(id);
  ValueId found = callOwnMethod(method, {object, key}, at);
  auto element = [&] { return convert(payloadField(found, kSome, 0, at), type, at); };
  auto otherwise = [&] {
    return access.optional ? none(type, at)
                           : failure(relon_variable_not_found, "the method `index` found nothing", type, at);
  };
  return choose(isVariant(found, kSome, at), element, otherwise, at);
}

// The method of the brand that a value has, if it has one.
ValueId Lowerer::chooseIndex(const AccessExpr& access, ExprId id, const std::vector<CallPlan::Alternative>& methods,
                             ValueId object) {
  ValueId key = given_[access.key] = lower(access.key);
  std::function<ValueId(size_t)> from = [&](size_t i) {
    if (i == methods.size()) return lowerAnyAccess(access, id, object);
    auto call = [&] { return lowerIndexMethod(access, id, methods[i].function, object, toAny(key, span(id))); };
    return choose(isOfType(object, methods[i].type, span(id)), call, [&] { return from(i + 1); }, span(id));
  };
  ValueId value = from(0);
  given_.erase(access.key);
  return value;
}

ValueId Lowerer::lowerAccess(const AccessExpr& access, ExprId id, ValueId object) {
  if (auto method = document_.operatorMethods.find(id); method != document_.operatorMethods.end())
    return lowerIndexMethod(access, id, method->second, object, lower(access.key));
  if (auto methods = document_.operatorAlternatives.find(id); methods != document_.operatorAlternatives.end())
    return chooseIndex(access, id, methods->second, object);
  if (typeOf(object) == types().anyType()) return lowerAnyAccess(access, id, object);
  switch (kindOf(object)) {
    case TypeKind::Never:
      return unreachable(document_.type(id), span(id));
    case TypeKind::List:
      return lowerListAccess(access, id, object);
    case TypeKind::Dict:
      return lowerDictAccess(access, id, object);
    case TypeKind::Enum:
      return lowerFieldAccess(access, id, emit(Opcode::VariantGet, {object}, span(id), document_.payloads.at(id)));
    default:
      return lowerFieldAccess(access, id, object);
  }
}

std::optional<std::string> Lowerer::memberText(const AccessExpr& access) const {
  if (access.form == AccessExpr::Form::Member) return std::string(ast_.name(access.name.id));
  if (access.form == AccessExpr::Form::Position) return std::to_string(access.position);
  if (const IntLiteral* number = as<IntLiteral>(ast_.expr(access.key))) return std::to_string(number->magnitude);
  const StringLiteral* text = as<StringLiteral>(ast_.expr(access.key));
  return text ? std::optional(text->value) : std::nullopt;
}

ValueId Lowerer::accessKey(const AccessExpr& access, Span at) {
  auto text = memberText(access);
  return text ? out().constText(*text, at) : keyText(lower(access.key), at);
}

// Negative positions fail after `?` too.
ValueId Lowerer::lowerListAccess(const AccessExpr& access, ExprId id, ValueId list) {
  Span at = span(id);
  TypeId type = document_.type(id);
  if (access.form == AccessExpr::Form::Member) return none(type, at);
  ValueId index = access.form == AccessExpr::Form::Key ? lower(access.key)
                                                       : out().constInt(static_cast<int64_t>(access.position), at);
  if (!access.optional) return emit(Opcode::ListGet, {list, index}, at);
  ValueId isInside = emit(Opcode::IntLt, {index, lengthOf(list, at)}, at);
  auto element = [&] { return convert(emit(Opcode::ListGet, {list, index}, at), type, at); };
  return choose(isInside, element, [&] { return none(type, at); }, at);
}

ValueId Lowerer::lowerDictAccess(const AccessExpr& access, ExprId id, ValueId dict) {
  Span at = span(id);
  TypeId type = document_.type(id);
  ValueId key = accessKey(access, at);
  if (!access.optional) return lookUp(dict, key, at);
  ValueId position = callCallable("_dict_find", {emit(Opcode::DictKeys, {dict}, at), key}, at);
  ValueId isFound = emit(Opcode::IntLe, {out().constInt(0, at), position}, at);
  auto value = [&] {
    return convert(emitProved(Opcode::ListGet, {emit(Opcode::DictValues, {dict}, at), position}, at), type, at);
  };
  return choose(isFound, value, [&] { return none(type, at); }, at);
}

ValueId Lowerer::lowerAnyAccess(const AccessExpr& access, ExprId id, ValueId any) {
  bool isKey = access.form == AccessExpr::Form::Key && !as<StringLiteral>(ast_.expr(access.key));
  ValueId key = isKey ? toAny(lower(access.key), span(id)) : out().constText(*memberText(access), span(id));
  auto take = [&] { return callCallable(isKey ? "_any_index" : "_any_member", {any, key}, span(id)); };
  if (!access.optional) return take();
  ValueId found = callCallable(isKey ? "_any_find_index" : "_any_find_member", {any, key}, span(id));
  TypeId type = document_.type(id);
  if (type != types().anyType()) return found;
  ValueId isFound = isVariant(found, static_cast<uint32_t>(ir::OptionVariant::Some), span(id));
  return choose(isFound, take, [&] { return none(type, span(id)); }, span(id));
}

// Of a record or tuple.
ValueId Lowerer::lowerFieldAccess(const AccessExpr& access, ExprId id, ValueId structure) {
  TypeId type = document_.type(id);
  auto text = memberText(access);
  if (!text) return lowerComputedKey(access, id, structure);
  const ir::Type shape = types()[typeOf(structure)];
  int field = types().fieldIndex(typeOf(structure), *text);
  if (shape.kind == TypeKind::Tuple && access.form != AccessExpr::Form::Member)
    field = static_cast<int>(access.form == AccessExpr::Form::Key ? as<IntLiteral>(ast_.expr(access.key))->magnitude
                                                                  : access.position);
  if (field < 0) return none(type, span(id));
  ValueId value = emit(Opcode::StructGet, {structure}, span(id), static_cast<uint32_t>(field));
  if (shape.open) value = readField(value, span(id));
  return access.optional ? convert(value, type, span(id)) : value;
}

namespace {

// Records with more fields are searched as dicts.
constexpr size_t kMaxCompared = 16;

}

ValueId Lowerer::lowerComputedKey(const AccessExpr& access, ExprId id, ValueId structure) {
  Span at = span(id);
  TypeId type = document_.type(id);
  const ir::Type shape = types()[typeOf(structure)];
  bool isTuple = shape.kind == TypeKind::Tuple;
  if (shape.open || (!isTuple && shape.arguments.size() > kMaxCompared)) {
    TypeId value = types().isOption(type) && access.optional ? types()[type].typeArguments[0] : type;
    return lowerDictAccess(access, id, convertDict(structure, types().dict(value), at));
  }
  ValueId key = isTuple ? lower(access.key) : accessKey(access, at);
  auto field = [&](size_t i) {
    return convert(emit(Opcode::StructGet, {structure}, at, static_cast<uint32_t>(i)), type, at);
  };
  auto otherwise = [&] { return missing(access, id, key, type); };
  if (!isTuple) return chooseByName(key, shape.fieldNames, field, otherwise, at);
  std::vector<ir::RegionId> regions;
  for (size_t i = 0; i < shape.arguments.size(); ++i) regions.push_back(region([&] { return Values{field(i)}; }, at));
  regions.push_back(region([&] { return Values{otherwise()}; }, at));
  return out().emit(Opcode::Switch, {key}, {}, at, std::move(regions)).front();
}

ValueId Lowerer::chooseByName(ValueId key, const std::vector<std::string>& names,
                              const std::function<ValueId(size_t)>& value, const std::function<ValueId()>& otherwise,
                              Span at) {
  std::function<ValueId(size_t)> from = [&](size_t i) {
    if (i == names.size()) return otherwise();
    ValueId isThis = emit(Opcode::TextEq, {key, out().constText(names[i], at)}, at);
    return choose(isThis, [&] { return value(i); }, [&] { return from(i + 1); }, at);
  };
  return from(0);
}

// A negative position fails after `?` too. The list of no keys has none, and says so.
ValueId Lowerer::missing(const AccessExpr& access, ExprId id, ValueId key, TypeId type) {
  Span at = span(id);
  auto fail = [&] {
    if (kindOf(key) == TypeKind::Int)
      return failure(relon_index_out_of_bounds, "the tuple has no such position", type, at);
    callCallable("_dict_require", {textList({}, at), key}, at);
    return unreachable(type, at);
  };
  if (!access.optional) return fail();
  if (kindOf(key) != TypeKind::Int) return none(type, at);
  ValueId isNegative = emit(Opcode::IntLt, {key, out().constInt(0, at)}, at);
  return choose(isNegative, fail, [&] { return none(type, at); }, at);
}

// A computed key after a reference chooses among the fields of what is around it, and
// evaluates only that one.
ValueId Lowerer::lowerCandidates(const AccessExpr& access, ExprId id) {
  Span at = span(id);
  TypeId type = document_.type(id);
  const std::vector<BindingId>& fields = document_.candidates.at(id);
  ValueId key = accessKey(access, at);
  std::vector<std::string> names;
  for (BindingId field : fields) {
    std::string name = bindingName(field);
    names.push_back(name.empty() ? std::to_string(document_.binding(field).position) : name);
  }
  auto value = [&](size_t i) { return convert(readBinding(fields[i], at), type, at); };
  return chooseByName(key, names, value, [&] { return missing(access, id, key, type); }, at);
}

}
