#pragma once

#include <string>
#include <string_view>

#include "ir/module.h"
#include "relon/result.h"

// The types of a program's entry, beside those of the C++ code that calls it.
namespace relon::engine {

// `qty: Int, price: Float`
std::string parameterText(const ir::Module& module);

// Compares a signature in the type syntax of callables with the entry. Records are
// compared by their fields, whatever their names. The error has no place.
Result<Done> compareEntry(const ir::Module& module, std::string_view signature);

// The entry's parameters as one tuple type of `types`, which starts as the module's.
ir::TypeId argumentsType(const ir::Module& module, ir::TypeTable& types);

}
