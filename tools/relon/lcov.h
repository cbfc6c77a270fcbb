#pragma once

#include <string>
#include <vector>

#include "relon/coverage.h"

namespace relon::cli {

// The counts of all the programs that were run, added up by file.
class CoverageTotals {
 public:
  void add(const std::vector<FileCoverage>& files);
  // In lcov's format, files by name.
  std::string lcov() const;

 private:
  std::map<std::string, FileCoverage> files_;
};

}
