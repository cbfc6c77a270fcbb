#include "engine/document.h"

#include <memory>

#include "check/checker.h"
#include "engine/error_text.h"
#include "engine/locate.h"
#include "engine/modules.h"
#include "lower/lower.h"
#include "syntax/format.h"
#include "syntax/parser.h"
#include "syntax/token.h"

namespace relon::engine {

namespace {

// A program with what its compilation collects; `file` is where it begins.
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
  syntax::Ast ast = document.parse();
  if (document.sink.hasErrors()) return document.error(input.format);
  loadModules(ast, *document.sources, input.modules, document.sink);
  const check::Options options{.capabilities = input.capabilities};
  const check::TypedDocument typed = check::check(ast, callables, options, document.sink);
  if (document.sink.hasErrors()) return document.error(input.format);
  std::string warnings;
  if (!document.sink.all().empty()) warnings = renderAll(input.format, *document.sources, document.sink.sorted());
  return FrontEndOutput{lower::lower(typed, callables, document.sources), std::move(warnings)};
}

// `12:5 identifier price`, one token a line.
Result<std::string> documentTokens(const FrontEndInput& input) {
  Document document(input);
  std::string text;
  for (const syntax::Token& token : syntax::lex(document.file, input.text).tokens) {
    const Span span{document.file, token.begin, token.end};
    const LineColumn place = document.sources->lineColumn(span);
    text += std::to_string(place.line) + ':' + std::to_string(place.column) + ' ' +
            std::string(syntax::kindText(token.kind)) + ' ' + std::string(document.sources->text(span)) + '\n';
  }
  return text;
}

Result<std::string> documentAst(const FrontEndInput& input) {
  Document document(input);
  const syntax::Ast ast = document.parse();
  if (document.sink.hasErrors()) return document.error(input.format);
  return syntax::dump(ast);
}

Error documentError(const FrontEndInput& input, std::string_view pointer, std::string code, std::string_view message) {
  Document document(input);
  const syntax::Ast ast = document.parse();
  const Span span = document.sink.hasErrors() ? Span::none() : locate(ast, pointer);
  return errorAt(input.format, document.sources.get(), span, input.name, std::move(code), message);
}

Result<std::string> documentLayout(const FrontEndInput& input) {
  Document document(input);
  const syntax::Ast ast = document.parse();
  if (document.sink.hasErrors()) return document.error(input.format);
  std::string text = syntax::format(ast, *document.sources);
  if (syntax::sameButForLayout(input.text, text)) return text;
  return errorWithoutPlace(input.format, input.name, "internal_error", "the formatter changes more than the layout");
}

}
