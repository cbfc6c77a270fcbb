#pragma once

#include "relon/context.h"
#include "relon/value.h"

namespace relon::runtime {

// A String of known length that is being written. When memory is spent it writes
// nothing, and the context has failed.
class TextBuilder {
 public:
  TextBuilder(Context& context, int64_t size)
      : begin_(static_cast<char*>(relon_allocate(&context, size))), cursor_(begin_) {}

  void append(const char* data, int64_t size) {
    if (begin_ == nullptr || size == 0) return;
    __builtin_memcpy(cursor_, data, static_cast<size_t>(size));
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
