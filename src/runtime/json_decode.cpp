#include "runtime/json.h"
#include "runtime/number.h"

// Text into values. A record's fields are decoded as they come, as long as they come
// in the order of their declaration. Where they do not, or one does not fit, the record's
// members are listed first: of a repeated key only the last value counts, and the error
// reported is the first in declaration order. No value is decoded twice.
namespace relon::runtime::json {

namespace {

// The position of the field with this name, or -1.
int64_t findField(const relon_type& type, relon_string name) {
  int64_t low = 0;
  int64_t high = type.field_count;
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    const uint32_t field = type.by_name[middle];
    const int order = compareText(type.fields[field].name, name);
    if (order == 0) return field;
    if (order < 0) low = middle + 1;
    if (order > 0) high = middle;
  }
  return -1;
}

// The last value given for a field, and which member of the object that is.
struct Occurrence {
  const char* value;
  int64_t ordinal;
};

// All members of an object, by the fields of its type.
struct Listing {
  Occurrence* fields = nullptr;
  int64_t undeclared = 0;
  // The key of the undeclared member that comes first in the text.
  const char* firstUndeclared = nullptr;
  const char* end = nullptr;
};

// How far a record has been decoded: the first `done` members are its first `done`
// fields; after them came something else, or the next field, which did not fit.
struct Progress {
  int64_t done = 0;
  bool failed = false;
};

class Decoder {
 public:
  Decoder(relon_context* context, relon_string text, relon_status mismatch)
      : context_(context), text_(text), end_(text.data + text.size), mismatch_(mismatch) {}

  // Each returns the position behind the value, or null after failing.
  const char* value(const relon_type& type, const char* p, char* out, const Path* path);
  bool arguments(const relon_type& type, const char* p, char* out);

 private:
  const char* none(const relon_type& type, const char* p, const Path* path);
  const char* boolean(const relon_type& type, const char* p, char* out, const Path* path);
  const char* integer(const relon_type& type, const char* p, char* out, const Path* path);
  const char* floating(const relon_type& type, const char* p, char* out, const Path* path);
  const char* string(const relon_type& type, const char* p, char* out, const Path* path);
  const char* list(const relon_type& type, const char* p, char* out, const Path* path);
  const char* tuple(const relon_type& type, const char* p, char* out, const Path* path);
  const char* record(const relon_type& type, const char* p, char* out, const Path* path);
  const char* recordByList(const relon_type& type, const char* p, char* out, const Path* path, Progress progress);
  const char* field(const relon_type_field& field, const char* p, char* out, const Path* path);
  bool listMembers(const relon_type& type, const char* p, Listing& listing);
  bool extras(const relon_type& type, const char* p, char* out, int64_t count);

  const char* mismatch(const relon_type& type, const char* p, const Path* path);
  const char* mismatch(const char* p, const Path* path, const Output& message);
  const char* unexpectedField(const relon_type& type, const char* p, const Path* path);
  bool unexpectedArgument(const relon_type& type, const char* p);
  const char* missingField(const relon_type& type, const char* p, relon_string name, const Path* path);
  bool isNumber(const char* p) const { return *p == '-' || (*p >= '0' && *p <= '9'); }

  relon_context* context_;
  relon_string text_;
  const char* end_;
  relon_status mismatch_;
};

const char* Decoder::mismatch(const char* p, const Path* path, const Output& message) {
  failAt(context_, mismatch_, text_, p, path, message);
  return nullptr;
}

const char* Decoder::mismatch(const relon_type& type, const char* p, const Path* path) {
  Output message(context_);
  message.literal("expected ");
  putTypeName(message, type);
  message.literal(", found ");
  putFound(message, p, end_);
  return mismatch(p, path, message);
}

const char* Decoder::unexpectedField(const relon_type& type, const char* p, const Path* path) {
  relon_string name;
  if (!readString(context_, p, name)) return nullptr;
  Output message(context_);
  message.literal("unexpected field `");
  message.put(name);
  message.literal("` of ");
  putTypeName(message, type);
  return mismatch(p, path, message);
}

const char* Decoder::missingField(const relon_type& type, const char* p, relon_string name, const Path* path) {
  Output message(context_);
  message.literal("missing field `");
  message.put(name);
  message.literal("` of ");
  putTypeName(message, type);
  return mismatch(p, path, message);
}

const char* Decoder::value(const relon_type& type, const char* p, char* out, const Path* path) {
  switch (type.kind) {
    case relon_type_int:
      return integer(type, p, out, path);
    case relon_type_float:
      return floating(type, p, out, path);
    case relon_type_bool:
      return boolean(type, p, out, path);
    case relon_type_none:
      return none(type, p, path);
    case relon_type_string:
      return string(type, p, out, path);
    case relon_type_list:
      return list(type, p, out, path);
    case relon_type_tuple:
      return tuple(type, p, out, path);
    case relon_type_record:
      return record(type, p, out, path);
    default:
      return mismatch(type, p, path);
  }
}

const char* Decoder::none(const relon_type& type, const char* p, const Path* path) {
  return *p == 'n' ? p + 4 : mismatch(type, p, path);
}

const char* Decoder::boolean(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != 't' && *p != 'f') return mismatch(type, p, path);
  *out = *p == 't' ? 1 : 0;
  return skipValue(p, end_);
}

