#include "engine/locate.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace relon::engine {

namespace {

using syntax::DictExpr;
using syntax::ExprId;
using syntax::Field;
using syntax::ListExpr;

// The first step of `pointer`, which loses it.
std::string takeStep(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const size_t end = std::min(pointer.find('/'), pointer.size());
  std::string step;
  for (size_t i = 0; i < end; ++i) {
    const bool isEscape = pointer[i] == '~' && i + 1 < end;
    step += isEscape ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
  }
  pointer.remove_prefix(end);
  return step;
}

ExprId member(const syntax::Ast& ast, const DictExpr& dict, std::string_view key) {
  // Of repeated keys the last counts.
  for (auto field = dict.fields.rbegin(); field != dict.fields.rend(); ++field) {
    const bool isNamed = field->form == Field::Form::Plain && field->key.valid();
    if (isNamed && ast.name(field->key) == key) return field->value;
  }
  return {};
}

ExprId element(const syntax::Ast& ast, const ListExpr& list, std::string_view step) {
  size_t index = 0;
  const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
  if (read.ec != std::errc() || index >= list.items.size()) return {};
  const auto isSpread = [&](const ListExpr::Item& item) {
    return syntax::as<syntax::SpreadExpr>(ast.expr(item.value)) != nullptr;
  };
  const auto end = list.items.begin() + static_cast<std::ptrdiff_t>(index) + 1;
  return std::none_of(list.items.begin(), end, isSpread) ? list.items[index].value : ExprId();
}

ExprId inside(const syntax::Ast& ast, ExprId value, std::string_view step) {
  const syntax::Expr& expr = ast.expr(value);
  if (const auto* dict = syntax::as<DictExpr>(expr)) return member(ast, *dict, step);
  if (const auto* list = syntax::as<ListExpr>(expr)) return element(ast, *list, step);
  return {};
}

}

Span locate(const syntax::Ast& ast, std::string_view pointer) {
  ExprId value = ast.document.root;
  while (!pointer.empty()) {
    while (const auto* where = syntax::as<syntax::WhereExpr>(ast.expr(value))) value = where->body;
    const ExprId next = inside(ast, value, takeStep(pointer));
    if (!next.valid()) break;
    value = next;
  }
  return ast.span(value);
}

}
