// The items of list and tuple literals. Each is a container for references and has a
// scope; those that others refer to become bindings, so that one may need another
// (language reference, file 03, section 6).
#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

std::vector<ExprId> Checker::itemValues(ExprId literal) const {
  if (const TupleExpr* tuple = as<TupleExpr>(ast_.expr(literal))) return tuple->items;
  std::vector<ExprId> values;
  for (const ListExpr::Item& item : as<ListExpr>(ast_.expr(literal))->items) values.push_back(item.value);
  return values;
}

void Checker::enterItems(ExprId literal) {
  auto [entry, isNew] = itemScopes_.try_emplace(literal);
  if (!isNew && entry->second.parent == scope_) return;
  entry->second = ItemScopes{.parent = scope_, .scopes = {}};
  out_.items.erase(literal);
  const ListExpr* list = as<ListExpr>(ast_.expr(literal));
  auto count = static_cast<uint32_t>(itemValues(literal).size());
  for (uint32_t i = 0; i < count; ++i) {
    Scope* scope = newScope(Scope::Kind::Item, list ? scopeWithImports(list->items[i].attributes, scope_) : scope_);
    scope->dict = literal;
    scope->position = i;
    entry->second.scopes.push_back(scope);
  }
}

TypeId Checker::inferItem(ExprId literal, uint32_t position, ExprId value, Demand wanted) {
  auto bindingOf = [&] {
    auto items = out_.items.find(literal);
    return items == out_.items.end() ? BindingId() : items->second[position];
  };
  if (BindingId item = bindingOf(); item.valid()) {
    fields_.at(item).expected = wanted.type;
    fields_.at(item).slot = slot_;
    TypeId found = fieldType(item);
    if (!found.valid() || fits(found, wanted.type)) return found;
    misfit(value, found, wanted);
    return {};
  }
  Scope* outer = scope_;
  scope_ = itemScopes_[literal].scopes[position];
  itemScopes_[literal].isRunning = true;
  TypeId found = demand(value, wanted);
  scope_ = outer;
  ItemScopes& state = itemScopes_[literal];
  state.isRunning = false;
  state.done = position + 1;
  if (BindingId item = bindingOf(); item.valid()) {
    fields_.at(item).step = FieldState::Step::Done;
    out_.bindings[item.index()].type = found;
  }
  return found;
}

const std::vector<BindingId>& Checker::declareItems(ExprId literal) {
  if (auto known = out_.items.find(literal); known != out_.items.end()) return known->second;
  const ItemScopes& state = itemScopes_.at(literal);
  std::vector<ExprId> values = itemValues(literal);
  std::vector<BindingId> items(values.size());
  for (uint32_t i = 0; i < values.size(); ++i) {
    if (as<SpreadExpr>(ast_.expr(values[i]))) continue;
    Binding binding{.kind = Binding::Kind::Field, .span = ast_.span(values[i]), .owner = state.scopes[i]->owner};
    binding.dict = literal;
    binding.position = i;
    binding.value = values[i];
    bool isDone = i < state.done;
    TypeId demanded = out_.demanded[values[i].index()];
    if (isDone) binding.type = demanded.valid() ? demanded : out_.exprTypes[values[i].index()];
    items[i] = newBinding(std::move(binding));
    FieldState field{.field = nullptr, .scope = state.scopes[i], .declared = {}, .expected = {}};
    bool isRunning = state.isRunning && i == state.done;
    field.step = isDone ? FieldState::Step::Done : isRunning ? FieldState::Step::Running : FieldState::Step::Waiting;
    fields_[items[i]] = field;
  }
  return out_.items[literal] = std::move(items);
}

}
