// Members, positions and keys (language reference, file 03, section 2).
#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const AccessExpr& access, ExprId id, TypeId expected) {
  if (auto variant = variantName(id)) return inferVariant(id, *variant, {}, {}, expected);
  if (Named named = namedFunction(id)) return functionValue(named, id, expected);
  Outcome outcome = resolveReference(access, id);
  if (outcome == Outcome::Failed) return {};
  if (outcome == Outcome::Found) return typeOf(out_.use(id));
  if (auto member = importedMember(access, id)) {
    if (!member->valid()) return {};
    use(id, *member);
    return access.optional ? foundType(id, typeOf(*member)) : typeOf(*member);
  }
  if (const ReferenceExpr* reference = as<ReferenceExpr>(ast_.expr(access.object)))
    if (reference->base <= ReferenceExpr::Base::This) return inferFirst(*reference, access, id);
  TypeId object = infer(access.object);
  if (!object.valid()) return {};
  bool isOptional = access.optional || isOptionalPath(access.object);
  return isOptional ? inferOptional(access, id, object) : inferAccess(access, id, plain(access.object, object));
}

TypeId Checker::inferAccess(const AccessExpr& access, ExprId id, TypeId object) {
  if (isUnfinished(object, id)) return object;
  // There is no such object, as an element of `[]`, and no member.
  if (kind(object) == TypeKind::Never) return !access.key.valid() || infer(access.key).valid() ? object : TypeId();
  if (access.form == AccessExpr::Form::Member) return inferMember(id, object, name(access.name.id));
  if (access.form == AccessExpr::Form::Position) return inferPosition(id, object, access.position);
  return inferKey(access, id, object);
}

bool Checker::isOptionalPath(ExprId id) const {
  return !ast_.expr(id).parenthesised && hasOptionalLink(id);
}

bool Checker::hasOptionalLink(ExprId id) const {
  const Expr* expr = &ast_.expr(id);
  do {
    const AccessExpr* link = as<AccessExpr>(*expr);
    const CallExpr* call = as<CallExpr>(*expr);
    if (link && link->optional) return true;
    if (!link && (!call || call->isDecorator)) return false;
    expr = &ast_.expr(link ? link->object : call->callee);
  } while (!expr->parenthesised);
  return false;
}

// The type itself where it is an Option already.
TypeId Checker::optionOf(TypeId type) {
  return types().isOption(type) ? type : types().option(type);
}

// `a?.b` is None where there is no `b`; so is what follows it in the path.
TypeId Checker::inferOptional(const AccessExpr& access, ExprId id, TypeId object) {
  bool isInside = types().isOption(object);
  TypeId inner = isInside ? types()[object].typeArguments[0] : object;
  bool isDecided = isAny(object) && !access.optional;
  if (isDecided) out_.demanded[access.object.index()] = types().option(object);
  if (isInside || isDecided) out_.lifted.insert(id);
  bool misses = kind(inner) == TypeKind::Never || (access.optional && missesCertainly(access, inner));
  if (misses && access.key.valid() && !infer(access.key).valid()) return {};
  TypeId found = misses ? types().neverType() : inferAccess(access, id, inner);
  return found.valid() ? foundType(id, found) : found;
}

bool Checker::missesCertainly(const AccessExpr& access, TypeId object) {
  const Type& type = types()[object];
  if (type.kind == TypeKind::List || type.kind == TypeKind::Tuple) return access.form == AccessExpr::Form::Member;
  auto text = memberText(access);
  return type.kind == TypeKind::Record && !type.open && text && types().fieldIndex(object, *text) < 0;
}

// The member that an access names as text, where it does.
std::optional<std::string> Checker::memberText(const AccessExpr& access) const {
  if (access.form == AccessExpr::Form::Member) return std::string(name(access.name.id));
  if (access.form == AccessExpr::Form::Position) return std::to_string(access.position);
  if (const IntLiteral* number = as<IntLiteral>(ast_.expr(access.key))) return std::to_string(number->magnitude);
  const StringLiteral* text = as<StringLiteral>(ast_.expr(access.key));
  return text ? std::optional(text->value) : std::nullopt;
}

