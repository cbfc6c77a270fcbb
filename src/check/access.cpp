// Members, positions, keys, and references (language reference, file 03,
// sections 2 and 6).
#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const ReferenceExpr& reference, ExprId id, TypeId) {
  using Base = ReferenceExpr::Base;
  if (reference.base == Base::Prev || reference.base == Base::Next || reference.base == Base::Index) {
    for (const Scope* scope = scope_; scope; scope = scope->parent)
      if (scope->kind == Scope::Kind::Item) return unsupported(ast_.span(id), "`&prev`, `&next` and `&index`");
    return unknown(DiagCode::iteration_ref_outside_list, id, "`&prev`, `&next` and `&index` need an enclosing list");
  }
  if (reference.base == Base::This) return unsupported(ast_.span(id), "`&this`");
  return unknown(DiagCode::circular_reference, id, "a reference to a dict from within it needs the dict's own value");
}

TypeId Checker::inferForm(const AccessExpr& access, ExprId id, TypeId expected) {
  if (access.optional) return unsupported(ast_.span(id), "optional access");
  if (auto variant = variantName(id)) return inferVariant(id, *variant, {}, {}, expected);
  if (Named named = namedFunction(id)) return functionValue(named, id, expected);
  if (BindingId target = resolveReference(access, id); target.valid()) {
    use(id, target);
    const Binding& binding = out_.binding(target);
    return binding.kind == Binding::Kind::Field ? fieldType(target) : binding.type;
  }
  if (as<ReferenceExpr>(ast_.expr(access.object))) {
    if (as<ReferenceExpr>(ast_.expr(access.object))->base > ReferenceExpr::Base::Uncle) infer(access.object);
    return {};
  }
  TypeId object = infer(access.object);
  if (!object.valid()) return {};
  if (access.form == AccessExpr::Form::Member) return inferMember(id, object, name(access.name.id));
  if (access.form == AccessExpr::Form::Position) return inferPosition(id, object, access.position);
  return inferKey(access, id, object);
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
    if (isAny(key)) out_.demanded[access.key.index()] = types().stringType();
    if (kind(key) == TypeKind::Int || kind(key) == TypeKind::String || isAny(key)) return type.element();
    return unknown(DiagCode::static_type_mismatch, access.key,
                   "a dict is indexed by String, found `" + describe(key) + "`");
  }
  const StringLiteral* text = as<StringLiteral>(ast_.expr(access.key));
  if (type.kind == TypeKind::Record && text) return inferMember(id, object, text->value);
  const IntLiteral* number = as<IntLiteral>(ast_.expr(access.key));
  if (type.kind == TypeKind::Tuple && number) return inferPosition(id, object, number->magnitude);
  if (type.kind == TypeKind::Record || type.kind == TypeKind::Tuple)
    return unsupported(ast_.span(id), "a computed key into a dict or tuple");
  return unknown(DiagCode::unknown_reference_type, id, "`" + describe(object) + "` has no members");
}

namespace {

// Literals are not nested deeper than this; no path through them is longer.
constexpr size_t kMaxLiterals = 256;

// The member that an access names as text, where it does.
std::optional<std::string> memberText(const Ast& ast, const AccessExpr& access) {
  if (access.form == AccessExpr::Form::Member) return std::string(ast.name(access.name.id));
  if (access.form == AccessExpr::Form::Position) return std::to_string(access.position);
  const StringLiteral* text = as<StringLiteral>(ast.expr(access.key));
  return text ? std::optional(text->value) : std::nullopt;
}

}

// `&root.b.c` names the field `c` of the literal that is the value of `b`, and
// needs no other field of `b`. The path is followed as long as literals go;
// the rest is ordinary access.
BindingId Checker::resolveReference(const AccessExpr& access, ExprId id) {
  std::vector<ExprId> path{id};
  const AccessExpr* link = &access;
  while (const AccessExpr* inner = as<AccessExpr>(ast_.expr(link->object))) {
    if (inner->optional || path.size() > kMaxLiterals) return {};
    path.push_back(link->object);
    link = inner;
  }
  const ReferenceExpr* reference = as<ReferenceExpr>(ast_.expr(link->object));
  if (!reference || reference->base > ReferenceExpr::Base::Uncle) return {};
  BindingId field = resolveFirst(*reference, *link, path.back());
  for (size_t i = path.size() - 1; i-- > 0;) {
    if (!field.valid() || out_.binding(field).kind != Binding::Kind::Field) return {};
    use(path[i + 1], field);
    ExprId value = fields_.at(field).field->value;
    auto text = memberText(ast_, *as<AccessExpr>(ast_.expr(path[i])));
    if (!text || !as<DictExpr>(ast_.expr(value))) return {};
    openField(field);
    field = fieldOf(value, *text, false);
  }
  return field;
}

// The field or parameter that the first access after a reference names, or none
// after reporting.
BindingId Checker::resolveFirst(const ReferenceExpr& reference, const AccessExpr& access, ExprId id) {
  auto text = memberText(ast_, access);
  if (!text) {
    unsupported(ast_.span(id), "a computed key after a reference");
    return {};
  }
  Scope* at = container(reference.base, id);
  if (!at) return {};
  bool atRoot = reference.base == ReferenceExpr::Base::Root;
  if (at->dict.valid())
    if (BindingId field = fieldOf(at->dict, *text, !atRoot); field.valid()) return field;
  if (auto main = root_->names.find(ast_.names().intern(*text)); atRoot && main != root_->names.end())
    if (out_.binding(main->second).kind == Binding::Kind::MainParameter) return main->second;
  unknown(DiagCode::unknown_reference_type, id, "the dict that is referred to has no field `" + *text + "`");
  return {};
}

// The field of a literal by name; `#internal` ones only for those inside.
BindingId Checker::fieldOf(ExprId dict, std::string_view wanted, bool withInternal) {
  auto scope = dictScopes_.find(dict);
  if (scope == dictScopes_.end()) return {};
  auto found = scope->second->names.find(ast_.names().intern(wanted));
  if (found == scope->second->names.end()) return {};
  bool hidden = !withInternal && isInternal(*fields_.at(found->second).field);
  return hidden ? BindingId() : found->second;
}

// The container that a reference begins at, or null after reporting.
Scope* Checker::container(ReferenceExpr::Base base, ExprId id) {
  if (base == ReferenceExpr::Base::Root) {
    auto found = dictScopes_.find(ast_.document.root);
    return found == dictScopes_.end() ? root_ : found->second;
  }
  int levels = base == ReferenceExpr::Base::Sibling ? 1 : 2;
  for (Scope* scope = scope_; scope; scope = scope->parent) {
    if (!scope->isContainer() || --levels != 0) continue;
    if (scope->kind != Scope::Kind::Item) return scope;
    unsupported(ast_.span(id), "a reference to the list around it");
    return nullptr;
  }
  unknown(DiagCode::unknown_reference_type, id, "there is no dict around this reference");
  return nullptr;
}

}
