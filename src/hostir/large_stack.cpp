#include "hostir/large_stack.h"

#include <optional>

#include <llvm/Support/thread.h>

namespace relon::hostir {

namespace {

constexpr unsigned kStackSize = 64u << 20;

}

void onLargeStack(llvm::function_ref<void()> work) {
  llvm::thread thread(std::optional<unsigned>(kStackSize), work);
  thread.join();
}

}
