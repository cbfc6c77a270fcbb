#pragma once

#include <string_view>

#include "syntax/ast.h"

namespace relon::engine {

// Where the value at a JSON Pointer (RFC 6901) of a document's output is written: the
// innermost literal on the way to it whose members can be told from the text. What a
// spread or a comprehension makes has the place of the literal around it.
Span locate(const syntax::Ast& ast, std::string_view pointer);

}
