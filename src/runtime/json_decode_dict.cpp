#include "runtime/elements.h"
#include "runtime/json_decoder.h"
#include "runtime/number.h"

// Dicts, and values of which no type is known: undeclared fields.
namespace relon::runtime::json {

namespace {

constexpr relon_type describeAny() {
  relon_type any{};
  any.kind = relon_type_any;
  any.size = sizeof(relon_any);
  any.align = alignof(relon_any);
  return any;
}

constexpr relon_type describeList(const relon_type& element) {
  relon_type list{};
  list.kind = relon_type_list;
  list.size = sizeof(relon_list);
  list.align = alignof(relon_list);
  list.element = &element;
  return list;
}

constexpr relon_type kAny = describeAny();
constexpr relon_type kAnyList = describeList(kAny);

// `null` has no type of its own: it is a None, which prints as `null` again.
constexpr relon_object kNone = {{nullptr, nullptr, 0}, {"None", 4}, {"Option", 6}};

}

const char* Decoder::dict(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '{') return mismatch(type, p, path);
  relon_dict entries;
  const char* behind = entriesOf(*type.element, nullptr, p, entries, path);
  if (behind != nullptr) store(out, entries);
  return behind;
}

const char* Decoder::entry(const relon_type& element, relon_string key, const char* p, Entries& entries,
                           const Path* path) {
  relon_builder& keys = entries.keys;
  relon_builder& values = entries.values;
  if (keys.size == keys.capacity && !relon_list_grow(context_, &keys, sizeof key)) return nullptr;
  if (values.size == values.capacity && !relon_list_grow(context_, &values, element.size)) return nullptr;
  const Path here{path, key, -1};
  const char* behind = value(element, p, static_cast<char*>(values.data) + values.size * element.size, &here);
  if (behind == nullptr) return nullptr;
  auto* names = static_cast<relon_string*>(keys.data);
  if (keys.size > 0 && compareText(names[keys.size - 1], key) >= 0) entries.ascending = false;
  names[keys.size++] = key;
  ++values.size;
  return behind;
}

// The object at `p` without the fields of `declared`, a record type or null. A value that
// does not fit counts unless its key is repeated. The limit is for the members as they
// are written, so that what is too large is refused before all of it is read.
const char* Decoder::entriesOf(const relon_type& element, const relon_type* declared, const char* p, relon_dict& out,
                               const Path* path) {
  Entries entries = {{nullptr, 0, 0}, {nullptr, 0, 0}, true};
  const bool* counts = nullptr;
  int64_t given = 0;
  Members members(p, end_);
  for (int64_t i = 0; members.next(); ++i) {
    relon_string key;
    if (!members.readKey(context_, key)) return nullptr;
    if (declared != nullptr && findField(*declared, key) >= 0) continue;
    if (!checkElements(context_, ++given)) return nullptr;
    if (counts != nullptr && !counts[i]) continue;
    const char* behind = entry(element, key, members.value(), entries, path);
    if (behind != nullptr) {
      members.behind(behind);
      continue;
    }
    if (counts != nullptr || context_->status != mismatch_) return nullptr;
    counts = lastOnes(p);
    if (counts == nullptr || counts[i]) return nullptr;
    forgetFailure();
  }
  return finish(element, entries, out) ? members.end() : nullptr;
}

// Which members of the object are the last with their key. Null when memory is spent.
const bool* Decoder::lastOnes(const char* p) {
  const int64_t count = countMembers(p, end_);
  constexpr int64_t kEach = sizeof(relon_string) + 2 * sizeof(int64_t) + sizeof(bool);
  auto* memory = static_cast<char*>(relon_allocate(context_, count * kEach));
  if (memory == nullptr) return nullptr;
  auto* keys = reinterpret_cast<relon_string*>(memory);
  auto* order = reinterpret_cast<int64_t*>(keys + count);
  auto* last = reinterpret_cast<bool*>(order + 2 * count);
  Members members(p, end_);
  for (int64_t i = 0; members.next(); ++i) {
    if (!members.readKey(context_, keys[i])) return nullptr;
    last[i] = false;
  }
  const int64_t kept = orderKeys(keys, count, order, order + count);
  for (int64_t i = 0; i < kept; ++i) last[order[i]] = true;
  return last;
}

// Brings the entries into the order of their keys.
bool Decoder::finish(const relon_type& element, Entries& entries, relon_dict& out) {
  const int64_t count = entries.keys.size;
  const auto* keys = static_cast<const relon_string*>(entries.keys.data);
  const auto* values = static_cast<const char*>(entries.values.data);
  out = {keys, values, count};
  if (entries.ascending) return true;
  auto* order = static_cast<int64_t*>(relon_allocate(context_, 2 * count * static_cast<int64_t>(sizeof(int64_t))));
  auto* sortedKeys = static_cast<relon_string*>(relon_allocate(context_, count * static_cast<int64_t>(sizeof *keys)));
  auto* sortedValues = static_cast<char*>(relon_allocate(context_, count * element.size));
  if (order == nullptr || sortedKeys == nullptr || sortedValues == nullptr) return false;
  const int64_t kept = orderKeys(keys, count, order, order + count);
  for (int64_t i = 0; i < kept; ++i) {
    sortedKeys[i] = keys[order[i]];
    const auto size = static_cast<size_t>(element.size);
    __builtin_memcpy(sortedValues + i * element.size, values + order[i] * element.size, size);
  }
  out = {sortedKeys, sortedValues, kept};
  return true;
}

// Keeps the undeclared members of an open record: `count` of them, repetitions included.
bool Decoder::undeclared(const relon_type& type, const char* p, char* out, const Path* path, int64_t count) {
  relon_dict* kept = nullptr;
  if (count > 0) {
    kept = static_cast<relon_dict*>(relon_allocate(context_, sizeof(relon_dict)));
    if (kept == nullptr || entriesOf(kAny, &type, p, *kept, path) == nullptr) return false;
  }
  store(out + type.undeclared_offset, static_cast<const relon_dict*>(kept));
  return true;
}

const char* Decoder::anyObject(const char* p, relon_any& out, const Path* path) {
  auto* object = static_cast<relon_object*>(relon_allocate(context_, sizeof(relon_object)));
  if (object == nullptr) return nullptr;
  object->brand = object->of = {"", 0};
  out.tag = relon_any_object;
  out.as.list = {object, 1};
  return entriesOf(kAny, nullptr, p, object->entries, path);
}

const char* Decoder::any(const relon_type& type, const char* p, char* out, const Path* path) {
  relon_any value{};
  const char* behind = p + 4;
  if (*p == '{') {
    behind = anyObject(p, value, path);
  } else if (*p == '[') {
    value.tag = relon_any_list;
    behind = list(kAnyList, p, reinterpret_cast<char*>(&value.as.list), path);
  } else if (*p == '"') {
    value.tag = relon_any_string;
    behind = string(type, p, reinterpret_cast<char*>(&value.as.string), path);
  } else if (*p == 'n') {
    value.tag = relon_any_object;
    value.as.list = {&kNone, 1};
  } else if (*p == 't' || *p == 'f') {
    value.tag = relon_any_bool;
    behind = boolean(type, p, reinterpret_cast<char*>(&value.as.boolean), path);
  } else {
    behind = skipNumber(p, end_);
    const bool isInt = isIntegerToken(p, behind) && readInt(p, behind, value.as.integer);
    value.tag = isInt ? relon_any_int : relon_any_float;
    if (!isInt) behind = floating(type, p, reinterpret_cast<char*>(&value.as.number), path);
  }
  if (behind != nullptr) store(out, value);
  return behind;
}

}
