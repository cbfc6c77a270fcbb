#include "test_run.h"

#include <algorithm>
#include <chrono>

#include "json_tree.h"
#include "lcov.h"
#include "line_diff.h"

namespace relon::cli {

namespace {

std::string shortened(std::string_view json) {
  constexpr size_t kMost = 60;
  return json.size() <= kMost ? "`" + std::string(json) + "`" : "another value";
}

const JsonTree* valueAt(const JsonTree& tree, std::string_view pointer) {
  const JsonTree* value = &tree;
  while (!pointer.empty() && value != nullptr) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view step = pointer.substr(0, end);
    pointer.remove_prefix(end);
    const JsonTree* next = nullptr;
    for (const auto& [key, member] : value->members) {
      if (pointerStep(key) == step) next = &member;
    }
    for (size_t i = 0; i < value->elements.size(); ++i) {
      if (pointerStep(std::to_string(i)) == step) next = &value->elements[i];
    }
    value = next;
  }
  return value;
}

std::string shownAt(const JsonTree& tree, const std::string& pointer) {
  const JsonTree* value = valueAt(tree, pointer);
  return value == nullptr ? "nothing" : shortened(value->source);
}

void compareResults(const std::string& expected, const std::string& got, TestOutcome& outcome) {
  if (expected == got) return;
  const JsonTree wanted = readJson(expected);
  const JsonTree found = readJson(got);
  const std::string pointer = firstDifference(wanted, found);
  outcome.failure = (pointer.empty() ? "" : "at `" + pointer + "`: ") + "expected " + shownAt(wanted, pointer) +
                    ", got " + shownAt(found, pointer);
  outcome.detail = lineDiff(indented(wanted), indented(found));
}

std::string placeText(uint32_t line, uint32_t column) {
  return std::to_string(line) + (column == 0 ? "" : ":" + std::to_string(column));
}

void compareErrors(const TestCase& test, const Error& error, TestOutcome& outcome) {
  const bool isThere = (test.line == 0 || test.line == error.line) && (test.column == 0 || test.column == error.column);
  if (test.expected) {
    outcome.failure = "unexpected error `" + error.code + "`";
  } else if (test.error != error.code) {
    outcome.failure = "expected the error `" + test.error + "`, got `" + error.code + "`";
  } else if (!isThere) {
    outcome.failure = "expected the error at " + placeText(test.line, test.column) + ", it is " +
                      (error.line == 0 ? "without a place" : "at " + placeText(error.line, error.column));
  } else if (error.summary.find(test.message) == std::string::npos) {
    outcome.failure = "expected an error with `" + test.message + "` in its message";
  }
  if (!outcome.passed()) outcome.detail = error.message;
}

std::string limitsKey(const Limits& limits) {
  std::string key;
  for (int64_t limit : {limits.max_steps, limits.max_elements, limits.max_depth, limits.max_memory})
    key += std::to_string(limit) + ' ';
  return key;
}

}

size_t TestReport::failures() const {
  const auto failed =
      std::count_if(outcomes.begin(), outcomes.end(), [](const TestOutcome& one) { return !one.passed(); });
  return static_cast<size_t>(failed) + (error.empty() ? 0 : 1);
}

Result<Program> TestRunner::load(const std::string& path, const Limits& limits) {
  const std::string key = limitsKey(limits) + path;
  if (auto known = programs_.find(key); known != programs_.end()) return known->second;
  Engine engine;
  // The flags were tried before any file was read.
  static_cast<void>(settings_.host.apply(engine, FormatFlag()));
  engine.errorFormat(ErrorFormat::Text).limits(limits);
  settings_.trust.apply(engine, path);
  LoadOptions options = settings_.executor.options(settings_.host);
  options.coverage = settings_.coverage;
  Result<Program> program = engine.load(path, options);
  if (program) programs_.emplace(key, *program);
  return program;
}

std::string TestRunner::lcov() const {
  CoverageTotals totals;
  for (const auto& [key, program] : programs_) totals.add(program.coverage());
  return totals.lcov();
}

TestReport TestRunner::run(const std::string& path, const std::string& root) {
  TestReport report{.file = path, .outcomes = {}, .error = ""};
  const Result<TestFile> file = readTestFile(path, root, settings_.trust);
  if (!file) {
    report.error = file.error().message;
    return report;
  }
  fputs(file->warnings.c_str(), stderr);
  for (const TestCase& test : file->cases) {
    if (test.name.find(settings_.filter) == std::string::npos) continue;
    const Result<Program> program = load(file->program, test.limits);
    if (!program) {
      // The cases that follow could not be run either.
      report.error = program.error().message;
      return report;
    }
    report.outcomes.push_back(judge(*program, *file, test));
  }
  return report;
}

TestOutcome TestRunner::judge(const Program& program, const TestFile& file, const TestCase& test) {
  TestOutcome outcome{.name = test.name, .place = file.path, .seconds = 0, .failure = "", .detail = ""};
  Context context;
  const auto begin = std::chrono::steady_clock::now();
  const Result<std::string> result = program.run(context, test.arguments);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!result) {
    compareErrors(test, result.error(), outcome);
  } else if (test.expected) {
    compareResults(*test.expected, *result, outcome);
  } else {
    outcome.failure = "expected the error `" + test.error + "`, got " + shortened(*result);
    outcome.detail = indented(readJson(*result));
  }
  if (outcome.passed()) return outcome;
  const Error place = errorInTestFile(file.path, test.pointer, "", "");
  outcome.place += ':' + placeText(place.line, place.column);
  return outcome;
}

}
