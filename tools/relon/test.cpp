#include <memory>

#include "command.h"
#include "find_tests.h"
#include "junit.h"
#include "output_file.h"
#include "test_run.h"

// relon test PATHS...: runs the cases of test files; see test_file.h for their form.
namespace relon::cli {

namespace {

struct TestFlags {
  std::vector<std::string> paths{"."};
  std::string junit;
  std::string coverage;
  TestSettings settings;
};

std::string withMargin(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out += "    " + std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

// Names may hold anything; in the report each has one line.
std::string onOneLine(std::string text) {
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20) byte = ' ';
  }
  return text;
}

std::string reportText(const TestReport& report) {
  std::string out;
  for (const TestOutcome& outcome : report.outcomes) {
    if (outcome.passed()) continue;
    out += outcome.place + ": failed: " + onOneLine(outcome.name) + ": " + onOneLine(outcome.failure) + '\n' +
           withMargin(outcome.detail);
  }
  return out;
}

int reportNothingFound(const TestFlags& flags, size_t files) {
  std::string reason =
      files == 0 ? "there is no file `*_test.relon` in" : "no case has `" + flags.settings.filter + "` in its name in";
  for (const std::string& path : flags.paths) reason += " `" + path + "`";
  return reportError({"no_tests", "error[no_tests]: " + reason + "\n"});
}

// All files, or none where one cannot be written.
int writeFiles(const TestFlags& flags, const std::vector<TestReport>& reports, const TestRunner& runner) {
  OutputFiles output;
  if (!flags.junit.empty()) output.add(flags.junit, junitXml(reports));
  if (!flags.coverage.empty()) output.add(flags.coverage, runner.lcov());
  const Result<Done> written = output.write();
  return written ? kSuccess : reportError(written.error());
}

int summarise(const std::vector<TestReport>& reports) {
  size_t failed = 0;
  size_t cases = 0;
  size_t broken = 0;
  for (const TestReport& report : reports) {
    failed += report.failures();
    broken += report.error.empty() ? 0 : 1;
    cases += report.outcomes.size();
  }
  const size_t passed = cases + broken - failed;
  const int printed = printResult(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n");
  return failed == 0 ? printed : kFailure;
}

int runAll(const TestFlags& flags, const std::vector<FoundTest>& found) {
  TestRunner runner(flags.settings);
  std::vector<TestReport> reports;
  size_t ran = 0;
  for (const FoundTest& test : found) {
    reports.push_back(runner.run(test.path, test.root));
    const TestReport& report = reports.back();
    ran += report.outcomes.size() + report.failures();
    fputs(report.error.c_str(), stderr);
    if (const int failed = printResult(reportText(report))) return failed;
  }
  if (ran == 0) return reportNothingFound(flags, found.size());
  const int written = writeFiles(flags, reports, runner);
  const int code = summarise(reports);
  return written == kSuccess ? code : written;
}

int test(TestFlags& flags) {
  flags.settings.coverage = !flags.coverage.empty();
  if (flags.settings.coverage && flags.settings.executor.value(flags.settings.host) == Executor::Jit)
    return reportUsage(FormatFlag(), "usage", "--coverage needs the interpreter");
  Engine engine;
  if (const int failed = flags.settings.host.apply(engine, FormatFlag())) return failed;
  const Result<std::vector<FoundTest>> found = findTests(flags.paths);
  return found ? runAll(flags, *found) : reportError(found.error());
}

}

void addTest(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<TestFlags>();
  CLI::App* command = app.add_subcommand("test", "run the cases of test files");
  command->add_option("PATHS", flags->paths, "test files, or folders with files `*_test.relon`; `.` unless given");
  command->add_option("--filter", flags->settings.filter, "only cases with this in their names")->type_name("TEXT");
  command->add_option("--junit", flags->junit, "write the outcomes as JUnit's XML")->type_name("FILE");
  command->add_option("--coverage", flags->coverage, "write what was executed, in lcov's format")->type_name("FILE");
  flags->settings.trust.addTo(*command);
  flags->settings.executor.addTo(*command);
  flags->settings.host.addTo(*command);
  command->callback([flags, &exitCode] { exitCode = test(*flags); });
}

}
