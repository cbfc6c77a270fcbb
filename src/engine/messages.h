#pragma once

#include <string>
#include <string_view>

#include "base/source.h"
#include "ir/module.h"
#include "relon/abi.h"

// What a run-time failure says. The table of words stands here, nowhere else.
namespace relon::engine {

// `numeric_overflow`; for a number that is no kind, `unknown_error`.
std::string_view kindName(relon_status kind);

// The failure in `context` in words: the message that came with it, or one made from
// its kind, its details, and the operation at `span`: `Int addition leaves the range
// of 64 bits`.
std::string messageOf(const ir::Module& module, Span span, const relon_context& context);

}
