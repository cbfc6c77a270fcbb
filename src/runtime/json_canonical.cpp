#include "runtime/json.h"
#include "runtime/number.h"

// Undeclared fields are kept as text: the same text for the same value.
namespace relon::runtime::json {

namespace {

// Merge sort, stable, `scratch` as long as the members.
void sortMembers(Member* members, Member* scratch, int64_t count) {
  if (count < 2) return;
  const int64_t half = count / 2;
  sortMembers(members, scratch, half);
  sortMembers(members + half, scratch, count - half);
  int64_t left = 0;
  int64_t right = half;
  for (int64_t i = 0; i < count; ++i) {
    const bool takeRight = left == half || (right < count && compareText(members[right].key, members[left].key) < 0);
    scratch[i] = takeRight ? members[right++] : members[left++];
  }
  for (int64_t i = 0; i < count; ++i) members[i] = scratch[i];
}

void putObject(Output& out, const char* p, const char* end) {
  const int64_t count = countMembers(p, end);
  const Member* members = sortedMembers(out.context(), p, end);
  if (members == nullptr) return;
  bool first = true;
  out.put('{');
  for (int64_t i = 0; i < count; ++i) {
    if (i + 1 < count && compareText(members[i].key, members[i + 1].key) == 0) continue;
    if (!first) out.put(',');
    first = false;
    putQuoted(out, members[i].key);
    out.put(':');
    putCanonical(out, members[i].value, end);
  }
  out.put('}');
}

void putArray(Output& out, const char* p, const char* end) {
  bool first = true;
  out.put('[');
  for (Members elements(p, end); elements.next();) {
    if (!first) out.put(',');
    first = false;
    putCanonical(out, elements.value(), end);
  }
  out.put(']');
}

// A Float that is too large keeps its text: there is no other that means the same.
void putNumber(Output& out, const char* p, const char* end) {
  const char* behind = skipNumber(p, end);
  int64_t integer = 0;
  if (isIntegerToken(p, behind) && readInt(p, behind, integer)) return out.integer(integer);
  const double value = parseFloat(p, behind);
  if (__builtin_isinf(value)) return out.put(p, behind - p);
  putFloat(out, value);
}

}

int64_t countMembers(const char* p, const char* end) {
  int64_t count = 0;
  for (Members members(p, end); members.next();) ++count;
  return count;
}

const Member* sortedMembers(relon_context* context, const char* p, const char* end) {
  const int64_t count = countMembers(p, end);
  auto* sorted = static_cast<Member*>(relon_allocate(context, 2 * count * static_cast<int64_t>(sizeof(Member))));
  if (sorted == nullptr) return nullptr;
  Member* next = sorted;
  for (Members members(p, end); members.next(); ++next) {
    if (!readString(context, members.key(), next->key)) return nullptr;
    next->value = members.value();
  }
  sortMembers(sorted, sorted + count, count);
  return sorted;
}

void putCanonical(Output& out, const char* p, const char* end) {
  if (out.context()->status != relon_ok) return;
  if (*p == '{') return putObject(out, p, end);
  if (*p == '[') return putArray(out, p, end);
  if (*p == '"') {
    relon_string text;
    if (readString(out.context(), p, text)) putQuoted(out, text);
    return;
  }
  if (*p == '-' || (*p >= '0' && *p <= '9')) return putNumber(out, p, end);
  out.put(p, skipValue(p, end) - p);
}

}
