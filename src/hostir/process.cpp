#include "hostir/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <semaphore>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// A child gets three descriptors and nothing else: all that this file opens is
// closed on exec, so that compilers started by other threads at the same moment
// do not hold each other's pipes open.
namespace relon::hostir {

namespace {

// A file descriptor that it closes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  int number() const { return number_; }
  bool isOpen() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

// The same file under a number that is none of the three that the child replaces,
// which a process that closed its own could have got.
Descriptor aboveStandard(Descriptor descriptor) {
  if (descriptor.number() > STDERR_FILENO) return descriptor;
  return Descriptor(fcntl(descriptor.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

std::optional<Pipe> makePipe() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  pipe.reading = aboveStandard(std::move(pipe.reading));
  pipe.writing = aboveStandard(std::move(pipe.writing));
  if (!pipe.reading.isOpen() || !pipe.writing.isOpen()) return std::nullopt;
  return pipe;
}

// What posix_spawn is told about files and signals.
class SpawnSettings {
 public:
  SpawnSettings(int output, int errors) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, errors, STDERR_FILENO);
    resetSignals();
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }

  // The process, or -1 with the reason in `failure`.
  pid_t start(const std::vector<char*>& arguments, int& failure) const {
    pid_t child = -1;
    failure = posix_spawn(&child, arguments[0], &files_, &attributes_, arguments.data(), environ);
    return failure == 0 ? child : -1;
  }

 private:
  // The application may block or ignore signals that a compiler relies on.
  void resetSignals() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

// Appends what is there to read; closes the pipe at its end.
void drain(Descriptor& pipe, std::string& text) {
  std::array<char, 16384> buffer;
  const ssize_t count = read(pipe.number(), buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    pipe.close();
  }
}

// Reads both pipes as they fill, so that neither can block the child.
void drainBoth(Descriptor& output, Descriptor& errors, Finished& finished) {
  while (output.isOpen() || errors.isOpen()) {
    // A negative descriptor is skipped by poll.
    std::array<pollfd, 2> waiting{{{output.number(), POLLIN, 0}, {errors.number(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) {
      if (errno == EINTR) continue;
      output.close();
      errors.close();
      return;
    }
    if (waiting[0].revents != 0) drain(output, finished.output);
    if (waiting[1].revents != 0) drain(errors, finished.errors);
  }
}

// Waits for the child's end. In an application that ignores SIGCHLD the system
// throws the status away: then the result cannot be trusted.
int waitFor(pid_t child, std::string& errors) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno == EINTR) continue;
    errors += "its exit status is unknown: " + std::string(strerror(errno)) + "\n";
    return 255;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Finished notStarted(int failure) {
  return {.started = false, .status = 127, .output = {}, .errors = std::string(strerror(failure)) + "\n"};
}

Finished spawnAndWait(const std::vector<std::string>& arguments) {
  std::optional<Pipe> output = makePipe();
  std::optional<Pipe> errors = makePipe();
  if (!output || !errors) return notStarted(errno);

  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);

  int failure = 0;
  const SpawnSettings settings(output->writing.number(), errors->writing.number());
  const pid_t child = settings.start(pointers, failure);
  output->writing.close();
  errors->writing.close();
  if (child < 0) return notStarted(failure);

  Finished finished{.started = true, .status = 0, .output = {}, .errors = {}};
  drainBoth(output->reading, errors->reading, finished);
  finished.status = waitFor(child, finished.errors);
  return finished;
}

// One of the places for running programs. They belong to the machine, not to an
// engine or a compilation: two engines that each started as many compilers as there
// are cores would fight. Hence the one piece of state that the process shares.
class Turn {
 public:
  Turn() { places().acquire(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { places().release(); }

 private:
  static std::counting_semaphore<>& places() {
    static std::counting_semaphore<> places(std::max(1u, std::thread::hardware_concurrency()));
    return places;
  }
};

struct ToolNames {
  const char* variable;
  const char* program;
  const char* package;
  const char* fallback;
};

ToolNames namesOf(Tool tool) {
  switch (tool) {
    case Tool::Clang:
      return {"RELON_CLANG", "clang-22", "Debian package clang-22", "/usr/lib/llvm-22/bin/clang"};
    case Tool::ClangXx:
      return {"RELON_CLANGXX", "clang++-22", "Debian package clang-22", "/usr/lib/llvm-22/bin/clang++"};
    case Tool::Rustc:
      return {"RELON_RUSTC", "rustc", "Debian package rustc or https://rustup.rs", nullptr};
  }
  __builtin_unreachable();
}

std::string_view variable(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::string> executable(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return access(path.c_str(), X_OK) == 0 ? std::optional(path) : std::nullopt;
}

// Only absolute directories count: what is run must not depend on where the
// application happens to stand.
std::optional<std::string> findOnPath(std::string_view program) {
  std::string_view path = variable("PATH");
  while (!path.empty()) {
    const size_t end = std::min(path.find(':'), path.size());
    const std::string_view directory = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (!directory.starts_with('/')) continue;
    if (auto found = executable(std::string(directory) + "/" + std::string(program))) return found;
  }
  return std::nullopt;
}

std::optional<std::string> findFallback(const ToolNames& names) {
  if (names.fallback != nullptr) return executable(names.fallback);
  return executable(std::string(variable("HOME")) + "/.cargo/bin/" + names.program);
}

std::optional<std::string> findProgram(const ToolNames& names) {
  if (const std::string_view chosen = variable(names.variable); !chosen.empty()) {
    return chosen.starts_with('/') ? executable(std::string(chosen)) : findOnPath(chosen);
  }
  if (auto found = findOnPath(names.program)) return found;
  return findFallback(names);
}

}

Finished runProgram(const std::vector<std::string>& arguments) {
  const Turn turn;
  return spawnAndWait(arguments);
}

std::optional<std::string> rustVersion(const std::string& program) {
  static std::mutex mutex;
  static std::map<std::vector<std::string>, std::string> known;
  std::vector<std::string> key = {program};
  for (const char* name : {"HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"}) key.emplace_back(variable(name));
  const std::lock_guard lock(mutex);
  if (auto found = known.find(key); found != known.end()) return found->second;
  const Finished finished = runProgram({program, "-vV"});
  if (!finished.started || finished.status != 0) return std::nullopt;
  return known.emplace(std::move(key), finished.output).first->second;
}

std::optional<std::string> findTool(Tool tool) {
  std::optional<std::string> program = findProgram(namesOf(tool));
  if (tool == Tool::Rustc && program && !rustVersion(*program)) return std::nullopt;
  return program;
}

std::string describeTool(Tool tool) {
  const ToolNames names = namesOf(tool);
  std::string advice = std::string("or set ") + names.variable;
  if (const auto program = findProgram(names); program && tool == Tool::Rustc) {
    return std::string(names.program) + " (`" + *program +
           "` does not run, or is rustup's and has no toolchain: `rustup default stable` gets one; " + advice + ")";
  }
  const std::string_view chosen = variable(names.variable);
  if (!chosen.empty()) advice = advice + ", which is `" + std::string(chosen) + "` and names no program";
  return std::string(names.program) + " (" + names.package + "; " + advice + ")";
}

}
