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
    ValueId values = convert(emit(Opcode::DictValues, {dict}, at), types().list(value), at);
    return emit(Opcode::DictMake, {emit(Opcode::DictKeys, {dict}, at), values}, at, to);
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

ValueId Lowerer::lookUp(ValueId dict, ValueId key, Span at) {
  if (kindOf(key) == TypeKind::Int) key = toText(key, at);
  ValueId keys = emit(Opcode::DictKeys, {dict}, at);
  ValueId position = callCallable("_dict_require", {keys, key}, at);
  return emitProved(Opcode::ListGet, {emit(Opcode::DictValues, {dict}, at), position}, at);
}

}
