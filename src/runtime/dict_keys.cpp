#include "runtime/dict_keys.h"

#include "relon/callable.h"
#include "runtime/search.h"
#include "runtime/text_builder.h"

namespace relon::runtime {

int compareText(relon_string a, relon_string b) {
  const int64_t common = a.size < b.size ? a.size : b.size;
  for (int64_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(a.data[i]);
    const auto y = static_cast<unsigned char>(b.data[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size == b.size ? 0 : (a.size < b.size ? -1 : 1);
}

namespace {

// Merge sort, stable.
void sortPositions(const relon_string* keys, int64_t* order, int64_t* scratch, int64_t count) {
  if (count < 2) return;
  const int64_t half = count / 2;
  sortPositions(keys, order, scratch, half);
  sortPositions(keys, order + half, scratch, count - half);
  if (compareText(keys[order[half - 1]], keys[order[half]]) <= 0) return;
  for (int64_t i = 0; i < half; ++i) scratch[i] = order[i];
  int64_t left = 0;
  int64_t right = half;
  for (int64_t i = 0; left < half; ++i) {
    const bool takeRight = right < count && compareText(keys[order[right]], keys[scratch[left]]) < 0;
    order[i] = takeRight ? order[right++] : scratch[left++];
  }
}

}

int64_t orderKeys(const relon_string* keys, int64_t count, int64_t* order, int64_t* scratch) {
  for (int64_t i = 0; i < count; ++i) order[i] = i;
  sortPositions(keys, order, scratch, count);
  int64_t kept = 0;
  for (int64_t i = 0; i < count; ++i) {
    const bool replaced = i + 1 < count && compareText(keys[order[i]], keys[order[i + 1]]) == 0;
    if (!replaced) order[kept++] = order[i];
  }
  return kept;
}

// Up to so many keys are looked at one by one: most are told apart by length or first byte.
constexpr int64_t kFew = 8;

int64_t findKey(const relon_string* keys, int64_t count, relon_string key) {
  if (count <= kFew) {
    for (int64_t i = 0; i < count; ++i) {
      if (keys[i].size == key.size && equalBytes(keys[i].data, key.data, key.size)) return i;
    }
    return -1;
  }
  int64_t low = 0;
  int64_t high = count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const int order = compareText(keys[middle], key);
    if (order == 0) return middle;
    if (order < 0) low = middle + 1;
    if (order > 0) high = middle;
  }
  return -1;
}

void failMissingKey(Context& context, relon_string key) {
  const String before = "there is no key `";
  TextBuilder message(context, before.size + key.size + 1);
  if (context.failed()) return;
  message.append(before);
  message.append(key.data, key.size);
  message.append("`", 1);
  const String text = message.finish();
  context.fail(ErrorKind::variable_not_found, text.data, text.size);
}

namespace {

// The order of `keys` as a List.
void orderInto(Context& context, const String* keys, int64_t count, List<int64_t>& result) {
  result = {};
  if (count == 0) return;
  auto* order = context.allocate<int64_t>(count);
  auto* scratch = context.allocate<int64_t>(count);
  if (order == nullptr || scratch == nullptr) return;
  result = List<int64_t>(order, orderKeys(keys, count, order, scratch));
}

}

}

using relon::Context;
using relon::List;
using relon::String;

extern "C" {

// `keys` are sorted.
int64_t relon_dict_find(const List<String>& keys, const String& key) {
  return relon::runtime::findKey(keys.begin(), keys.size, key);
}

int64_t relon_dict_require(Context& context, const List<String>& keys, const String& key) {
  const int64_t position = relon::runtime::findKey(keys.begin(), keys.size, key);
  if (position < 0) relon::runtime::failMissingKey(context, key);
  return position;
}

void relon_dict_order(Context& context, const List<String>& keys, List<int64_t>& result) {
  relon::runtime::orderInto(context, keys.begin(), keys.size, result);
}

// `keys` are sorted; the others in any order.
void relon_dict_others(Context& context, const List<String>& keys, const List<String>& names, List<int64_t>& result) {
  result = {};
  auto* positions = context.allocate<int64_t>(keys.size);
  auto* named = context.allocate<bool>(keys.size);
  if (positions == nullptr || named == nullptr) return;
  for (int64_t i = 0; i < keys.size; ++i) named[i] = false;
  for (const String& name : names) {
    const int64_t position = relon::runtime::findKey(keys.begin(), keys.size, name);
    if (position >= 0) named[position] = true;
  }
  int64_t count = 0;
  for (int64_t i = 0; i < keys.size; ++i) {
    if (!named[i]) positions[count++] = i;
  }
  result = List<int64_t>(positions, count);
}
}

RELON_CALLABLE(relon_dict_others, "_dict_others", relon::pure | relon::walks_arguments,
               "the positions of sorted keys that are not among some names");
RELON_CALLABLE(relon_dict_find, "_dict_find", relon::pure, "the position of a key among sorted keys, or -1");
RELON_CALLABLE(relon_dict_require, "_dict_require", relon::pure, "the position of a key that a dict must have");
RELON_CALLABLE(relon_dict_order, "_dict_order", relon::pure | relon::walks_arguments,
               "the positions of keys in ascending order, of equal ones the last");
