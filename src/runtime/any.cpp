#include "runtime/any.h"

#include "relon/callable.h"
#include "runtime/dict_keys.h"
#include "runtime/number.h"
#include "runtime/text_builder.h"

// Questions to a value whatever its type: equality, truth, kind, length.

namespace relon::runtime {

namespace {

bool isText(relon_string text, const String& other) {
  return compareText(text, other) == 0;
}

}

bool isDict(const Any& value) {
  return value.tag == relon_any_object && value.object().of.size == 0;
}

bool isOption(const relon_object& object) {
  return isText(object.of, "Option");
}

int64_t findPosition(const relon_dict& entries, int64_t position) {
  char text[kMaxIntText];
  const int64_t size = writeInt(text, position);
  return findKey(entries.keys, entries.size, {text, size});
}

bool hasPositions(const relon_dict& entries) {
  if (entries.size == 0 || !isText(entries.keys[0], "0")) return false;
  for (int64_t i = 0; i < entries.size; ++i) {
    if (findPosition(entries, i) < 0) return false;
  }
  return true;
}

namespace {

String typeName(const Any& value) {
  switch (value.tag) {
    case relon_any_bool:
      return "Bool";
    case relon_any_int:
      return "Int";
    case relon_any_float:
      return "Float";
    case relon_any_string:
      return "String";
    case relon_any_list:
      return "List";
    case relon_any_tuple:
      return "Tuple";
    case relon_any_object:
      return "Dict";
    case relon_any_closure:
      return "Closure";
    default:
      return "Type";
  }
}

}

String kindName(const Any& value) {
  const bool isVariant = value.tag == relon_any_object && value.object().of.size > 0;
  return isVariant ? String(value.object().of.data, value.object().of.size) : typeName(value);
}

void failKind(Context& context, const String& expected, const Any& found) {
  const String parts[] = {"expected ", expected, ", found ", kindName(found)};
  TextBuilder message(context, parts[1].size + parts[3].size + 32);
  if (context.failed()) return;
  for (const String& part : parts) message.append(part);
  const String text = message.finish();
  context.fail(ErrorKind::type_mismatch, text.data, text.size);
}

bool tooDeep(Context& context, int64_t depth) {
  if (depth < kMaxNesting) return false;
  context.fail(ErrorKind::recursion_limit_exceeded, "the value is nested too deep");
  return true;
}

namespace {

bool areEqual(Context& context, const Any& a, const Any& b, int64_t depth);

bool equalItems(Context& context, const Any* a, const Any* b, int64_t count, int64_t depth) {
  for (int64_t i = 0; i < count; ++i) {
    if (!areEqual(context, a[i], b[i], depth + 1)) return false;
  }
  return true;
}

bool equalObjects(Context& context, const relon_object& a, const relon_object& b, int64_t depth) {
  const int64_t count = a.entries.size;
  if (count != b.entries.size || compareText(a.brand, b.brand) != 0 || compareText(a.of, b.of) != 0) return false;
  for (int64_t i = 0; i < count; ++i) {
    if (compareText(a.entries.keys[i], b.entries.keys[i]) != 0) return false;
  }
  return equalItems(context, entriesOf(a.entries), entriesOf(b.entries), count, depth);
}

bool equalFloats(double a, double b) {
  return a == b || (a != a && b != b);
}

bool areEqual(Context& context, const Any& a, const Any& b, int64_t depth) {
  if (!context.charge(1) || tooDeep(context, depth) || a.tag != b.tag) return false;
  switch (a.tag) {
    case relon_any_bool:
      return a.as.boolean == b.as.boolean;
    case relon_any_int:
      return a.as.integer == b.as.integer;
    case relon_any_float:
      return equalFloats(a.as.number, b.as.number);
    case relon_any_list:
    case relon_any_tuple:
      return a.as.list.size == b.as.list.size &&
             equalItems(context, a.elements().begin(), b.elements().begin(), a.as.list.size, depth);
    case relon_any_object:
      return equalObjects(context, a.object(), b.object(), depth);
    case relon_any_closure:
      return a.as.closure.code == b.as.closure.code && a.as.closure.environment == b.as.closure.environment;
    default:
      return compareText(a.as.string, b.as.string) == 0;
  }
}

}

}

using namespace relon::runtime;
using relon::Any;
using relon::Context;
using relon::String;

extern "C" {

bool relon_any_equal(Context& context, const Any& a, const Any& b) {
  return areEqual(context, a, b, 0);
}

bool relon_any_truthy(const Any& value) {
  switch (value.tag) {
    case relon_any_bool:
      return value.as.boolean;
    case relon_any_int:
      return value.as.integer != 0;
    case relon_any_float:
      return value.as.number != 0;
    case relon_any_string:
      return value.as.string.size > 0;
    case relon_any_list:
    case relon_any_tuple:
      return value.as.list.size > 0;
    case relon_any_object:
      return value.object().entries.size > 0;
    default:
      return true;
  }
}

void relon_any_type(const Any& value, String& result) {
  result = typeName(value);
}

// As `type`, but the enum of an enum's value.
void relon_any_kind(const Any& value, String& result) {
  result = kindName(value);
}

// Elements of a List, entries of a Dict, bytes of a String.
int64_t relon_any_len(Context& context, const Any& value) {
  if (value.tag == relon_any_string) return value.as.string.size;
  if (value.tag == relon_any_list) return value.as.list.size;
  if (value.tag == relon_any_object) return value.object().entries.size;
  failKind(context, "List, Dict or String", value);
  return 0;
}
}

RELON_CALLABLE(relon_any_equal, "_any_equal", relon::pure, "whether two values are the same, brands included");
RELON_CALLABLE(relon_any_truthy, "_any_truthy", relon::pure, "whether a value counts as true");
RELON_CALLABLE(relon_any_type, "_any_type", relon::pure, "the name of a value's kind");
RELON_CALLABLE(relon_any_kind, "_any_kind", relon::pure, "the name of a value's kind or enum");
RELON_CALLABLE(relon_any_len, "_any_len", relon::pure, "the length of a List, Dict or String");
