#include <algorithm>
#include <bit>

#include "interp/flattener.h"

// One overload per op: the instructions that it becomes.
namespace relon::interp {

using ir::Op;
using ir::Opcode;
using ir::ValueId;

#define HANDLE(Name) void Flattener::handle(Tag<Opcode::Name>, [[maybe_unused]] const Op& op)

HANDLE(ConstInt) {
  constant(op, std::get<int64_t>(op.attribute));
}
HANDLE(ConstFloat) {
  constant(op, std::bit_cast<int64_t>(std::get<double>(op.attribute)));
}
HANDLE(ConstBool) {
  constant(op, std::get<bool>(op.attribute) ? 1 : 0);
}

HANDLE(ConstText) {
  Pool& pool = environment_.pool;
  const std::string& text = pool.texts.emplace_back(std::get<std::string>(op.attribute));
  constant(op, address(pool.strings.emplace_back(relon_string{text.data(), static_cast<int64_t>(text.size())})));
}

HANDLE(IntAdd) {
  withImmediate(Code::IntAdd, Code::IntAddK, Code::IntAddK, op);
}
HANDLE(IntSub) {
  withImmediate(Code::IntSub, Code::IntSubK, Code::IntSubK, op);
}
HANDLE(IntMul) {
  withImmediate(Code::IntMul, Code::IntMulK, Code::IntMulK, op);
}
HANDLE(IntDiv) {
  withImmediate(Code::IntDiv, Code::IntDivK, Code::IntDivK, op);
}
HANDLE(IntRem) {
  withImmediate(Code::IntRem, Code::IntRemK, Code::IntRemK, op);
}
HANDLE(IntNeg) {
  emit(Code::IntNeg, slot(op.results[0]), slot(op.operands[0]));
}
HANDLE(IntToFloat) {
  emit(Code::IntToFloat, slot(op.results[0]), slot(op.operands[0]));
}
HANDLE(RangeLen) {
  binary(Code::RangeLen, op);
}

HANDLE(FloatAdd) {
  binary(Code::FloatAdd, op);
}
HANDLE(FloatSub) {
  binary(Code::FloatSub, op);
}
HANDLE(FloatMul) {
  binary(Code::FloatMul, op);
}
HANDLE(FloatDiv) {
  binary(Code::FloatDiv, op);
}
HANDLE(FloatRem) {
  binary(Code::FloatRem, op);
}
HANDLE(FloatNeg) {
  emit(Code::FloatNeg, slot(op.results[0]), slot(op.operands[0]));
}

void Flattener::compare(const Op& op) {
  Comparison codes = comparison(op.code);
  withImmediate(codes.plain, codes.rightK, codes.leftK, op);
}
HANDLE(IntEq) {
  compare(op);
}
HANDLE(IntLt) {
  compare(op);
}
HANDLE(IntLe) {
  compare(op);
}
HANDLE(FloatEq) {
  binary(Code::FloatEq, op);
}
HANDLE(FloatLt) {
  binary(Code::FloatLt, op);
}
HANDLE(FloatLe) {
  binary(Code::FloatLe, op);
}
HANDLE(MixedLt) {
  binary(Code::MixedLt, op);
}
HANDLE(MixedLe) {
  binary(Code::MixedLe, op);
}
HANDLE(MixedGt) {
  binary(Code::MixedGt, op);
}
HANDLE(MixedGe) {
  binary(Code::MixedGe, op);
}
HANDLE(BoolEq) {
  binary(Code::IntEq, op);
}
HANDLE(BoolNot) {
  emit(Code::BoolNot, slot(op.results[0]), slot(op.operands[0]));
}
HANDLE(TextEq) {
  binary(Code::TextEq, op);
}

HANDLE(TextLen) {
  emit(Code::Length, slot(op.results[0]), slot(op.operands[0]));
}
HANDLE(ListLen) {
  emit(Code::Length, slot(op.results[0]), slot(op.operands[0]));
}

void Flattener::make(Code code, const Op& op, MakeInfo info, int64_t areaSize, uint32_t tag) {
  const MakeInfo& kept = environment_.pool.makes.emplace_back(std::move(info));
  emit(code, slot(op.results[0]), newArea(areaSize), tag, address(kept));
}

HANDLE(StructMake) {
  ir::TypeId id = std::get<ir::TypeId>(op.attribute);
  std::vector<int64_t> offsets = environment_.layouts.fieldOffsets(id);
  MakeInfo info;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    ValueId value = op.operands[i];
    info.fields.push_back({slot(value), offsets[i], sizeOf(function_.type(value)), access(value)});
  }
  if (type(id).open) {
    // No undeclared fields: the hidden pointer is null.
    uint32_t null = newSlot();
    emit(Code::Constant, null);
    info.fields.push_back({null, offsets.back(), sizeof(void*), Access::Word});
  }
  make(Code::StructMake, op, std::move(info), sizeOf(id));
}

