#pragma once

#include <stddef.h>

#include "relon/abi.h"

namespace relon {

// A set of callables as relon_add_callables (RelonCallables.cmake) builds it: the
// rows of its native functions, and the same functions as LLVM bitcode, for native
// code and for wasm32. The bytes are constant data of the program. A part that was
// not built is empty.
struct CallableLibrary {
  const relon_callable_row* const* begin;
  const relon_callable_row* const* end;
  const unsigned char* bitcode;
  size_t bitcode_size;
  const unsigned char* wasm_bitcode;
  size_t wasm_bitcode_size;
};

}