TypeId Checker::inferMember(ExprId id, TypeId object, std::string_view member) {
  const Type& type = types()[object];
  if (isAny(object)) return object;
  if (type.kind == TypeKind::Enum) return inferPayload(id, object, member);
  if (type.kind == TypeKind::Dict) return type.element();
  int field = type.kind == TypeKind::Record ? types().fieldIndex(object, member) : -1;
  if (field >= 0) return type.arguments[static_cast<size_t>(field)];
  Diagnostic& diagnostic = report(DiagCode::unknown_reference_type, ast_.span(id),
                                  "`" + describe(object) + "` has no member `" + std::string(member) + "`");
  suggest(diagnostic, member, {type.fieldNames.begin(), type.fieldNames.end()});
  return {};
}

// A field of the variant that an arm of a `match` has found a variable to be.
TypeId Checker::inferPayload(ExprId id, TypeId object, std::string_view member) {
  BindingId variable = out_.use(as<AccessExpr>(ast_.expr(id))->object);
  auto variant = narrowed_.find(variable);
  const Type type = types()[object];
  if (!variable.valid() || variant == narrowed_.end())
    return unknown(DiagCode::unknown_reference_type, id,
                   "a field of a variant of `" + describe(object) + "` can be read in the arm of a `match` only");
  TypeId payload = type.arguments[variant->second];
  bool isTuple = kind(payload) == TypeKind::Tuple;
  size_t position = isTuple ? static_cast<size_t>(std::atoi(std::string(member).c_str())) : 0;
  int field = isTuple ? (position < types()[payload].arguments.size() ? static_cast<int>(position) : -1)
                      : types().fieldIndex(payload, member);
  if (field < 0)
    return unknown(DiagCode::unknown_reference_type, id,
                   "variant `" + type.fieldNames[variant->second] + "` has no field `" + std::string(member) + "`");
  out_.payloads[id] = variant->second;
  return types()[payload].arguments[static_cast<size_t>(field)];
}

TypeId Checker::inferPosition(ExprId id, TypeId object, uint64_t position) {
  const Type& type = types()[object];
  if (type.kind == TypeKind::List) return type.element();
  if (type.kind == TypeKind::Record || type.kind == TypeKind::Enum || type.kind == TypeKind::Dict)
    return inferMember(id, object, std::to_string(position));
  if (type.kind == TypeKind::Tuple && position < type.arguments.size()) return type.arguments[position];
  return unknown(DiagCode::unknown_reference_type, id,
                 "`" + describe(object) + "` has no position " + std::to_string(position));
}

TypeId Checker::inferKey(const AccessExpr& access, ExprId id, TypeId object) {
  if (auto result = inferIndexMethod(access, id, object)) return *result;
  TypeId key = infer(access.key);
  if (!key.valid()) return {};
  if (isAny(object)) return object;
  const Type& type = types()[object];
  if (type.kind == TypeKind::List) {
    if (isAny(key)) out_.demanded[access.key.index()] = types().intType();
    if (kind(key) == TypeKind::Int || isAny(key)) return type.element();
    return unknown(DiagCode::static_type_mismatch, access.key,
                   "a list is indexed by Int, found `" + describe(key) + "`");
  }
  if (type.kind == TypeKind::Dict) {
    if (kind(key) == TypeKind::Int || kind(key) == TypeKind::String || isAny(key)) return type.element();
    return unknown(DiagCode::static_type_mismatch, access.key,
                   "a dict is indexed by String, found `" + describe(key) + "`");
  }
  const IntLiteral* number = as<IntLiteral>(ast_.expr(access.key));
  if (type.kind == TypeKind::Tuple && number) return inferPosition(id, object, number->magnitude);
  if (auto text = memberText(access); text && type.kind == TypeKind::Record) return inferMember(id, object, *text);
  if (type.kind == TypeKind::Record || type.kind == TypeKind::Tuple) return inferComputedKey(access, id, object, key);
  return unknown(DiagCode::unknown_reference_type, id, "`" + describe(object) + "` has no members");
}

// What all fields have in common.
TypeId Checker::inferComputedKey(const AccessExpr& access, ExprId, TypeId object, TypeId key) {
  bool isTuple = kind(object) == TypeKind::Tuple;
  if (isAny(key) && isTuple) out_.demanded[access.key.index()] = types().intType();
  bool fitsKey = isAny(key) || kind(key) == TypeKind::Int || (kind(key) == TypeKind::String && !isTuple);
  if (!fitsKey)
    return unknown(DiagCode::static_type_mismatch, access.key,
                   std::string(isTuple ? "a tuple is indexed by Int" : "a dict is indexed by String") + ", found `" +
                       describe(key) + "`");
  return valueType(object);
}

}
