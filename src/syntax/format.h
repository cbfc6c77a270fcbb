#pragma once

#include <string>

#include "base/source.h"
#include "syntax/ast.h"

namespace relon::syntax {

// The text of the ast's document in the style of docs/formatting.md. The file was
// parsed without errors. Only white space changes, and the place of a comment
// written before a comma, which then stands behind it.
std::string format(const Ast& ast, const SourceMap& sources);

// Whether two texts have the same tokens and the same comments, so that one is
// only another layout of the other. Blanks at the ends of comments do not count.
bool sameButForLayout(std::string_view a, std::string_view b);

}
