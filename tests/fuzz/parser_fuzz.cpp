#include <cstdlib>

#include "diag/render.h"
#include "syntax/format.h"
#include "syntax/parser.h"

// Any bytes: the parser, the dump and both renderings must end without a fault, and
// the formatter changes nothing but the layout.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace relon;
  SourceMap sources;
  FileId file = sources.add("fuzz.relon", std::string(reinterpret_cast<const char*>(data), size));
  Interner names;
  DiagnosticSink sink;
  syntax::Ast ast = syntax::parse(sources, file, names, sink);
  syntax::dump(ast);
  if (!sink.hasErrors() && !syntax::sameButForLayout(sources.file(file).text(), syntax::format(ast, sources))) abort();
  for (const Diagnostic& diagnostic : sink.all()) renderText(sources, diagnostic);
  renderJson(sources, sink.all());
  return 0;
}
