// `&root.a`, `&sibling.a`, `&prev.a`, `&index` and the like (language reference,
// file 03, section 6). A path through literals names one field or item, and needs
// nothing else of the literals around it.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;
using Base = ReferenceExpr::Base;

namespace {

// Literals are not nested deeper than this; no path through them is longer.
constexpr size_t kMaxLiterals = 256;

bool beginsAtContainer(Base base) {
  return base == Base::Root || base == Base::Sibling || base == Base::Uncle || base == Base::This;
}

bool isWholeRoot(Base base) {
  return base == Base::Root || base == Base::This;
}

}

TypeId Checker::inferForm(const ReferenceExpr& reference, ExprId id, TypeId) {
  if (reference.base == Base::Index) return inferIndex(id);
  if (!beginsAtContainer(reference.base)) return inferNeighbour(reference, id);
  return unknown(DiagCode::circular_reference, id, "a reference to a dict from within it needs the dict's own value");
}

// ---- items of the list around

const Scope* Checker::listItem() const {
  const Scope* scope = scope_;
  while (scope && (scope->kind != Scope::Kind::Item || !as<ListExpr>(ast_.expr(scope->dict)))) scope = scope->parent;
  return scope;
}

TypeId Checker::inferIndex(ExprId id) {
  for (const Scope* scope = scope_; scope; scope = scope->parent) {
    bool isLoop = scope->kind == Scope::Kind::Variables && scope->dict.valid();
    bool isItem = scope->kind == Scope::Kind::Item && as<ListExpr>(ast_.expr(scope->dict));
    if (isItem) out_.positions[id] = itemPosition(*scope);
    if (isLoop) use(id, loopIndex(*scope));
    if (isItem || isLoop) return types().intType();
  }
  return unknown(DiagCode::iteration_ref_outside_list, id, "`&index` needs an enclosing list");
}

ItemPosition Checker::itemPosition(const Scope& item) const {
  ItemPosition position;
  std::vector<ExprId> values = itemValues(item.dict);
  for (uint32_t i = 0; i < item.position; ++i) {
    bool isSpread = as<SpreadExpr>(ast_.expr(values[i])) != nullptr;
    if (isSpread) position.spreads.push_back(values[i]);
    position.items += isSpread ? 0 : 1;
  }
  return position;
}

BindingId Checker::loopIndex(const Scope& loop) {
  auto [index, isNew] = out_.loopIndexes.try_emplace(loop.dict);
  if (!isNew) return index->second;
  Binding binding{.kind = Binding::Kind::Local, .span = ast_.span(loop.dict), .type = types().intType()};
  binding.owner = loop.owner;
  return index->second = newBinding(std::move(binding));
}

// The item before or after, or none at the ends and next to a spread.
BindingId Checker::neighbour(const ReferenceExpr& reference, ExprId) {
  const Scope* scope = listItem();
  if (!scope) return {};
  bool isPrev = reference.base == Base::Prev;
  size_t count = itemValues(scope->dict).size();
  if (isPrev ? scope->position == 0 : scope->position + 1 == count) return {};
  return declareItems(scope->dict)[isPrev ? scope->position - 1 : scope->position + 1];
}

TypeId Checker::inferNeighbour(const ReferenceExpr& reference, ExprId id) {
  const Scope* scope = listItem();
  if (!scope) return unknown(DiagCode::iteration_ref_outside_list, id, "`&prev` and `&next` need an enclosing list");
  if (BindingId item = neighbour(reference, id); item.valid()) {
    use(id, item);
    return fieldType(item);
  }
  bool isPrev = reference.base == Base::Prev;
  bool isEnd = isPrev ? scope->position == 0 : scope->position + 1 == itemValues(scope->dict).size();
  if (!isEnd) return unknown(DiagCode::unknown_reference_type, id, "next to this item is a spread, not an item");
  TypeId none = types().option(types().neverType());
  out_.variants[id] = VariantPlan{none, static_cast<uint32_t>(ir::OptionVariant::None), {}, {}};
  return none;
}

