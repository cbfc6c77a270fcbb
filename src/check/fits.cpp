// Relations between types (language reference, file 02, section 2).
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

bool Checker::isNumeric(TypeId type) const {
  return kind(type) == TypeKind::Int || kind(type) == TypeKind::Float;
}

// Whether a value of type `from` can be had in a place of type `to`. A number fits
// Number, but there is no widening; a plain value fits an Option.
bool Checker::fits(TypeId from, TypeId to) const {
  if (!from.valid() || !to.valid() || from == to || isAny(to)) return true;
  const Type& a = types()[from];
  const Type& b = types()[to];
  if (a.kind == TypeKind::Never) return true;
  if (isSchema(to) && (a.kind == TypeKind::Record || a.kind == TypeKind::Dict)) return schemaFits(from, to);
  if (isAny(from)) return isRelaxed() && !isJoining_;
  if (b.kind == TypeKind::Enum) return enumFits(from, to);
  if (a.kind == TypeKind::Record && b.kind == TypeKind::Dict) return entriesFit(from, b.element());
  if (a.kind != b.kind) return false;
  if (types().isIter(to)) return types().isIter(from) && argumentsFit(a.typeArguments, b.typeArguments);
  if (a.kind == TypeKind::Record) return recordFits(from, to);
  if (a.kind == TypeKind::Closure) return closureFits(from, to);
  if (a.kind != TypeKind::List && a.kind != TypeKind::Tuple && a.kind != TypeKind::Dict) return false;
  if (a.arguments.size() != b.arguments.size()) return false;
  for (size_t i = 0; i < a.arguments.size(); ++i)
    if (!fits(a.arguments[i], b.arguments[i])) return false;
  return true;
}

bool Checker::argumentsFit(const std::vector<TypeId>& from, const std::vector<TypeId>& to) const {
  for (size_t i = 0; i < to.size(); ++i)
    if (!fits(from[i], to[i])) return false;
  return true;
}

// The same enum with arguments that fit; a number in a Number; a value in an Option.
bool Checker::enumFits(TypeId from, TypeId to) const {
  const Type& a = types()[from];
  const Type& b = types()[to];
  if (to == types().numberType()) return isNumeric(from);
  if (a.kind == TypeKind::Enum && a.name == b.name) return argumentsFit(a.typeArguments, b.typeArguments);
  return types().isOption(to) && fits(from, b.typeArguments[0]);
}

bool Checker::entriesFit(TypeId record, TypeId value) const {
  const Type& type = types()[record];
  if (type.open) return isAny(value);
  return std::all_of(type.arguments.begin(), type.arguments.end(), [&](TypeId field) { return fits(field, value); });
}

// A function fits where it takes what is given and gives what is taken.
bool Checker::closureFits(TypeId from, TypeId to) const {
  const Type& a = types()[from];
  const Type& b = types()[to];
  if (a.arguments.size() != b.arguments.size()) return false;
  for (size_t i = 0; i + 1 < a.arguments.size(); ++i)
    if (!fits(b.arguments[i], a.arguments[i])) return false;
  return fits(a.arguments.back(), b.arguments.back());
}

// A dict literal's record fits a record with the same field names; two schemas
// fit only when they are the same.
bool Checker::recordFits(TypeId from, TypeId to) const {
  const Type& a = types()[from];
  const Type& b = types()[to];
  bool isHostStruct = b.open && a.open && b.brand.empty();
  if ((!a.brand.empty() && !isHostStruct) || a.fieldNames.size() != b.fieldNames.size()) return false;
  for (size_t i = 0; i < b.fieldNames.size(); ++i) {
    int field = types().fieldIndex(from, b.fieldNames[i]);
    if (field < 0 || !fits(a.arguments[static_cast<size_t>(field)], b.arguments[i])) return false;
  }
  return true;
}

TypeId Checker::join(TypeId a, TypeId b) {
  if (!a.valid() || !b.valid()) return a.valid() ? a : b;
  if (isAny(a) || isAny(b)) return types().anyType();
  bool areTuples = kind(a) == TypeKind::Tuple && kind(b) == TypeKind::Tuple;
  if (areTuples && a != b) return joinContainers(a, b);
  if (fitsAsItIs(a, b)) return b;
  if (fitsAsItIs(b, a)) return a;
  if (isNumber(a) && isNumber(b)) return types().numberType();
  if (types().isIter(a) && types().isIter(b)) return joinContainers(a, b);
  if (isDict(a) && isDict(b)) return joinRecords(a, b);
  if (kind(a) == TypeKind::Closure && kind(b) == TypeKind::Closure) return joinClosures(a, b);
  return kind(a) == kind(b) ? joinContainers(a, b) : TypeId();
}

