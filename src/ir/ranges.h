#pragma once

#include "ir/module.h"

namespace relon::ir {

// Marks checked operations `proved` where value ranges show that they cannot
// fail, for every input: Int arithmetic, charges aside, and list.get by the
// index of a loop over the same list. The module must verify; it verifies
// afterwards. What is unknown (parameters, results of calls, accumulators) can
// be any Int.
void proveRanges(Module& module);

}