// ---- paths

Checker::Outcome Checker::resolveReference(const AccessExpr& access, ExprId id) {
  std::vector<ExprId> path{id};
  const AccessExpr* link = &access;
  for (; !link->optional; link = as<AccessExpr>(ast_.expr(link->object))) {
    if (!as<AccessExpr>(ast_.expr(link->object))) break;
    if (path.size() > kMaxLiterals) return Outcome::NoReference;
    path.push_back(link->object);
  }
  const ReferenceExpr* reference = as<ReferenceExpr>(ast_.expr(link->object));
  if (!reference || reference->base == Base::Index || link->optional) return Outcome::NoReference;
  bool fromContainer = beginsAtContainer(reference->base);
  if (fromContainer && !memberText(*link)) return Outcome::NoReference;
  BindingId field = fromContainer ? resolveFirst(*reference, *link, path.back()) : neighbour(*reference, link->object);
  if (!field.valid()) return fromContainer ? Outcome::Failed : Outcome::NoReference;
  if (!fromContainer) path.push_back(link->object);
  for (size_t i = path.size() - 1; i-- > 0;) {
    use(path[i + 1], field);
    ExprId value = out_.binding(field).value;
    auto text = memberText(*as<AccessExpr>(ast_.expr(path[i])));
    if (!value.valid() || !text || ast_.attributes(ast_.expr(value))) return Outcome::NoReference;
    openField(field);
    field = fieldOf(value, *text, false);
    if (!field.valid()) return Outcome::NoReference;
  }
  use(id, field);
  return Outcome::Found;
}

// The field or parameter that the first access after a reference names, or none
// after reporting.
BindingId Checker::resolveFirst(const ReferenceExpr& reference, const AccessExpr& access, ExprId id) {
  std::optional<ExprId> literal = container(reference.base, id);
  if (!literal) return {};
  std::string text = *memberText(access);
  BindingId found = findFirst(reference, *literal, text);
  if (!found.valid()) unknown(DiagCode::unknown_reference_type, id, "what is referred to has no field `" + text + "`");
  return found;
}

BindingId Checker::findFirst(const ReferenceExpr& reference, ExprId literal, const std::string& text) {
  bool atRoot = isWholeRoot(reference.base);
  if (BindingId field = fieldOf(literal, text, !atRoot); field.valid() || !atRoot) return field;
  const auto& inFile = file_->root->names;
  auto main = inFile.find(ast_.names().intern(text));
  bool isParameter = main != inFile.end() && out_.binding(main->second).kind == Binding::Kind::MainParameter;
  return isParameter ? main->second : BindingId();
}

// A container has no value of its own while one is inside; so `?` and computed keys
// choose among its fields here.
TypeId Checker::inferFirst(const ReferenceExpr& reference, const AccessExpr& access, ExprId id) {
  auto text = memberText(access);
  if (!text) return inferCandidates(reference, access, id);
  std::optional<ExprId> literal = container(reference.base, id);
  if (!literal) return {};
  if (BindingId found = findFirst(reference, *literal, *text); found.valid()) {
    use(id, found);
    TypeId type = typeOf(found);
    return type.valid() ? foundType(id, type) : type;
  }
  TypeId none = types().option(types().neverType());
  out_.variants[id] = VariantPlan{none, static_cast<uint32_t>(ir::OptionVariant::None), {}, {}};
  return none;
}

