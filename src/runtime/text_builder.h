#pragma once

#include "relon/context.h"
#include "relon/value.h"

namespace relon::runtime {

// relon_allocate without a call where the block has room. Texts are small and many.
inline char* allocateBytes(relon_context* context, int64_t size) {
  constexpr int64_t kAlignment = 16;
  constexpr int64_t kSmall = 4096;
  if (size > 0 && size <= kSmall) {
    const int64_t rounded = (size + kAlignment - 1) & ~(kAlignment - 1);
    if (rounded <= context->memory_left && rounded <= context->arena_end - context->arena_cursor) {
      char* memory = context->arena_cursor;
      context->arena_cursor += rounded;
      context->memory_left -= rounded;
      return memory;
    }
  }
  return static_cast<char*>(relon_allocate(context, size));
}

// Copies up to 16 bytes as two words that may overlap: most parts of texts are short,
// and a call of memcpy costs more than the copy.
inline void copyBytes(char* to, const char* from, int64_t size) {
  const auto move = [&]<typename Word>(Word first) {
    const auto width = static_cast<int64_t>(sizeof(Word));
    Word last;
    __builtin_memcpy(&first, from, sizeof(Word));
    __builtin_memcpy(&last, from + size - width, sizeof(Word));
    __builtin_memcpy(to, &first, sizeof(Word));
    __builtin_memcpy(to + size - width, &last, sizeof(Word));
  };
  if (size > 16) {
    __builtin_memcpy(to, from, static_cast<size_t>(size));
  } else if (size >= 8) {
    move(uint64_t{});
  } else if (size >= 4) {
    move(uint32_t{});
  } else if (size >= 2) {
    move(uint16_t{});
  } else if (size == 1) {
    *to = *from;
  }
}

// A String of known length that is being written. When memory is spent it writes
// nothing, and the context has failed.
class TextBuilder {
 public:
  TextBuilder(Context& context, int64_t size) : begin_(allocateBytes(&context, size)), cursor_(begin_) {}

  void append(const char* data, int64_t size) {
    if (begin_ == nullptr) return;
    copyBytes(cursor_, data, size);
    cursor_ += size;
  }
  void append(const String& text) { append(text.data, text.size); }
  String finish() const { return begin_ == nullptr ? String() : String(begin_, cursor_ - begin_); }

 private:
  char* begin_;
  char* cursor_;
};

inline String copyText(Context& context, const char* data, int64_t size) {
  TextBuilder text(context, size);
  text.append(data, size);
  return text.finish();
}

}
