#include "runtime/json_decoder.h"

// A record's fields are decoded as they come, as long as they come in the order of their
// declaration; fields that may be missing may be left out. Where they do not, or one does
// not fit, the record's members are listed first: of a repeated key only the last value
// counts, and the error reported is the first in declaration order.
namespace relon::runtime::json {

namespace {

// A schema's Option fields may be missing, and all that have a default.
bool canBeMissing(const relon_type& record, const relon_type_field& field) {
  if (field.type->kind == relon_type_given) return true;
  return field.type->kind == relon_type_option && record.brand.size > 0;
}

void storeAbsent(const relon_type_field& field, char* out) {
  const int32_t tag = field.type->kind == relon_type_option ? 2 : 0;
  store(out + field.offset, tag);
}

// The field with this name at or behind `from`, if those between may be missing; or -1.
int64_t nextField(const relon_type& type, int64_t from, relon_string name) {
  for (int64_t i = from; i < type.field_count; ++i) {
    if (compareText(type.fields[i].name, name) == 0) return i;
    if (!canBeMissing(type, type.fields[i])) return -1;
  }
  return -1;
}

}

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

// The record stands at `p`.
bool Decoder::missingField(const relon_type& type, const relon_type_field& field, const char* p, char* out,
                           const Path* path) {
  if (canBeMissing(type, field)) {
    storeAbsent(field, out);
    return true;
  }
  Output message(context_);
  message.literal("missing field `");
  message.put(field.name);
  message.literal("` of ");
  putTypeName(message, type);
  mismatch(p, path, message);
  return false;
}

const char* Decoder::field(const relon_type_field& field, const char* p, char* out, const Path* path) {
  const Path here{path, field.name, -1};
  return value(*field.type, p, out + field.offset, &here);
}

const char* Decoder::record(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '{') return mismatch(type, p, path);
  Progress progress;
  Members members(p, end_);
  while (members.next()) {
    relon_string key;
    if (!members.readKey(context_, key)) return nullptr;
    const int64_t next = nextField(type, progress.fields, key);
    if (next < 0) return recordByList(type, p, out, path, progress);
    for (; progress.fields < next; ++progress.fields) storeAbsent(type.fields[progress.fields], out);
    const char* behind = field(type.fields[next], members.value(), out, path);
    progress.failed = behind == nullptr;
    if (progress.failed) return recordByList(type, p, out, path, progress);
    members.behind(behind);
    ++progress.members;
    ++progress.fields;
  }
  for (int64_t i = progress.fields; i < type.field_count; ++i) {
    if (!missingField(type, type.fields[i], p, out, path)) return nullptr;
  }
  return type.open == 0 || undeclared(type, p, out, path, 0) ? members.end() : nullptr;
}

bool Decoder::listMembers(const relon_type& type, const char* p, Listing& listing) {
  listing.fields =
      static_cast<Occurrence*>(relon_allocate(context_, type.field_count * static_cast<int64_t>(sizeof(Occurrence))));
  if (listing.fields == nullptr) return false;
  for (int64_t i = 0; i < type.field_count; ++i) listing.fields[i] = {nullptr, -1};
  Members members(p, end_);
  for (int64_t ordinal = 0; members.next(); ++ordinal) {
    relon_string key;
    if (!members.readKey(context_, key)) return false;
    const int64_t index = findField(type, key);
    if (index >= 0) listing.fields[index] = {members.value(), ordinal};
    if (index >= 0) continue;
    if (listing.undeclared++ == 0) listing.firstUndeclared = members.key();
  }
  listing.end = members.end();
  return true;
}

// A failure that stands in the context is that of member `progress.members`. It is set
// aside, and counts if that value counts and no earlier field is wrong.
bool Decoder::listedFields(const relon_type& type, const char* p, char* out, const Path* path, const Listing& listing,
                           Progress progress) {
  const relon_string message = context_->message;
  forgetFailure();
  for (int64_t i = 0; i < type.field_count; ++i) {
    const Occurrence& found = listing.fields[i];
    if (found.value == nullptr) {
      if (!missingField(type, type.fields[i], p, out, path)) return false;
      continue;
    }
    if (found.ordinal < progress.members) continue;
    if (progress.failed && found.ordinal == progress.members) {
      context_->status = mismatch_;
      context_->message = message;
      return false;
    }
    if (field(type.fields[i], found.value, out, path) == nullptr) return false;
  }
  return true;
}

const char* Decoder::recordByList(const relon_type& type, const char* p, char* out, const Path* path,
                                  Progress progress) {
  if (progress.failed && context_->status != mismatch_) return nullptr;
  Listing listing;
  if (!listMembers(type, p, listing) || !listedFields(type, p, out, path, listing, progress)) return nullptr;
  // The payload of a variant has no brand: there only literals may give more than is declared.
  const bool takesMore = type.open != 0 && type.brand.size > 0;
  if (listing.undeclared > 0 && !takesMore) return unexpectedField(type, listing.firstUndeclared, path);
  if (type.open == 0) return listing.end;
  return undeclared(type, p, out, path, listing.undeclared) ? listing.end : nullptr;
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
    if (!members.readKey(context_, key)) return false;
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

}
