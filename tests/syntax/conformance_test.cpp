#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "parse.h"

namespace relon::syntax {
namespace {

// Each case parses, unless its head says `reject: parse` or it is a module
// named `broken`.
TEST(Conformance, ParsesWhatTheHeadsSay) {
  std::filesystem::path cases = std::filesystem::path(RELON_SOURCE_DIR) / "tests/conformance/cases";
  if (!std::filesystem::exists(cases)) GTEST_SKIP() << "no cases";
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cases)) {
    if (entry.path().extension() != ".relon") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    bool rejects = text.str().find("//! reject: parse") != std::string::npos || entry.path().stem() == "broken";
    Parsed parsed(text.str());
    EXPECT_EQ(parsed.accepted(), !rejects) << entry.path() << ": " << parsed.place() << " " << parsed.first();
    ++count;
  }
  EXPECT_GT(count, 400u);
}

}
}
