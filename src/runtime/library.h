#pragma once

#include "relon/library.h"

// The run-time library as a set of callables. Its functions stand in the other files
// of this folder, each with its row.
namespace relon::runtime {

// The rows, for use in this process; no bitcode. In librelon.
CallableLibrary rows();

}

// The bitcode, native and wasm32; no rows. In the object library
// relon-runtime-bitcode, which only the compiler links.
namespace relon_runtime {

relon::CallableLibrary callables();

}
