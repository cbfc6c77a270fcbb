// Where the iterators of a run stand (language reference, file 04, section 10). A cursor
// is known by its number, so that all copies of an iterator share it.
#include "relon/callable.h"

namespace {

constexpr int64_t kFirstCapacity = 16;

bool grow(relon::Context& context) {
  relon_builder& cursors = context.cursors;
  const int64_t capacity = cursors.capacity == 0 ? kFirstCapacity : 2 * cursors.capacity;
  auto* data = context.allocate<int64_t>(capacity);
  if (data == nullptr) return false;
  if (cursors.size > 0) __builtin_memcpy(data, cursors.data, static_cast<size_t>(cursors.size) * sizeof(int64_t));
  cursors = {data, cursors.size, capacity};
  return true;
}

}

extern "C" {

int64_t relon_cursor_new(relon::Context& context) {
  relon_builder& cursors = context.cursors;
  if (cursors.size == cursors.capacity && !grow(context)) return -1;
  static_cast<int64_t*>(cursors.data)[cursors.size] = 0;
  return cursors.size++;
}

// The position that is left, or -1 after the last of `length`. A cursor of another run is at its end.
int64_t relon_cursor_advance(relon::Context& context, int64_t cursor, int64_t length) {
  const relon_builder& cursors = context.cursors;
  if (cursor < 0 || cursor >= cursors.size) return -1;
  int64_t& position = static_cast<int64_t*>(cursors.data)[cursor];
  return position < length ? position++ : -1;
}
}

// Not pure: what a cursor gives depends on the calls before.
RELON_CALLABLE(relon_cursor_new, "_cursor_new", (relon::Effects{0, 0}), "the number of a new cursor");
RELON_CALLABLE(relon_cursor_advance, "_cursor_advance", (relon::Effects{0, 0}),
               "where the cursor stands, which moves on; -1 at the end");
