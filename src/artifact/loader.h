#pragma once

#include <string_view>

namespace relon::artifact {

// The text of loader.mjs.
std::string_view loaderText();

}
