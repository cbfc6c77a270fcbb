#pragma once

#include "diag/sink.h"
#include "engine/module_sources.h"
#include "syntax/ast.h"

namespace relon::engine {

// Loads what the document of `ast` imports, what that imports, and so on: each file
// once, into Ast::modules. Imports that fail are reported at their place and stay
// without module; the others are loaded all the same.
void loadModules(syntax::Ast& ast, SourceMap& sources, const ModuleSources& allowed, DiagnosticSink& sink);

}
