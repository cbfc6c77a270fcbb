#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bench {

// One workload: the program `file.relon`, the peers' `file.lua`, and the twin in C++.
struct Workload {
  std::string file;
  std::string what;
  // A JSON object, for everyone but the twin.
  std::string arguments;
  // The twin's work, which ends with its result in memory.
  std::function<void()> twin;
  // The twin's result as compact JSON with members sorted by name.
  std::function<std::string()> twinResult;
};

// The W rows of the language reference, file 07 section 6.
std::vector<Workload> referenceWorkloads();
// Business rules over thousands of records.
std::vector<Workload> ruleWorkloads();

}
