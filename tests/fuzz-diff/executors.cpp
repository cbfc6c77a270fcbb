#include "executors.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "diag/render.h"
#include "engine/compiler_library.h"

namespace relon::fuzz {

namespace {

// Enough for every program that ends, few enough for those that do not.
constexpr int64_t kMaxSteps = 200'000;
constexpr int64_t kMaxElements = 20'000;
constexpr int64_t kMaxMemory = int64_t{64} << 20;

Limits defaultLimits() {
  Limits limits;
  limits.max_steps = kMaxSteps;
  limits.max_elements = kMaxElements;
  limits.max_memory = kMaxMemory;
  return limits;
}

// What the handler of signals prints.
char currentWork[128];

void note(const std::string& program, std::string_view executor) {
  snprintf(currentWork, sizeof currentWork, "crash: %s in %.*s\n", program.c_str(), static_cast<int>(executor.size()),
           executor.data());
}

void reportCrash(int signal) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, currentWork, strnlen(currentWork, sizeof currentWork));
  _exit(128 + signal);
}

std::string firstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Outcome execute(const detail::LoadedProgram& program, const std::string& arguments) {
  Context context;
  Result<std::string> json = detail::runOnJson(program, context, arguments, JsonStyle::Compact);
  if (!json) return {firstLine(json.error().message), -1};
  return {std::move(*json), context.max_steps - context.steps_left};
}

void runAll(Subject& subject, Executor executor) {
  std::vector<Outcome>& outcomes = subject.outcomes[static_cast<size_t>(executor)];
  note(subject.name, kExecutorNames[static_cast<size_t>(executor)]);
  for (size_t i = outcomes.size(); i < subject.runs.size(); ++i) {
    subject.program->start.limits = subject.runs[i].limits;
    outcomes.push_back(execute(*subject.program, subject.runs[i].arguments));
  }
}

void failAll(Subject& subject, Executor executor, const std::string& message) {
  subject.outcomes[static_cast<size_t>(executor)].assign(subject.runs.size(), {firstLine(message), -1});
}

// Budgets just large enough and just too small: executors agree on them to the unit.
void addBudgets(Subject& subject) {
  const std::vector<Outcome>& outcomes = subject.outcomes[0];
  const size_t count = outcomes.size();
  for (size_t i = 0; i < count; ++i) {
    if (outcomes[i].steps < 0) continue;
    Run run = subject.runs[i];
    for (int64_t missing = 0; missing < 2 && missing <= outcomes[i].steps; ++missing) {
      run.limits.max_steps = outcomes[i].steps - missing;
      subject.runs.push_back(run);
    }
    run.limits.max_steps = outcomes[i].steps / 2;
    subject.runs.push_back(run);
    run.limits = defaultLimits();
    run.limits.max_elements = static_cast<int64_t>(i);
    subject.runs.push_back(run);
    run.limits = defaultLimits();
    run.limits.max_depth = static_cast<int64_t>(2 * i + 1);
    subject.runs.push_back(run);
    return;
  }
}

void writeFile(const std::string& path, const void* bytes, size_t size) {
  std::ofstream(path, std::ios::binary).write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
}

// `{"name":"p1","runs":[{"text":"{}","maxSteps":"100",...}]}`
std::string description(const Subject& subject) {
  std::string text = "{\"name\":" + jsonString(subject.name) + ",\"runs\":[";
  for (size_t i = 0; i < subject.runs.size(); ++i) {
    const auto& [arguments, limits] = subject.runs[i];
    const auto limit = [](const char* name, int64_t value) {
      return std::string(",\"") + name + "\":\"" + std::to_string(value) + "\"";
    };
    text += std::string(i == 0 ? "" : ",") + "{\"text\":" + jsonString(arguments.empty() ? "{}" : arguments) +
            limit("maxSteps", limits.max_steps) + limit("maxElements", limits.max_elements) +
            limit("maxDepth", limits.max_depth) + limit("maxMemory", limits.max_memory) + "}";
  }
  return text + "]}";
}

// Texts as wasm_batch.mjs writes them: `SIZE\nTEXT\n`.
std::string readOutcome(std::istream& stream) {
  size_t size = 0;
  stream >> size;
  stream.get();
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  return stream ? text : "nothing";
}

}

void noteCrashes() {
  static char stack[1 << 16];
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, nullptr);
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP}) {
    struct sigaction action{};
    action.sa_handler = reportCrash;
    action.sa_flags = SA_ONSTACK;
    sigaction(signal, &action, nullptr);
  }
}

Batch::Batch(std::array<bool, kExecutorCount> executors, std::string folder)
    : executors_(executors), folder_(std::move(folder)) {}

void Batch::add(const std::string& name, const GeneratedProgram& program) {
  Subject& subject = subjects_.emplace_back();
  subject.name = name;
  subject.source = program.source;
  subject.modules = program.modules;
  note(name, "the front end");
  detail::Configuration configuration;
  configuration.modules.texts = program.modules;
  Result<test::Loaded> loaded = test::loadWithoutCode(configuration, name + ".relon", program.source);
  if (!loaded) {
    subject.rejection = loaded.error().message;
    return;
  }
  subject.program = std::move(*loaded);
  interpret(subject, program);
  if (executors_[static_cast<size_t>(Executor::JitPlain)]) compile(subject, Executor::JitPlain, 0);
  if (executors_[static_cast<size_t>(Executor::Jit)]) compile(subject, Executor::Jit, 3);
  if (executors_[static_cast<size_t>(Executor::Object)]) buildObject(subject);
  if (executors_[static_cast<size_t>(Executor::Wasm)]) buildWasm(subject);
}

