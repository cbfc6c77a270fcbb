#pragma once

#include "callable/set.h"
#include "check/typed.h"
#include "diag/sink.h"
#include "syntax/ast.h"

namespace relon::check {

struct Options {
  // Bits of capabilities that will be granted: gated callables outside are errors.
  uint64_t capabilities = ~uint64_t{0};
};

// Resolves names and types of one document. Errors go to the sink; the result is
// usable for lowering only when there are none.
TypedDocument check(const syntax::Ast& ast, const callable::Set& callables, const Options& options,
                    DiagnosticSink& sink);

}
