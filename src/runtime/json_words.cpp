#include "runtime/json.h"

// What was expected and what was found, for messages.
namespace relon::runtime::json {

void putTypeName(Output& out, const relon_type& type) {
  if (type.kind == relon_type_record && type.brand.size > 0) {
    out.put('`');
    out.put(type.brand);
    return out.put('`');
  }
  switch (type.kind) {
    case relon_type_int:
      return out.literal("Int");
    case relon_type_float:
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
      out.literal("a tuple of ");
      out.integer(type.field_count);
      return;
    case relon_type_record:
      return out.literal("Dict");
    default:
      return out.literal("a function, which JSON cannot hold");
  }
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

}
