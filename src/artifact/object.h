#pragma once

#include "artifact/entry_shape.h"
#include "callable/compiler.h"
#include "codegen/codegen.h"

namespace relon::artifact {

// Compiles a program to a relocatable object for this machine, the same as a
// static library, and the C++ header for it. The object exports `NAME_run`,
// `NAME_call` where every parameter and the result are scalars, and the tables
// `NAME_sites` and `NAME_imports` with their counts.
Result<ObjectArtifact> buildObject(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                   const CompileOptions& options);

// The second half: from the optimised LLVM module to the object.
Result<ObjectArtifact> finishObject(codegen::Compiled compiled, llvm::TargetMachine& machine,
                                    const ir::Module& module, const std::string& name);

}
