#pragma once

#include <memory>

#include "callable/compiler.h"
#include "callable/set.h"
#include "engine/configuration.h"

namespace relon::engine {

// The functions that one program can call, and what keeps them.
struct Host {
  callable::Set functions;
  // The host's IR, for inlining; null if there is none or it is not wanted.
  std::shared_ptr<const HostIr> ir;
  // The host sources as native code; null likewise.
  std::shared_ptr<const HostNative> native;
};

enum class HostForm : uint8_t {
  // Addresses in this process.
  Native,
  // IR, and addresses where they exist without compiling.
  Ir,
  // IR for wasm32.
  WasmIr,
};

// Library, bound functions and libraries of callables; host sources and declared
// functions in the wanted form, for which the compiler is loaded.
Result<Host> gatherHost(const detail::Configuration& configuration, HostForm form);

// Compiles the sources natively and adds their addresses to `host`.
Result<Done> addNativeCode(const detail::Configuration& configuration, Host& host);

}