// Whatever the run decides of what is Any in it.
bool Checker::fitsAsItIs(TypeId from, TypeId to) const {
  bool outer = std::exchange(isJoining_, true);
  bool result = fits(from, to);
  isJoining_ = outer;
  return result;
}

TypeId Checker::joinAll(const std::vector<TypeId>& all) {
  TypeId joined = types().neverType();
  for (TypeId type : all) {
    joined = join(joined, type);
    if (!joined.valid()) return isRelaxed() ? types().anyType() : TypeId();
  }
  return joined;
}

// Lists, tuples, and enums of one name: by their arguments.
TypeId Checker::joinContainers(TypeId a, TypeId b) {
  const Type left = types()[a];
  const Type right = types()[b];
  bool isEnum = left.kind == TypeKind::Enum && left.name == right.name && nominalOf(a) == nominalOf(b);
  bool isGeneric = isEnum || types().isIter(a);
  bool isContainer = left.kind == TypeKind::List || left.kind == TypeKind::Tuple;
  const std::vector<TypeId>& from = isGeneric ? left.typeArguments : left.arguments;
  const std::vector<TypeId>& with = isGeneric ? right.typeArguments : right.arguments;
  if ((!isGeneric && !isContainer) || from.size() != with.size()) return {};
  std::vector<TypeId> parts;
  for (size_t i = 0; i < from.size(); ++i) {
    parts.push_back(join(from[i], with[i]));
    if (!parts.back().valid()) return {};
  }
  if (left.kind == TypeKind::List) return types().list(parts.front());
  if (left.kind == TypeKind::Tuple) return types().tuple(std::move(parts));
  if (types().isIter(a)) return types().iter(parts[0]);
  if (left.name == "Option") return types().option(parts[0]);
  if (left.name == "Result") return types().result(parts[0], parts[1]);
  return instance(*nominalOf(a), parts);
}

// In a relaxed file: parameters that differ are left to the run.
TypeId Checker::joinClosures(TypeId a, TypeId b) {
  const Type left = types()[a];
  const Type right = types()[b];
  if (!isRelaxed() || left.arguments.size() != right.arguments.size()) return {};
  std::vector<TypeId> parameters;
  for (size_t i = 0; i + 1 < left.arguments.size(); ++i)
    parameters.push_back(left.arguments[i] == right.arguments[i] ? left.arguments[i] : types().anyType());
  TypeId result = join(left.arguments.back(), right.arguments.back());
  return types().closure(std::move(parameters), result.valid() ? result : types().anyType());
}

// Dict literals with the same fields keep them; others become a dict of all their values.
TypeId Checker::joinRecords(TypeId a, TypeId b) {
  const Type left = types()[a];
  const Type right = types()[b];
  bool isRecord = left.kind == TypeKind::Record && right.kind == TypeKind::Record;
  if (isRecord && left.brand.empty() && right.brand.empty() && left.fieldNames == right.fieldNames) {
    std::vector<TypeId> fields;
    for (size_t i = 0; i < left.arguments.size(); ++i) {
      TypeId both = join(left.arguments[i], right.arguments[i]);
      fields.push_back(both.valid() ? both : types().anyType());
    }
    return types().record(left.fieldNames, std::move(fields));
  }
  if (!left.brand.empty() || !right.brand.empty()) return {};
  TypeId value = join(valueType(a), valueType(b));
  return types().dict(value.valid() ? value : types().anyType());
}

TypeId Checker::valueType(TypeId dict) {
  const Type type = types()[dict];
  if (type.kind == TypeKind::Dict) return type.element();
  TypeId all = type.open ? types().anyType() : types().neverType();
  for (TypeId field : type.arguments) {
    all = join(all, field);
    if (!all.valid()) return types().anyType();
  }
  return all;
}

// Without the quotes that the IR needs around brands like `Box<Int>`.
std::string Checker::describe(TypeId type) const {
  return type.valid() ? types().words(type) : "an unknown type";
}

