#pragma once

#include <memory>
#include <string>

#include "callable/compiler.h"
#include "engine/codec.h"
#include "engine/host.h"
#include "engine/imports.h"
#include "interp/interpreter.h"
#include "relon/program.h"

namespace relon::detail {

// A program ready to run, in one of its two forms. Immutable once loaded, hence
// callable from many threads.
struct LoadedProgram {
  // Everything below may point into the host's code, so it goes last.
  engine::Host host;
  std::string name;
  ir::Module module;
  Start start;
  ErrorFormat format = ErrorFormat::Text;
  std::string warnings;
  std::vector<std::shared_ptr<void>> owners;

  // Exactly one of these is set.
  std::unique_ptr<interp::Program> interpreted;
  std::unique_ptr<JitCode> compiled;

  engine::ImportTable imports;
  std::unique_ptr<engine::Codec> codec;

  const std::vector<Span>& sites() const { return compiled ? compiled->sites() : interpreted->sites(); }
};

// One evaluation, from JSON to JSON: see Program::run.
Result<std::string> runOnJson(const LoadedProgram& program, Context& context, std::string_view arguments,
                              JsonStyle style);

}
