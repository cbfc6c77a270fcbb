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

std::string headline(const Finding& finding, bool colour) {
  const std::string label = "error[" + std::string(finding.code) + "]";
  const std::string shown = colour ? "\x1b[1;31m" + label + "\x1b[0m" : label;
  return place(finding) + shown + ": " + std::string(finding.message) + '\n';
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

bool continuesCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Blanks as wide as the text, with its tabs, so that a caret below it is in line.
std::string indentLike(std::string_view text) {
  std::string blanks;
  for (char byte : text) {
    if (!continuesCharacter(byte)) blanks += byte == '\t' ? '\t' : ' ';
  }
  return blanks;
}

// How many of the span's characters stand in its first line; at least one.
size_t caretCount(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n"));
  const auto count = std::count_if(text.begin(), text.end(), [](char byte) { return !continuesCharacter(byte); });
  return std::max<size_t>(1, static_cast<size_t>(count));
}

std::string excerpt(const SourceMap& sources, Span span) {
  const SourceFile& file = sources.file(span.file);
  const LineColumn start = file.lineColumn(span.begin);
  const std::string_view line = file.line(start.line);
  const std::string_view before = file.text().substr(0, span.begin);
  const size_t lineStart = before.find_last_of('\n') + 1;
  const std::string number = std::to_string(start.line);
  const std::string margin(number.size(), ' ');
  return ' ' + number + " | " + std::string(line) + "\n " + margin + " | " + indentLike(before.substr(lineStart)) +
         std::string(caretCount(sources.text(span)), '^') + '\n';
}

Error make(ErrorFormat format, const Finding& finding, const std::string& below) {
  std::string text =
      format == ErrorFormat::Json ? json(finding) : headline(finding, format == ErrorFormat::ColouredText) + below;
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

std::string jsonString(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "\"";
  for (char byte : text) {
    if (byte == '"' || byte == '\\') {
      out += {'\\', byte};
    } else if (byte == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      out += {'\\', 'u', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      out += byte;
    }
  }
  return out + '"';
}

Error errorWithoutPlace(ErrorFormat format, std::string_view file, std::string code, std::string_view message) {
  return make(format, {file, code, message, std::nullopt, std::nullopt}, "");
}

Error errorAt(ErrorFormat format, const SourceMap* sources, Span span, std::string_view file, std::string code,
              std::string_view message) {
  if (!fits(sources, span)) return errorWithoutPlace(format, file, std::move(code), message);
  const SourceFile& source = sources->file(span.file);
  const Finding finding{source.name(), code, message, source.lineColumn(span.begin), source.lineColumn(span.end)};
  return make(format, finding, excerpt(*sources, span));
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
  for (const Diagnostic& diagnostic : diagnostics) {
    text += renderText(sources, diagnostic, {.colour = format == ErrorFormat::ColouredText});
  }
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
