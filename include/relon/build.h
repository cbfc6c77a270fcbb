#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relon/binding.h"

// What `relon check`, `relon build` and `relon emit` are made of; see the Engine
// members of the same names.
namespace relon {

// How errors are rendered: for people, for people at a terminal with colours, or as
// a JSON array of {code, severity, message, file, start, end, labels, help}.
enum class ErrorFormat : uint8_t { Text, ColouredText, Json };

// What a check found, rendered in the engine's format.
struct Findings {
  std::string text;
  // At least one error rather than warnings only.
  bool failed = false;
};

enum class Target : uint8_t { Object, Wasm32 };

struct BuildOptions {
  Target target = Target::Object;
  // Prefix of the artefact's symbols: `price` gives `price_run` and `price_call`.
  std::string name = "program";
  // Only instructions of the base architecture; else those of this machine's CPU.
  bool portable = false;
  // Of host functions. Called ones are symbols to link; wasm modules always import
  // functions that need a capability.
  Binding binding = Binding::Inlined;
  // 0 to 3; results are the same at every level.
  int optimisation = 3;
};

// A compiled program that needs neither this library nor a compiler.
struct Artifact {
  // A relocatable object, or a wasm module.
  std::vector<uint8_t> code;
  // Object: the same as a static library.
  std::vector<uint8_t> archive;
  // Object: a C and C++ header. Wasm32: the manifest as JSON.
  std::string interface;
  // Wasm32: an ES module that exports `instantiate`.
  std::string loader;
  // Per call site of a host function: inlined, called or imported, and why.
  std::string report;
};

// Forms of a program on its way to code.
enum class EmitStage : uint8_t { Tokens, Ast, Ir, Llvm, Linked, Opt, Asm };

struct EmitOptions {
  // Of host functions.
  Binding binding = Binding::Imported;
  // 0 to 3.
  int optimisation = 3;
};

}
