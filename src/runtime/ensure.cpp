#include "relon/callable.h"
#include "runtime/any.h"
#include "runtime/dict_keys.h"

// The checks of `ensure.*` (language reference, file 04, section 11). Each takes the
// value, what it is compared with, and may take a message: then a check that fails
// fails with `validation_failed` and that message.

namespace relon::runtime {

namespace {

bool same(const String& a, const char* b, int64_t size) {
  return a.size == size && __builtin_memcmp(a.data, b, static_cast<size_t>(size)) == 0;
}

template <int64_t N>
bool is(const String& a, const char (&b)[N]) {
  return same(a, b, N - 1);
}

bool isNumber(const Any& value) {
  return value.tag == relon_any_int || value.tag == relon_any_float;
}
bool isNaN(const Any& value) {
  return value.tag == relon_any_float && value.as.number != value.as.number;
}

// Between two Floats NaN is above every number; with an Int it compares with nothing.
bool isAtMost(Context& context, const Any& a, const Any& b) {
  const bool areFloats = a.tag == relon_any_float && b.tag == relon_any_float;
  if (areFloats && (isNaN(a) || isNaN(b))) return isNaN(b);
  return relon_any_less_equal(context, a, b);
}

bool hasKind(const Any& value, const String& kind) {
  if (is(kind, "Int")) return value.tag == relon_any_int;
  if (is(kind, "Float")) return value.tag == relon_any_float;
  if (is(kind, "Bool")) return value.tag == relon_any_bool;
  if (is(kind, "String")) return value.tag == relon_any_string;
  if (is(kind, "List")) return value.tag == relon_any_list;
  return value.tag == relon_any_object;
}

const Any* entry(const Any& dict, const Any& name) {
  if (dict.tag != relon_any_object) return nullptr;
  const relon_dict& entries = dict.object().entries;
  const int64_t position = findKey(entries.keys, entries.size, name.as.string);
  return position < 0 ? nullptr : entriesOf(entries) + position;
}

bool isOneOf(Context& context, const Any& value, const Any& allowed) {
  bool found = false;
  for (const Any& one : allowed.elements()) found = found || relon_any_equal(context, value, one);
  return found;
}

bool hasFields(const Any& value, const Any& names) {
  bool all = true;
  for (const Any& name : names.elements()) all = all && entry(value, name) != nullptr;
  return all;
}

bool isPresentAndTrue(const Any& value, const Any& name) {
  const Any* found = entry(value, name);
  return found != nullptr && relon_any_truthy(*found);
}

bool fieldsEqual(Context& context, const Any& value, const Any& left, const Any& right) {
  const Any* a = entry(value, left);
  const Any* b = entry(value, right);
  if (a == nullptr || b == nullptr) return a == b;
  return relon_any_equal(context, *a, *b);
}

// How many values a check takes before the message.
int64_t operands(const String& check) {
  if (is(check, "requires") || is(check, "fields_equal")) return 3;
  return is(check, "at_least") || is(check, "at_most") || is(check, "one_of") || is(check, "required_fields") ? 2 : 1;
}

bool holds(Context& context, const String& check, const List<Any>& given) {
  const Any& value = given[0];
  if (is(check, "at_least")) return isAtMost(context, given[1], value);
  if (is(check, "at_most")) return isAtMost(context, value, given[1]);
  if (is(check, "one_of")) return isOneOf(context, value, given[1]);
  if (is(check, "required_fields")) return hasFields(value, given[1]);
  if (is(check, "requires")) return !isPresentAndTrue(value, given[1]) || isPresentAndTrue(value, given[2]);
  if (is(check, "fields_equal")) return fieldsEqual(context, value, given[1], given[2]);
  return hasKind(value, check);
}

// Without a message of the program's own.
void failPlainly(Context& context, const String& check, const List<Any>& given) {
  if (is(check, "at_least")) return context.fail(ErrorKind::type_mismatch, "the number is less than the least allowed");
  if (is(check, "at_most"))
    return context.fail(ErrorKind::type_mismatch, "the number is greater than the most allowed");
  if (is(check, "one_of")) return context.fail(ErrorKind::type_mismatch, "the value is none of those allowed");
  if (is(check, "required_fields")) return context.fail(ErrorKind::validation_failed, "a required field is missing");
  if (is(check, "requires"))
    return context.fail(ErrorKind::validation_failed, "a field that another one requires is missing or false");
  if (is(check, "fields_equal")) return context.fail(ErrorKind::validation_failed, "two fields are not equal");
  failKind(context, check, given[0]);
}

}

}

extern "C" {

bool relon_ensure(relon::Context& context, const relon::String& check, const relon::List<relon::Any>& given) {
  using namespace relon::runtime;
  const bool ordersNumbers = is(check, "at_least") || is(check, "at_most");
  if (ordersNumbers && !isNumber(given[0])) {
    failKind(context, relon::String("Number"), given[0]);
    return false;
  }
  if (holds(context, check, given) || context.failed()) return true;
  const int64_t count = operands(check);
  if (given.size == count) {
    failPlainly(context, check, given);
    return false;
  }
  const relon_string& message = given[count].as.string;
  context.fail(relon::ErrorKind::validation_failed, message.data, message.size);
  return false;
}
}

RELON_CALLABLE(relon_ensure, "_ensure", relon::pure | relon::walks_arguments, "a check that a value must pass");