const char* Decoder::integer(const relon_type& type, const char* p, char* out, const Path* path) {
  if (!isNumber(p)) return mismatch(type, p, path);
  const char* behind = skipNumber(p, end_);
  int64_t value = 0;
  if (!isIntegerToken(p, behind) || !readInt(p, behind, value)) return mismatch(type, p, path);
  __builtin_memcpy(out, &value, sizeof value);
  return behind;
}

const char* Decoder::floating(const relon_type& type, const char* p, char* out, const Path* path) {
  if (!isNumber(p)) return mismatch(type, p, path);
  const char* behind = skipNumber(p, end_);
  const double value = parseFloat(p, behind);
  if (__builtin_isinf(value)) return mismatch(type, p, path);
  __builtin_memcpy(out, &value, sizeof value);
  return behind;
}

const char* Decoder::string(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '"') return mismatch(type, p, path);
  relon_string value;
  if (!readString(context_, p, value)) return nullptr;
  __builtin_memcpy(out, &value, sizeof value);
  return skipString(p);
}

const char* Decoder::list(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '[') return mismatch(type, p, path);
  const int64_t size = type.element->size;
  relon_builder builder = {nullptr, 0, 0};
  Members elements(p, end_);
  while (elements.next()) {
    if (builder.size == builder.capacity && !relon_list_grow(context_, &builder, size)) return nullptr;
    const Path here{path, {nullptr, 0}, builder.size};
    const char* behind =
        value(*type.element, elements.value(), static_cast<char*>(builder.data) + builder.size * size, &here);
    if (behind == nullptr) return nullptr;
    elements.behind(behind);
    ++builder.size;
  }
  const relon_list result = {builder.data, builder.size};
  __builtin_memcpy(out, &result, sizeof result);
  return elements.end();
}

const char* Decoder::tuple(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '[' || countMembers(p, end_) != type.field_count) return mismatch(type, p, path);
  Members elements(p, end_);
  for (int64_t i = 0; elements.next(); ++i) {
    const Path here{path, {nullptr, 0}, i};
    const relon_type_field& element = type.fields[i];
    const char* behind = value(*element.type, elements.value(), out + element.offset, &here);
    if (behind == nullptr) return nullptr;
    elements.behind(behind);
  }
  return elements.end();
}

const char* Decoder::record(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '{') return mismatch(type, p, path);
  Progress progress;
  Members members(p, end_);
  while (members.next()) {
    relon_string key;
    if (!readString(context_, members.key(), key)) return nullptr;
    const bool isNext = progress.done < type.field_count && compareText(type.fields[progress.done].name, key) == 0;
    if (!isNext) return recordByList(type, p, out, path, progress);
    const char* behind = field(type.fields[progress.done], members.value(), out, path);
    progress.failed = behind == nullptr;
    if (progress.failed) return recordByList(type, p, out, path, progress);
    members.behind(behind);
    ++progress.done;
  }
  if (progress.done < type.field_count) return missingField(type, p, type.fields[progress.done].name, path);
  return type.open == 0 || extras(type, p, out, 0) ? members.end() : nullptr;
}

bool Decoder::listMembers(const relon_type& type, const char* p, Listing& listing) {
  listing.fields =
      static_cast<Occurrence*>(relon_allocate(context_, type.field_count * static_cast<int64_t>(sizeof(Occurrence))));
  if (listing.fields == nullptr) return false;
  for (int64_t i = 0; i < type.field_count; ++i) listing.fields[i] = {nullptr, -1};
  Members members(p, end_);
  for (int64_t ordinal = 0; members.next(); ++ordinal) {
    relon_string key;
    if (!readString(context_, members.key(), key)) return false;
    const int64_t index = findField(type, key);
    if (index >= 0) listing.fields[index] = {members.value(), ordinal};
    if (index >= 0) continue;
    if (listing.undeclared++ == 0) listing.firstUndeclared = members.key();
  }
  listing.end = members.end();
  return true;
}

