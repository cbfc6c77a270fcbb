#include "runtime/library.h"

// library_rows.def is generated from the RELON_CALLABLE lines of this folder. An
// explicit table, so that a static library's linker takes in every file.
extern "C" {
#define RELON_ROW(function) extern const relon_callable_row relon_row_##function;
#include "library_rows.def"
#undef RELON_ROW
}

namespace relon::runtime {

namespace {

const relon_callable_row* const kRows[] = {
#define RELON_ROW(function) &relon_row_##function,
#include "library_rows.def"
#undef RELON_ROW
};

}

CallableLibrary rows() {
  constexpr size_t kCount = sizeof(kRows) / sizeof(kRows[0]);
  return {kRows, kRows + kCount, nullptr, 0, nullptr, 0};
}

}
