#include "diag/sink.h"

#include <algorithm>

namespace relon {

Diagnostic& DiagnosticSink::report(DiagCode code, Span span, std::string message) {
  auto [place, isNew] = places_.insert({static_cast<uint16_t>(code), span.file.index(), span.begin, span.end});
  Diagnostic diagnostic{.code = code, .span = span, .message = std::move(message), .labels = {}, .help = {}};
  if (!isNew) return repeated_ = std::move(diagnostic);
  if (severityOf(code) == Severity::Error) ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

std::vector<Diagnostic> DiagnosticSink::sorted() const {
  std::vector<Diagnostic> result = all_;
  auto earlier = [](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(a.span.file, a.span.begin, a.span.end) < std::tuple(b.span.file, b.span.begin, b.span.end);
  };
  std::stable_sort(result.begin(), result.end(), earlier);
  return result;
}

}
