#pragma once

#include <string>

#include "base/source.h"
#include "callable/compiler.h"

namespace relon::engine {

// A line per call site, `FILE:LINE:COL: NAME inlined` or `... called: RULE`, then the
// remarks.
std::string reportText(const SourceMap& sources, const Report& report);

}
