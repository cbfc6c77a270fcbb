#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "relon/bind.h"
#include "relon/binding.h"
#include "relon/build.h"
#include "relon/capability.h"
#include "relon/library.h"
#include "relon/limits.h"
#include "relon/program.h"
#include "relon/result.h"

// Relon in a C++ program:
//
//   relon::Engine engine;
//   engine.bind("tax", [](double amount) { return amount * 0.19; });
//   auto program = engine.load("price.relon");
//   if (!program) return fail(program.error().message);
//   auto json = program->run(R"({"qty": 3, "price": 2.5})");
//
// Nothing here throws. Errors arrive as relon::Error with rendered lines
// `FILE:LINE:COL: error[code]: message`, the source line and a caret.
namespace relon {

namespace detail {
struct Configuration;
}

enum class Executor : uint8_t {
  // Runs at once; needs no compiler.
  Interpreter,
  // Machine code made while loading. Needs librelon-compiler.so beside the program, in
  // ../lib/relon, or where the environment variable RELON_COMPILER says.
  Jit,
};

struct LoadOptions {
  Executor executor = Executor::Interpreter;
  // Of host functions, where the program is compiled.
  Binding binding = Binding::Imported;
  // Of compiled programs, 0 to 3; results are the same at every level.
  int optimisation = 3;
  // Count what is executed, for Program::coverage. Interpreter only.
  bool coverage = false;
};

// The configuration that programs are loaded with: host functions, grants, limits.
// A program keeps the configuration of its load; later changes are for later loads.
// Loading does not change the engine: several threads may load from one engine as
// long as none configures it.
class Engine {
 public:
  Engine();
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  // Makes a function pointer or lambda callable as `name` (dots allowed). The types are
  // read off the function as in callable.h: int64_t, double, bool; relon::String,
  // lists, tuples and RELON_RECORD structs by reference to const; a first parameter
  // relon::Context& to allocate and to fail. It must not call back into the same
  // context and is called from every thread that runs programs. An exception that
  // leaves it becomes the run-time error host_error. The last one of a name counts.
  template <typename F>
  Engine& bind(std::string name, F function) {
    return bind(std::move(name), Effects{0, 0}, std::move(function));
  }
  // The same for a function with effects: a call without the grant is the run-time
  // error capability_denied, and the function is not called.
  template <typename F>
  Engine& bind(std::string name, Effects effects, F function) {
    return addBound(std::move(name), detail::bindFunction(effects, std::move(function)));
  }

  // For functions that are no C++: a signature like `(Int, List<String>) -> Float`, a mask
  // of capabilities, and a thunk with its target, both kept by the caller.
  Result<Done> bindThunk(std::string name, std::string signature, uint64_t gate, relon_thunk thunk, void* target);

  // The functions of a library that relon_add_callables made; they can be inlined.
  Engine& add(const CallableLibrary& library);
  // C++, C, LLVM bitcode or LLVM IR with RELON_CALLABLE rows. Compiled when a program is
  // loaded, by clang-22; its errors are errors of the load.
  Engine& addHostSource(std::string path);
  // For `#include` in host sources; Relon's own headers are found without.
  Engine& addIncludeDirectory(std::string path);
  // Declares a function without a row: `mix(Int, Float) -> Int`, `now() -> Int !reads_clock`.
  // Without a capability it is taken as pure, which is proved where it is inlined.
  Result<Done> addNative(std::string_view declaration);

  // Everything is denied until granted (language reference, file 06, section 1).
  Engine& grant(Capability capability);
  // Programs may import the files below a directory (language reference, file 03,
  // section 8). Links that lead out of it are refused. Without it imports find `std/…`
  // and what addModule added, and nothing else. Relative to the current directory;
  // several are allowed.
  Engine& allowImports(std::string directory);
  // A module in memory: what an import of `path` means, before any file. Imports are
  // relative to the importing file, so one of "./tax.relon" in a program that was loaded
  // as "rules/price.relon" finds "rules/tax.relon". The last text of a path counts.
  Engine& addModule(const std::string& path, std::string text);
  Engine& limits(const Limits& limits);
  Engine& errorFormat(ErrorFormat format);

  // Reads, checks and prepares a program. `.rir` files hold Relon's intermediate
  // representation as text.
  Result<Program> load(const std::string& path, const LoadOptions& options = {}) const;
  // The same from a text; `name` stands in messages and chooses the form by its ending.
  Result<Program> loadText(std::string name, std::string text, const LoadOptions& options = {}) const;

  // Reports everything that is wrong, runs nothing.
  Findings check(const std::string& path) const;
  // An error of the caller's own about the value at a JSON Pointer in what a document
  // prints: rendered at the place in `path` where that value is written, or at the
  // innermost literal around it that can be told from the text.
  Error errorAt(const std::string& path, std::string_view pointer, std::string code, std::string_view message) const;
  // An object or wasm module with its header or loader.
  Result<Artifact> build(const std::string& path, const BuildOptions& options = {}) const;
  // The program as text at a stage of its compilation.
  Result<std::string> emit(EmitStage stage, const std::string& path, const EmitOptions& options = {}) const;

 private:
  Engine& addBound(std::string name, detail::BoundFunction function);

  std::unique_ptr<detail::Configuration> configuration_;
};

// `0.1.0`
std::string_view version();
// Parses `reads_clock`; false for an unknown name.
bool parseCapability(std::string_view name, Capability& capability);

}
