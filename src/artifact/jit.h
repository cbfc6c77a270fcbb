#pragma once

#include <memory>

#include "callable/compiler.h"

namespace relon::artifact {

// Machine code in this process. Called functions are found by their addresses in
// `set`; beyond them the code reaches libc's memory functions and libm, nothing else.
// May be called from several threads at a time.
Result<std::unique_ptr<JitCode>> jitCompile(const ir::Module& module, const callable::Set& set, const HostIr* host,
                                            const CompileOptions& options);

}
