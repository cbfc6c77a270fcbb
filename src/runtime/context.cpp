#include "relon/context.h"

#include "runtime/blocks.h"
#include "runtime/elements.h"

// The context's functions: one arena of blocks that double in size, its budget, the
// failure. Every block is as large as all the earlier ones together, so on wasm32,
// which cannot give memory back, what is lost is bounded by what was needed.

// Ahead of each block's memory. The newest block, the largest but for single
// large requests, comes first.
struct relon_arena_block {
  relon_arena_block* older;
  int64_t size;
};

namespace {

constexpr int64_t kAlignment = 16;
constexpr int64_t kHeader =
    (static_cast<int64_t>(sizeof(relon_arena_block)) + kAlignment - 1) / kAlignment * kAlignment;
constexpr int64_t kFirstBlock = 4096;
// No request is larger, so that sums of sizes never overflow, nor do addresses.
constexpr int64_t kLargestRequest = sizeof(void*) == 4 ? int64_t{1} << 30 : int64_t{1} << 46;

int64_t roundUp(int64_t size) {
  return (size + kAlignment - 1) & ~(kAlignment - 1);
}

void useBlock(relon_context* context, relon_arena_block* block) {
  context->arena_cursor = reinterpret_cast<char*>(block) + kHeader;
  context->arena_end = reinterpret_cast<char*>(block) + block->size;
}

int64_t nextBlockSize(const relon_context* context, int64_t needed) {
  const int64_t doubled = context->blocks == nullptr ? kFirstBlock : 2 * context->blocks->size;
  const int64_t capped = doubled < kLargestRequest ? doubled : kLargestRequest;
  return capped < needed ? needed : capped;
}

bool addBlock(relon_context* context, int64_t needed) {
  int64_t size = nextBlockSize(context, needed + kHeader);
  auto* block = static_cast<relon_arena_block*>(relon::runtime::obtainBlock(size));
  if (block == nullptr && size > needed + kHeader) {
    size = needed + kHeader;
    block = static_cast<relon_arena_block*>(relon::runtime::obtainBlock(size));
  }
  if (block == nullptr) return false;
  *block = {context->blocks, size};
  context->blocks = block;
  useBlock(context, block);
  return true;
}

// `size` is rounded already. Asks for no budget.
void* takeMemory(relon_context* context, int64_t size) {
  if (context->arena_end - context->arena_cursor < size && !addBlock(context, size)) return nullptr;
  char* memory = context->arena_cursor;
  context->arena_cursor += size;
  return memory;
}

void* failForMemory(relon_context* context, int64_t size) {
  if (context->status == relon_ok) {
    context->status = relon_memory_limit_exceeded;
    context->detail[0] = context->max_memory;
    context->detail[1] = size;
  }
  return nullptr;
}

void releaseBlocks(relon_arena_block* block) {
  while (block != nullptr) {
    relon_arena_block* older = block->older;
    relon::runtime::releaseBlock(block);
    block = older;
  }
}

relon_arena_block* largestBlock(relon_arena_block* first) {
  relon_arena_block* largest = first;
  for (relon_arena_block* block = first; block != nullptr; block = block->older) {
    if (block->size > largest->size) largest = block;
  }
  return largest;
}

// Takes one block out of the list that `first` begins.
void unlinkBlock(relon_arena_block** first, const relon_arena_block* block) {
  while (*first != block) first = &(*first)->older;
  *first = block->older;
}

void forgetFailure(relon_context* context) {
  context->status = relon_ok;
  context->site = -1;
  context->detail[0] = context->detail[1] = 0;
  context->message = {"", 0};
}

// `count * element_size` bytes; a count that cannot be had asks for too much, and fails so.
void* allocateElements(relon_context* context, int64_t count, int64_t element_size) {
  int64_t size = 0;
  if (__builtin_mul_overflow(count, element_size, &size)) size = INT64_MAX;
  return relon_allocate(context, size);
}

}

extern "C" {

void relon_context_init(relon_context* context) {
  context->max_steps = context->steps_left = INT64_MAX;
  context->max_memory = context->memory_left = INT64_MAX;
  context->max_elements = INT64_MAX;
  context->max_depth = 10000;
  context->stack_bytes = int64_t{4} << 20;
  forgetFailure(context);
}

void relon_context_reset(relon_context* context) {
  context->steps_left = context->max_steps;
  context->memory_left = context->max_memory;
  context->cursors = {nullptr, 0, 0};
  context->patterns = nullptr;
  forgetFailure(context);
  if (context->blocks == nullptr) return;
  relon_arena_block* kept = largestBlock(context->blocks);
  unlinkBlock(&context->blocks, kept);
  releaseBlocks(context->blocks);
  kept->older = nullptr;
  context->blocks = kept;
  useBlock(context, kept);
}

void relon_context_destroy(relon_context* context) {
  releaseBlocks(context->blocks);
  context->blocks = nullptr;
  context->arena_cursor = context->arena_end = nullptr;
  context->cursors = {nullptr, 0, 0};
  context->patterns = nullptr;
}

void* relon_allocate(relon_context* context, int64_t size) {
  if (size < 0 || size > kLargestRequest) return failForMemory(context, size);
  const int64_t rounded = roundUp(size > 0 ? size : 1);
  if (rounded > context->memory_left) return failForMemory(context, size);
  void* memory = takeMemory(context, rounded);
  if (memory == nullptr) return failForMemory(context, size);
  context->memory_left -= rounded;
  return memory;
}

bool relon_list_reserve(relon_context* context, relon_builder* builder, int64_t capacity, int64_t element_size) {
  if (capacity < 0) capacity = 0;
  if (capacity > context->max_elements) capacity = context->max_elements;
  *builder = {nullptr, 0, 0};
  if (capacity == 0) return true;
  builder->data = allocateElements(context, capacity, element_size);
  if (builder->data == nullptr) return false;
  builder->capacity = capacity;
  return true;
}

bool relon_list_grow(relon_context* context, relon_builder* builder, int64_t element_size) {
  if (!relon::runtime::checkElements(context, builder->size + 1)) return false;
  int64_t capacity = builder->capacity < 4 ? 8 : 2 * builder->capacity;
  if (capacity > context->max_elements) capacity = context->max_elements;
  void* data = allocateElements(context, capacity, element_size);
  if (data == nullptr) return false;
  if (builder->size > 0) {
    __builtin_memcpy(data, builder->data, static_cast<size_t>(builder->size) * static_cast<size_t>(element_size));
  }
  builder->data = data;
  builder->capacity = capacity;
  return true;
}

// The message's copy is not charged: a failure can be told when nothing is left.
void relon_fail(relon_context* context, relon_status kind, const char* message, int64_t size) {
  if (context->status != relon_ok) return;
  context->status = kind;
  if (message == nullptr || size <= 0 || size > kLargestRequest) return;
  auto* copy = static_cast<char*>(takeMemory(context, roundUp(size)));
  if (copy == nullptr) return;
  __builtin_memcpy(copy, message, static_cast<size_t>(size));
  context->message = {copy, size};
}
}
