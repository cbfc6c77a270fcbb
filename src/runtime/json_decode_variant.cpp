#include "runtime/json_decoder.h"

// Enums, and those that the language itself knows. Some of these have several forms in
// JSON (language reference, file 02, section 1), which can mean two things where an
// Option or a Result holds an object. Then the form that fits the type decides, by the
// kind of its value only, so that nothing is decoded to find out.
namespace relon::runtime::json {

namespace {

constexpr relon_string kSome = {"Some", 4};
constexpr relon_string kNone = {"None", 4};

enum { option_none = 0, option_some = 1 };
enum { number_int = 0, number_float = 1 };

bool equal(relon_string a, relon_string b) {
  return compareText(a, b) == 0;
}

// The payload's field, for variants whose payload has exactly one.
const relon_type_field& onlyFieldOf(const relon_type& type, int64_t variant) {
  return type.fields[variant].type->fields[0];
}

}

int64_t findVariant(const relon_type& type, relon_string name) {
  for (int64_t i = 0; i < type.field_count; ++i) {
    if (equal(type.fields[i].name, name)) return i;
  }
  return -1;
}

// Writes the tag and returns the place of the payload; null when memory is spent.
char* Decoder::begin(const relon_type& type, int64_t variant, char* out) {
  const relon_type_field& field = type.fields[variant];
  store(out, static_cast<int32_t>(variant));
  if ((field.flags & relon_field_indirect) == 0) return out + field.offset;
  auto* place = static_cast<char*>(relon_allocate(context_, field.type->size));
  store(out + field.offset, place);
  return place;
}

// False too when memory is spent.
bool Decoder::sole(const char* p, SoleMember& found) {
  if (*p != '{') return false;
  Members members(p, end_);
  if (!members.next() || !members.readKey(context_, found.key)) return false;
  do {
    relon_string key;
    if (!members.readKey(context_, key) || !equal(key, found.key)) return false;
    found.value = members.value();
  } while (members.next());
  found.end = members.end();
  return true;
}

const char* Decoder::unknownVariant(const relon_type& type, relon_string name, const char* p, const Path* path) {
  Output message(context_);
  message.literal("expected a variant of ");
  putTypeName(message, type);
  message.literal(" (");
  putVariants(message, type);
  message.literal("), found `");
  message.put(name);
  message.put('`');
  putSuggestion(message, type, name);
  return mismatch(p, path, message);
}

const char* Decoder::unexpectedPayload(const relon_type& type, int64_t variant, const char* p, const Path* path) {
  const relon_type& payload = *type.fields[variant].type;
  Output message(context_);
  message.literal("expected ");
  if (payload.kind == relon_type_none) message.literal("`{}`");
  if (payload.kind == relon_type_record) message.literal("an object");
  if (payload.kind == relon_type_tuple) {
    message.literal("an array of ");
    message.integer(payload.field_count);
  }
  message.literal(" for the variant `");
  message.put(type.fields[variant].name);
  message.literal("` of ");
  putTypeName(message, type);
  message.literal(", found ");
  putFound(message, p, end_);
  return mismatch(p, path, message);
}

const char* Decoder::enumeration(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p == '"') return unitByName(type, p, out, path);
  SoleMember member;
  if (!sole(p, member)) return mismatch(type, p, path);
  const int64_t variant = findVariant(type, member.key);
  if (variant < 0) return unknownVariant(type, member.key, p, path);
  return payload(type, variant, member.value, out, path) == nullptr ? nullptr : member.end;
}

const char* Decoder::unitByName(const relon_type& type, const char* p, char* out, const Path* path) {
  relon_string name;
  if (!readString(context_, p, name)) return nullptr;
  const int64_t variant = findVariant(type, name);
  if (variant < 0) return unknownVariant(type, name, p, path);
  if (type.fields[variant].type->kind != relon_type_none) return unexpectedPayload(type, variant, p, path);
  return begin(type, variant, out) == nullptr ? nullptr : skipString(p);
}

const char* Decoder::payload(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path) {
  const relon_type_field& field = type.fields[variant];
  const Path here{path, field.name, -1};
  if (field.type->kind == relon_type_none) {
    const bool isEmpty = *p == '{' && countMembers(p, end_) == 0;
    if (!isEmpty) return unexpectedPayload(type, variant, p, &here);
    store(out, static_cast<int32_t>(variant));
    return skipValue(p, end_);
  }
  const bool isTuple = field.type->kind == relon_type_tuple;
  const bool fits = isTuple ? *p == '[' && countMembers(p, end_) == field.type->field_count : *p == '{';
  if (!fits) return unexpectedPayload(type, variant, p, &here);
  char* place = begin(type, variant, out);
  return place == nullptr ? nullptr : value(*field.type, p, place, &here);
}