void Batch::interpret(Subject& subject, const GeneratedProgram& program) {
  for (const std::string& arguments : program.arguments) subject.runs.push_back({arguments, defaultLimits()});
  subject.program->interpreted = interp::Program::prepare(subject.program->module, subject.program->host.functions);
  runAll(subject, Executor::Interpreter);
  addBudgets(subject);
  runAll(subject, Executor::Interpreter);
}

void Batch::compile(Subject& subject, Executor executor, int optimisation) {
  note(subject.name, "the compiler for jit");
  CompileOptions options;
  options.optimisation = optimisation;
  auto code = (*engine::compiler())->jit(subject.program->module, subject.program->host.functions, nullptr, options);
  if (!code) return failAll(subject, executor, code.error().message);
  test::setCode(*subject.program, std::move(*code));
  runAll(subject, executor);
}

void Batch::buildObject(Subject& subject) {
  note(subject.name, "the compiler for objects");
  CompileOptions options;
  options.binding = Binding::Inlined;
  options.name = subject.name;
  auto made = (*engine::compiler())->object(subject.program->module, subject.program->host.functions, nullptr, options);
  if (!made) return failAll(subject, Executor::Object, made.error().message);
  writeFile(folder_ + "/" + subject.name + ".o", made->object.data(), made->object.size());
}

void Batch::buildWasm(Subject& subject) {
  note(subject.name, "the compiler for wasm");
  CompileOptions options;
  options.binding = Binding::Inlined;
  auto made = (*engine::compiler())->wasm(subject.program->module, subject.program->host.functions, nullptr, options);
  if (!made) return failAll(subject, Executor::Wasm, made.error().message);
  const std::string path = folder_ + "/" + subject.name;
  writeFile(path + ".wasm", made->module.data(), made->module.size());
  writeFile(path + ".json", made->manifest.data(), made->manifest.size());
  writeFile(folder_ + "/loader.mjs", made->loader.data(), made->loader.size());
}

void Batch::finish() {
  if (executors_[static_cast<size_t>(Executor::Object)]) runObjects();
  if (executors_[static_cast<size_t>(Executor::Wasm)]) runWasm();
}

void Batch::runObjects() {
  const std::string library = folder_ + "/objects.so";
  const std::string command =
      "cd '" + folder_ + "' && cc -shared -Wl,-z,defs *.o " RELON_FUZZ_RUNTIME " -lm -o objects.so";
  const bool isLinked = system(command.c_str()) == 0;
  void* handle = isLinked ? dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  for (Subject& subject : subjects_) {
    if (subject.program == nullptr || !subject.outcomes[static_cast<size_t>(Executor::Object)].empty()) continue;
    if (handle == nullptr) {
      failAll(subject, Executor::Object, "the objects cannot be linked");
      continue;
    }
    Result<Done> set = test::setLinkedCode(*subject.program, handle, subject.name);
    if (set) runAll(subject, Executor::Object);
    if (!set) failAll(subject, Executor::Object, set.error().message);
  }
}

void Batch::runWasm() {
  std::string text;
  for (const Subject& subject : subjects_) {
    const bool isBuilt = subject.program != nullptr && subject.outcomes[static_cast<size_t>(Executor::Wasm)].empty();
    if (isBuilt) text += (text.empty() ? "" : ",\n") + description(subject);
  }
  text = "[" + text + "]";
  writeFile(folder_ + "/batch.json", text.data(), text.size());
  const std::string command =
      "cd '" + folder_ + "' && cp " RELON_FUZZ_SCRIPT " . && " RELON_FUZZ_NODE " --no-wasm-tier-up wasm_batch.mjs";
  const bool isRun = system(command.c_str()) == 0;
  std::ifstream results(folder_ + "/results.txt", std::ios::binary);
  for (Subject& subject : subjects_) {
    std::vector<Outcome>& outcomes = subject.outcomes[static_cast<size_t>(Executor::Wasm)];
    if (subject.program == nullptr || !outcomes.empty()) continue;
    for (size_t i = 0; i < subject.runs.size(); ++i) {
      outcomes.push_back({isRun ? firstLine(readOutcome(results)) : "Node failed", -1});
    }
  }
}

namespace {

bool isShortOfMemory(const Outcome& outcome) {
  return outcome.text.find("error[memory_limit_exceeded]") != std::string::npos;
}

// Errors without a place begin with the file where the process knows its name.
std::string withoutFile(const std::string& text, const std::string& file) {
  const std::string start = file + ": error[";
  return text.starts_with(start) ? text.substr(file.size() + 2) : text;
}

// How much memory a value takes is no promise, so it may fail in one and not in another.
bool agree(const Outcome& one, const Outcome& other, const std::string& file) {
  if (isShortOfMemory(one) || isShortOfMemory(other)) return true;
  const bool stepsAgree = one.steps < 0 || other.steps < 0 || one.steps == other.steps;
  return stepsAgree && withoutFile(one.text, file) == withoutFile(other.text, file);
}

}

std::optional<Difference> findDifference(const Subject& subject) {
  for (size_t executor = 1; executor < kExecutorCount; ++executor) {
    const std::vector<Outcome>& outcomes = subject.outcomes[executor];
    for (size_t run = 0; run < outcomes.size(); ++run) {
      if (agree(subject.outcomes[0][run], outcomes[run], subject.name + ".relon")) continue;
      return Difference{static_cast<Executor>(executor), run};
    }
  }
  return std::nullopt;
}

}
