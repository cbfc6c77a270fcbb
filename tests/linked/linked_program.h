#pragma once

#include <memory>
#include <string>

#include "engine/configuration.h"
#include "engine/loaded_program.h"

// Programs whose types come from their source and whose code comes from elsewhere. They
// behave as those that Engine::load gives.
namespace relon::test {

using Loaded = std::unique_ptr<detail::LoadedProgram>;

// Everything but the code.
Result<Loaded> loadWithoutCode(const detail::Configuration& configuration, std::string name, std::string text);

void setCode(detail::LoadedProgram& program, std::unique_ptr<JitCode> code);

// Code from a shared object that was linked from what `relon build` wrote. `library` is
// what dlopen returned and must outlive the program; `name` begins its symbols.
Result<Done> setLinkedCode(detail::LoadedProgram& program, void* library, const std::string& name);

}
