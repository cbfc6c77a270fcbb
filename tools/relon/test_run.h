#pragma once

#include <map>
#include <string>
#include <vector>

#include "executor_flags.h"
#include "host_flags.h"
#include "test_file.h"
#include "trust_flag.h"

namespace relon::cli {

struct TestOutcome {
  std::string name;
  // Where the case is written: `price_test.relon:4:7`.
  std::string place;
  double seconds = 0;
  // In a line, why it failed; empty where it passed.
  std::string failure;
  // Further lines: the difference, or the error as `relon run` shows it.
  std::string detail;

  bool passed() const { return failure.empty(); }
};

// What came of one test file.
struct TestReport {
  std::string file;
  std::vector<TestOutcome> outcomes;
  // Why none of its cases could be run, rendered; empty otherwise.
  std::string error;

  size_t failures() const;
};

// What the command line says about programs under test.
struct TestSettings {
  HostFlags host;
  TrustFlag trust;
  ExecutorFlags executor;
  std::string filter;
  bool coverage = false;
};

// Runs test files. Programs are loaded once for each set of limits that their cases have.
class TestRunner {
 public:
  explicit TestRunner(const TestSettings& settings) : settings_(settings) {}

  TestReport run(const std::string& path, const std::string& root);
  // Of all programs so far, in lcov's format.
  std::string lcov() const;

 private:
  Result<Program> load(const std::string& path, const Limits& limits);
  static TestOutcome judge(const Program& program, const TestFile& file, const TestCase& test);

  const TestSettings& settings_;
  std::map<std::string, Program> programs_;
};

}
