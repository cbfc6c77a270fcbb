#include "interp/stack.h"

#include <algorithm>
#include <new>

namespace relon::interp {

namespace {

constexpr size_t kChunkSize = size_t{64} << 10;
// Beyond this the depth limit was set higher than memory allows.
constexpr size_t kMemoryLimit = size_t{1} << 30;

}

char* FrameStack::grow(size_t size, const Instruction*& returnTo) {
  if (depth_ == chunks_.size()) chunks_.emplace_back();
  Chunk& chunk = chunks_[depth_];
  if (chunk.size < size) {
    size_t wanted = std::max(size, kChunkSize);
    if (wanted > kMemoryLimit - allocated_) return nullptr;
    chunk.bytes.reset(new (std::nothrow) char[wanted]);
    chunk.size = chunk.bytes ? wanted : 0;
    if (!chunk.bytes) return nullptr;
    allocated_ += wanted;
  }
  chunk.savedTop = top;
  chunk.savedEnd = end;
  chunk.savedReturn = returnTo;
  ++depth_;
  top = chunk.bytes.get();
  end = top + chunk.size;
  returnTo = leave_;
  return top;
}

const Instruction* FrameStack::leaveChunk() {
  const Chunk& chunk = chunks_[--depth_];
  top = chunk.savedTop;
  end = chunk.savedEnd;
  return chunk.savedReturn;
}

void FrameStack::unwind(Mark mark) {
  while (depth_ > mark.depth) leaveChunk();
  top = mark.top;
}

}
