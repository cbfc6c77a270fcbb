#pragma once

#include <string>

#include "relon/result.h"

namespace relon::cli {

// The text behind `--args`: itself, `@FILE`, or `-` for stdin.
Result<std::string> readArguments(const std::string& written);

}
