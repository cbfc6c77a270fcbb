// Dicts as values: from keys and values, from records, and access by key
// (language reference, file 03, section 2).
#include "lower/lowerer.h"

namespace relon::lower {

ValueId Lowerer::textList(const std::vector<std::string>& texts, Span at) {
  Values items;
  for (const std::string& text : texts) items.push_back(out().constText(text, at));
  return emit(Opcode::ListMake, std::move(items), at, types().list(types().stringType()));
}

ValueId Lowerer::emptyDict(TypeId value, Span at) {
  ValueId values = emit(Opcode::ListMake, {}, at, types().list(value));
  return emit(Opcode::DictMake, {textList({}, at), values}, at, types().dict(value));
}

// A dict from keys in any order; of equal keys the last counts.
ValueId Lowerer::sortedDict(ValueId keys, ValueId values, TypeId value, Span at) {
  ValueId order = callCallable("_dict_order", {keys}, at);
  return emit(Opcode::DictMake, {gather(keys, order, at), gather(values, order, at)}, at, types().dict(value));
}

// The elements of a list at the positions that another one holds.
ValueId Lowerer::gather(ValueId list, ValueId positions, Span at) {
  TypeId element = types()[typeOf(list)].element();
  ValueId length = emit(Opcode::ListLen, {positions}, at);
  ValueId builder = emit(Opcode::BuilderNew, {length}, at, types().builder(element));
  Sink push;
  push.consume = [&](ValueId position, const Values&) {
    ValueId item = emitProved(Opcode::ListGet, {list, position}, at);
    effect(Opcode::BuilderPush, {builder, item}, at);
    return Values{};
  };
  runFused(streamOver(positions, typeOf(positions), at), push, at);
  return emit(Opcode::BuilderFinish, {builder}, at);
}

ValueId Lowerer::convertDict(ValueId dict, TypeId to, Span at) {
  TypeId value = types()[to].element();
  if (kindOf(dict) == TypeKind::Dict) {
    ValueId keys = emit(Opcode::DictKeys, {dict}, at);
    site_.keys = keys;
    ValueId values = convert(emit(Opcode::DictValues, {dict}, at), types().list(value), at);
    site_.keys = {};
    return emit(Opcode::DictMake, {keys, values}, at, to);
  }
  const ir::Type record = types()[typeOf(dict)];
  if (record.open) return schemaEntries(dict, value, at);
  Values values;
  for (uint32_t i = 0; i < record.arguments.size(); ++i)
    values.push_back(convert(emit(Opcode::StructGet, {dict}, at, i), value, at));
  bool isSorted = std::is_sorted(record.fieldNames.begin(), record.fieldNames.end());
  ValueId keys = textList(record.fieldNames, at);
  ValueId list = emit(Opcode::ListMake, std::move(values), at, types().list(value));
  return isSorted ? emit(Opcode::DictMake, {keys, list}, at, to) : sortedDict(keys, list, value, at);
}

// What a schema's record holds: declared fields that are not absent, and undeclared ones.
ValueId Lowerer::schemaEntries(ValueId record, TypeId value, Span at) {
  const ir::Type type = types()[typeOf(record)];
  ValueId none = out().constInt(0, at);
  ValueId keys = emit(Opcode::BuilderNew, {none}, at, types().builder(types().stringType()));
  ValueId values = emit(Opcode::BuilderNew, {none}, at, types().builder(value));
  for (uint32_t i = 0; i < type.arguments.size(); ++i) {
    ValueId field = emit(Opcode::StructGet, {record}, at, i);
    auto push = [&] {
      effect(Opcode::BuilderPush, {keys, out().constText(type.fieldNames[i], at)}, at);
      effect(Opcode::BuilderPush, {values, convert(field, value, at)}, at);
      return Values{};
    };
    if (!types().isOption(type.arguments[i])) {
      push();
      continue;
    }
    ValueId isAbsent = isVariant(field, static_cast<uint32_t>(ir::OptionVariant::Absent), at);
    ir::RegionId skipped = region([] { return Values{}; }, at);
    ir::RegionId pushed = region(push, at);
    out().emit(Opcode::If, {isAbsent}, {}, at, {skipped, pushed});
  }
  ValueId undeclared = emit(Opcode::StructUndeclared, {record}, at);
  buildInto(keys, streamOver(emit(Opcode::DictKeys, {undeclared}, at), types().list(types().stringType()), at), false,
            at);
  ValueId others = convert(emit(Opcode::DictValues, {undeclared}, at), types().list(value), at);
  buildInto(values, streamOver(others, types().list(value), at), false, at);
  ValueId keyList = emit(Opcode::BuilderFinish, {keys}, at);
  return sortedDict(keyList, emit(Opcode::BuilderFinish, {values}, at), value, at);
}

ValueId Lowerer::keyText(ValueId key, Span at) {
  if (typeOf(key) != types().anyType()) return toText(key, at);
  constexpr auto kInt = static_cast<uint32_t>(ir::AnyVariant::Int);
  return choose(
      isVariant(key, kInt, at), [&] { return toText(payloadField(key, kInt, 0, at), at); },
      [&] { return fromAny(key, types().stringType(), at); }, at);
}

ValueId Lowerer::lookUp(ValueId dict, ValueId key, Span at) {
  key = keyText(key, at);
  ValueId keys = emit(Opcode::DictKeys, {dict}, at);
  ValueId position = callCallable("_dict_require", {keys, key}, at);
  return emitProved(Opcode::ListGet, {emit(Opcode::DictValues, {dict}, at), position}, at);
}

// ---- literals whose keys only the run knows

ValueId Lowerer::lowerDynamicDict(ExprId id, TypeId type) {
  Span at = span(id);
  const DictExpr& dict = *as<DictExpr>(ast_.expr(id));
  const check::DictInfo& info = document_.dicts.at(id);
  TypeId value = types()[type].element();
  ValueId room = out().constInt(static_cast<int64_t>(dict.fields.size()), at);
  ValueId keys = emit(Opcode::BuilderNew, {room}, at, types().builder(types().stringType()));
  ValueId values = emit(Opcode::BuilderNew, {room}, at, types().builder(value));
  auto append = [&](ValueId builder, ValueId list) {
    buildInto(builder, streamOver(list, typeOf(list), at), false, at);
  };
  auto isPart = [&](uint32_t field) {
    return std::find(info.recordFields.begin(), info.recordFields.end(), field) != info.recordFields.end();
  };
  for (uint32_t i = 0; i < dict.fields.size(); ++i) {
    if (dict.fields[i].form == Field::Form::Spread) {
      ValueId source = convertDict(readBinding(info.entered[i], at), type, at);
      append(keys, emit(Opcode::DictKeys, {source}, at));
      append(values, emit(Opcode::DictValues, {source}, at));
    } else if (isPart(i)) {
      ValueId key = info.entered[i].valid() ? keyText(readBinding(info.entered[i], at), at)
                                            : out().constText(bindingName(info.bindings[i]), at);
      effect(Opcode::BuilderPush, {keys, key}, at);
      effect(Opcode::BuilderPush, {values, convert(readBinding(info.bindings[i], at), value, at)}, at);
    }
  }
  ValueId keyList = emit(Opcode::BuilderFinish, {keys}, at);
  ValueId made = sortedDict(keyList, emit(Opcode::BuilderFinish, {values}, at), value, at);
  effect(Opcode::CheckElements, {emit(Opcode::ListLen, {emit(Opcode::DictKeys, {made}, at)}, at)}, at);
  return made;
}

// ---- `+`: deep, the right side wins; only dicts merge, all else is replaced

ValueId Lowerer::mergeDicts(ValueId left, ValueId right, TypeId type, Span at) {
  const ir::Type& merged = types()[type];
  if (merged.kind != TypeKind::Record) return mergeEntries(left, right, type, at);
  bool knowsKeys = kindOf(right) == TypeKind::Record && !types()[typeOf(right)].open;
  if (!merged.open || knowsKeys) return mergeRecords(left, right, type, at);
  return toSchema(mergeEntries(left, right, types().dict(types().anyType()), at), type, at);
}

// Field by field. A schema is made anew, and keeps what is undeclared on both sides.
ValueId Lowerer::mergeRecords(ValueId left, ValueId right, TypeId type, Span at) {
  const ir::Type shape = types()[type];
  auto fieldOf = [&](ValueId record, const std::string& name) {
    int field = types().fieldIndex(typeOf(record), name);
    return field < 0 ? ValueId() : emit(Opcode::StructGet, {record}, at, static_cast<uint32_t>(field));
  };
  Values fields;
  for (size_t i = 0; i < shape.fieldNames.size(); ++i) {
    ValueId a = fieldOf(left, shape.fieldNames[i]);
    ValueId b = fieldOf(right, shape.fieldNames[i]);
    ValueId field = b.valid() ? b : a;
    if (a.valid() && b.valid() && isDict(typeOf(a)) && isDict(typeOf(b)))
      field = mergeDicts(a, b, shape.arguments[i], at);
    fields.push_back(shape.open ? field : convert(field, shape.arguments[i], at));
  }
  checkElements(fields.size(), at);
  if (!shape.open) return emit(Opcode::StructMake, std::move(fields), at, type);
  Offers offers;
  for (ValueId field : fields) offers.fields.push_back({{}, [field] { return field; }});
  offers.undeclared = emit(Opcode::StructUndeclared, {left}, at);
  ValueId further = undeclaredFields(right, shape.fieldNames, at);
  if (further.valid())
    offers.undeclared = mergeEntries(offers.undeclared, further, types().dict(types().anyType()), at);
  return constructSchema(type, offers, at);
}

// The fields of a record that are not among these names, if there are any.
ValueId Lowerer::undeclaredFields(ValueId record, const std::vector<std::string>& declared, Span at) {
  const ir::Type shape = types()[typeOf(record)];
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  Values values;
  for (uint32_t i = 0; i < shape.fieldNames.size(); ++i) {
    if (std::find(declared.begin(), declared.end(), shape.fieldNames[i]) != declared.end()) continue;
    names.push_back(shape.fieldNames[i]);
    fieldTypes.push_back(shape.arguments[i]);
    values.push_back(emit(Opcode::StructGet, {record}, at, i));
  }
  if (names.empty()) return {};
  TypeId type = types().record(std::move(names), std::move(fieldTypes));
  return convertDict(emit(Opcode::StructMake, std::move(values), at, type), types().dict(types().anyType()), at);
}

ValueId Lowerer::mergeEntries(ValueId left, ValueId right, TypeId type, Span at) {
  TypeId value = types()[type].element();
  if (isDict(value) || value == types().anyType())
    return fromAny(callCallable("_any_merge", {toAny(left, at), toAny(right, at)}, at), type, at);
  left = convertDict(left, type, at);
  right = convertDict(right, type, at);
  auto both = [&](Opcode part) {
    ValueId a = emit(part, {left}, at);
    ValueId b = emit(part, {right}, at);
    ValueId room = emit(Opcode::IntAdd, {lengthOf(a, at), lengthOf(b, at)}, at);
    ValueId builder = emit(Opcode::BuilderNew, {room}, at, types().builder(types()[typeOf(a)].element()));
    buildInto(builder, streamOver(a, typeOf(a), at), true, at);
    buildInto(builder, streamOver(b, typeOf(b), at), true, at);
    return emit(Opcode::BuilderFinish, {builder}, at);
  };
  ValueId keys = both(Opcode::DictKeys);
  return sortedDict(keys, both(Opcode::DictValues), value, at);
}

}