void Flattener::loadField(ValueId result, ValueId base, int64_t offset) {
  constexpr Code kCodes[] = {Code::GetWord, Code::GetByte, Code::GetAddress, Code::GetAddress};
  emit(kCodes[static_cast<size_t>(access(result))], slot(result), slot(base), 0, offset);
}

HANDLE(StructGet) {
  ir::TypeId structure = function_.type(op.operands[0]);
  loadField(op.results[0], op.operands[0],
            environment_.layouts.fieldOffsets(structure)[std::get<uint32_t>(op.attribute)]);
}

HANDLE(StructExtend) {
  ir::TypeId id = function_.type(op.operands[0]);
  MakeInfo info;
  info.size = sizeOf(id);
  info.count = environment_.layouts.fieldOffsets(id).back();
  uint32_t area = newArea(info.size);
  const MakeInfo& kept = environment_.pool.makes.emplace_back(std::move(info));
  emit(Code::StructExtend, slot(op.operands[0]), area, slot(op.operands[1]), address(kept));
  emit(Code::AddressOf, slot(op.results[0]), area);
}

HANDLE(StructUndeclared) {
  int64_t offset = environment_.layouts.fieldOffsets(function_.type(op.operands[0])).back();
  emit(Code::Undeclared, slot(op.results[0]), slot(op.operands[0]), 0, offset);
}

HANDLE(VariantMake) {
  makeVariant(op, std::get<ir::VariantRef>(op.attribute));
}

void Flattener::makeVariant(const Op& op, const ir::VariantRef& variant) {
  ir::TypeId payload = type(variant.type).arguments[variant.index];
  bool isIndirect = environment_.layouts.isIndirect(variant.type, variant.index);
  int64_t base = environment_.layouts.payloadOffset(variant.type);
  std::vector<int64_t> offsets = environment_.layouts.fieldOffsets(payload);
  MakeInfo info;
  info.size = sizeOf(payload);
  info.count = base;
  const bool isOpen = type(payload).open;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    ValueId value = op.operands[i];
    int64_t offset = isIndirect ? offsets[i] : base + offsets[i];
    if (isOpen && i + 1 == op.operands.size()) {
      uint32_t kept = newSlot();
      emit(Code::KeepDict, kept, slot(value));
      info.fields.push_back({kept, offset, sizeof(void*), Access::Word});
    } else {
      info.fields.push_back({slot(value), offset, sizeOf(function_.type(value)), access(value)});
    }
  }
  make(isIndirect ? Code::VariantMakeIndirect : Code::VariantMake, op, std::move(info), sizeOf(variant.type),
       variant.index);
}

HANDLE(VariantTag) {
  emit(Code::GetTag, slot(op.results[0]), slot(op.operands[0]));
}

HANDLE(VariantGet) {
  ir::TypeId id = function_.type(op.operands[0]);
  bool isIndirect = environment_.layouts.isIndirect(id, std::get<uint32_t>(op.attribute));
  emit(isIndirect ? Code::GetWord : Code::GetAddress, slot(op.results[0]), slot(op.operands[0]), 0,
       environment_.layouts.payloadOffset(id));
}

HANDLE(OptionSettle) {
  emit(Code::OptionSettle, slot(op.results[0]), slot(op.operands[0]), newArea(sizeOf(function_.type(op.operands[0]))));
}

