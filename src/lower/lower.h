#pragma once

#include <memory>

#include "callable/set.h"
#include "check/typed.h"
#include "ir/module.h"

namespace relon::lower {

// Lowers a checked document without errors to a module that verifies.
ir::Module lower(const check::TypedDocument& document, const callable::Set& callables,
                 std::shared_ptr<const SourceMap> sources);

}