// A failure that stands in the context is that of field `progress.done`. It is set
// aside, and counts if that value counts and no earlier field is wrong.
const char* Decoder::recordByList(const relon_type& type, const char* p, char* out, const Path* path,
                                  Progress progress) {
  if (progress.failed && context_->status != mismatch_) return nullptr;
  const relon_string message = context_->message;
  context_->status = relon_ok;
  context_->message = {"", 0};
  Listing listing;
  if (!listMembers(type, p, listing)) return nullptr;
  for (int64_t i = 0; i < type.field_count; ++i) {
    const Occurrence& found = listing.fields[i];
    if (found.value == nullptr) return missingField(type, p, type.fields[i].name, path);
    if (i < progress.done && found.ordinal == i) continue;
    if (progress.failed && i == progress.done && found.ordinal == i) {
      context_->status = mismatch_;
      context_->message = message;
      return nullptr;
    }
    if (field(type.fields[i], found.value, out, path) == nullptr) return nullptr;
  }
  if (type.open != 0) return extras(type, p, out, listing.undeclared) ? listing.end : nullptr;
  if (listing.undeclared == 0) return listing.end;
  return unexpectedField(type, listing.firstUndeclared, path);
}

// Keeps the undeclared members of an open record: `count` of them, repetitions included.
bool Decoder::extras(const relon_type& type, const char* p, char* out, int64_t count) {
  relon_extra_fields* kept = nullptr;
  if (count > 0) {
    const Member* members = sortedMembers(context_, p, end_);
    const int64_t total = countMembers(p, end_);
    kept = static_cast<relon_extra_fields*>(relon_allocate(context_, sizeof(relon_extra_fields)));
    auto* fields = static_cast<relon_extra_field*>(
        relon_allocate(context_, count * static_cast<int64_t>(sizeof(relon_extra_field))));
    if (members == nullptr || kept == nullptr || fields == nullptr) return false;
    *kept = {fields, 0};
    for (int64_t i = 0; i < total; ++i) {
      const bool replaced = i + 1 < total && compareText(members[i].key, members[i + 1].key) == 0;
      if (replaced || findField(type, members[i].key) >= 0) continue;
      Output json(context_);
      putCanonical(json, members[i].value, end_);
      fields[kept->size++] = {members[i].key, json.text()};
    }
  }
  __builtin_memcpy(out + type.undeclared_offset, &kept, sizeof kept);
  return context_->status == relon_ok;
}

bool Decoder::arguments(const relon_type& type, const char* p, char* out) {
  const Path root;
  Listing listing;
  if (*p != '{') return mismatch(type, p, &root) != nullptr;
  if (!listMembers(type, p, listing)) return false;
  for (int64_t i = 0; i < type.field_count; ++i) {
    const char* given = listing.fields[i].value;
    Output message(context_);
    if (given == nullptr) {
      message.literal("the argument `");
      message.put(type.fields[i].name);
      message.literal("` is missing");
      return failAt(context_, relon_missing_main_arg, text_, p, &root, message);
    }
    if (field(type.fields[i], given, out, &root) == nullptr) return false;
  }
  return listing.undeclared == 0 || unexpectedArgument(type, p);
}

// Names the first in name order.
bool Decoder::unexpectedArgument(const relon_type& type, const char* p) {
  relon_string first = {nullptr, -1};
  const char* at = p;
  for (Members members(p, end_); members.next();) {
    relon_string key;
    if (!readString(context_, members.key(), key)) return false;
    if (findField(type, key) >= 0 || (first.size >= 0 && compareText(first, key) <= 0)) continue;
    first = key;
    at = members.key();
  }
  Output message(context_);
  message.literal("there is no parameter `");
  message.put(first);
  message.put('`');
  const Path root;
  return failAt(context_, relon_unexpected_main_arg, text_, at, &root, message);
}

const char* Decoder::field(const relon_type_field& field, const char* p, char* out, const Path* path) {
  const Path here{path, field.name, -1};
  return value(*field.type, p, out + field.offset, &here);
}

bool decode(relon_context* context, const relon_type* type, relon_string text, void* out) {
  const Path root;
  Decoder decoder(context, text, relon_type_mismatch);
  return decoder.value(*type, skipSpace(text.data), static_cast<char*>(out), &root) != nullptr;
}

}

}

extern "C" {

bool relon_json_decode(relon_context* context, const relon_type* type, relon_string text, void* out) {
  namespace json = relon::runtime::json;
  return json::checkSyntax(context, text) && json::decode(context, type, text, out);
}

bool relon_json_decode_arguments(relon_context* context, const relon_type* parameters, relon_string text, void* out) {
  namespace json = relon::runtime::json;
  if (!json::checkSyntax(context, text)) return false;
  json::Decoder decoder(context, text, relon_main_arg_type_mismatch);
  return decoder.arguments(*parameters, json::skipSpace(text.data), static_cast<char*>(out));
}
}
