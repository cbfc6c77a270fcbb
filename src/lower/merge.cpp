// Merging dicts (language reference, file 04, section 5).
#include "lower/lowerer.h"

namespace relon::lower {

// At every depth: where both sides have a dict under a key, those are merged;
// otherwise the right one counts.
ValueId Lowerer::mergeDicts(ValueId left, ValueId right, TypeId result, Span at) {
  auto isDict = [&](ValueId value) { return kindOf(value) == TypeKind::Record || kindOf(value) == TypeKind::Dict; };
  if (!isDict(left) || !isDict(right)) return convert(right, result, at);
  bool asRecord = types()[result].kind == TypeKind::Record;
  return asRecord ? mergeRecords(left, right, result, at) : mergeEntries(left, right, result, at);
}

ValueId Lowerer::mergeRecords(ValueId left, ValueId right, TypeId result, Span at) {
  const ir::Type type = types()[result];
  Values fields;
  for (size_t i = 0; i < type.fieldNames.size(); ++i) {
    int inLeft = types().fieldIndex(typeOf(left), type.fieldNames[i]);
    int inRight = types().fieldIndex(typeOf(right), type.fieldNames[i]);
    auto get = [&](ValueId from, int index) {
      return emit(Opcode::StructGet, {from}, at, static_cast<uint32_t>(index));
    };
    if (inLeft >= 0 && inRight >= 0)
      fields.push_back(mergeDicts(get(left, inLeft), get(right, inRight), type.arguments[i], at));
    else
      fields.push_back(inLeft >= 0 ? get(left, inLeft) : get(right, inRight));
  }
  return emit(Opcode::StructMake, std::move(fields), at, result);
}

// `_dict_merge_order` gives positions in the left keys followed by the right ones.
ValueId Lowerer::mergeEntries(ValueId left, ValueId right, TypeId result, Span at) {
  TypeId value = types()[result].element();
  if (value == types().anyType())
    return convert(callCallable("_any_merge", {toAny(left, at), toAny(right, at)}, at), result, at);
  MergeSides sides{keysOf(left, at), valuesOf(left, value, at), keysOf(right, at), valuesOf(right, value, at)};
  sides.leftLength = lengthOf(sides.leftKeys, at);
  ValueId order = callCallable("_dict_merge_order", {sides.leftKeys, sides.rightKeys}, at);
  Stream positions = streamOver(order, typeOf(order), at);
  auto get = [&](ValueId list, ValueId index) { return emitProved(Opcode::ListGet, {list, index}, at); };
  auto inRight = [&](ValueId index) { return emitProved(Opcode::IntSub, {index, sides.leftLength}, at); };
  auto gatherSide = [&](ValueId leftList, TypeId element, const std::function<ValueId(ValueId)>& fromRight) {
    auto push = [&](ValueId builder, ValueId index) {
      ValueId isLeft = emit(Opcode::IntLt, {index, sides.leftLength}, at);
      ValueId item = choose(
          isLeft, [&] { return get(leftList, index); }, [&] { return fromRight(inRight(index)); }, at);
      effect(Opcode::BuilderPush, {builder, item}, at);
    };
    return gatherFrom(positions, element, push, at);
  };
  ValueId keys = gatherSide(sides.leftKeys, types().stringType(),
                            [&](ValueId index) { return get(sides.rightKeys, index); });
  ValueId values = gatherSide(sides.leftValues, value, [&](ValueId index) { return mergedValue(sides, index, at); });
  return emit(Opcode::DictMake, {keys, values}, at, result);
}

// The right side's value, merged with what the left side has under its key.
ValueId Lowerer::mergedValue(const MergeSides& sides, ValueId index, Span at) {
  ValueId right = emitProved(Opcode::ListGet, {sides.rightValues, index}, at);
  if (kindOf(right) != TypeKind::Dict) return right;
  ValueId key = emitProved(Opcode::ListGet, {sides.rightKeys, index}, at);
  ValueId found = callCallable("_dict_find", {sides.leftKeys, key}, at);
  auto merged = [&] {
    return mergeDicts(emitProved(Opcode::ListGet, {sides.leftValues, found}, at), right, typeOf(right), at);
  };
  return choose(emit(Opcode::IntLt, {found, out().constInt(0, at)}, at), [&] { return right; }, merged, at);
}

}
