#pragma once

#include "runtime/json.h"

namespace relon::runtime::json {

// JSON on one line or indented by two spaces; or the text form, which is JSON on one line,
// has a form for every value, and costs steps; or what `to_json` gives, in which variants
// have no tag and functions are nowhere left out, and which costs steps too.
enum class Style { compact, pretty, text, plain };

// Values into text: keys in code-point order, functions left out of objects.
class Encoder {
 public:
  Encoder(Output& out, Style style) : out_(out), style_(style) {}

  void value(const relon_type& type, const char* p, const Path* path);
  // json_encode_any.cpp.
  void any(const relon_any& value, const Path* path);

 private:
  void list(const relon_type& type, const char* p, const Path* path);
  void tuple(const relon_type& type, const char* p, const Path* path);
  void record(const relon_type& type, const char* p, const Path* path);
  void dict(const relon_type& type, const char* p, const Path* path);
  void enumeration(const relon_type& type, const char* p, const Path* path);
  void wrapped(const relon_type& type, const char* p, const Path* path);
  void declaredField(const relon_type_field& field, const char* p, const Path* path, bool& first);

  void anyList(const relon_list& list, const Path* path);
  void anyObject(const relon_object& object, const Path* path);
  void anyVariant(const relon_object& object, const Path* path);
  void anyEntries(const relon_dict& entries, const Path* path);
  void anyEntry(const relon_dict& entries, int64_t index, const Path* path, bool& first);
  void anyPositions(const relon_dict& entries, const Path* path);

  void floating(double value, const Path* path);
  void function(const Path* path);
  void typeValue(relon_string text, const Path* path);
  void member(relon_string name, bool& first);
  bool enterLevel();

  // Punctuation of a container's items.
  void beforeItem(bool& first);
  void afterItems(bool empty, char close);
  void lineBreak();

  template <int64_t N>
  void fail(relon_status kind, const Path* path, const char (&what)[N]);
  bool costsSteps() const { return style_ == Style::text || style_ == Style::plain; }
  bool failed() const { return out_.context()->status != relon_ok; }

  Output& out_;
  Style style_;
  int64_t level_ = 0;
};

template <typename T>
T load(const char* p) {
  T value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

}
