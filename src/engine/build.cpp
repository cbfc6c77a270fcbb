#include "engine/compiler_library.h"
#include "engine/configuration.h"
#include "engine/error_text.h"
#include "engine/front_end.h"
#include "engine/host.h"
#include "engine/report_text.h"
#include "relon/engine.h"

// The parts of Engine that make something else than a running program.
namespace relon {

namespace {

using Configuration = detail::Configuration;

// A program on its way to the compiler.
struct Unit {
  engine::Host host;
  engine::FrontEndOutput front;
};

// An artefact is compiled for hosts that may grant anything; the grants of each run decide.
constexpr uint64_t kAllCapabilities = ~uint64_t{0};

Result<engine::FrontEndInput> inputOf(const Configuration& configuration, const std::string& path) {
  Result<std::string> text = engine::readFile(path, configuration.format);
  if (!text) return text.error();
  return engine::FrontEndInput{path, std::move(*text), configuration.format, kAllCapabilities, configuration.modules};
}

Result<Unit> prepare(const Configuration& configuration, const std::string& path, engine::HostForm form) {
  Result<engine::FrontEndInput> input = inputOf(configuration, path);
  if (!input) return input.error();
  Result<engine::Host> host = engine::gatherHost(configuration, form);
  if (!host) return host.error();
  Result<engine::FrontEndOutput> front = engine::runFrontEnd(*input, host->functions);
  if (!front) return front.error();
  return Unit{std::move(*host), std::move(*front)};
}

Result<Artifact> buildObject(Compiler& compiler, const Unit& unit, const CompileOptions& options) {
  const ir::Module& module = unit.front.module;
  Result<ObjectArtifact> made = compiler.object(module, unit.host.functions, unit.host.ir.get(), options);
  if (!made) return made.error();
  return Artifact{std::move(made->object), std::move(made->archive), std::move(made->header), "",
                  engine::reportText(*module.sources, made->report)};
}

Result<Artifact> buildWasm(Compiler& compiler, const Unit& unit, const CompileOptions& options) {
  const ir::Module& module = unit.front.module;
  Result<WasmArtifact> made = compiler.wasm(module, unit.host.functions, unit.host.ir.get(), options);
  if (!made) return made.error();
  return Artifact{std::move(made->module),
                  {},
                  std::move(made->manifest),
                  std::move(made->loader),
                  engine::reportText(*module.sources, made->report)};
}

CompileOptions compileOptions(const BuildOptions& options) {
  CompileOptions made;
  made.binding = options.binding;
  made.portable = options.portable;
  made.optimisation = options.optimisation;
  made.name = options.name;
  return made;
}

Result<std::string> emitCode(const Configuration& configuration, Stage stage, const std::string& path,
                             const EmitOptions& wanted) {
  const auto form = wanted.binding == Binding::Inlined ? engine::HostForm::Ir : engine::HostForm::Native;
  Result<Unit> unit = prepare(configuration, path, form);
  if (!unit) return unit.error();
  Result<Compiler*> compiler = engine::compiler();
  if (!compiler) return engine::errorOfCompiler(configuration.format, compiler.error());
  CompileOptions options;
  options.binding = wanted.binding;
  options.optimisation = wanted.optimisation;
  Result<std::string> text =
      (*compiler)->emit(stage, unit->front.module, unit->host.functions, unit->host.ir.get(), options);
  if (!text) return engine::errorOfCompiler(configuration.format, text.error());
  return text;
}

Result<std::string> emitIr(const Configuration& configuration, const std::string& path) {
  Result<Unit> unit = prepare(configuration, path, engine::HostForm::Ir);
  if (!unit) return unit.error();
  return ir::print(unit->front.module);
}

Result<std::string> emitSyntax(const Configuration& configuration, EmitStage stage, const std::string& path) {
  Result<engine::FrontEndInput> input = inputOf(configuration, path);
  if (!input) return input.error();
  return stage == EmitStage::Tokens ? engine::dumpTokens(*input) : engine::dumpAst(*input);
}

}

Findings Engine::check(const std::string& path) const {
  Result<Unit> unit = prepare(*configuration_, path, engine::HostForm::Ir);
  if (!unit) return {unit.error().message, true};
  return {unit->front.warnings, false};
}

Result<Artifact> Engine::build(const std::string& path, const BuildOptions& options) const {
  const bool wasm = options.target == Target::Wasm32;
  Result<Unit> unit = prepare(*configuration_, path, wasm ? engine::HostForm::WasmIr : engine::HostForm::Ir);
  if (!unit) return unit.error();
  Result<Compiler*> compiler = engine::compiler();
  if (!compiler) return engine::errorOfCompiler(configuration_->format, compiler.error());
  const CompileOptions compile = compileOptions(options);
  Result<Artifact> made = wasm ? buildWasm(**compiler, *unit, compile) : buildObject(**compiler, *unit, compile);
  if (!made) return engine::errorOfCompiler(configuration_->format, made.error());
  return made;
}

Result<std::string> Engine::emit(EmitStage stage, const std::string& path, const EmitOptions& options) const {
  switch (stage) {
    case EmitStage::Tokens:
    case EmitStage::Ast:
      return emitSyntax(*configuration_, stage, path);
    case EmitStage::Ir:
      return emitIr(*configuration_, path);
    case EmitStage::Llvm:
      return emitCode(*configuration_, Stage::Llvm, path, options);
    case EmitStage::Linked:
      return emitCode(*configuration_, Stage::Linked, path, options);
    case EmitStage::Opt:
      return emitCode(*configuration_, Stage::Opt, path, options);
    case EmitStage::Asm:
      return emitCode(*configuration_, Stage::Asm, path, options);
  }
  return Error{"usage", "unknown stage"};
}

}