HANDLE(DictMake) {
  emit(Code::DictMake, slot(op.results[0]), slot(op.operands[0]), slot(op.operands[1]), newArea(sizeof(relon_dict)));
}

HANDLE(DictKeys) {
  emit(Code::DictKeys, slot(op.results[0]), slot(op.operands[0]), newArea(sizeof(relon_list)));
}

HANDLE(DictValues) {
  emit(Code::DictValues, slot(op.results[0]), slot(op.operands[0]), newArea(sizeof(relon_list)));
}

HANDLE(ListMake) {
  int64_t size = sizeOf(type(std::get<ir::TypeId>(op.attribute)).element());
  MakeInfo info;
  for (ValueId value : op.operands) {
    int64_t offset = size * static_cast<int64_t>(info.fields.size());
    info.fields.push_back({slot(value), offset, size, access(value)});
  }
  info.count = static_cast<int64_t>(op.operands.size());
  info.size = size * info.count;
  make(Code::ListMake, op, std::move(info), sizeof(relon_list));
}

void Flattener::loadElement(uint32_t to, ir::TypeId element, uint32_t list, uint32_t index) {
  constexpr Code kCodes[] = {Code::ElementWord, Code::ElementByte, Code::ElementAddress, Code::ElementAddress};
  emit(kCodes[static_cast<size_t>(accessOf(type(element)))], to, list, index, sizeOf(element));
}

HANDLE(ListGet) {
  uint32_t list = slot(op.operands[0]);
  uint32_t index = slot(op.operands[1]);
  if (!op.proved) emit(Code::CheckIndex, 0, list, index);
  loadElement(slot(op.results[0]), function_.type(op.results[0]), list, index);
}

HANDLE(BuilderNew) {
  int64_t size = sizeOf(type(std::get<ir::TypeId>(op.attribute)).element());
  emit(Code::BuilderNew, slot(op.results[0]), slot(op.operands[0]), newArea(sizeof(relon_builder)), size);
}

HANDLE(BuilderPush) {
  constexpr Code kCodes[] = {Code::PushWord, Code::PushByte, Code::PushBytes, Code::PushNothing};
  Access element = accessOf(type(typeOf(op.operands[0]).element()));
  int64_t size = sizeOf(typeOf(op.operands[0]).element());
  emit(kCodes[static_cast<size_t>(element)], slot(op.operands[0]), slot(op.operands[1]), 0, size);
}

HANDLE(BuilderFinish) {
  emit(Code::BuilderFinish, slot(op.results[0]), slot(op.operands[0]), newArea(sizeof(relon_list)));
}

HANDLE(ClosureMake) {
  ir::FunctionId id = std::get<ir::FunctionId>(op.attribute);
  const FunctionCode& code = environment_.codes[id.index()];
  MakeInfo info;
  info.code = &code;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    Field field = code.captures[i];
    info.size = std::max(info.size, field.offset + field.size);
    field.slot = slot(op.operands[i]);
    info.fields.push_back(field);
  }
  make(Code::ClosureMake, op, std::move(info), sizeof(Closure));
}

HANDLE(CellNew) {
  int64_t size = std::max<int64_t>(8, sizeOf(type(std::get<ir::TypeId>(op.attribute)).element()));
  emit(Code::CellNew, slot(op.results[0]), 0, 0, static_cast<int64_t>(sizeof(Cell)) + size);
}

HANDLE(CellDefine) {
  emit(Code::CellDefine, slot(op.operands[0]), slot(op.operands[1]));
}

HANDLE(CellForce) {
  Access value = access(op.results[0]);
  bool isScalar = value == Access::Word || value == Access::Byte;
  size_t force = emit(Code::CellForce, 0, slot(op.operands[0]));
  emit(Code::CellDone);
  land(force);
  emit(isScalar ? Code::CellWord : Code::CellAddress, slot(op.results[0]), slot(op.operands[0]));
}

// Control.

HANDLE(If) {
  std::vector<uint32_t> targets;
  for (ValueId result : op.results) targets.push_back(slot(result));
  size_t toElse = branchUnless(op);
  arm(op, op.regions[0], targets);
  size_t toEnd = emit(Code::Jump);
  land(toElse);
  arm(op, op.regions[1], targets);
  land(toEnd);
}

