#pragma once

#include "relon/context.h"
#include "relon/value.h"

// Callables that other ones of this library call.
extern "C" {
bool relon_any_equal(relon::Context& context, const relon::Any& a, const relon::Any& b);
bool relon_any_less_equal(relon::Context& context, const relon::Any& a, const relon::Any& b);
bool relon_any_truthy(const relon::Any& value);
}

// What the operations on values of any type share. A step is charged for every value
// that one of them walks over.
namespace relon::runtime {

// Values nested deeper are refused where they are walked, so that data which a program
// has nested without end does not exhaust the stack.
inline constexpr int64_t kMaxNesting = 4096;

inline const relon_object& objectOf(const relon_any& value) {
  return *static_cast<const relon_object*>(value.as.list.data);
}
inline const Any* entriesOf(const relon_dict& entries) {
  return static_cast<const Any*>(entries.values);
}

// A dict or a record, not a variant.
bool isDict(const Any& value);
bool isOption(const relon_object& object);
// Whether the entries are a variant's tuple: "0", "1", ...
bool hasPositions(const relon_dict& entries);
// The entry that is named by this number, or -1.
int64_t findPosition(const relon_dict& entries, int64_t position);

// `Int`, `String`, ...; a variant's enum. For messages.
String kindName(const Any& value);
// Fails with `expected Number, found String`.
void failKind(Context& context, const String& expected, const Any& found);
// True after failing if `depth` is too much.
bool tooDeep(Context& context, int64_t depth);

// The text form of a value (language reference, file 03, section 3).
String textOf(Context& context, const Any& value);
// Deep, right wins; the left one's brand stays. Null after failing.
const relon_object* mergeObjects(Context& context, const relon_object& left, const relon_object& right, int64_t depth);

}
