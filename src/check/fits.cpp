// Relations between types (language reference, file 02, section 2).
#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

bool Checker::isNumeric(TypeId type) const {
  return kind(type) == TypeKind::Int || kind(type) == TypeKind::Float;
}

// Whether a value of type `from` can be had in a place of type `to`. There is no
// widening of numbers.
bool Checker::fits(TypeId from, TypeId to) const {
  if (!from.valid() || !to.valid() || from == to) return true;
  const Type& a = types()[from];
  const Type& b = types()[to];
  if (a.kind == TypeKind::Never) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == TypeKind::Record) return recordFits(from, to);
  if (a.kind != TypeKind::List && a.kind != TypeKind::Tuple) return false;
  if (a.arguments.size() != b.arguments.size()) return false;
  for (size_t i = 0; i < a.arguments.size(); ++i)
    if (!fits(a.arguments[i], b.arguments[i])) return false;
  return true;
}

// A dict literal's record fits a record with the same field names; two schemas
// fit only when they are the same.
bool Checker::recordFits(TypeId from, TypeId to) const {
  const Type& a = types()[from];
  const Type& b = types()[to];
  if (!a.brand.empty() || a.fieldNames.size() != b.fieldNames.size()) return false;
  for (size_t i = 0; i < b.fieldNames.size(); ++i) {
    int field = types().fieldIndex(from, b.fieldNames[i]);
    if (field < 0 || !fits(a.arguments[static_cast<size_t>(field)], b.arguments[i])) return false;
  }
  return true;
}

TypeId Checker::join(TypeId a, TypeId b) {
  if (!a.valid() || !b.valid()) return a.valid() ? a : b;
  if (fits(a, b)) return b;
  if (fits(b, a)) return a;
  const Type& left = types()[a];
  const Type& right = types()[b];
  bool containers = left.kind == TypeKind::List || left.kind == TypeKind::Tuple;
  if (left.kind != right.kind || !containers || left.arguments.size() != right.arguments.size()) return {};
  std::vector<TypeId> parts;
  for (size_t i = 0; i < left.arguments.size(); ++i) {
    parts.push_back(join(left.arguments[i], right.arguments[i]));
    if (!parts.back().valid()) return {};
  }
  return left.kind == TypeKind::List ? types().list(parts.front()) : types().tuple(std::move(parts));
}

std::string Checker::describe(TypeId type) const {
  return type.valid() ? types().text(type) : "an unknown type";
}

TypeId Checker::demand(ExprId id, Demand wanted) {
  TypeId found = infer(id, wanted.type);
  if (!found.valid() || !wanted.type.valid()) return found;
  if (!fits(found, wanted.type)) {
    misfit(id, found, wanted);
    return {};
  }
  if (found != wanted.type) out_.demanded[id.index()] = wanted.type;
  return wanted.type;
}

void Checker::misfit(ExprId id, TypeId found, Demand wanted) {
  Diagnostic& diagnostic =
      report(wanted.code, ast_.span(id), "expected `" + describe(wanted.type) + "`, found `" + describe(found) + "`");
  if (kind(wanted.type) == TypeKind::Float && kind(found) == TypeKind::Int && as<IntLiteral>(ast_.expr(id)))
    diagnostic.help = "numbers are not widened; write the literal with `.0`";
}

}