HANDLE(Switch) {
  std::vector<uint32_t> targets;
  for (ValueId result : op.results) targets.push_back(slot(result));
  SwitchInfo& info = environment_.pool.switches.emplace_back();
  size_t begin = emit(Code::Switch, slot(op.operands[0]), 0, 0, address(info));
  std::vector<size_t> ends;
  for (ir::RegionId id : op.regions) {
    info.targets.push_back(static_cast<int32_t>(code_.instructions.size() - begin));
    arm(op, id, targets);
    ends.push_back(emit(Code::Jump));
  }
  for (size_t end : ends) land(end);
}

HANDLE(Attempt) {
  std::vector<uint32_t> targets;
  for (ValueId result : op.results) targets.push_back(slot(result));
  size_t begin = emit(Code::AttemptBegin);
  arm(op, op.regions[0], targets);
  emit(Code::AttemptEnd);
  size_t toEnd = emit(Code::Jump);
  land(begin);
  arm(op, op.regions[1], targets);
  land(toEnd);
}

uint32_t Flattener::resultPlace(ValueId result) {
  if (access(result) != Access::Aggregate) return slot(result);
  uint32_t area = newArea(sizeOf(function_.type(result)));
  emit(Code::AddressOf, slot(result), area);
  return area;
}

HANDLE(Call) {
  std::vector<uint32_t> arguments;
  for (ValueId value : op.operands) arguments.push_back(slot(value));
  Pool& pool = environment_.pool;
  const ir::Callee& callee = std::get<ir::Callee>(op.attribute);
  if (auto* id = std::get_if<ir::FunctionId>(&callee)) {
    CallInfo info{&environment_.codes[id->index()], std::move(arguments)};
    uint32_t place = resultPlace(op.results[0]);
    emit(Code::Call, place, 0, 0, address(pool.calls.emplace_back(std::move(info))));
    return;
  }
  const ir::CallableRef& ref = environment_.module.callables[std::get<ir::CallableId>(callee).index()];
  NativeCallInfo info{nullptr, nullptr, ref.name, std::move(arguments), access(op.results[0])};
  if (const callable::Callable* bound = environment_.set.find(ref.name)) {
    info.thunk = bound->thunk;
    info.target = bound->target;
  }
  uint32_t place = resultPlace(op.results[0]);
  emit(Code::CallNative, place, 0, 0, address(pool.nativeCalls.emplace_back(std::move(info))));
}

HANDLE(CallClosure) {
  CallInfo info;
  for (size_t i = 1; i < op.operands.size(); ++i) info.arguments.push_back(slot(op.operands[i]));
  uint32_t place = resultPlace(op.results[0]);
  emit(Code::CallClosure, place, slot(op.operands[0]), 0,
       address(environment_.pool.calls.emplace_back(std::move(info))));
}

HANDLE(Yield) {}

HANDLE(Return) {
  if (code_.result.access != Access::Aggregate)
    emit(Code::ReturnWord, slot(op.operands[0]));
  else
    emit(Code::ReturnBytes, slot(op.operands[0]), 0, 0, code_.result.size);
}

HANDLE(Fail) {
  const auto& failure = std::get<ir::Failure>(op.attribute);
  emit(Code::Fail, 0, 0, 0, address(environment_.pool.fails.emplace_back(FailInfo{failure.kind, failure.message})));
}

HANDLE(Each) {
  bool isRange = std::get<ir::EachSource>(op.attribute).kind == ir::EachSource::Kind::Range;
  isRange ? rangeLoop(op) : listLoop(op);
}

// Bounds.

HANDLE(Enter) {
  emit(Code::Enter);
}
HANDLE(Charge) {
  emit(Code::Charge, slot(op.operands[0]));
}
HANDLE(CheckElements) {
  emit(Code::CheckElements, slot(op.operands[0]));
}
HANDLE(CheckCapability) {
  emit(Code::CheckCapability, 0, 0, 0, std::get<uint32_t>(op.attribute));
}

}
