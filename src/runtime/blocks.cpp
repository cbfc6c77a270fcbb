#include "runtime/blocks.h"

#if defined(__wasm__)

namespace relon::runtime {

void* obtainBlock(int64_t size) {
  constexpr int64_t kPage = 65536;
  const size_t pages = static_cast<size_t>((size + kPage - 1) / kPage);
  const size_t before = __builtin_wasm_memory_grow(0, pages);
  if (before == SIZE_MAX) return nullptr;
  return reinterpret_cast<void*>(before * static_cast<size_t>(kPage));
}

void releaseBlock(void*) {}

}

#else

#include <stdlib.h>

namespace relon::runtime {

void* obtainBlock(int64_t size) {
  return malloc(static_cast<size_t>(size));
}
void releaseBlock(void* block) {
  free(block);
}

}

#endif
