#pragma once

#include <llvm/ADT/STLFunctionalExtras.h>

namespace relon::hostir {

// Runs `work` on a thread of its own with 64 MB of stack: LLVM recurses deeply on
// large functions.
void onLargeStack(llvm::function_ref<void()> work);

}
