#include <cstdlib>

#include "diag/render.h"
#include "syntax/format.h"
#include "syntax/parser.h"

namespace {

using namespace relon;

std::string formatted(const std::string& text) {
  SourceMap sources;
  FileId file = sources.add("fuzz.relon", text);
  Interner names;
  DiagnosticSink sink;
  syntax::Ast ast = syntax::parse(sources, file, names, sink);
  return sink.hasErrors() ? "" : syntax::format(ast, sources);
}

}

// Any bytes: the parser, the dump and both renderings must end without a fault, and
// the formatter changes nothing but the layout, and nothing in its own.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  SourceMap sources;
  FileId file = sources.add("fuzz.relon", std::string(reinterpret_cast<const char*>(data), size));
  Interner names;
  DiagnosticSink sink;
  syntax::Ast ast = syntax::parse(sources, file, names, sink);
  syntax::dump(ast);
  if (!sink.hasErrors()) {
    const std::string once = syntax::format(ast, sources);
    if (!syntax::sameButForLayout(sources.file(file).text(), once) || formatted(once) != once) abort();
  }
  for (const Diagnostic& diagnostic : sink.all()) renderText(sources, diagnostic);
  renderJson(sources, sink.all());
  return 0;
}
