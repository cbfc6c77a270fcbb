#pragma once

#include <array>
#include <string>
#include <vector>

#include "generator.h"
#include "linked_program.h"
#include "relon/limits.h"

namespace relon::fuzz {

enum class Executor : uint8_t { Interpreter, JitPlain, Jit, Object, Wasm };
inline constexpr size_t kExecutorCount = 5;
inline constexpr std::string_view kExecutorNames[] = {"interp", "jit-O0", "jit", "object", "wasm"};

struct Run {
  std::string arguments;
  Limits limits;
};

// The result as compact JSON, or the first line of the error.
struct Outcome {
  std::string text;
  // That a success used; -1 where it is not known.
  int64_t steps = -1;
};

// A program with all its runs in all executors, in the order of `runs`.
struct Subject {
  std::string name;
  std::string source;
  std::map<std::string, std::string> modules;
  // What the compiler says instead of accepting it.
  std::string rejection;
  std::vector<Run> runs;
  std::array<std::vector<Outcome>, kExecutorCount> outcomes;
  test::Loaded program;
};

struct Difference {
  Executor executor;
  size_t run;
};

// Runs many programs at once, because linking objects and starting Node is slow.
class Batch {
 public:
  // `executors` has an entry per Executor; the interpreter always runs.
  Batch(std::array<bool, kExecutorCount> executors, std::string folder);

  // Checks it and runs it in this process. `name` begins its symbols.
  void add(const std::string& name, const GeneratedProgram& program);
  // The executors that are left: all programs in one shared object, and in one process.
  void finish();
  const std::vector<Subject>& subjects() const { return subjects_; }

 private:
  void interpret(Subject& subject, const GeneratedProgram& program);
  void compile(Subject& subject, Executor executor, int optimisation);
  void buildObject(Subject& subject);
  void buildWasm(Subject& subject);
  void runObjects();
  void runWasm();

  std::array<bool, kExecutorCount> executors_;
  std::string folder_;
  std::vector<Subject> subjects_;
};

// Where an executor differs from the interpreter first.
std::optional<Difference> findDifference(const Subject& subject);

// What is run at the moment, for a handler of signals: the program, the executor.
void noteCrashes();

}
