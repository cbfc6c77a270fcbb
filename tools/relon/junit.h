#pragma once

#include <span>
#include <string>

#include "test_run.h"

namespace relon::cli {

// JUnit's XML: a suite per test file. What XML cannot hold is replaced by U+FFFD.
std::string junitXml(std::span<const TestReport> reports);

}
