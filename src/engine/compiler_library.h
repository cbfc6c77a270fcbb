#pragma once

#include "callable/compiler.h"
#include "relon/result.h"

namespace relon::engine {

// The compiler of this process. The first call loads librelon-compiler.so, which holds
// LLVM; it stays loaded. Looked for where the environment variable RELON_COMPILER
// says, else beside the program or library that holds this code, in ../lib/relon or
// relon/ from there. Any thread may call this.
Result<Compiler*> compiler();

}
