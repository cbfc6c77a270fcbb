#include "syntax/ast.h"

#include <algorithm>

namespace relon::syntax {

std::vector<ExprId> Ast::leftSpine(ExprId id) const {
  std::vector<ExprId> spine;
  while (const auto* binary = as<BinaryExpr>(expr(id))) {
    spine.push_back(id);
    id = binary->left;
  }
  std::reverse(spine.begin(), spine.end());
  return spine;
}

}
