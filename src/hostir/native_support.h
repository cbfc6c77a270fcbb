#pragma once

#include <string>
#include <vector>

#include "callable/compiler.h"

namespace relon::hostir {

// The C++ file that is linked with native host code. It defines the functions of
// abi.h that host code calls as calls of those in this process, and a row for each
// declaration. It is good for this process only, as it contains their addresses.
Result<std::string> supportSource(const std::vector<callable::NativeDeclaration>& declarations);

// The row comes from supportSource, and so its symbol is not the function's.
bool isDeclaredRow(const relon_callable_row& row);

}
