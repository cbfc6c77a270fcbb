#include "runtime/json.h"

// What was expected and what was found, for messages.
namespace relon::runtime::json {

namespace {

bool isNamed(const relon_type& type) {
  return (type.kind == relon_type_record || type.kind == relon_type_enum) && type.brand.size > 0;
}

// An Any takes all JSON but numbers that are too large for a Float.
void putKind(Output& out, uint32_t kind) {
  switch (kind) {
    case relon_type_int:
      return out.literal("Int");
    case relon_type_float:
    case relon_type_any:
      return out.literal("Float");
    case relon_type_bool:
      return out.literal("Bool");
    case relon_type_none:
      return out.literal("null");
    case relon_type_string:
      return out.literal("String");
    case relon_type_list:
      return out.literal("List");
    case relon_type_tuple:
      return out.literal("Tuple");
    case relon_type_record:
    case relon_type_dict:
      return out.literal("Dict");
    case relon_type_enum:
      return out.literal("enum");
    case relon_type_number:
      return out.literal("Number");
    default:
      return out.literal("a function, which JSON cannot hold");
  }
}

// A type within another.
void putArgument(Output& out, const relon_type& type) {
  const bool isOption = type.kind == relon_type_option;
  if (type.kind == relon_type_given) return putArgument(out, *type.fields[1].type->fields[0].type);
  if (isNamed(type)) return out.put(type.brand);
  if (!isOption && type.kind != relon_type_result) return putKind(out, type.kind);
  const relon_type* first = type.fields[isOption ? 1 : 0].type->fields[0].type;
  if (isOption) {
    out.literal("Option<");
  } else {
    out.literal("Result<");
  }
  putArgument(out, *first);
  if (!isOption) {
    out.literal(", ");
    putArgument(out, *type.fields[1].type->fields[0].type);
  }
  out.put('>');
}

}

void putTypeName(Output& out, const relon_type& type) {
  if (isNamed(type)) {
    out.put('`');
    out.put(type.brand);
    return out.put('`');
  }
  if (type.kind != relon_type_tuple) return putArgument(out, type);
  out.literal("a tuple of ");
  out.integer(type.field_count);
}

void putFound(Output& out, const char* p, const char* end) {
  switch (*p) {
    case '{':
      return out.literal("an object");
    case '[':
      out.literal("an array of ");
      return out.integer(countMembers(p, end));
    case '"':
      return out.literal("a string");
    case 't':
    case 'f':
      return out.literal("a Bool");
    case 'n':
      return out.literal("null");
    default:
      break;
  }
  const char* behind = skipNumber(p, end);
  out.literal("the number `");
  out.put(p, behind - p < 40 ? behind - p : 40);
  out.put('`');
}

// Long enums are cut.
void putVariants(Output& out, const relon_type& type) {
  constexpr int64_t kMost = 12;
  for (int64_t i = 0; i < type.field_count && i < kMost; ++i) {
    if (i > 0) out.literal(", ");
    out.put('`');
    out.put(type.fields[i].name);
    out.put('`');
  }
  if (type.field_count > kMost) out.literal(", ...");
}

namespace {

constexpr int64_t kLongestName = 40;

int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

char lowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// How many bytes must be inserted, removed or replaced, upper and lower case being the same.
int64_t editDistance(relon_string a, relon_string b) {
  if (a.size > kLongestName || b.size > kLongestName) return kLongestName;
  int64_t row[kLongestName + 1];
  for (int64_t j = 0; j <= b.size; ++j) row[j] = j;
  for (int64_t i = 1; i <= a.size; ++i) {
    int64_t diagonal = row[0];
    row[0] = i;
    for (int64_t j = 1; j <= b.size; ++j) {
      const int64_t replaced = diagonal + (lowerCase(a.data[i - 1]) == lowerCase(b.data[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = least(replaced, 1 + least(row[j - 1], row[j]));
    }
  }
  return row[b.size];
}

}

void putSuggestion(Output& out, const relon_type& type, relon_string wrong) {
  int64_t best = 3;
  int64_t index = -1;
  for (int64_t i = 0; i < type.field_count; ++i) {
    const int64_t distance = editDistance(type.fields[i].name, wrong);
    if (distance >= best || distance >= type.fields[i].name.size) continue;
    best = distance;
    index = i;
  }
  if (index < 0) return;
  out.literal("; did you mean `");
  out.put(type.fields[index].name);
  out.literal("`?");
}

}
