#include "runtime/json.h"
#include "runtime/number.h"

namespace relon::runtime::json {

bool Output::grow(int64_t wanted) {
  int64_t capacity = capacity_ < 64 ? 128 : 2 * capacity_;
  if (capacity < size_ + wanted) capacity = size_ + wanted;
  auto* data = static_cast<char*>(relon_allocate(context_, capacity));
  if (data == nullptr) return false;
  if (size_ > 0) __builtin_memcpy(data, data_, static_cast<size_t>(size_));
  data_ = data;
  capacity_ = capacity;
  return true;
}

void Output::put(const char* data, int64_t size) {
  if (size == 0 || (capacity_ - size_ < size && !grow(size))) return;
  __builtin_memcpy(data_ + size_, data, static_cast<size_t>(size));
  size_ += size;
}

void Output::integer(int64_t value) {
  char text[kMaxIntText];
  put(text, writeInt(text, value));
}

void Output::repeat(char c, int64_t count) {
  for (int64_t i = 0; i < count; ++i) put(c);
}

namespace {

// The letter of a two-character escape, or 0.
char escapeLetter(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

void putEscaped(Output& out, char c) {
  const char letter = escapeLetter(c);
  if (letter != 0) {
    out.put('\\');
    out.put(letter);
    return;
  }
  constexpr char kDigits[] = "0123456789abcdef";
  out.literal("\\u00");
  out.put(kDigits[(c >> 4) & 1]);
  out.put(kDigits[c & 15]);
}

bool needsEscape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void putPointerPart(Output& out, relon_string key) {
  for (int64_t i = 0; i < key.size; ++i) {
    if (key.data[i] == '~') {
      out.literal("~0");
    } else if (key.data[i] == '/') {
      out.literal("~1");
    } else {
      out.put(key.data[i]);
    }
  }
}

}

void putQuoted(Output& out, relon_string text) {
  out.put('"');
  int64_t plain = 0;
  for (int64_t i = 0; i < text.size; ++i) {
    if (!needsEscape(text.data[i])) continue;
    out.put(text.data + plain, i - plain);
    putEscaped(out, text.data[i]);
    plain = i + 1;
  }
  if (text.size > plain) out.put(text.data + plain, text.size - plain);
  out.put('"');
}

void putPointer(Output& out, const Path* path) {
  if (path == nullptr || path->parent == nullptr) return;
  putPointer(out, path->parent);
  out.put('/');
  if (path->index >= 0) {
    out.integer(path->index);
  } else {
    putPointerPart(out, path->key);
  }
}

void putFloat(Output& out, double value) {
  char text[kMaxFloatText];
  out.put(text, writeFloatJson(text, value));
}

namespace {

struct Place {
  int64_t line = 1;
  int64_t column = 1;
};

Place placeOf(relon_string text, const char* at) {
  Place place;
  for (const char* p = text.data; p < at; ++p) {
    const bool continuation = (static_cast<unsigned char>(*p) & 0xc0) == 0x80;
    if (*p == '\n') {
      ++place.line;
      place.column = 1;
    } else if (!continuation) {
      ++place.column;
    }
  }
  return place;
}

}

bool failAt(relon_context* context, relon_status kind, relon_string text, const char* at, const Path* path,
            const Output& message) {
  Output out(context);
  const Place place = placeOf(text, at);
  out.literal("line ");
  out.integer(place.line);
  out.literal(", column ");
  out.integer(place.column);
  if (path != nullptr && path->parent != nullptr) {
    out.literal(", at `");
    putPointer(out, path);
    out.put('`');
  }
  out.literal(": ");
  out.put(message.text());
  if (context->status == relon_ok) {
    context->status = kind;
    context->message = out.text();
  }
  return false;
}

}
