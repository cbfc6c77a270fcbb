#pragma once

#include <vector>

#include "interp/coverage.h"
#include "ir/module.h"
#include "relon/coverage.h"

namespace relon::engine {

// What the counters say about the files of a program. Functions that nothing calls are
// not lowered and have no counters; their lines and branches come from the text, with
// counts of 0.
std::vector<FileCoverage> coverageByFile(const ir::Module& module, const std::vector<interp::CoverageCount>& counts);

}
