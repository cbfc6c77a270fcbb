#pragma once

#include "callable/compiler.h"

// From a program to a finished artefact: compile, then finish.
namespace relon::artifact {

Result<ObjectArtifact> buildObject(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                   const CompileOptions& options);

Result<WasmArtifact> buildWasm(const ir::Module& module, const callable::Set& set, const HostIr* host,
                               const CompileOptions& options);

}
