#include "engine/document.h"

#include <memory>

#include "check/checker.h"
#include "engine/error_text.h"
#include "lower/lower.h"
#include "syntax/parser.h"

namespace relon::engine {

namespace {

// One file with what its compilation collects.
struct Document {
  explicit Document(const FrontEndInput& input) : file(sources->add(input.name, input.text)) {}

  std::shared_ptr<SourceMap> sources = std::make_shared<SourceMap>();
  FileId file;
  Interner names;
  DiagnosticSink sink;

  syntax::Ast parse() { return syntax::parse(*sources, file, names, sink); }
  Error error(ErrorFormat format) const { return errorOfDiagnostics(format, *sources, sink.sorted()); }
};

}

Result<FrontEndOutput> readDocument(const FrontEndInput& input, const callable::Set& callables) {
  Document document(input);
  const syntax::Ast ast = document.parse();
  if (document.sink.hasErrors()) return document.error(input.format);
  const check::Options options{.capabilities = input.capabilities};
  const check::TypedDocument typed = check::check(ast, callables, options, document.sink);
  if (document.sink.hasErrors()) return document.error(input.format);
  std::string warnings;
  if (!document.sink.all().empty()) warnings = renderAll(input.format, *document.sources, document.sink.sorted());
  return FrontEndOutput{lower::lower(typed, callables, document.sources), std::move(warnings)};
}

Result<std::string> documentAst(const FrontEndInput& input) {
  Document document(input);
  const syntax::Ast ast = document.parse();
  if (document.sink.hasErrors()) return document.error(input.format);
  return syntax::dump(ast);
}

}
