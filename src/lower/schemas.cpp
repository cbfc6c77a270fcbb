// Values of schemas: made field by field, in the order of declaration, from whatever
// offers the fields (language reference, file 02, section 4.2).
#include "lower/lowerer.h"

namespace relon::lower {

namespace {

constexpr auto kAbsent = static_cast<uint32_t>(ir::OptionVariant::Absent);
constexpr auto kNotGiven = static_cast<uint32_t>(ir::GivenVariant::Absent);
constexpr auto kGiven = static_cast<uint32_t>(ir::GivenVariant::Given);

bool isGivenType(const ir::Type& type) {
  return type.kind == TypeKind::Enum && type.name == "Given";
}

}

// ---- construction

ValueId Lowerer::constructSchema(TypeId type, const Offers& offers, Span at) {
  const check::SchemaInfo& info = document_.schemas.at(type);
  bool outer = std::exchange(isInSchema_, true);
  Values fields;
  for (uint32_t i = 0; i < info.fields.size(); ++i) {
    bool isLate = info.fields[i].isComputed;
    fields.push_back(isLate ? givenOrNot(type, i, offers.fields[i], at) : schemaField(type, i, offers.fields[i], at));
  }
  Values early = fields;
  for (uint32_t i = 0; i < info.fields.size(); ++i)
    if (info.fields[i].isComputed) fields[i] = computedField(type, i, early, at);
  isInSchema_ = outer;
  ValueId record = emit(Opcode::StructMake, std::move(fields), at, type);
  return offers.undeclared.valid() ? emit(Opcode::StructExtend, {record, offers.undeclared}, at) : record;
}

// The field's value: what is offered, or what stands for an absent field.
ValueId Lowerer::schemaField(TypeId type, uint32_t position, const Offer& offer, Span at) {
  auto given = [&] { return checkedField(type, position, offer.value, at); };
  auto absent = [&] { return absentField(type, position, at); };
  if (!offer.value) return absent();
  return offer.isGiven.valid() ? choose(offer.isGiven, given, absent, at) : given();
}

// Of the field's type, and after its predicates.
ValueId Lowerer::checkedField(TypeId type, uint32_t position, const std::function<ValueId()>& source, Span at) {
  site_.path.push_back({.text = types()[type].fieldNames[position], .value = {}, .index = {}});
  ValueId value = convert(source(), types()[type].arguments[position], at);
  requirePredicates(type, position, value, at);
  site_.path.pop_back();
  return value;
}

ValueId Lowerer::absentField(TypeId type, uint32_t position, Span at) {
  const check::SchemaField& field = document_.schemas.at(type).fields[position];
  TypeId wanted = types()[type].arguments[position];
  auto fallback = [&] { return detached([&] { return lower(field.fallback); }); };
  if (field.fallback.valid()) return checkedField(type, position, fallback, at);
  if (types().isOption(wanted)) return makeVariant(wanted, kAbsent, {}, at);
  return refused({out().constText("expected field '" + types()[type].fieldNames[position] + "', found missing", at)},
                 wanted, at);
}

// A field with a computed default, as a Given where only the run knows whether it is
// given; none where it is certainly not.
ValueId Lowerer::givenOrNot(TypeId type, uint32_t position, const Offer& offer, Span at) {
  if (!offer.value) return {};
  auto given = [&] { return checkedField(type, position, offer.value, at); };
  if (!offer.isGiven.valid()) return given();
  TypeId maybe = types().given(types()[type].arguments[position]);
  return choose(
      offer.isGiven, [&] { return makeVariant(maybe, kGiven, {given()}, at); },
      [&] { return makeVariant(maybe, kNotGiven, {}, at); }, at);
}

ValueId Lowerer::computedField(TypeId type, uint32_t position, const Values& fields, Span at) {
  ValueId maybe = fields[position];
  auto compute = [&] {
    ExprId fallback = document_.schemas.at(type).fields[position].fallback;
    auto value = [&] { return detached([&] { return apply({fallback, {}}, {selfOf(type, fields, at)}, at); }); };
    return checkedField(type, position, value, at);
  };
  if (!maybe.valid()) return compute();
  if (!isGivenType(types()[typeOf(maybe)])) return maybe;
  return choose(isVariant(maybe, kGiven, at), [&] { return payloadField(maybe, kGiven, 0, at); }, compute, at);
}

// What a computed default may read.
ValueId Lowerer::selfOf(TypeId type, const Values& fields, Span at) {
  std::map<std::string, ValueId> visible;
  for (size_t i = 0; i < fields.size(); ++i)
    if (!document_.schemas.at(type).fields[i].isComputed)
      visible[types()[type].fieldNames[i]] = readField(fields[i], at);
  return plainRecord(visible, at);
}

ValueId Lowerer::plainRecord(const std::map<std::string, ValueId>& entries, Span at) {
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  Values fields;
  for (auto& [name, value] : entries) {
    names.push_back(name);
    fieldTypes.push_back(typeOf(value));
    fields.push_back(value);
  }
  return emit(Opcode::StructMake, std::move(fields), at, types().record(std::move(names), std::move(fieldTypes)));
}

// An Option field that is absent reads as None.
ValueId Lowerer::readField(ValueId value, Span at) {
  return types().isOption(typeOf(value)) ? emit(Opcode::OptionSettle, {value}, at) : value;
}

// ---- predicates

void Lowerer::requirePredicates(TypeId type, uint32_t position, ValueId value, Span at) {
  if (site_.isPromise) return;
  const check::SchemaField& field = document_.schemas.at(type).fields[position];
  for (ExprId predicate : field.predicates) {
    ValueId holds = detached([&] { return toBool(apply({predicate, {}}, {value}, at), at); });
    auto refuse = [&] {
      std::string usual = "predicate constraint for '" + types()[type].fieldNames[position] + "'";
      std::string expected = "expected " + (field.message.empty() ? usual : field.message) + ", found ";
      refuseWith({out().constText(expected, at), toText(value, at)}, at);
      return Values{};
    };
    ir::RegionId passed = region([] { return Values{}; }, at);
    ir::RegionId failed = region(refuse, at);
    out().emit(Opcode::If, {holds}, {}, at, {passed, failed});
  }
}

// Fails with the text of these pieces, and where in an argument the value lies.
void Lowerer::refuseWith(Values message, Span at) {
  if (site_.tracksPath) {
    Values located{out().constText("at `", at), pathText(at), out().constText("`: ", at)};
    message.insert(message.begin(), located.begin(), located.end());
  }
  ValueId kind = out().constInt(static_cast<int64_t>(site_.failure), at);
  callCallable("_refuse", {kind, concatenate(std::move(message), at)}, at);
}

ValueId Lowerer::refused(Values message, TypeId type, Span at) {
  refuseWith(std::move(message), at);
  return unreachable(type, at);
}

// As a JSON Pointer.
ValueId Lowerer::pathText(Span at) {
  Values pieces{out().constText("", at)};
  for (const PathPiece& piece : site_.path) {
    bool isPrefix = piece.value.valid() && kindOf(piece.value) == TypeKind::String;
    if (!isPrefix) pieces.push_back(out().constText("/" + piece.text, at));
    if (isPrefix) pieces.push_back(piece.value);
    if (!piece.index.valid()) continue;
    bool isEntry = piece.value.valid();
    pieces.push_back(isEntry ? emitProved(Opcode::ListGet, {piece.value, piece.index}, at) : toText(piece.index, at));
  }
  return concatenate(std::move(pieces), at);
}

// Emits code that stands outside of what surrounds it: what it learns of variables is
// forgotten, and failures in it are its own.
ValueId Lowerer::detached(const std::function<ValueId()>& body) {
  Site outer = std::exchange(site_, Site{});
  size_t before = mark();
  bool hidesPlaces = out().hidePlaces(false);
  ValueId value = body();
  out().hidePlaces(hidesPlaces);
  undoTo(before);
  site_ = std::move(outer);
  return value;
}

// ---- where the fields come from

ValueId Lowerer::toSchema(ValueId value, TypeId type, Span at) {
  auto construct = [&](ValueId source) { return constructSchema(type, offersOf(source, type, at), at); };
  if (site_.tracksPath && !isRecursive(type)) return construct(value);
  return convertByFunction(value, type, construct, at);
}

Offers Lowerer::offersOf(ValueId value, TypeId type, Span at) {
  return kindOf(value) == TypeKind::Dict ? offersOfDict(value, type, at) : offersOfRecord(value, type, at);
}

Offers Lowerer::offersOfRecord(ValueId record, TypeId type, Span at) {
  Offers offers;
  const std::vector<std::string> names = types()[type].fieldNames;
  const ir::Type source = types()[typeOf(record)];
  auto isMissing = [&](const std::string& name) { return types().fieldIndex(typeOf(record), name) < 0; };
  bool asksUndeclared = source.open && std::any_of(names.begin(), names.end(), isMissing);
  ValueId undeclared = asksUndeclared ? emit(Opcode::StructUndeclared, {record}, at) : ValueId();
  for (const std::string& name : names) {
    auto field = static_cast<uint32_t>(types().fieldIndex(typeOf(record), name));
    if (!isMissing(name))
      offers.fields.push_back(offerOf(emit(Opcode::StructGet, {record}, at, field), at));
    else
      offers.fields.push_back(asksUndeclared ? entryOffer(undeclared, name, at) : Offer{});
  }
  auto isDeclared = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (!source.open)
    offers.undeclared = undeclaredFields(record, names, at);
  else if (std::all_of(source.fieldNames.begin(), source.fieldNames.end(), isDeclared))
    offers.undeclared =
        asksUndeclared ? otherEntries(undeclared, names, at) : emit(Opcode::StructUndeclared, {record}, at);
  else
    offers.undeclared = otherEntries(schemaEntries(record, types().anyType(), at), names, at);
  return offers;
}

// The entries whose keys are not among the names.
ValueId Lowerer::otherEntries(ValueId dict, const std::vector<std::string>& names, Span at) {
  ValueId keys = emit(Opcode::DictKeys, {dict}, at);
  ValueId others = callCallable("_dict_others", {keys, textList(names, at)}, at);
  ValueId values = gather(emit(Opcode::DictValues, {dict}, at), others, at);
  return emit(Opcode::DictMake, {gather(keys, others, at), values}, at, typeOf(dict));
}

Offer Lowerer::offerOf(ValueId field, Span at) {
  if (!isGivenType(types()[typeOf(field)])) return {{}, [field] { return field; }};
  return {isVariant(field, kGiven, at), [this, field, at] { return payloadField(field, kGiven, 0, at); }};
}

Offer Lowerer::entryOffer(ValueId dict, const std::string& name, Span at) {
  ValueId keys = emit(Opcode::DictKeys, {dict}, at);
  ValueId values = emit(Opcode::DictValues, {dict}, at);
  ValueId position = callCallable("_dict_find", {keys, out().constText(name, at)}, at);
  ValueId isGiven = emit(Opcode::IntLe, {out().constInt(0, at), position}, at);
  return {isGiven, [=, this] { return emitProved(Opcode::ListGet, {values, position}, at); }};
}

// Which keys there are is decided at run time.
Offers Lowerer::offersOfDict(ValueId dict, TypeId type, Span at) {
  Offers offers;
  TypeId anys = types().dict(types().anyType());
  dict = convertDict(dict, anys, at);
  const std::vector<std::string> names = types()[type].fieldNames;
  for (const std::string& name : names) offers.fields.push_back(entryOffer(dict, name, at));
  offers.undeclared = otherEntries(dict, names, at);
  return offers;
}

// A dict literal where a schema is asked for.
ValueId Lowerer::lowerSchemaLiteral(ExprId id, TypeId type) {
  const check::DictInfo& info = document_.dicts.at(id);
  Offers offers;
  for (uint32_t index : info.recordFields) {
    if (index == UINT32_MAX) {
      offers.fields.push_back({});
      continue;
    }
    BindingId binding = info.bindings[index];
    ValueId value = readBinding(binding, fieldSpan(binding));
    ExprId source = document_.binding(binding).value;
    if (!info.isPromised && source.valid()) value = validated(value, source, siteOf(id).failure);
    offers.fields.push_back({{}, [value] { return value; }});
  }
  if (!isInSchema_) offers.undeclared = undeclaredOf(id);
  Site outer = std::exchange(site_, siteOf(id));
  site_.isPromise = info.isPromised;
  ValueId made = isInSchema_ ? makeByFunction(id, type, offers) : constructSchema(type, offers, span(id));
  site_ = std::move(outer);
  return made;
}

// A literal in a predicate or default is made a schema's value by a function, for its
// schema may be the one of the predicate.
ValueId Lowerer::makeByFunction(ExprId id, TypeId type, const Offers& offers) {
  std::map<std::string, ValueId> given;
  for (size_t i = 0; i < offers.fields.size(); ++i)
    if (offers.fields[i].value) given[types()[type].fieldNames[i]] = offers.fields[i].value();
  const check::DictInfo& info = document_.dicts.at(id);
  for (uint32_t index : info.undeclared)
    given[bindingName(info.bindings[index])] = readBinding(info.bindings[index], span(id));
  return toSchema(plainRecord(given, span(id)), type, span(id));
}

ValueId Lowerer::undeclaredOf(ExprId id) {
  const check::DictInfo& info = document_.dicts.at(id);
  if (info.undeclared.empty()) return {};
  std::vector<std::string> names;
  Values values;
  for (uint32_t index : info.undeclared) {
    BindingId binding = info.bindings[index];
    names.push_back(bindingName(binding));
    values.push_back(toAny(readBinding(binding, fieldSpan(binding)), span(id)));
  }
  ValueId list = emit(Opcode::ListMake, std::move(values), span(id), types().list(types().anyType()));
  return sortedDict(textList(names, span(id)), list, types().anyType(), span(id));
}

// ---- conversions as functions

ValueId Lowerer::convertByFunction(ValueId value, TypeId to, const std::function<ValueId(ValueId)>& body, Span at) {
  Conversion key{typeOf(value), to, site_.failure, site_.isPromise, site_.tracksPath, site_.revalidates};
  auto known = conversions_.find(key);
  if (known == conversions_.end()) {
    std::vector<ir::Value> parameters{{typeOf(value), "value"}};
    if (site_.tracksPath) parameters.push_back({types().stringType(), "path"});
    LoweredFunction declared =
        declareFunction("to." + types().text(to), schemas_.capturesOf(to), std::move(parameters), to, Span::none());
    known = conversions_.emplace(key, std::move(declared)).first;
    auto convertGiven = [&](const Values& given) {
      Site outer = site_;
      site_.path.clear();
      if (site_.tracksPath) site_.path.push_back({.text = "", .value = given[1], .index = {}});
      ValueId converted = body(given[0]);
      site_ = std::move(outer);
      return converted;
    };
    defineFunction(known->second, convertGiven, at);
  }
  Values operands = captureOperands(known->second, at);
  operands.push_back(value);
  if (site_.tracksPath) operands.push_back(pathText(at));
  return emit(Opcode::Call, std::move(operands), at, ir::Callee(known->second.id));
}

ValueId Lowerer::convertAt(Site site, ValueId value, TypeId to, Span at) {
  Site outer = std::exchange(site_, std::move(site));
  value = convert(value, to, at);
  site_ = std::move(outer);
  return value;
}

// A value that the document's result consists of fails as the result.
Site Lowerer::siteOf(ExprId id) const {
  Site site;
  if (results_.contains(id)) site.failure = relon_main_return_type_mismatch;
  site.isPromise = document_.promised.contains(id);
  return site;
}

bool Lowerer::mayBePromised(ExprId id) const {
  if (BindingId use = document_.use(id); use.valid()) return mayHoldPromise(document_.binding(use));
  const Expr& expr = ast_.expr(id);
  if (const AccessExpr* access = as<AccessExpr>(expr)) return mayBePromised(access->object);
  return !as<DictExpr>(expr);
}

// Arguments and the values of declared fields are checked where they are made.
bool Lowerer::mayHoldPromise(const Binding& binding) const {
  return binding.kind != Binding::Kind::MainParameter && !isDeclared(binding);
}

bool Lowerer::isDeclared(const Binding& binding) const {
  bool isField = binding.kind == Binding::Kind::Field && binding.dict.valid();
  const DictExpr* dict = isField ? as<DictExpr>(ast_.expr(binding.dict)) : nullptr;
  return dict && dict->fields[binding.position].type.valid();
}

ValueId Lowerer::validated(ValueId value, ExprId id, relon_status failure) {
  if (!mayBePromised(id)) return value;
  Site site;
  site.failure = failure;
  site.revalidates = true;
  return convertAt(std::move(site), value, typeOf(value), span(id));
}

void Lowerer::noteResults(ExprId id) {
  results_.insert(id);
  const Expr& expr = ast_.expr(id);
  if (const WhereExpr* where = as<WhereExpr>(expr)) noteResults(where->body);
  if (const ListExpr* list = as<ListExpr>(expr))
    for (const ListExpr::Item& item : list->items) noteResults(item.value);
  if (const ConditionalExpr* conditional = as<ConditionalExpr>(expr)) {
    for (const ConditionalExpr::Branch& branch : conditional->branches) noteResults(branch.value);
    noteResults(conditional->otherwise);
  }
  if (const MatchExpr* match = as<MatchExpr>(expr))
    for (const MatchExpr::Arm& arm : match->arms) noteResults(arm.value);
  if (const ComprehensionExpr* loop = as<ComprehensionExpr>(expr)) noteResults(loop->element);
  if (const TupleExpr* tuple = as<TupleExpr>(expr))
    for (ExprId item : tuple->items) noteResults(item);
  if (auto variant = document_.variants.find(id); variant != document_.variants.end())
    for (ExprId field : variant->second.fields) noteResults(field);
  const DictExpr* dict = as<DictExpr>(expr);
  bool isTyped = document_.demanded[id.index()].valid() || document_.schemas.contains(document_.type(id));
  if (!dict || !isTyped) return;
  for (const Field& field : dict->fields)
    if (field.form == Field::Form::Plain && !field.type.valid() && field.attributes.empty()) noteResults(field.value);
}

}
