#include "relon/callable.h"
#include "runtime/text_builder.h"

// Access to dicts by key. Keys are sorted by their bytes.

using relon::Context;
using relon::ErrorKind;
using relon::List;
using relon::String;
using relon::runtime::TextBuilder;

namespace {

int compare(const String& a, const String& b) {
  const int64_t common = a.size < b.size ? a.size : b.size;
  const int order = common == 0 ? 0 : __builtin_memcmp(a.data, b.data, static_cast<size_t>(common));
  if (order != 0) return order;
  return a.size < b.size ? -1 : a.size > b.size ? 1 : 0;
}

int64_t find(const List<String>& keys, const String& key) {
  int64_t low = 0;
  int64_t high = keys.size;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const int order = compare(keys[middle], key);
    if (order == 0) return middle;
    if (order < 0) low = middle + 1;
    if (order > 0) high = middle;
  }
  return -1;
}

void failMissing(Context& context, const String& key) {
  TextBuilder message(context, key.size + 32);
  if (context.failed()) return;
  message.append(String("there is no key `"));
  message.append(key);
  message.append(String("`"));
  const String text = message.finish();
  context.fail(ErrorKind::variable_not_found, text.data, text.size);
}

}

extern "C" {

int64_t relon_dict_require(Context& context, const List<String>& keys, const String& key) {
  const int64_t position = find(keys, key);
  if (position < 0) failMissing(context, key);
  return position;
}
}

RELON_CALLABLE(relon_dict_require, "_dict_require", relon::pure, "the position of a key that a dict must have");
