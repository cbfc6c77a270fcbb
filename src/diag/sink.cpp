#include "diag/sink.h"

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
  return sortedByPlace(all_);
}

}
