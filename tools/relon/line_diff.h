#pragma once

#include <string>
#include <string_view>

namespace relon::cli {

// The lines in which two texts differ: `- ` before those of the first only, `+ ` before
// those of the second only, with two common lines around them and `...` for the rest.
// Each line ends in a newline; empty for equal texts.
std::string lineDiff(std::string_view before, std::string_view after);

}
