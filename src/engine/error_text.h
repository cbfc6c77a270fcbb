#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/sink.h"
#include "relon/build.h"
#include "relon/result.h"

// Errors in the form that users see, in the engine's format.
namespace relon::engine {

// An error without a place in a source text: `FILE: error[code]: message`, or without
// the file when that is empty.
Error errorWithoutPlace(ErrorFormat format, std::string_view file, std::string code, std::string_view message);

// `FILE:LINE:COL: error[code]: message`, the source line and a caret. Without a valid
// span like errorWithoutPlace with `file`.
Error errorAt(ErrorFormat format, const SourceMap* sources, Span span, std::string_view file, std::string code,
              std::string_view message);

// `FILE:LINE: error[code]: message`, for texts that count lines only.
Error errorAtLine(ErrorFormat format, std::string_view file, uint32_t line, std::string code, std::string_view message);

// An error of the compiler, whose message is complete lines already.
Error errorOfCompiler(ErrorFormat format, const Error& error);

// Diagnostics of a check, all of them.
std::string renderAll(ErrorFormat format, const SourceMap& sources, const std::vector<Diagnostic>& diagnostics);
// The first error's code and everything rendered.
Error errorOfDiagnostics(ErrorFormat format, const SourceMap& sources, const std::vector<Diagnostic>& diagnostics);

}
