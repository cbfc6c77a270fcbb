#pragma once

#include "relon/abi.h"

// Where arenas get their blocks: malloc natively; on wasm32, where there is no
// libc, whole pages added to the memory, which are never given back.
namespace relon::runtime {

// Aligned to 16; null when the machine has no more.
void* obtainBlock(int64_t size);
void releaseBlock(void* block);

}
