#include "diag/render.h"

#include <algorithm>
#include <numeric>

namespace relon {
namespace {

// Longer source lines are shown as a window around the column.
constexpr size_t kWindow = 120;
constexpr uint32_t kMaxFrame = 4;

std::string_view severityName(Severity severity) {
  return severity == Severity::Error ? "error" : "warning";
}

bool isContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

size_t columnsOf(std::string_view s) {
  return s.size() - static_cast<size_t>(std::count_if(s.begin(), s.end(), isContinuation));
}

// Control characters would move the cursor or worse; a tab becomes one blank,
// so that a column is a column in both lines.
std::string printable(std::string_view s) {
  std::string result(s);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return result;
}

struct Excerpt {
  std::string text;
  // Before the first caret, in columns.
  size_t indent;
  size_t carets;
};

// `begin` and `end` are byte offsets within the line.
Excerpt excerpt(std::string_view line, size_t begin, size_t end) {
  size_t from = 0;
  size_t to = line.size();
  if (line.size() > kWindow) {
    from = begin > kWindow / 2 ? begin - kWindow / 2 : 0;
    to = std::min(line.size(), from + kWindow);
    while (from > 0 && isContinuation(line[from])) --from;
    while (to < line.size() && isContinuation(line[to])) ++to;
  }
  std::string_view before = from > 0 ? "…" : "";
  std::string_view after = to < line.size() ? "…" : "";
  end = std::clamp(end, begin, to);
  return {std::string(before) + printable(line.substr(from, to - from)) + std::string(after),
          columnsOf(before) + columnsOf(line.substr(from, begin - from)),
          std::max<size_t>(1, columnsOf(line.substr(begin, end - begin)))};
}

std::string placeText(const SourceMap& sources, Span span) {
  if (!span.valid()) return {};
  LineColumn at = sources.lineColumn(span);
  return sources.file(span.file).name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
}

class Painter {
 public:
  explicit Painter(bool enabled) : enabled_(enabled) {}
  std::string operator()(std::string_view code, std::string_view text) const {
    if (!enabled_) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }

 private:
  bool enabled_;
};

constexpr std::string_view kRed = "1;31";
constexpr std::string_view kYellow = "1;33";
constexpr std::string_view kCyan = "1;36";

std::string headline(std::string_view place, Severity severity, std::string_view code, std::string_view message,
                     const Painter& paint) {
  const std::string head = std::string(severityName(severity)) + "[" + std::string(code) + "]:";
  const std::string_view colour = severity == Severity::Error ? kRed : kYellow;
  return std::string(place) + paint(colour, head) + " " + std::string(message) + "\n";
}

std::string frame(const SourceMap& sources, Span span, std::string_view colour, const Painter& paint) {
  const SourceFile& file = sources.file(span.file);
  LineColumn at = file.lineColumn(span.begin);
  std::string_view line = file.line(at.line);
  auto lineBegin = static_cast<size_t>(line.data() - file.text().data());
  size_t begin = std::min(span.begin - lineBegin, line.size());
  size_t end = std::clamp(span.end - std::min<size_t>(span.end, lineBegin), begin, line.size());
  Excerpt shown = excerpt(line, begin, end);
  std::string number = std::to_string(at.line);
  std::string margin(std::max<size_t>(number.size(), kMaxFrame), ' ');
  return margin.substr(number.size()) + number + " | " + shown.text + "\n" + margin + " | " +
         std::string(shown.indent, ' ') + paint(colour, std::string(shown.carets, '^')) + "\n";
}

// ---- JSON

void appendPosition(std::string& out, const SourceFile& file, uint32_t offset) {
  LineColumn at = file.lineColumn(offset);
  out += "{\"line\":" + std::to_string(at.line) + ",\"column\":" + std::to_string(at.column) + "}";
}

void appendPlace(std::string& out, const SourceMap& sources, Span span) {
  out += "\"file\":";
  if (!span.valid()) {
    out += "null,\"start\":null,\"end\":null";
    return;
  }
  const SourceFile& file = sources.file(span.file);
  out += jsonString(file.name());
  out += ",\"start\":";
  appendPosition(out, file, span.begin);
  out += ",\"end\":";
  appendPosition(out, file, span.end);
}

void appendLabel(std::string& out, const SourceMap& sources, const Label& label) {
  out += "{";
  appendPlace(out, sources, label.span);
  out += ",\"message\":";
  out += jsonString(label.text);
  out += "}";
}

void appendDiagnostic(std::string& out, const SourceMap& sources, const Diagnostic& diagnostic) {
  out += "{\"code\":";
  out += jsonString(codeName(diagnostic.code));
  out += ",\"severity\":";
  out += jsonString(severityName(severityOf(diagnostic.code)));
  out += ",\"message\":";
  out += jsonString(diagnostic.message);
  out += ",";
  appendPlace(out, sources, diagnostic.span);
  out += ",\"labels\":[";
  for (size_t i = 0; i < diagnostic.labels.size(); ++i) {
    if (i != 0) out += ",";
    appendLabel(out, sources, diagnostic.labels[i]);
  }
  out += "],\"help\":";
  out += jsonString(diagnostic.help);
  out += "}";
}

// Damerau's distance of optimal alignment: insert, delete, replace, or swap two
// neighbours, each at the price of one.
size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}

std::string renderText(const SourceMap& sources, const Diagnostic& diagnostic, RenderOptions options) {
  Painter paint(options.colour);
  Severity severity = severityOf(diagnostic.code);
  const std::string place = placeText(sources, diagnostic.span);
  std::string out = headline(place, severity, codeName(diagnostic.code), diagnostic.message, paint);
  const std::string_view colour = severity == Severity::Error ? kRed : kYellow;
  if (diagnostic.span.valid()) out += frame(sources, diagnostic.span, colour, paint);
  for (const Label& label : diagnostic.labels) out += "  note: " + placeText(sources, label.span) + label.text + "\n";
  if (!diagnostic.help.empty()) out += "  " + paint(kCyan, "help:") + " " + diagnostic.help + "\n";
  return out;
}

std::string renderError(std::string_view place, std::string_view code, std::string_view message,
                        RenderOptions options) {
  return headline(place, Severity::Error, code, message, Painter(options.colour));
}

std::string renderExcerpt(const SourceMap& sources, Span span, RenderOptions options) {
  return frame(sources, span, kRed, Painter(options.colour));
}

std::string renderJson(const SourceMap& sources, const std::vector<Diagnostic>& diagnostics) {
  std::string out = "[";
  for (size_t i = 0; i < diagnostics.size(); ++i) {
    if (i != 0) out += ",";
    appendDiagnostic(out, sources, diagnostics[i]);
  }
  return out + "]";
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

std::string_view nearest(std::string_view wanted, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  size_t bestDistance = wanted.size() / 3 + 1;
  for (std::string_view candidate : candidates) {
    size_t difference = std::max(candidate.size(), wanted.size()) - std::min(candidate.size(), wanted.size());
    if (candidate == wanted || difference >= bestDistance) continue;
    size_t distance = editDistance(wanted, candidate);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

}
