#pragma once

#include "callable/compiler.h"
#include "codegen/codegen.h"

namespace relon::artifact {

// From the optimised LLVM module to a relocatable object for this machine, the
// same as a static library, and the C++ header for it. The object exports
// `NAME_run`, `NAME_call` where every parameter and the result are scalars, and
// the tables `NAME_sites` and `NAME_imports` with their counts.
Result<ObjectArtifact> finishObject(codegen::Compiled compiled, llvm::TargetMachine& machine, const ir::Module& module,
                                    const std::string& name);

}
