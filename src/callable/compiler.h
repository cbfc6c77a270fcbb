#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "callable/set.h"
#include "ir/module.h"
#include "relon/binding.h"
#include "relon/result.h"

// What the engine asks of the compiler, the shared object that holds LLVM. No
// LLVM type appears here. The engine loads `librelon-compiler.so` when the first
// of these is needed and calls `relon_compiler_create`.
namespace relon {

// Host code handed to the compiler: a source file, bitcode, IR text, or bitcode
// that the application carries (`bytes`; then `path` is only a name for messages).
struct HostInput {
  std::string path;
  std::span<const uint8_t> bytes;
};

// `relon run --native 'mix(Int) -> Int'` for C, Rust and IR without rows.
struct HostOptions {
  std::vector<HostInput> inputs;
  std::vector<callable::NativeDeclaration> declarations;
  // Include directories for host sources, ours (callable.h) is always there.
  std::vector<std::string> includeDirectories;
  bool wasm = false;
};

// Host IR that has been obtained, with its rows read. Opaque to the engine.
class HostIr {
 public:
  virtual ~HostIr() = default;
  // With hasIr set; no addresses.
  virtual const std::vector<callable::Callable>& callables() const = 0;
  // Some callable may not be compiled into programs: its native code is needed too.
  virtual bool hasRefusals() const = 0;
};

// The same host code as native code in this process, for the called and imported
// bindings and the interpreter. Unloaded with the object.
class HostNative {
 public:
  virtual ~HostNative() = default;
  // With address and thunk.
  virtual const std::vector<callable::Callable>& callables() const = 0;
};

enum class Stage : uint8_t { Llvm, Linked, Opt, Asm };

struct CompileOptions {
  Binding binding = Binding::Imported;
  // 0: none but the inlining that was promised.
  int optimisation = 3;
  // Only instructions of the base architecture; else those of this machine's CPU.
  bool portable = false;
  // What cannot be inlined may stay a symbol that is linked later.
  bool relocatable = false;
  // Prefix of the artefact's symbols: `price` gives `price_run`.
  std::string name = "program";
};

struct CallSite {
  Span span;
  std::string callee;
  Binding binding;
  // Why: `inlined`, or the rule that forbade it.
  std::string reason;
};

struct Report {
  std::vector<CallSite> sites;
  // Constructs that the textual bridge dropped, and the like.
  std::vector<std::string> remarks;
};

// Times of one compilation in nanoseconds.
struct CompileTimes {
  int64_t emit = 0;
  int64_t link = 0;
  int64_t optimise = 0;
  int64_t codegen = 0;
};

// `entry(context, arguments, result)`: arguments as a struct of the parameters in
// order, result in its C layout. Null pointers where there are no bytes.
using RecordEntry = relon_status (*)(relon_context*, const void* arguments, void* result);

class JitCode {
 public:
  virtual ~JitCode() = default;
  virtual RecordEntry recordEntry() const = 0;
  // `relon_status (*)(relon_context*, scalars..., scalar* result)`; null unless
  // every parameter and the result are scalars.
  virtual void* scalarEntry() const = 0;
  // The import table's order: callables by name. The context's `imports` must
  // point at as many entries.
  virtual const std::vector<std::string>& imports() const = 0;
  virtual const std::vector<Span>& sites() const = 0;
  virtual const Report& report() const = 0;
  virtual const CompileTimes& times() const = 0;
};

struct ObjectArtifact {
  std::vector<uint8_t> object;
  // The object as a static library.
  std::vector<uint8_t> archive;
  std::string header;
  Report report;
};

struct WasmArtifact {
  std::vector<uint8_t> module;
  // Types, layout, imports, sites: what the JavaScript loader needs.
  std::string manifest;
  // The loader: an ES module that exports `instantiate`.
  std::string loader;
  Report report;
};

class Compiler {
 public:
  virtual ~Compiler() = default;
  virtual Result<std::unique_ptr<HostIr>> obtain(const HostOptions& options) = 0;
  virtual Result<std::unique_ptr<HostNative>> buildNative(const HostOptions& options) = 0;
  // `set` gives addresses for called functions; `host` may be null.
  virtual Result<std::unique_ptr<JitCode>> jit(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                               const CompileOptions& options) = 0;
  virtual Result<ObjectArtifact> object(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                        const CompileOptions& options) = 0;
  virtual Result<WasmArtifact> wasm(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                    const CompileOptions& options) = 0;
  virtual Result<std::string> emit(Stage stage, const ir::Module& module, const callable::Set& set, const HostIr* host,
                                   const CompileOptions& options) = 0;
};

using CompilerFactory = Compiler* (*)(uint32_t abiVersion);

}
