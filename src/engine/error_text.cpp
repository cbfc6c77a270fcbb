#include "engine/error_text.h"

#include <algorithm>
#include <optional>

#include "diag/render.h"

namespace relon::engine {

namespace {

// What both formats need to know about one error.
struct Finding {
  std::string_view file;
  std::string_view code;
  std::string_view message;
  std::optional<LineColumn> start;
  std::optional<LineColumn> end;
};

std::string place(const Finding& finding) {
  std::string text(finding.file);
  if (finding.start && finding.start->line != 0) text += ':' + std::to_string(finding.start->line);
  if (finding.start && finding.start->column != 0) text += ':' + std::to_string(finding.start->column);
  return text.empty() ? text : text + ": ";
}

std::string jsonPosition(const std::optional<LineColumn>& position) {
  if (!position) return "null";
  return R"({"line":)" + std::to_string(position->line) + R"(,"column":)" + std::to_string(position->column) + '}';
}

std::string json(const Finding& finding) {
  return R"([{"code":)" + jsonString(finding.code) + R"(,"severity":"error","message":)" + jsonString(finding.message) +
         R"(,"file":)" + jsonString(finding.file) + R"(,"start":)" + jsonPosition(finding.start) + R"(,"end":)" +
         jsonPosition(finding.end) + R"(,"labels":[],"help":""}])" + '\n';
}

RenderOptions options(ErrorFormat format) {
  return {.colour = format == ErrorFormat::ColouredText};
}

Error make(ErrorFormat format, const Finding& finding, const std::string& below) {
  std::string text = format == ErrorFormat::Json
                         ? json(finding)
                         : renderError(place(finding), finding.code, finding.message, options(format)) + below;
  Error error{std::string(finding.code), std::move(text)};
  error.summary = finding.message;
  error.file = finding.file;
  if (finding.start) error.line = finding.start->line;
  if (finding.start) error.column = finding.start->column;
  return error;
}

bool fits(const SourceMap* sources, Span span) {
  return sources != nullptr && span.valid() && span.file.index() < sources->size() && span.begin <= span.end &&
         span.end <= sources->file(span.file).text().size();
}

}

Error errorWithoutPlace(ErrorFormat format, std::string_view file, std::string code, std::string_view message) {
  return make(format, {file, code, message, std::nullopt, std::nullopt}, "");
}

Error errorAt(ErrorFormat format, const SourceMap* sources, Span span, std::string_view file, std::string code,
              std::string_view message) {
  if (!fits(sources, span)) return errorWithoutPlace(format, file, std::move(code), message);
  const SourceFile& source = sources->file(span.file);
  const Finding finding{source.name(), code, message, source.lineColumn(span.begin), source.lineColumn(span.end)};
  return make(format, finding, renderExcerpt(*sources, span, options(format)));
}

Error errorAtLine(ErrorFormat format, std::string_view file, uint32_t line, std::string code,
                  std::string_view message) {
  const LineColumn position{line, 0};
  return make(format, {file, code, message, position, position}, "");
}

Error errorOfCompiler(ErrorFormat format, const Error& error) {
  if (format == ErrorFormat::Json) return errorWithoutPlace(format, "", error.code, error.message);
  Error shown = error;
  if (!shown.message.ends_with('\n')) shown.message += '\n';
  return shown;
}

std::string renderAll(ErrorFormat format, const SourceMap& sources, const std::vector<Diagnostic>& diagnostics) {
  if (format == ErrorFormat::Json) {
    std::string text = renderJson(sources, diagnostics);
    return text.ends_with('\n') ? text : text + '\n';
  }
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += renderText(sources, diagnostic, options(format));
  return text;
}

Error errorOfDiagnostics(ErrorFormat format, const SourceMap& sources, const std::vector<Diagnostic>& diagnostics) {
  const auto isError = [](const Diagnostic& each) { return severityOf(each.code) == Severity::Error; };
  const auto first = std::find_if(diagnostics.begin(), diagnostics.end(), isError);
  if (first == diagnostics.end()) return Error{"", renderAll(format, sources, diagnostics)};
  Error error = errorAt(format, &sources, first->span, "", std::string(codeName(first->code)), first->message);
  error.message = renderAll(format, sources, diagnostics);
  return error;
}

}
