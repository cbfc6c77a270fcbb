#pragma once

#include <string>
#include <vector>

#include "artifact/entry_shape.h"

namespace relon::artifact {

// The C++17 header of an object: structs for the arguments and the result, and
// typed functions around its symbols, in a namespace of the program's name. It
// includes relon/abi.h, value.h and context.h and nothing else of ours.
// `imports` are the names in the order of relon_context::imports.
std::string generateHeader(const EntryShape& shape, const std::string& name, const std::vector<std::string>& imports);

}
