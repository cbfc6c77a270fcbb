#include "syntax/ast.h"

#include <algorithm>

namespace relon::syntax {

namespace {

void appendImports(Attributes& attributes, std::vector<ImportDirective*>& imports) {
  for (Attribute& attribute : attributes.list)
    if (Directive* directive = std::get_if<Directive>(&attribute))
      if (ImportDirective* import = std::get_if<ImportDirective>(&directive->form)) imports.push_back(import);
}

}

std::vector<ExprId> Ast::leftSpine(ExprId id) const {
  std::vector<ExprId> spine;
  while (const auto* binary = as<BinaryExpr>(expr(id))) {
    spine.push_back(id);
    id = binary->left;
  }
  std::reverse(spine.begin(), spine.end());
  return spine;
}

std::vector<ImportDirective*> importsOf(Ast& ast, Document& document) {
  std::vector<ImportDirective*> imports;
  appendImports(document.attributes, imports);
  for (uint32_t i = document.firstExpr; i < document.endExpr; ++i) {
    Expr& expr = ast.expr(ExprId(i));
    if (Attributes* attributes = ast.attributes(expr)) appendImports(*attributes, imports);
    if (DictExpr* dict = std::get_if<DictExpr>(&expr.form))
      for (Field& field : dict->fields)
        if (field.form != Field::Form::Attributes) appendImports(field.attributes, imports);
    if (ListExpr* list = std::get_if<ListExpr>(&expr.form))
      for (ListExpr::Item& item : list->items) appendImports(item.attributes, imports);
  }
  return imports;
}

}
