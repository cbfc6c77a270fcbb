#pragma once

#include "relon/json.h"
#include "runtime/dict_keys.h"

// What the parts of the JSON codec share: output, paths, failures, and a scanner
// over a text whose syntax has been checked.
namespace relon::runtime::json {

// Where in the data something stands: a list from the inside out, on the C stack.
struct Path {
  const Path* parent = nullptr;
  // A field's name, or else a position.
  relon_string key = {nullptr, 0};
  int64_t index = -1;
};

// Text that grows, in the arena. Remembers nothing when memory is spent; the
// context has failed then.
class Output {
 public:
  explicit Output(relon_context* context) : context_(context) {}

  void put(char c) {
    if (size_ == capacity_ && !grow(1)) return;
    data_[size_++] = c;
  }
  void put(const char* data, int64_t size);
  void put(relon_string text) { put(text.data, text.size); }
  template <int64_t N>
  void literal(const char (&text)[N]) {
    put(text, N - 1);
  }
  void integer(int64_t value);
  void repeat(char c, int64_t count);

  relon_context* context() const { return context_; }
  relon_string text() const { return size_ == 0 ? relon_string{"", 0} : relon_string{data_, size_}; }

 private:
  bool grow(int64_t wanted);

  relon_context* context_;
  char* data_ = nullptr;
  int64_t size_ = 0;
  int64_t capacity_ = 0;
};

// A JSON string: quotes, escapes where they are needed, everything else as it is.
void putQuoted(Output& out, relon_string text);
// `/order/lines/3/qty` (RFC 6901).
void putPointer(Output& out, const Path* path);
// An Int, or the Float's JSON form.
void putFloat(Output& out, double value);

// Checks syntax, UTF-8 and depth of a whole text. On failure the context has failed.
bool checkSyntax(relon_context* context, relon_string text);
// Fails with `kind`, naming the place of `at`, the path (unless null) and the message.
bool failAt(relon_context* context, relon_status kind, relon_string text, const char* at, const Path* path,
            const Output& message);

// What follows takes positions in a checked text that ends at `end`.

const char* skipSpace(const char* p);
// Behind the value, string or number that starts at `p`.
const char* skipValue(const char* p, const char* end);
const char* skipString(const char* p);
const char* skipNumber(const char* p, const char* end);

// A string token; without escapes its bytes are its value.
struct StringToken {
  // Behind the opening quote, and at the closing one.
  const char* begin;
  const char* end;
  bool isPlain;
};

// The string that starts at `p`.
StringToken scanString(const char* p);
// Its value, a part of the text if it is plain. False when memory is spent.
bool unescape(relon_context* context, const StringToken& token, relon_string& value);

// The members of the object or the elements of the array that starts at `p`.
class Members {
 public:
  Members(const char* p, const char* end) : p_(p + 1), end_(end), isObject_(*p == '{') {}

  bool next();
  const char* key() const { return key_.begin - 1; }
  // False when memory is spent.
  bool readKey(relon_context* context, relon_string& key) const { return unescape(context, key_, key); }
  const char* value() const { return value_; }
  // Says where the current value ends, if the caller knows.
  void behind(const char* p) {
    p_ = p;
    value_ = nullptr;
  }
  // Behind the closing bracket, once `next` has returned false.
  const char* end() const { return p_; }

 private:
  const char* p_;
  const char* end_;
  bool isObject_;
  StringToken key_{};
  const char* value_ = nullptr;
};

bool isIntegerToken(const char* begin, const char* end);
// False if it does not fit into 64 bits.
bool readInt(const char* begin, const char* end, int64_t& value);
// The string that starts at `p`, unescaped; a part of the text if it has no escapes.
// False when memory is spent.
bool readString(relon_context* context, const char* p, relon_string& value);
// How many members the object, or elements the array, that starts at `p` has.
int64_t countMembers(const char* p, const char* end);

// For messages: a type's name, and what kind of value stands at `p`.
void putTypeName(Output& out, const relon_type& type);
void putFound(Output& out, const char* p, const char* end);
// An enum's variants, and `; did you mean ...` if one of them is like a wrong name.
void putVariants(Output& out, const relon_type& type);
void putSuggestion(Output& out, const relon_type& type, relon_string wrong);

// A record's field with this name, or -1.
int64_t findField(const relon_type& type, relon_string name);
// An enum's variant with this name, or -1.
int64_t findVariant(const relon_type& type, relon_string name);

}
