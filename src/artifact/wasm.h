#pragma once

#include "callable/compiler.h"
#include "codegen/codegen.h"

namespace relon::artifact {

// From the optimised LLVM module to a wasm32 module, with the manifest and the
// loader for it. The result exports `memory`, `run`, `call` where every parameter
// and the result are scalars, and what the loader needs: relon_context_init,
// relon_context_reset, relon_allocate, the address relon_wasm_context,
// `__heap_base` and `__stack_pointer`. It imports the host functions that stayed
// imports, as `env.<name>`, and nothing else.
Result<WasmArtifact> finishWasm(codegen::Compiled compiled, llvm::TargetMachine& machine, const ir::Module& module,
                                const std::string& name);

}
