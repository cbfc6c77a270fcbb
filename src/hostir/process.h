#pragma once

#include <optional>
#include <string>
#include <vector>

namespace relon::hostir {

// What became of a program that was run to its end.
struct Finished {
  // It could be started at all.
  bool started = false;
  // The exit status, or 128 plus the signal that ended it.
  int status = 0;
  std::string output;
  std::string errors;
};

// Runs a program without a shell, with no input, and waits. Thread-safe; at most
// as many run at once as the machine has cores, others wait.
Finished runProgram(const std::vector<std::string>& arguments);

// The compilers that host code needs. An environment variable overrides the
// search; a value that names no program finds nothing.
//   RELON_CLANG: clang-22     RELON_CLANGXX: clang++-22     RELON_RUSTC: rustc
enum class Tool { Clang, ClangXx, Rustc };
// The absolute path: from the variable, the PATH, or /usr/lib/llvm-22/bin. A `rustc` of
// rustup's is none as long as there is no toolchain for it.
std::optional<std::string> findTool(Tool tool);
// `clang-22 (Debian package clang-22; or set RELON_CLANG)`, for messages that it is
// not found.
std::string describeTool(Tool tool);
// What a `rustc` says it is, for the program may be rustup's, which is the same for every
// toolchain; nothing when it is none. Asked once for each toolchain, as asking takes half
// as long as compiling.
std::optional<std::string> rustVersion(const std::string& program);

}
