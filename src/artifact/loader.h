#pragma once

#include <string_view>

namespace relon::artifact {

// The text of the loader: the files of loader/, one behind the other.
std::string_view loaderText();

}
