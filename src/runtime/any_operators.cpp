#include "relon/callable.h"
#include "runtime/any.h"
#include "runtime/dict_keys.h"
#include "runtime/elements.h"
#include "runtime/text_builder.h"

// Operators on values of any type: as their static counterparts, decided at run time.

extern "C" double relon_float_rem(double dividend, double divisor);

namespace relon::runtime {

namespace {

enum class Operator { add, sub, mul, div, rem };

bool isNumber(const Any& value) {
  return value.tag == relon_any_int || value.tag == relon_any_float;
}

double toFloat(const Any& number) {
  return number.tag == relon_any_int ? static_cast<double>(number.as.integer) : number.as.number;
}

// Fails for the first operand that is no number.
bool requireNumbers(Context& context, const Any& a, const Any& b) {
  if (isNumber(a) && isNumber(b)) return true;
  failKind(context, "Number", isNumber(a) ? b : a);
  return false;
}

template <int64_t N>
Any overflow(Context& context, const char (&message)[N]) {
  context.fail(ErrorKind::numeric_overflow, message);
  return Any();
}

Any divisionByZero(Context& context) {
  context.fail(ErrorKind::division_by_zero, nullptr, 0);
  return Any();
}

Any divideInts(Context& context, Operator op, int64_t a, int64_t b) {
  if (b == 0) return divisionByZero(context);
  const bool leavesRange = a == INT64_MIN && b == -1;
  if (op == Operator::div) {
    return leavesRange ? overflow(context, "Int division leaves the range of 64 bits") : Any::ofInt(a / b);
  }
  return leavesRange ? overflow(context, "Int remainder leaves the range of 64 bits") : Any::ofInt(a % b);
}

Any computeInts(Context& context, Operator op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case Operator::add:
      if (__builtin_add_overflow(a, b, &result)) return overflow(context, "Int addition leaves the range of 64 bits");
      return Any::ofInt(result);
    case Operator::sub:
      if (__builtin_sub_overflow(a, b, &result))
        return overflow(context, "Int subtraction leaves the range of 64 bits");
      return Any::ofInt(result);
    case Operator::mul:
      if (__builtin_mul_overflow(a, b, &result))
        return overflow(context, "Int multiplication leaves the range of 64 bits");
      return Any::ofInt(result);
    case Operator::div:
    case Operator::rem:
      break;
  }
  return divideInts(context, op, a, b);
}

Any computeFloats(Context& context, Operator op, double a, double b) {
  const bool divides = op == Operator::div || op == Operator::rem;
  if (divides && b == 0) return divisionByZero(context);
  switch (op) {
    case Operator::add:
      return Any::ofFloat(a + b);
    case Operator::sub:
      return Any::ofFloat(a - b);
    case Operator::mul:
      return Any::ofFloat(a * b);
    case Operator::div:
      return Any::ofFloat(a / b);
    case Operator::rem:
      break;
  }
  return Any::ofFloat(relon_float_rem(a, b));
}

Any compute(Context& context, Operator op, const Any& a, const Any& b) {
  if (!requireNumbers(context, a, b)) return Any();
  const bool areInts = a.tag == relon_any_int && b.tag == relon_any_int;
  if (areInts) return computeInts(context, op, a.as.integer, b.as.integer);
  return computeFloats(context, op, toFloat(a), toFloat(b));
}

Any concatenate(Context& context, const Any& a, const Any& b) {
  const String left = textOf(context, a);
  const String right = textOf(context, b);
  if (context.failed() || !context.charge(left.size + right.size)) return Any();
  TextBuilder text(context, left.size + right.size);
  text.append(left);
  text.append(right);
  return Any::ofString(text.finish());
}

Any mergeValues(Context& context, const Any& a, const Any& b) {
  const relon_object* merged = mergeObjects(context, a.object(), b.object(), 0);
  return merged == nullptr ? Any() : Any::ofObject(merged);
}

// The value under a key that both sides have.
Any mergeEntry(Context& context, const Any& left, const Any& right, int64_t depth) {
  if (!isDict(left) || !isDict(right)) return right;
  const relon_object* merged = mergeObjects(context, left.object(), right.object(), depth);
  return merged == nullptr ? Any() : Any::ofObject(merged);
}

bool mergeEntries(Context& context, const relon_dict& left, const relon_dict& right, relon_dict& merged,
                  int64_t depth) {
  auto* keys = context.allocate<relon_string>(left.size + right.size);
  auto* values = context.allocate<Any>(left.size + right.size);
  if (keys == nullptr || values == nullptr) return false;
  int64_t count = 0;
  for (int64_t i = 0, j = 0; i < left.size || j < right.size; ++count) {
    const int order = i == left.size ? 1 : (j == right.size ? -1 : compareText(left.keys[i], right.keys[j]));
    keys[count] = order < 0 ? left.keys[i] : right.keys[j];
    values[count] = order < 0 ? entriesOf(left)[i] : entriesOf(right)[j];
    if (order == 0) values[count] = mergeEntry(context, entriesOf(left)[i], entriesOf(right)[j], depth + 1);
    if (context.failed()) return false;
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
  merged = {keys, values, count};
  return checkElements(&context, count);
}

// -1, 0, 1; `isOrdered` becomes false when one is NaN.
int compareFloats(double a, double b, bool& isOrdered) {
  isOrdered = a == a && b == b;
  return a < b ? -1 : (a > b ? 1 : 0);
}

// By exact value: the part before the point decides, then the fraction.
int compareMixed(int64_t a, double b, bool& isOrdered) {
  isOrdered = b == b;
  if (!isOrdered) return 0;
  if (b >= 0x1p63) return -1;
  if (b < -0x1p63) return 1;
  const auto whole = static_cast<int64_t>(b);
  if (a != whole) return a < whole ? -1 : 1;
  const double fraction = b - static_cast<double>(whole);
  return fraction > 0 ? -1 : (fraction < 0 ? 1 : 0);
}

int compareNumbers(const Any& a, const Any& b, bool& isOrdered) {
  isOrdered = true;
  const bool aIsInt = a.tag == relon_any_int;
  const bool bIsInt = b.tag == relon_any_int;
  if (aIsInt && bIsInt) return a.as.integer < b.as.integer ? -1 : (a.as.integer > b.as.integer ? 1 : 0);
  if (aIsInt) return compareMixed(a.as.integer, b.as.number, isOrdered);
  if (bIsInt) return -compareMixed(b.as.integer, a.as.number, isOrdered);
  return compareFloats(a.as.number, b.as.number, isOrdered);
}

}

const relon_object* mergeObjects(Context& context, const relon_object& left, const relon_object& right, int64_t depth) {
  if (!context.charge(1 + left.entries.size + right.entries.size) || tooDeep(context, depth)) return nullptr;
  auto* merged = context.allocate<relon_object>(1);
  if (merged == nullptr) return nullptr;
  *merged = left;
  return mergeEntries(context, left.entries, right.entries, merged->entries, depth) ? merged : nullptr;
}

}

