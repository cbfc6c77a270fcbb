#pragma once

#include "runtime/json.h"

namespace relon::runtime::json {

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

// How far a record has been decoded: its first `members` members, which are among its
// first `fields` fields; after them came something else, or a field that did not fit.
struct Progress {
  int64_t members = 0;
  int64_t fields = 0;
  bool failed = false;
};

// The member of an object that has only one key; of a repeated key the last.
struct SoleMember {
  relon_string key;
  const char* value;
  const char* end;
};

// A dict that is being decoded.
struct Entries {
  relon_builder keys;
  relon_builder values;
  bool ascending;
};

// Values out of a checked text. Each function returns the position behind the value,
// or null after failing.
// So deep may schemas' values be nested in one another (language reference, file 02,
// section 4.2: a schema that is chained through an Option stops there).
inline constexpr int kMaxSchemaDepth = 50;

class Decoder {
 public:
  Decoder(relon_context* context, relon_string text, relon_status mismatch)
      : context_(context), text_(text), end_(text.data + text.size), mismatch_(mismatch) {}

  const char* value(const relon_type& type, const char* p, char* out, const Path* path);
  bool arguments(const relon_type& type, const char* p, char* out);

 private:
  const char* valueOf(const relon_type& type, const char* p, char* out, const Path* path);
  const char* none(const relon_type& type, const char* p, const Path* path);
  const char* boolean(const relon_type& type, const char* p, char* out, const Path* path);
  const char* integer(const relon_type& type, const char* p, char* out, const Path* path);
  const char* floating(const relon_type& type, const char* p, char* out, const Path* path);
  const char* string(const relon_type& type, const char* p, char* out, const Path* path);
  const char* list(const relon_type& type, const char* p, char* out, const Path* path);
  const char* tuple(const relon_type& type, const char* p, char* out, const Path* path);

  // Records: json_decode_record.cpp.
  const char* record(const relon_type& type, const char* p, char* out, const Path* path);
  const char* recordByList(const relon_type& type, const char* p, char* out, const Path* path, Progress progress);
  bool listedFields(const relon_type& type, const char* p, char* out, const Path* path, const Listing& listing,
                    Progress progress);
  const char* field(const relon_type_field& field, const char* p, char* out, const Path* path);
  bool missingField(const relon_type& type, const relon_type_field& field, const char* p, char* out, const Path* path);
  bool listMembers(const relon_type& type, const char* p, Listing& listing);
  bool undeclared(const relon_type& type, const char* p, char* out, const Path* path, int64_t count);

  // Dicts and values of any type: json_decode_dict.cpp.
  const char* dict(const relon_type& type, const char* p, char* out, const Path* path);
  const char* entriesOf(const relon_type& element, const relon_type* declared, const char* p, relon_dict& out,
                        const Path* path);
  const char* entry(const relon_type& element, relon_string key, const char* p, Entries& entries, const Path* path);
  const bool* lastOnes(const char* p);
  bool finish(const relon_type& element, Entries& entries, relon_dict& out);
  const char* any(const relon_type& type, const char* p, char* out, const Path* path);
  const char* anyObject(const char* p, relon_any& out, const Path* path);

  // Variants: json_decode_variant.cpp.
  const char* enumeration(const relon_type& type, const char* p, char* out, const Path* path);
  const char* unitByName(const relon_type& type, const char* p, char* out, const Path* path);
  const char* payload(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path);
  const char* result(const relon_type& type, const char* p, char* out, const Path* path);
  const char* option(const relon_type& type, const char* p, char* out, const Path* path);
  const char* number(const relon_type& type, const char* p, char* out, const Path* path);
  const char* onlyField(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path);
  const char* namedField(const relon_type& type, int64_t variant, const char* p, char* out, const Path* path);
  bool isNamedField(const relon_type_field& only, const char* p, SoleMember& found);
  char* begin(const relon_type& type, int64_t variant, char* out);
  bool sole(const char* p, SoleMember& found);
  bool isTaggedSome(const relon_type& type, const char* p, SoleMember& found);
  bool fits(const relon_type& type, const char* p);
  bool optionFits(const relon_type& type, const char* p);
  bool mayMean(const relon_type& type, const char* p);
  bool startsWithVariant(const relon_type& type, const char* p);

  const char* mismatch(const relon_type& type, const char* p, const Path* path);
  const char* mismatch(const char* p, const Path* path, const Output& message);
  const char* unknownVariant(const relon_type& type, relon_string name, const char* p, const Path* path);
  const char* unexpectedPayload(const relon_type& type, int64_t variant, const char* p, const Path* path);
  const char* unexpectedField(const relon_type& type, const char* p, const Path* path);
  bool unexpectedArgument(const relon_type& type, const char* p);
  bool isNumber(const char* p) const { return *p == '-' || (*p >= '0' && *p <= '9'); }
  // Forgets a failure of a value that does not count.
  void forgetFailure();

  relon_context* context_;
  relon_string text_;
  const char* end_;
  relon_status mismatch_;
  int depth_ = 0;
};

template <typename T>
void store(char* place, const T& value) {
  __builtin_memcpy(place, &value, sizeof value);
}

}