TypeId Checker::inferCandidates(const ReferenceExpr& reference, const AccessExpr& access, ExprId id) {
  std::optional<ExprId> literal = container(reference.base, id);
  TypeId key = infer(access.key);
  if (!literal || !key.valid()) return {};
  if (kind(key) != TypeKind::String && kind(key) != TypeKind::Int && !isAny(key))
    return unknown(DiagCode::static_type_mismatch, access.key,
                   "a key is a String or an Int, found `" + describe(key) + "`");
  std::vector<BindingId> fields = candidates(*literal, !isWholeRoot(reference.base));
  TypeId all = types().neverType();
  for (BindingId field : fields) {
    TypeId type = fieldType(field);
    if (!type.valid()) return {};
    all = join(all, type);
    if (!all.valid()) all = types().anyType();
  }
  out_.candidates[id] = std::move(fields);
  return access.optional ? foundType(id, all) : all;
}

// What a computed key may name: every field but those that are being defined here,
// and functions.
std::vector<BindingId> Checker::candidates(ExprId literal, bool withInternal) {
  std::vector<BindingId> found;
  if (auto scope = dictScopes_.find(literal); scope != dictScopes_.end()) {
    declareSpreads(scope->second);
    for (const auto& [text, field] : scope->second->names)
      if (fieldOf(literal, name(text), withInternal).valid()) found.push_back(field);
  } else if (itemScopes_.contains(literal)) {
    found = declareItems(literal);
  }
  std::vector<BindingId> defining;
  for (const Scope* scope = scope_; scope; scope = scope->parent) {
    if (scope->kind == Scope::Kind::Definition) defining.push_back(scope->defining);
    if (scope->kind == Scope::Kind::Item && scope->dict == literal) defining.push_back(found[scope->position]);
  }
  std::erase_if(found, [&](BindingId field) {
    bool isOpen = std::find(defining.begin(), defining.end(), field) != defining.end();
    return !field.valid() || isOpen || out_.binding(field).function.valid();
  });
  std::sort(found.begin(), found.end());
  return found;
}

ExprId Checker::rootLiteral() const {
  ExprId root = file_->document->root;
  while (true) {
    const WhereExpr* where = as<WhereExpr>(ast_.expr(root));
    const CallExpr* call = as<CallExpr>(ast_.expr(root));
    if (!where && (!call || !call->isDecorator)) return root;
    root = where ? where->body : call->arguments[0].value;
  }
}

Scope* Checker::documentScope() const {
  auto dict = dictScopes_.find(rootLiteral());
  return dict == dictScopes_.end() ? file_->root : dict->second;
}

bool Checker::isInElement() const {
  for (const Scope* scope = scope_; scope; scope = scope->parent)
    if (scope->kind == Scope::Kind::Item || (scope->kind == Scope::Kind::Variables && scope->dict.valid())) return true;
  return false;
}

std::optional<ExprId> Checker::container(Base base, ExprId id) {
  if (base == Base::This && !isInElement())
    report(DiagCode::this_outside_iteration, ast_.span(id), "`&this` stands in no element of a list").help =
        "write `&root`, which is the same";
  if (isWholeRoot(base)) return rootLiteral();
  int levels = base == Base::Sibling ? 1 : 2;
  for (Scope* scope = scope_; scope; scope = scope->parent)
    if (scope->isContainer() && --levels == 0) return scope->dict;
  unknown(DiagCode::unknown_reference_type, id, "there is no dict or list around this reference");
  return std::nullopt;
}

// The field or item of a literal by name; `#internal` ones only for those inside.
BindingId Checker::fieldOf(ExprId literal, std::string_view wanted, bool withInternal) {
  if (itemScopes_.contains(literal)) return itemOf(literal, wanted);
  auto scope = dictScopes_.find(literal);
  if (scope == dictScopes_.end()) return {};
  NameId text = ast_.names().intern(wanted);
  if (!prepareName(scope->second, text)) return {};
  BindingId found = scope->second->names.at(text);
  const Field* field = fields_.at(found).field;
  return !withInternal && field && isInternal(*field) ? BindingId() : found;
}

BindingId Checker::itemOf(ExprId literal, std::string_view text) {
  const std::vector<BindingId>& items = declareItems(literal);
  for (size_t i = 0; i < items.size(); ++i)
    if (text == std::to_string(i)) return items[i];
  return {};
}

}
