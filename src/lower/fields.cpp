// Dict literals and `where` blocks. Their fields are evaluated at most once, in
// source order, what a field needs first (language reference, file 03 section 4).
//
// A field that is certainly needed by another is evaluated right where it is
// needed, and needs nothing extra. One that is needed on a condition only (in a
// branch, a loop, a function that is called) is evaluated beforehand if that
// cannot be noticed, because it cannot fail; otherwise it becomes a cell.
#include <algorithm>

#include "lower/lowerer.h"

namespace relon::lower {

using check::Need;

void Lowerer::setSlot(BindingId binding, Slot next) {
  Slot& current = frame_->slots[binding];
  frame_->trail.push_back({binding, current});
  current = next;
}

// Forgets what was learned since `mark`, when the region where it holds is left.
void Lowerer::undoTo(size_t mark) {
  while (frame_->trail.size() > mark) {
    auto& [binding, earlier] = frame_->trail.back();
    frame_->slots[binding] = earlier;
    frame_->trail.pop_back();
  }
}

// The slot of a binding in this function. A thunk takes what it lacks from the
// function around it, as a capture.
Slot& Lowerer::slot(BindingId binding) {
  Slot& own = frame_->slots[binding];
  if (own.value.valid() || own.cell.valid() || !frame_->isThunk) return own;
  Frame* inner = frame_;
  frame_ = inner->parent;
  Slot outer = slot(binding);
  ValueId source = outer.cell.valid() ? outer.cell : outer.value;
  TypeId type = source.valid() ? typeOf(source) : TypeId();
  frame_ = inner;
  if (!source.valid()) return frame_->slots[binding];
  ir::Function& function = out().function();
  function.values.push_back({type, bindingName(binding)});
  ValueId parameter(function.values.size() - 1);
  function.parameters.push_back(parameter);
  ++function.captures;
  frame_->captured.push_back(binding);
  Slot& created = frame_->slots[binding];
  (outer.cell.valid() ? created.cell : created.value) = parameter;
  return created;
}

bool Lowerer::isAvailable(BindingId field) {
  const Slot& known = slot(field);
  return known.value.valid() || known.cell.valid();
}

Span Lowerer::fieldSpan(BindingId field) const {
  const Binding& binding = document_.binding(field);
  return binding.value.valid() ? span(binding.value) : binding.span;
}

std::string Lowerer::bindingName(BindingId id) const {
  NameId name = document_.binding(id).name;
  return name.valid() ? std::string(ast_.name(name)) : std::string();
}

ValueId Lowerer::readBinding(BindingId id, Span at) {
  const Binding& binding = document_.binding(id);
  if (binding.function.valid()) return closureValue(binding.function, at);
  Slot known = slot(id);
  if (known.value.valid()) return known.value;
  if (known.cell.valid()) return emit(Opcode::CellForce, {known.cell}, at);
  if (binding.kind == Binding::Kind::Import) return moduleValue(id);
  if (binding.kind == Binding::Kind::ImportMember) {
    ValueId module = readBinding(document_.modules[binding.file.index()], at);
    if (isAnyValue(module)) return callCallable("_any_member", {module, out().constText(bindingName(id), at)}, at);
    if (kindOf(module) == TypeKind::Dict) return lookUp(module, out().constText(bindingName(id), at), at);
    return emit(Opcode::StructGet, {module}, at, binding.position);
  }
  RELON_CHECK(binding.kind == Binding::Kind::Field, "a variable has a value where it is visible");
  return forceField(id);
}

// The value of an imported file as a whole. Where its fields are those of a
// literal they are evaluated, and the dict is made when it is first asked for.
ValueId Lowerer::moduleValue(BindingId module) {
  Slot known = slot(module);
  if (known.value.valid()) return known.value;
  const Binding& binding = document_.binding(module);
  ExprId root = ast_.modules[binding.file.index()].root;
  known.value = convert(lower(root), binding.type, span(root));
  setSlot(module, known);
  return known.value;
}

ValueId Lowerer::forceField(BindingId field) {
  if (!isAvailable(field)) prepareNeeds(field);
  Slot known = slot(field);
  if (known.value.valid()) return known.value;
  known.value = known.cell.valid() ? emit(Opcode::CellForce, {known.cell}, fieldSpan(field)) : computeField(field);
  setSlot(field, known);
  return known.value;
}

ValueId Lowerer::computeField(BindingId field) {
  const Binding& binding = document_.binding(field);
  Span at = fieldSpan(field);
  if (binding.source.valid()) return emit(Opcode::StructGet, {readBinding(binding.source, at)}, at, binding.member);
  ValueId value = convert(lower(binding.value), binding.type, at);
  return isDeclared(binding) ? validated(value, binding.value, siteOf(binding.value).failure) : value;
}

// What `field` needs on a condition, directly or through what it certainly needs.
void Lowerer::collectConditionalNeeds(BindingId field, std::vector<BindingId>& found,
                                      std::unordered_set<BindingId>& seen) {
  if (frame_->slots[field].isPrepared || !seen.insert(field).second) return;
  for (const Need& need : needs_.ofField(field)) {
    if (isAvailable(need.field)) continue;
    if (need.certain)
      stack_.run([&] { collectConditionalNeeds(need.field, found, seen); });
    else
      found.push_back(need.field);
  }
}

void Lowerer::prepareNeeds(BindingId field) {
  std::vector<BindingId> pending;
  std::unordered_set<BindingId> seen;
  collectConditionalNeeds(field, pending, seen);
  prepare(std::move(pending));
  for (BindingId prepared : seen) {
    Slot known = slot(prepared);
    known.isPrepared = true;
    setSlot(prepared, known);
  }
}

void Lowerer::prepare(std::vector<BindingId> pending) {
  std::vector<BindingId> cells;
  for (size_t i = 0; i < pending.size(); ++i) {
    BindingId need = pending[i];
    if (document_.binding(need).kind != Binding::Kind::Field) continue;
    if (isAvailable(need) || std::find(cells.begin(), cells.end(), need) != cells.end()) continue;
    if (needs_.cannotFail(need)) {
      forceField(need);
      continue;
    }
    cells.push_back(need);
    for (const Need& further : needs_.ofField(need)) pending.push_back(further.field);
  }
  makeCells(cells);
}

// All cells first, then their computations, which may refer to one another.
void Lowerer::makeCells(const std::vector<BindingId>& fields) {
  for (BindingId field : fields) {
    TypeId type = types().cell(document_.binding(field).type);
    setSlot(field, {{}, emit(Opcode::CellNew, {}, fieldSpan(field), type)});
  }
  for (BindingId field : fields) {
    ValueId thunk = makeThunk(field);
    effect(Opcode::CellDefine, {slot(field).cell, thunk}, fieldSpan(field));
  }
}

// The closure that computes a field.
ValueId Lowerer::makeThunk(BindingId field) {
  Span at = fieldSpan(field);
  TypeId type = document_.binding(field).type;
  ir::FunctionId id = ir::Builder::newFunction(module_, "field." + bindingName(field), {}, 0, type, at);
  Frame thunk(module_, id, frame_, true);
  frame_ = &thunk;
  effect(Opcode::Enter, {}, at);
  out().ret(computeField(field), at);
  frame_ = thunk.parent;
  Values captures;
  for (BindingId captured : thunk.captured) {
    const Slot& outer = slot(captured);
    captures.push_back(outer.cell.valid() ? outer.cell : outer.value);
  }
  return emit(Opcode::ClosureMake, std::move(captures), at, id);
}

// Spreads and computed keys first, then the fields.
void Lowerer::lowerWhere(ExprId bindings) {
  const check::DictInfo& info = document_.dicts.at(bindings);
  for (BindingId binding : info.entered)
    if (binding.valid()) forceField(binding);
  for (BindingId id : info.bindings) {
    if (!id.valid()) continue;
    const Binding& binding = document_.binding(id);
    if (!binding.function.valid() && !binding.source.valid()) forceField(id);
  }
}

size_t Lowerer::elementsOf(const check::DictInfo& info) const {
  size_t absent = static_cast<size_t>(std::count(info.recordFields.begin(), info.recordFields.end(), UINT32_MAX));
  return info.recordFields.size() - absent + info.undeclared.size();
}

ValueId Lowerer::lowerDict(ExprId id, TypeId type) {
  lowerWhere(id);
  const check::DictInfo& info = document_.dicts.at(id);
  const ir::Type record = types()[type];
  if (record.kind == TypeKind::Dict) return lowerDynamicDict(id, type);
  checkElements(elementsOf(info), span(id));
  if (document_.schemas.contains(type)) return lowerSchemaLiteral(id, type);
  std::unordered_map<std::string, BindingId> byName;
  for (uint32_t field : info.recordFields) byName.emplace(bindingName(info.bindings[field]), info.bindings[field]);
  Values fields;
  for (size_t i = 0; i < record.fieldNames.size(); ++i) {
    auto field = byName.find(record.fieldNames[i]);
    RELON_CHECK(field != byName.end(), "the checker found every field of the record");
    BindingId binding = field->second;
    fields.push_back(convert(readBinding(binding, fieldSpan(binding)), record.arguments[i], span(id)));
  }
  ValueId value = emit(Opcode::StructMake, std::move(fields), span(id), type);
  return record.open ? keepUndeclared(value, info, span(id)) : value;
}

// A value of the same schema that is spread brings its undeclared fields. There is one
// at most, for two would bring the declared fields twice.
ValueId Lowerer::keepUndeclared(ValueId value, const check::DictInfo& info, Span at) {
  for (BindingId source : info.entered) {
    if (!source.valid() || document_.binding(source).type != typeOf(value)) continue;
    ValueId undeclared = emit(Opcode::StructUndeclared, {readBinding(source, at)}, at);
    return emit(Opcode::StructExtend, {value, undeclared}, at);
  }
  return value;
}

}
