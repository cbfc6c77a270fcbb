#pragma once

#include "diag/sink.h"
#include "syntax/ast.h"

namespace relon::syntax {

// Source nesting that is accepted; deeper is the parse error `nesting_too_deep`.
inline constexpr int kMaxNesting = 256;
// So long may `a.b[0](x)…` be, each link of which holds what is before it.
inline constexpr int kMaxLinks = 1000;

// Parses one file. Syntax errors go to `sink` under codes of file 05's layer
// `parse_*`; the tree is always complete, with ErrorExpr where text was skipped.
// Recovers at `,` `}` `]` `)` and reports each cause once.
Ast parse(const SourceMap& sources, FileId file, Interner& names, DiagnosticSink& sink);

// The same for a further file of a program: its expressions and types go to `ast`.
Document parseInto(Ast& ast, const SourceMap& sources, FileId file, DiagnosticSink& sink);

// The tree as an indented text, one node a line, for tests and `relon emit --stage=ast`.
std::string dump(const Ast& ast);

}
