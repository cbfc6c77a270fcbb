#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "callable/compiler.h"

namespace llvm {
class Function;
class Module;
class TargetMachine;
}

// Host IR: obtained, admitted, normalised, linked. Architecture, section 7.
namespace relon::hostir {

// Compiles or reads every input to bitcode this LLVM can read, and reads the rows.
// The result holds bytes only (no LLVMContext), so it may be used by many threads.
Result<std::unique_ptr<HostIr>> obtain(const HostOptions& options);

// Compiles the inputs to one shared object in a private directory and loads it.
Result<std::unique_ptr<HostNative>> buildNative(const HostOptions& options);

// The run-time library's own bitcode for the target, built into this library.
const HostIr& runtimeLibrary(bool wasm);

// A callable whose body is wanted in `program`, which declares it with the type
// that calls use.
struct Wanted {
  const ir::CallableRef* callable = nullptr;
  llvm::Function* declaration = nullptr;
};

// What became of one wanted callable.
struct Admission {
  // The body is in the module now (internal, normalised).
  bool linked = false;
  // The name of the rule that refused it, and what to tell the user.
  std::string rule;
  std::string explanation;
};

// Links the bodies of the admitted callables, and what they need, from the first
// host that has them. Never leaves a body of another type than the declaration's;
// never leaves rows, annotations or constructors. Fails only on errors that must
// stop the compilation (type mismatch, a pure function that is not).
Result<std::vector<Admission>> link(llvm::Module& program, llvm::TargetMachine& machine,
                                    std::span<const HostIr* const> hosts, std::span<const Wanted> wanted,
                                    Report& report);

}