// The payload's one field from its bare value.
const char* Decoder::onlyField(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path) {
  const relon_type_field& only = onlyFieldOf(type, variant);
  char* place = begin(type, variant, out);
  return place == nullptr ? nullptr : value(*only.type, p, place + only.offset, path);
}

// `v` or `{"value": v}`.
const char* Decoder::namedField(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path) {
  const relon_type_field& only = onlyFieldOf(type, variant);
  const Path outer{path, type.fields[variant].name, -1};
  SoleMember member;
  if (!isNamedField(only, p, member)) return onlyField(type, variant, p, out, &outer);
  const Path inner{&outer, only.name, -1};
  return onlyField(type, variant, member.value, out, &inner) == nullptr ? nullptr : member.end;
}

// Whether `{"value": v}` stands at `p` and is meant as such.
bool Decoder::isNamedField(const relon_type_field& only, const char* p, SoleMember& found) {
  return sole(p, found) && equal(found.key, only.name) && (fits(*only.type, found.value) || !fits(*only.type, p));
}

const char* Decoder::result(const relon_type& type, const char* p, char* out, const Path* path) {
  SoleMember member;
  if (!sole(p, member)) return mismatch(type, p, path);
  const int64_t variant = findVariant(type, member.key);
  if (variant < 0) return unknownVariant(type, member.key, p, path);
  return namedField(type, variant, member.value, out, path) == nullptr ? nullptr : member.end;
}

const char* Decoder::option(const relon_type& type, const char* p, char* out, const Path* path) {
  SoleMember member;
  relon_string text = {"", 0};
  if (*p == '"' && !readString(context_, p, text)) return nullptr;
  if (*p == 'n' || equal(text, kNone)) {
    store(out, int32_t{option_none});
    return skipValue(p, end_);
  }
  if (isTaggedSome(type, p, member)) {
    return namedField(type, option_some, member.value, out, path) == nullptr ? nullptr : member.end;
  }
  if (!fits(*onlyFieldOf(type, option_some).type, p)) return mismatch(type, p, path);
  return onlyField(type, option_some, p, out, path);
}

// Whether `{"Some": v}` is meant as such: always, unless an object can be a bare value
// and what it holds cannot.
bool Decoder::isTaggedSome(const relon_type& type, const char* p, SoleMember& found) {
  if (!sole(p, found) || !equal(found.key, kSome)) return false;
  const relon_type_field& only = onlyFieldOf(type, option_some);
  SoleMember inner;
  const bool isNamed = isNamedField(only, found.value, inner);
  return !fits(*only.type, p) || mayMean(*only.type, isNamed ? inner.value : found.value);
}

const char* Decoder::number(const relon_type& type, const char* p, char* out, const Path* path) {
  if (!isNumber(p)) return mismatch(type, p, path);
  const char* behind = skipNumber(p, end_);
  int64_t integer = 0;
  const bool isInt = isIntegerToken(p, behind) && readInt(p, behind, integer);
  return onlyField(type, isInt ? number_int : number_float, p, out, path);
}

// Whether a value of this type can begin so.
bool Decoder::fits(const relon_type& type, const char* p) {
  switch (type.kind) {
    case relon_type_int:
    case relon_type_float:
    case relon_type_number:
      return isNumber(p);
    case relon_type_bool:
      return *p == 't' || *p == 'f';
    case relon_type_none:
      return *p == 'n';
    case relon_type_string:
      return *p == '"';
    case relon_type_list:
    case relon_type_tuple:
      return *p == '[';
    case relon_type_record:
    case relon_type_dict:
    case relon_type_result:
      return *p == '{';
    case relon_type_enum:
      return *p == '{' || *p == '"';
    case relon_type_option:
      return optionFits(type, p);
    case relon_type_given:
      return fits(*onlyFieldOf(type, 1).type, p);
    default:
      return type.kind == relon_type_any;
  }
}

bool Decoder::optionFits(const relon_type& type, const char* p) {
  relon_string text = {"", 0};
  if (*p == '"' && !readString(context_, p, text)) return false;
  SoleMember member;
  if (*p == 'n' || equal(text, kNone) || fits(*onlyFieldOf(type, option_some).type, p)) return true;
  return sole(p, member) && equal(member.key, kSome);
}

// As `fits`; an object must also name a variant where the type is an enum.
bool Decoder::mayMean(const relon_type& type, const char* p) {
  const bool hasVariants = type.kind == relon_type_enum || type.kind == relon_type_result;
  return fits(type, p) && (!hasVariants || *p != '{' || startsWithVariant(type, p));
}

bool Decoder::startsWithVariant(const relon_type& type, const char* p) {
  SoleMember member;
  return sole(p, member) && findVariant(type, member.key) >= 0;
}

}
