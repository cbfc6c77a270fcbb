#include "relon/callable.h"
#include "runtime/any.h"
#include "runtime/dict_keys.h"
#include "runtime/number.h"

// Members and elements of values of any type.

namespace relon::runtime {

namespace {

// Where an access leads: to a value, or to nothing, and then why.
struct Found {
  enum class Outcome { hit, noSuchKey, outOfBounds, notAContainer, wrongKey };

  Outcome outcome;
  const Any* value = nullptr;
};

using Outcome = Found::Outcome;

bool isList(const Any& value) {
  return value.tag == relon_any_list || value.tag == relon_any_tuple;
}

Found elementAt(const Any& list, int64_t index) {
  if (index < 0 || index >= list.as.list.size) return {Outcome::outOfBounds};
  return {Outcome::hit, list.elements().begin() + index};
}

Found entryAt(const Any& object, relon_string key) {
  const relon_dict& entries = object.object().entries;
  const int64_t position = findKey(entries.keys, entries.size, key);
  return position < 0 ? Found{Outcome::noSuchKey} : Found{Outcome::hit, entriesOf(entries) + position};
}

// A position as `a.0` writes it: decimal digits without a sign.
bool readPosition(const String& name, int64_t& position) {
  position = 0;
  if (name.size == 0 || name.size > 18) return false;
  for (char c : name) {
    if (c < '0' || c > '9') return false;
    position = position * 10 + (c - '0');
  }
  return true;
}

Found memberOf(const Any& value, const String& name) {
  int64_t position = 0;
  if (value.tag == relon_any_object) return entryAt(value, name);
  if (!isList(value)) return {Outcome::notAContainer};
  return readPosition(name, position) ? elementAt(value, position) : Found{Outcome::wrongKey};
}

// The key of a dict may be an Int, which stands for its decimal text.
struct KeyText {
  char digits[kMaxIntText];
  relon_string text;

  explicit KeyText(const Any& key) : text(key.as.string) {
    if (key.tag == relon_any_int) text = {digits, writeInt(digits, key.as.integer)};
  }
  KeyText(const KeyText&) = delete;
  KeyText& operator=(const KeyText&) = delete;
};

Found itemOf(const Any& value, const Any& key) {
  const bool isInt = key.tag == relon_any_int;
  if (isList(value)) return isInt ? elementAt(value, key.as.integer) : Found{Outcome::wrongKey};
  if (value.tag != relon_any_object) return {Outcome::notAContainer};
  if (!isInt && key.tag != relon_any_string) return {Outcome::wrongKey};
  return entryAt(value, KeyText(key).text);
}

void failIndex(Context& context, const Any& list, int64_t index) {
  if (context.failed()) return;
  context.fail(ErrorKind::index_out_of_bounds, nullptr, 0);
  context.detail[0] = index;
  context.detail[1] = list.as.list.size;
}

// `key` is a String, or an Int where a position was asked for.
Any taken(Context& context, const Any& value, const Any& key, Found found) {
  int64_t position = key.as.integer;
  switch (found.outcome) {
    case Outcome::hit:
      return *found.value;
    case Outcome::noSuchKey:
      failMissingKey(context, KeyText(key).text);
      break;
    case Outcome::outOfBounds:
      if (key.tag == relon_any_string) readPosition({key.as.string.data, key.as.string.size}, position);
      failIndex(context, value, position);
      break;
    case Outcome::notAContainer:
      failKind(context, "Dict, List or Tuple", value);
      break;
    case Outcome::wrongKey:
      failKind(context, isList(value) ? String("Int") : String("String or Int"), key);
      break;
  }
  return Any();
}

// What is an Option itself is not wrapped again.
Option<Any> wrapped(const Found& found) {
  if (found.outcome != Outcome::hit) return {};
  const Any& value = *found.value;
  if (value.tag != relon_any_object || !isOption(value.object())) return Option<Any>(value);
  const relon_dict& entries = value.object().entries;
  return entries.size == 0 ? Option<Any>() : Option<Any>(entriesOf(entries)[0]);
}

}

}

using namespace relon::runtime;
using relon::Any;
using relon::Context;
using relon::Dict;
using relon::List;
using relon::Option;
using relon::String;

extern "C" {

void relon_any_member(Context& context, const Any& value, const String& name, Any& result) {
  result = taken(context, value, Any::ofString(name), memberOf(value, name));
}

void relon_any_index(Context& context, const Any& value, const Any& key, Any& result) {
  result = taken(context, value, key, itemOf(value, key));
}

void relon_any_find_member(const Any& value, const String& name, Option<Any>& result) {
  result = wrapped(memberOf(value, name));
}

// A negative position and a key of the wrong kind fail, all else that leads nowhere is None.
void relon_any_find_index(Context& context, const Any& value, const Any& key, Option<Any>& result) {
  const Found found = itemOf(value, key);
  const bool isNegative = found.outcome == Outcome::outOfBounds && key.as.integer < 0;
  if (isNegative || found.outcome == Outcome::wrongKey) taken(context, value, key, found);
  result = wrapped(found);
}
}

RELON_CALLABLE(relon_any_member, "_any_member", relon::pure, "the entry of a Dict with this name");
RELON_CALLABLE(relon_any_index, "_any_index", relon::pure, "the element of a List, or entry of a Dict, under a key");
RELON_CALLABLE(relon_any_find_member, "_any_find_member", relon::pure, "the entry with this name, or None");
RELON_CALLABLE(relon_any_find_index, "_any_find_index", relon::pure, "the element or entry under a key, or None");
