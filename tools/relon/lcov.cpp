#include "lcov.h"

#include <algorithm>

namespace relon::cli {

namespace {

std::string record(const char* key, int64_t number) {
  return std::string(key) + ':' + std::to_string(number) + '\n';
}

std::string functionRecords(const FileCoverage& file) {
  std::string declared;
  std::string called;
  int64_t hit = 0;
  for (const auto& [place, function] : file.functions) {
    declared += "FN:" + std::to_string(function.line) + ',' + function.name + '\n';
    called += "FNDA:" + std::to_string(function.calls) + ',' + function.name + '\n';
    hit += function.calls != 0 ? 1 : 0;
  }
  return declared + called + record("FNF", static_cast<int64_t>(file.functions.size())) + record("FNH", hit);
}

// `-` says that the branch itself was never reached.
std::string branchRecords(const FileCoverage& file) {
  std::string out;
  int64_t found = 0;
  int64_t hit = 0;
  size_t block = 0;
  for (const auto& [place, branch] : file.branches) {
    const bool isReached =
        std::any_of(branch.arms.begin(), branch.arms.end(), [](auto& arm) { return arm.second != 0; });
    size_t number = 0;
    for (const auto& [begin, count] : branch.arms) {
      out += "BRDA:" + std::to_string(branch.line) + ',' + std::to_string(block) + ',' + std::to_string(number++) +
             ',' + (isReached ? std::to_string(count) : "-") + '\n';
      hit += count != 0 ? 1 : 0;
    }
    found += static_cast<int64_t>(number);
    ++block;
  }
  return out + record("BRF", found) + record("BRH", hit);
}

std::string lineRecords(const FileCoverage& file) {
  std::string out;
  int64_t hit = 0;
  for (const auto& [line, count] : file.lines) {
    out += "DA:" + std::to_string(line) + ',' + std::to_string(count) + '\n';
    hit += count != 0 ? 1 : 0;
  }
  return out + record("LF", static_cast<int64_t>(file.lines.size())) + record("LH", hit);
}

}

void CoverageTotals::add(const std::vector<FileCoverage>& files) {
  for (const FileCoverage& file : files) {
    FileCoverage& total = files_[file.name];
    total.name = file.name;
    total.add(file);
  }
}

std::string CoverageTotals::lcov() const {
  std::string out;
  for (const auto& [name, file] : files_) {
    out +=
        "TN:\nSF:" + name + '\n' + functionRecords(file) + branchRecords(file) + lineRecords(file) + "end_of_record\n";
  }
  return out;
}

}
