#include "relon/engine.h"

#include <algorithm>

#include "engine/compiler_library.h"
#include "engine/configuration.h"
#include "engine/error_text.h"
#include "engine/front_end.h"
#include "engine/host.h"
#include "engine/loaded_program.h"

// How a program is loaded, the whole of it:
//
//   1. gatherHost   the functions it can call: the library, bound ones, host sources
//   2. runFrontEnd  text -> tree, with its modules -> typed tree -> IR
//   3. the executor: interp::Program::prepare, or Compiler::jit
//   4. its import table and the JSON codec of its entry
//
// Everything it needs ends up in one immutable LoadedProgram.
namespace relon {

namespace {

using Configuration = detail::Configuration;
using Loading = std::shared_ptr<detail::LoadedProgram>;

bool wantsIr(const LoadOptions& options) {
  return options.executor == Executor::Jit && options.binding == Binding::Inlined;
}

Loading begin(const Configuration& configuration, std::string name) {
  auto program = std::make_shared<detail::LoadedProgram>();
  program->name = std::move(name);
  program->format = configuration.format;
  program->owners = configuration.owners;
  program->start.limits = configuration.limits;
  program->start.capabilities = configuration.capabilities;
  return program;
}

// With the called and inlined bindings the world is closed: what a program calls must
// be there when it is loaded.
Result<Done> requireFunctions(const detail::LoadedProgram& program, Binding binding) {
  if (binding == Binding::Imported) return Done{};
  for (const ir::CallableRef& wanted : program.module.callables) {
    const callable::Callable* found = program.host.functions.find(wanted.name);
    if (found != nullptr && (found->hasIr || found->thunk != nullptr || found->address != nullptr)) continue;
    return engine::errorWithoutPlace(program.format, program.name, "function_not_found",
                                     "the function `" + wanted.name + "` is not bound");
  }
  return Done{};
}

// A callable that a text of IR declares with other types than the function has would
// be called wrongly.
Result<Done> requireTypes(const detail::LoadedProgram& program) {
  ir::TypeTable types = program.module.types;
  for (const ir::CallableRef& wanted : program.module.callables) {
    const callable::Callable* found = program.host.functions.find(wanted.name);
    if (found == nullptr) continue;
    Result<callable::Signature> signature = callable::parseSignature(found->signature, types);
    if (signature && signature->parameters == wanted.parameters && signature->result == wanted.result) continue;
    return engine::errorWithoutPlace(
        program.format, program.name, "host_type_mismatch",
        "the function `" + wanted.name + "` has the type `" + found->signature + "`, the program expects another");
  }
  return Done{};
}

Result<Done> compile(const Configuration& configuration, detail::LoadedProgram& program, const LoadOptions& wanted) {
  Result<Compiler*> compiler = engine::compiler();
  if (!compiler) return engine::errorOfCompiler(program.format, compiler.error());
  CompileOptions options;
  options.binding = wanted.binding;
  options.optimisation = wanted.optimisation;
  // What cannot be inlined is called, natively.
  if (program.host.ir && program.host.ir->hasRefusals()) {
    if (Result<Done> added = engine::addNativeCode(configuration, program.host); !added) return added;
  }
  Result<std::unique_ptr<JitCode>> code =
      (*compiler)->jit(program.module, program.host.functions, program.host.ir.get(), options);
  if (!code) return engine::errorOfCompiler(program.format, code.error());
  program.compiled = std::move(*code);
  program.start.scalar_entry = program.compiled->scalarEntry();
  program.imports.bind(program.compiled->imports(), program.host.functions);
  program.start.imports = program.imports.entries();
  return Done{};
}

Result<Done> makeExecutor(const Configuration& configuration, detail::LoadedProgram& program,
                          const LoadOptions& options) {
  if (Result<Done> typed = requireTypes(program); !typed) return typed;
  if (options.executor == Executor::Jit) {
    if (Result<Done> closed = requireFunctions(program, options.binding); !closed) return closed;
    return compile(configuration, program, options);
  }
  program.interpreted = interp::Program::prepare(program.module, program.host.functions, options.coverage);
  return Done{};
}

}

Engine::Engine() : configuration_(std::make_unique<Configuration>()) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Result<Program> Engine::load(const std::string& path, const LoadOptions& options) const {
  Result<std::string> text = engine::readFile(path, configuration_->format);
  if (!text) return text.error();
  return loadText(path, std::move(*text), options);
}

Result<Program> Engine::loadText(std::string name, std::string text, const LoadOptions& options) const {
  const Configuration& configuration = *configuration_;
  Loading program = begin(configuration, name);
  const auto form = wantsIr(options) ? engine::HostForm::Ir : engine::HostForm::Native;
  Result<engine::Host> host = engine::gatherHost(configuration, form);
  if (!host) return host.error();
  program->host = std::move(*host);
  const engine::FrontEndInput input{std::move(name), std::move(text), configuration.format, configuration.capabilities,
                                    configuration.modules};
  Result<engine::FrontEndOutput> output = engine::runFrontEnd(input, program->host.functions);
  if (!output) return output.error();
  program->module = std::move(output->module);
  program->warnings = std::move(output->warnings);
  if (Result<Done> made = makeExecutor(configuration, *program, options); !made) return made.error();
  program->codec = std::make_unique<engine::Codec>(program->module);
  return Program(std::move(program));
}

Error Engine::errorAt(const std::string& path, std::string_view pointer, std::string code,
                      std::string_view message) const {
  Result<std::string> text = engine::readFile(path, configuration_->format);
  if (!text) return engine::errorWithoutPlace(configuration_->format, path, std::move(code), message);
  const engine::FrontEndInput input{path, std::move(*text), configuration_->format, 0, {}};
  return engine::errorInDocument(input, pointer, std::move(code), message);
}

Engine& Engine::addBound(std::string name, detail::BoundFunction function) {
  callable::Callable callable;
  callable.symbol = name;
  callable.name = std::move(name);
  callable.signature = function.signature;
  callable.gate = function.gate;
  callable.flags = function.flags;
  callable.thunk = function.thunk;
  callable.target = function.target;
  configuration_->functions.add(std::move(callable));
  configuration_->owners.push_back(std::move(function.owner));
  return *this;
}

Result<Done> Engine::bindThunk(std::string name, std::string signature, uint64_t gate, relon_thunk thunk,
                               void* target) {
  ir::TypeTable types;
  if (Result<callable::Signature> parsed = callable::parseSignature(signature, types); !parsed) {
    return engine::errorWithoutPlace(configuration_->format, "", parsed.error().code,
                                     "`" + signature + "`: " + parsed.error().message);
  }
  addBound(std::move(name), {signature.c_str(), gate, 0, thunk, nullptr, target});
  return Done{};
}

Engine& Engine::add(const CallableLibrary& library) {
  configuration_->functions.addRows(library.begin, library.end, false);
  if (library.bitcode_size != 0) {
    configuration_->bitcode.push_back({"host library", {library.bitcode, library.bitcode_size}});
  }
  if (library.wasm_bitcode_size != 0) {
    configuration_->wasmBitcode.push_back({"host library", {library.wasm_bitcode, library.wasm_bitcode_size}});
  }
  return *this;
}

Engine& Engine::addHostSource(std::string path) {
  configuration_->sources.push_back(std::move(path));
  return *this;
}

Engine& Engine::addIncludeDirectory(std::string path) {
  configuration_->includeDirectories.push_back(std::move(path));
  return *this;
}

Result<Done> Engine::addNative(std::string_view declaration) {
  Result<callable::NativeDeclaration> parsed = callable::parseNativeDeclaration(declaration);
  if (!parsed) {
    return engine::errorWithoutPlace(configuration_->format, "", parsed.error().code,
                                     "`" + std::string(declaration) + "`: " + parsed.error().message);
  }
  configuration_->declarations.push_back(std::move(*parsed));
  return Done{};
}

Engine& Engine::grant(Capability capability) {
  configuration_->capabilities |= static_cast<uint64_t>(capability);
  return *this;
}

Engine& Engine::allowImports(std::string directory) {
  configuration_->modules.directories.push_back(std::move(directory));
  return *this;
}

Engine& Engine::addModule(const std::string& path, std::string text) {
  configuration_->modules.texts.insert_or_assign(engine::normalPath(path), std::move(text));
  return *this;
}

Engine& Engine::limits(const Limits& limits) {
  configuration_->limits = limits;
  return *this;
}

Engine& Engine::errorFormat(ErrorFormat format) {
  configuration_->format = format;
  return *this;
}

std::string_view version() {
  return RELON_VERSION;
}

bool parseCapability(std::string_view name, Capability& capability) {
  const std::optional<int> bit = callable::capabilityBit(name);
  if (bit) capability = static_cast<Capability>(uint64_t{1} << *bit);
  return bit.has_value();
}

}
