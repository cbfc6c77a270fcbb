#include <stdio.h>

#include <exception>
#include <memory>
#include <new>

#include "command.h"

// relon: one file per subcommand beside this one.
namespace relon::cli {

namespace {

int parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
}

// What an error message needs when a program has taken all other memory.
constexpr size_t kReserve = size_t{8} << 20;

std::unique_ptr<char[]>& reserve() {
  static std::unique_ptr<char[]> memory(new char[kReserve]);
  return memory;
}

void releaseReserve() {
  if (!reserve()) throw std::bad_alloc();
  reserve().reset();
}

int mainOf(int argc, char** argv) {
  reserve();
  std::set_new_handler(releaseReserve);
  CLI::App app("Relon: typed, deterministic rules", "relon");
  app.require_subcommand(1);
  int exitCode = kSuccess;
  addRun(app, exitCode);
  addCheck(app, exitCode);
  addBuild(app, exitCode);
  addEmit(app, exitCode);
  addTest(app, exitCode);
  addBench(app, exitCode);
  addExplain(app, exitCode);
  addFmt(app, exitCode);
  addVersion(app, exitCode);
  const int parsed = parse(app, argc, argv);
  return parsed == kSuccess ? exitCode : parsed;
}

}

}

int main(int argc, char** argv) {
  try {
    return relon::cli::mainOf(argc, argv);
  } catch (const std::exception& error) {
    fprintf(stderr, "error[internal_error]: %s\n", error.what());
    return relon::cli::kBug;
  }
}
