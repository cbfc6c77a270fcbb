#pragma once

#include <vector>

#include "ir/module.h"

namespace relon::codegen {

// For each function whether it can be active twice at a time: it is part of a cycle
// of the call graph, where a closure call may reach every function made a closure.
std::vector<bool> recursiveFunctions(const ir::Module& module);

}