using namespace relon::runtime;
using relon::Any;
using relon::Context;
using relon::ErrorKind;

extern "C" {

void relon_any_add(Context& context, const Any& a, const Any& b, Any& result) {
  const bool isText = a.tag == relon_any_string || b.tag == relon_any_string;
  const bool isMerge = isDict(a) && isDict(b);
  result = isText ? concatenate(context, a, b)
                  : (isMerge ? mergeValues(context, a, b) : compute(context, Operator::add, a, b));
}

void relon_any_sub(Context& context, const Any& a, const Any& b, Any& result) {
  result = compute(context, Operator::sub, a, b);
}

void relon_any_mul(Context& context, const Any& a, const Any& b, Any& result) {
  result = compute(context, Operator::mul, a, b);
}

void relon_any_div(Context& context, const Any& a, const Any& b, Any& result) {
  result = compute(context, Operator::div, a, b);
}

void relon_any_rem(Context& context, const Any& a, const Any& b, Any& result) {
  result = compute(context, Operator::rem, a, b);
}

void relon_any_neg(Context& context, const Any& value, Any& result) {
  result = Any();
  if (value.tag == relon_any_float) {
    result = Any::ofFloat(-value.as.number);
  } else if (value.tag != relon_any_int) {
    failKind(context, "Number", value);
  } else if (value.as.integer == INT64_MIN) {
    result = overflow(context, "Int negation leaves the range of 64 bits");
  } else {
    result = Any::ofInt(-value.as.integer);
  }
}

// Numbers only, by exact value; false where one is NaN.
bool relon_any_less(Context& context, const Any& a, const Any& b) {
  bool isOrdered = false;
  return requireNumbers(context, a, b) && compareNumbers(a, b, isOrdered) < 0 && isOrdered;
}

bool relon_any_less_equal(Context& context, const Any& a, const Any& b) {
  bool isOrdered = false;
  return requireNumbers(context, a, b) && compareNumbers(a, b, isOrdered) <= 0 && isOrdered;
}

// Of dicts and records, at every depth; every other value is replaced by the right one.
void relon_any_merge(Context& context, const Any& left, const Any& right, Any& result) {
  result = Any();
  if (!isDict(left)) return failKind(context, "Dict", left);
  if (!isDict(right)) return failKind(context, "Dict", right);
  result = mergeValues(context, left, right);
}
}

RELON_CALLABLE(relon_any_add, "_any_add", relon::pure, "the sum of numbers, a text, or merged dicts");
RELON_CALLABLE(relon_any_sub, "_any_sub", relon::pure, "the difference of numbers");
RELON_CALLABLE(relon_any_mul, "_any_mul", relon::pure, "the product of numbers");
RELON_CALLABLE(relon_any_div, "_any_div", relon::pure, "the quotient of numbers");
RELON_CALLABLE(relon_any_rem, "_any_rem", relon::pure, "the remainder of numbers, with the dividend's sign");
RELON_CALLABLE(relon_any_neg, "_any_neg", relon::pure, "a number with the other sign");
RELON_CALLABLE(relon_any_less, "_any_less", relon::pure, "whether a number is less than another");
RELON_CALLABLE(relon_any_less_equal, "_any_less_equal", relon::pure, "whether a number is at most another");
RELON_CALLABLE(relon_any_merge, "_any_merge", relon::pure, "two dicts as one, at every depth");