TypeId Checker::demand(ExprId id, Demand wanted) {
  Slot own{ast_.span(id), wanted.code};
  bool isSlot = wanted.code != DiagCode::static_type_mismatch;
  Slot* outer = std::exchange(slot_, isSlot ? &own : slot_);
  TypeId found = infer(id, wanted.type);
  slot_ = outer;
  return meet(id, found, wanted);
}

TypeId Checker::demandApart(ExprId id, Demand wanted) {
  Slot* outer = std::exchange(slot_, nullptr);
  TypeId found = demand(id, wanted);
  slot_ = outer;
  return found;
}

TypeId Checker::meet(ExprId id, TypeId found, Demand wanted) {
  if (!found.valid() || !wanted.type.valid()) return found;
  TypeId given = givenType(id, found, wanted.type);
  bool isLeftToRun = isAny(found) && (wanted.takesAny || undetermined_.contains(id));
  if (!fits(given, wanted.type) && !isLeftToRun) {
    misfit(id, found, wanted);
    return {};
  }
  if (found != wanted.type) setDemanded(id, found, wanted.type);
  if (isPromise_) out_.promised.insert(id);
  return wanted.type;
}

std::vector<TypeId> Checker::inferBranches(ExprId id, const std::vector<ExprId>& values, TypeId expected) {
  std::vector<TypeId> found;
  for (ExprId value : values) found.push_back(inferBranch(id, value, expected));
  return found;
}

// A misfit of a part of it is one of the whole expression.
TypeId Checker::inferBranch(ExprId id, ExprId value, TypeId expected) {
  Slot own{ast_.span(id)};
  Slot* outer = std::exchange(slot_, slot_ ? slot_ : &own);
  TypeId found = infer(value, expected);
  slot_ = outer;
  return found;
}

bool Checker::allFit(const std::vector<TypeId>& found, TypeId expected) const {
  return expected.valid() && std::all_of(found.begin(), found.end(), [&](TypeId type) { return fits(type, expected); });
}

// Branches of different kinds have no type of their own; where one is asked for, the run
// decides whether the value is of it.
TypeId Checker::settleBranches(ExprId id, const std::vector<ExprId>& values, const std::vector<TypeId>& found,
                               TypeId expected) {
  std::vector<TypeId> given;
  for (size_t i = 0; i < values.size(); ++i) given.push_back(givenType(values[i], found[i], expected));
  if (allFit(given, expected)) {
    for (size_t i = 0; i < values.size(); ++i) meet(values[i], found[i], {expected});
    return expected;
  }
  TypeId all = types().neverType();
  for (TypeId type : found) all = all.valid() ? join(all, type) : all;
  if (expected.valid() && all.valid() && !isAny(all)) {
    misfit(id, all, {expected});
    return {};
  }
  if (!all.valid() || expected.valid())
    undetermined_[id] =
        "the branches have different types, `" + describe(found.front()) + "` and `" + describe(found.back()) + "`";
  if (!all.valid()) all = types().anyType();
  for (size_t i = 0; i < values.size(); ++i)
    if (found[i] != all) setDemanded(values[i], found[i], all);
  return all;
}

TypeId Checker::undetermined(ExprId id, DiagCode code) {
  auto known = undetermined_.find(id);
  return unknown(code, id, known == undetermined_.end() ? "the type of the value is not determined" : known->second);
}

Diagnostic& Checker::misfitPart(Span part, std::string message, DiagCode code) {
  bool isOfSlot = slot_ && code == DiagCode::static_type_mismatch && slot_->span != part;
  Diagnostic& diagnostic = report(slot_ && code == DiagCode::static_type_mismatch ? slot_->code : code,
                                  isOfSlot ? slot_->span : part, std::move(message));
  if (isOfSlot) diagnostic.labels.push_back({part, "here"});
  return diagnostic;
}

void Checker::misfit(ExprId id, TypeId found, Demand wanted) {
  Diagnostic& diagnostic = misfitPart(
      ast_.span(id), "expected `" + describe(wanted.type) + "`, found `" + describe(found) + "`", wanted.code);
  if (kind(wanted.type) == TypeKind::Float && kind(found) == TypeKind::Int && as<IntLiteral>(ast_.expr(id)))
    diagnostic.help = "numbers are not widened; write the literal with `.0`";
  bool areNamesakes = !types()[found].name.empty() && types()[found].name == types()[wanted.type].name;
  if (areNamesakes && nominalOf(found) != nominalOf(wanted.type))
    diagnostic.help = "the two types are declared in different files";
}

}
