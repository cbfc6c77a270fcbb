#pragma once

#include <string>
#include <vector>

#include "relon/result.h"

namespace relon::cli {

struct FoundTest {
  std::string path;
  // The folder that was searched, or the folder of a file that was named.
  std::string root;
};

// The test files that `paths` name: a file itself, of a folder all `*_test.relon` in it
// and below it, by name. Each file comes once. Links to folders are not followed, and
// names that begin with a dot are passed over.
Result<std::vector<FoundTest>> findTests(const std::vector<std::string>& paths);

}
