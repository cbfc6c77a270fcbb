#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "callable/compiler.h"

// IR to an optimised LLVM module: emit, link, prune, optimise, assert, report.
namespace relon::codegen {

enum class TargetKind : uint8_t { Native, Wasm32 };

// What a target machine is made from; the normal options for everything that we emit.
struct MachineChoice {
  TargetKind kind;
  bool portable;
  int optimisation;

  auto operator<=>(const MachineChoice&) const = default;
};

// A target machine of one's own for a while. It is kept for the next compilation: to find
// out what the CPU can do, and to build the tables for it, takes as long as a small program.
struct ReturnMachine {
  MachineChoice choice;
  void operator()(llvm::TargetMachine* machine) const;
};
using Machine = std::unique_ptr<llvm::TargetMachine, ReturnMachine>;

Result<Machine> takeTargetMachine(TargetKind kind, const CompileOptions& options);

struct Compiled {
  // Order matters: the module goes before its context.
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  // `<name>_run`: relon_status(relon_context*, const void* arguments, void* result)
  std::string recordEntry;
  // `<name>_call`: relon_status(relon_context*, scalars..., scalar* result); empty without.
  std::string scalarEntry;
  // Names of the callables bound through relon_context::imports, in order.
  std::vector<std::string> imports;
  // Symbols that calls of the `called` binding leave undefined.
  std::vector<std::string> calledSymbols;
  std::vector<Span> sites;
  Report report;
  CompileTimes times;
};

// Runs the pipeline up to and including `last` (Stage::Asm means: all of it).
Result<Compiled> compile(const ir::Module& module, const callable::Set& set, const HostIr* host,
                         const CompileOptions& options, TargetKind kind, llvm::TargetMachine& machine, Stage last);

}
