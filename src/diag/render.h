#pragma once

#include <string>

#include "base/source.h"
#include "diag/sink.h"

namespace relon {

struct RenderOptions {
  bool colour = false;
};

// `FILE:LINE:COL: error[code]: message`, the source line, carets under the span,
// then labels (`  note: FILE:LINE:COL: text`) and `  help: …`. Ends in a newline.
std::string renderText(const SourceMap& sources, const Diagnostic& diagnostic, RenderOptions options = {});

// `PLACE error[code]: message`, for errors that are no diagnostics; `place` is empty or
// ends in a blank. Ends in a newline, and so does the excerpt that may follow: the
// source line, and carets under the span, of which only the first line is shown.
std::string renderError(std::string_view place, std::string_view code, std::string_view message,
                        RenderOptions options = {});
std::string renderExcerpt(const SourceMap& sources, Span span, RenderOptions options = {});

// An array of {code, severity, message, file, start:{line,column}, end:{line,column}, labels, help};
// `[]` when there is nothing.
std::string renderJson(const SourceMap& sources, const std::vector<Diagnostic>& diagnostics);

// `text` as a JSON string with its quotes.
std::string jsonString(std::string_view text);

// The entry of `candidates` that is most like `wanted`, if one is near enough to
// be what was meant (edit distance at most a third of the length).
std::string_view nearest(std::string_view wanted, const std::vector<std::string_view>& candidates);

}
