#include "engine/report_text.h"

namespace relon::engine {

namespace {

std::string_view bindingText(Binding binding) {
  switch (binding) {
    case Binding::Imported:
      return "imported";
    case Binding::Called:
      return "called";
    case Binding::Inlined:
      return "inlined";
  }
  return "";
}

std::string placeText(const SourceMap& sources, Span span) {
  if (!span.valid() || span.file.index() >= sources.size()) return "";
  const LineColumn start = sources.lineColumn(span);
  return sources.file(span.file).name() + ':' + std::to_string(start.line) + ':' + std::to_string(start.column) + ": ";
}

}

std::string reportText(const SourceMap& sources, const Report& report) {
  std::string text;
  for (const CallSite& site : report.sites) {
    const std::string_view binding = bindingText(site.binding);
    text += placeText(sources, site.span) + '`' + site.callee + "` " + std::string(binding);
    if (!site.reason.empty() && site.reason != binding) text += ": " + site.reason;
    text += '\n';
  }
  for (const std::string& remark : report.remarks) text += remark + '\n';
  return text;
}

}
