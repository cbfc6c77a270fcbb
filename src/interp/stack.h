#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "interp/code.h"

namespace relon::interp {

// The head of each frame; slots follow.
struct FrameHeader {
  char* caller;
  const Instruction* returnTo;
  // Where the result is to be put: a slot of the caller, or an aggregate's area.
  char* result;
  int64_t depth;
};
inline constexpr uint32_t kHeaderSize = sizeof(FrameHeader);

// The frames of one run, in chunks. A frame lies within one chunk. Frames are
// given back in reverse order; chunks stay for reuse until the run ends.
class FrameStack {
 public:
  // The instruction that a frame which opened a chunk returns to.
  explicit FrameStack(const Instruction* leave) : end(first_ + sizeof first_), leave_(leave) {}
  FrameStack(const FrameStack&) = delete;
  FrameStack& operator=(const FrameStack&) = delete;

  char* top = first_;
  char* end;

  // Opens a chunk with room for a frame, which is to return to `returnTo`; that
  // becomes the way back to this chunk. Null where all memory allowed is in use.
  char* grow(size_t size, const Instruction*& returnTo);
  // Goes back to the chunk before; returns where the execution continues.
  const Instruction* leaveChunk();

  bool isLeave(const Instruction* returnTo) const { return returnTo == leave_; }
  // Where the frame that opened this chunk returns to.
  const Instruction* returnFrom(size_t chunk) const { return chunks_[chunk].savedReturn; }

  // A height to unwind to.
  struct Mark {
    size_t depth;
    char* top;
  };
  Mark mark() const { return {depth_, top}; }
  void unwind(Mark mark);

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
    // Of the chunk before, while this one is open.
    char* savedTop = nullptr;
    char* savedEnd = nullptr;
    const Instruction* savedReturn = nullptr;
  };

  alignas(16) char first_[4096];
  const Instruction* leave_;
  std::vector<Chunk> chunks_;
  // How many of the chunks are open.
  size_t depth_ = 0;
  size_t allocated_ = 0;
};

}
