// Builtins on dicts (language reference, file 04, section 5). The keys of a dict
// literal are known before the run; its values are listed without making a dict.
#include "lower/lowerer.h"

namespace relon::lower {

bool Lowerer::hasKnownKeys(ValueId dict) {
  const ir::Type& type = types()[typeOf(dict)];
  return type.kind == TypeKind::Record && !type.open && std::is_sorted(type.fieldNames.begin(), type.fieldNames.end());
}

ValueId Lowerer::keysOf(ValueId dict, Span at) {
  if (hasKnownKeys(dict)) return textList(types()[typeOf(dict)].fieldNames, at);
  if (kindOf(dict) != TypeKind::Dict) dict = convert(dict, types().dict(types().anyType()), at);
  return emit(Opcode::DictKeys, {dict}, at);
}

ValueId Lowerer::valuesOf(ValueId dict, TypeId value, Span at) {
  if (!hasKnownKeys(dict)) return emit(Opcode::DictValues, {convert(dict, types().dict(value), at)}, at);
  Values values;
  for (uint32_t i = 0; i < types()[typeOf(dict)].arguments.size(); ++i)
    values.push_back(convert(emit(Opcode::StructGet, {dict}, at, i), value, at));
  return emit(Opcode::ListMake, std::move(values), at, types().list(value));
}

ValueId Lowerer::lowerKeys(BuiltinCall& call) {
  return keysOf(argument(call, 0), call.at);
}

ValueId Lowerer::lowerValues(BuiltinCall& call) {
  return valuesOf(argument(call, 0), types()[call.result].element(), call.at);
}

ValueId Lowerer::lowerHasKey(BuiltinCall& call) {
  ValueId keys = keysOf(argument(call, 0), call.at);
  ValueId position = callCallable(std::string(call.text), {keys, argument(call, 1)}, call.at);
  return emit(Opcode::IntLe, {out().constInt(0, call.at), position}, call.at);
}

// The entries whose keys are among the named ones, or are not.
ValueId Lowerer::chooseKeys(BuiltinCall& call, bool selected) {
  Span at = call.at;
  TypeId value = types()[call.result].element();
  ValueId dict = argument(call, 0);
  ValueId named = convert(argument(call, 1), types().list(types().stringType()), at);
  named = gather(named, callCallable("_dict_order", {named}, at), at);
  ValueId keys = keysOf(dict, at);
  ValueId values = valuesOf(dict, value, at);
  ValueId length = lengthOf(keys, at);
  Stream positions = positionsBelow(length, at);
  auto push = [&](ValueId builder, ValueId index) {
    ValueId key = emitProved(Opcode::ListGet, {keys, index}, at);
    ValueId position = callCallable(std::string(call.text), {named, key}, at);
    ValueId isNamed = emit(Opcode::IntLe, {out().constInt(0, at), position}, at);
    auto keep = [&] {
      effect(Opcode::BuilderPush, {builder, index}, at);
      return Values{};
    };
    ir::RegionId yes = region([&] { return selected ? keep() : Values{}; }, at);
    ir::RegionId no = region([&] { return selected ? Values{} : keep(); }, at);
    out().emit(Opcode::If, {isNamed}, {}, at, {yes, no});
  };
  ValueId kept = gatherFrom(positions, types().intType(), push, at);
  return emit(Opcode::DictMake, {gather(keys, kept, at), gather(values, kept, at)}, at, call.result);
}

ValueId Lowerer::lowerSelectKeys(BuiltinCall& call) {
  return chooseKeys(call, true);
}
ValueId Lowerer::lowerOmitKeys(BuiltinCall& call) {
  return chooseKeys(call, false);
}

ValueId Lowerer::lowerMerge(BuiltinCall& call) {
  ValueId left = argument(call, 0);
  return mergeDicts(left, argument(call, 1), call.result, call.at);
}

}
