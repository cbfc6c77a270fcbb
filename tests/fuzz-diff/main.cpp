#include <stdio.h>
#include <stdlib.h>

#include <filesystem>

#include <CLI/CLI.hpp>

#include "engine/compiler_library.h"
#include "executors.h"
#include "shrink.h"

// relon-fuzz-diff: random well-typed programs through all executors, which must agree.
namespace relon::fuzz {

namespace {

constexpr uint64_t kBatchSize = 100;

struct Flags {
  uint64_t seed = 1;
  uint64_t count = 100;
  std::vector<std::string> executors = {"jit-O0", "jit", "object", "wasm"};
  bool print = false;
  int shrinkAttempts = 150;
  uint64_t maxFailures = 5;

  bool needsCompiler() const { return executors != std::vector<std::string>{"interp"}; }
};

// A directory that goes with its owner.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "relon-fuzz-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) abort();
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

using ExecutorSet = std::array<bool, kExecutorCount>;

ExecutorSet executorSet(const std::vector<std::string>& names) {
  ExecutorSet set{true};
  for (size_t i = 1; i < kExecutorCount; ++i) set[i] = std::ranges::find(names, kExecutorNames[i]) != names.end();
  return set;
}

// The code of the first error in a rejection: `[expression_type_unknown]`.
std::string codeOf(const std::string& rejection) {
  const size_t begin = rejection.find("error[");
  return begin == std::string::npos ? rejection : rejection.substr(begin, rejection.find(']', begin) - begin);
}

struct Totals {
  uint64_t programs = 0;
  uint64_t runs = 0;
  uint64_t successes = 0;
  uint64_t failures = 0;
};

class Session {
 public:
  explicit Session(const Flags& flags) : flags_(flags), executors_(executorSet(flags.executors)) {}

  int run() {
    for (uint64_t first = 0; first < flags_.count && totals_.failures < flags_.maxFailures; first += kBatchSize) {
      runBatch(flags_.seed + first, std::min(kBatchSize, flags_.count - first));
    }
    printf("%llu programs, %llu runs of which %llu succeed, %llu failures\n", number(totals_.programs),
           number(totals_.runs), number(totals_.successes), number(totals_.failures));
    return totals_.failures == 0 ? 0 : 1;
  }

 private:
  static unsigned long long number(uint64_t value) { return value; }

  void runBatch(uint64_t first, uint64_t count) {
    const Folder folder;
    Batch batch(executors_, folder.path());
    for (uint64_t i = 0; i < count; ++i) {
      Choices choices(first + i);
      batch.add("p" + std::to_string(first + i), generate(choices));
    }
    batch.finish();
    for (uint64_t i = 0; i < count; ++i) judge(first + i, batch.subjects()[i]);
    fflush(stdout);
  }

  void judge(uint64_t seed, const Subject& subject) {
    ++totals_.programs;
    totals_.runs += subject.runs.size();
    for (const Outcome& outcome : subject.outcomes[0]) totals_.successes += outcome.steps >= 0 ? 1 : 0;
    const std::optional<Difference> difference = findDifference(subject);
    if (!difference && subject.rejection.empty()) return;
    if (totals_.failures++ >= flags_.maxFailures) return;
    Choices choices(seed);
    generate(choices);
    const auto fails = [&](const std::vector<uint32_t>& record) { return failsAlike(record, subject, difference); };
    report(seed, shrink(choices.record(), fails, flags_.shrinkAttempts), difference);
  }

  // The executors that a failure needs.
  static ExecutorSet needed(const std::optional<Difference>& difference) {
    ExecutorSet set{true};
    if (difference) set[static_cast<size_t>(difference->executor)] = true;
    return set;
  }

  static bool failsAlike(const std::vector<uint32_t>& record, const Subject& original,
                         const std::optional<Difference>& difference) {
    Choices choices(record);
    const Folder folder;
    Batch batch(needed(difference), folder.path());
    batch.add("shrunk", generate(choices));
    batch.finish();
    const Subject& subject = batch.subjects().front();
    if (!difference) return !subject.rejection.empty() && codeOf(subject.rejection) == codeOf(original.rejection);
    return findDifference(subject).has_value();
  }

  static void report(uint64_t seed, const std::vector<uint32_t>& record, const std::optional<Difference>& expected) {
    Choices choices(record);
    const Folder folder;
    Batch batch(needed(expected), folder.path());
    batch.add("p", generate(choices));
    batch.finish();
    const Subject& subject = batch.subjects().front();
    printf("FAIL seed %llu, shrunk to:\n%s", number(seed), subject.source.c_str());
    for (const auto& [path, text] : subject.modules) printf("// %s\n%s", path.c_str(), text.c_str());
    if (!subject.rejection.empty()) printf("is rejected:\n%s", subject.rejection.c_str());
    if (const std::optional<Difference> found = findDifference(subject)) explain(subject, *found);
    printf("\n");
  }

  static void explain(const Subject& subject, const Difference& found) {
    const auto& [arguments, limits] = subject.runs[found.run];
    printf("with %s, max_steps %lld, max_elements %lld, max_depth %lld:\n", arguments.c_str(),
           static_cast<long long>(limits.max_steps), static_cast<long long>(limits.max_elements),
           static_cast<long long>(limits.max_depth));
    for (size_t executor : {size_t{0}, static_cast<size_t>(found.executor)}) {
      const Outcome& outcome = subject.outcomes[executor][found.run];
      printf("  %-7s %s (%lld steps)\n", std::string(kExecutorNames[executor]).c_str(), outcome.text.c_str(),
             static_cast<long long>(outcome.steps));
    }
  }

  Flags flags_;
  ExecutorSet executors_;
  Totals totals_;
};

int print(const Flags& flags) {
  for (uint64_t i = 0; i < flags.count; ++i) {
    Choices choices(flags.seed + i);
    const GeneratedProgram program = generate(choices);
    printf("// seed %llu\n%s", static_cast<unsigned long long>(flags.seed + i), program.source.c_str());
    for (const auto& [path, text] : program.modules) printf("// %s\n%s", path.c_str(), text.c_str());
    for (const std::string& arguments : program.arguments) printf("// %s\n", arguments.c_str());
  }
  return 0;
}

}
}

int main(int count, char** words) {
  relon::fuzz::Flags flags;
  CLI::App app("random programs through all executors");
  app.add_option("--seed", flags.seed, "of the first program; each further one has the next");
  app.add_option("--count", flags.count, "programs");
  app.add_option("--executors", flags.executors, "besides the interpreter, which always runs")
      ->delimiter(',')
      ->check(CLI::IsMember({"interp", "jit-O0", "jit", "object", "wasm"}));
  app.add_flag("--print", flags.print, "only print the programs");
  app.add_option("--shrink", flags.shrinkAttempts, "attempts to make a failing program smaller");
  app.add_option("--max-failures", flags.maxFailures, "to report before it stops");
  CLI11_PARSE(app, count, words);
  if (flags.print) return relon::fuzz::print(flags);
  if (flags.needsCompiler()) {
    if (auto compiler = relon::engine::compiler(); !compiler)
      return fputs(compiler.error().message.c_str(), stderr), 70;
  }
  relon::fuzz::noteCrashes();
  return relon::fuzz::Session(flags).run();
}
