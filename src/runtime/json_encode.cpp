#include "runtime/json.h"

// Values into text: keys in code-point order, declared and undeclared fields merged.
namespace relon::runtime::json {

namespace {

class Encoder {
 public:
  Encoder(Output& out, bool pretty) : out_(out), pretty_(pretty) {}

  void value(const relon_type& type, const char* p, const Path* path);

 private:
  void list(const relon_type& type, const char* p, const Path* path);
  void tuple(const relon_type& type, const char* p, const Path* path);
  void record(const relon_type& type, const char* p, const Path* path);
  void declaredField(const relon_type_field& field, const char* p, const Path* path, bool& first);
  void extraField(const relon_extra_field& field, bool& first);
  void floating(double value, const Path* path);
  void indented(relon_string compact);
  bool enterLevel();

  // Punctuation of a container's items.
  void beforeItem(bool& first);
  void afterItems(bool empty, char close);
  void lineBreak();
  void key(relon_string name);

  template <int64_t N>
  void fail(relon_status kind, const Path* path, const char (&what)[N]);
  bool failed() const { return out_.context()->status != relon_ok; }

  Output& out_;
  bool pretty_;
  int64_t level_ = 0;
};

template <typename T>
T load(const char* p) {
  T value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

template <int64_t N>
void Encoder::fail(relon_status kind, const Path* path, const char (&what)[N]) {
  if (failed()) return;
  Output message(out_.context());
  message.literal(what);
  if (path->parent != nullptr) {
    message.literal(" (at `");
    putPointer(message, path);
    message.literal("` of the output)");
  }
  if (failed()) return;
  out_.context()->status = kind;
  out_.context()->message = message.text();
}

void Encoder::lineBreak() {
  if (!pretty_) return;
  out_.put('\n');
  out_.repeat(' ', 2 * level_);
}

void Encoder::beforeItem(bool& first) {
  if (!first) out_.put(',');
  first = false;
  lineBreak();
}

void Encoder::afterItems(bool empty, char close) {
  --level_;
  if (!empty) lineBreak();
  out_.put(close);
}

void Encoder::key(relon_string name) {
  putQuoted(out_, name);
  out_.put(':');
  if (pretty_) out_.put(' ');
}

// Data that a program has nested without end must not exhaust the stack.
bool Encoder::enterLevel() {
  constexpr int64_t kMaxLevel = 4096;
  constexpr char kMessage[] = "the value is nested too deep for JSON output";
  if (level_ == kMaxLevel) {
    relon_fail(out_.context(), relon_recursion_limit_exceeded, kMessage, sizeof kMessage - 1);
    return false;
  }
  ++level_;
  return true;
}

void Encoder::value(const relon_type& type, const char* p, const Path* path) {
  if (failed()) return;
  switch (type.kind) {
    case relon_type_int:
      return out_.integer(load<int64_t>(p));
    case relon_type_float:
      return floating(load<double>(p), path);
    case relon_type_bool:
      return *p != 0 ? out_.literal("true") : out_.literal("false");
    case relon_type_none:
      return out_.literal("null");
    case relon_type_string:
      return putQuoted(out_, load<relon_string>(p));
    case relon_type_list:
      return list(type, p, path);
    case relon_type_tuple:
      return tuple(type, p, path);
    case relon_type_record:
      return record(type, p, path);
    default:
      return fail(relon_unsupported_closure, path, "a function has no JSON form");
  }
}

void Encoder::floating(double value, const Path* path) {
  if (value - value != 0) return fail(relon_non_finite_float, path, "a Float that is not finite has no JSON form");
  putFloat(out_, value);
}

void Encoder::list(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  const auto list = load<relon_list>(p);
  bool first = true;
  out_.put('[');
  for (int64_t i = 0; i < list.size && !failed(); ++i) {
    beforeItem(first);
    const Path here{path, {nullptr, 0}, i};
    value(*type.element, static_cast<const char*>(list.data) + i * type.element->size, &here);
  }
  afterItems(first, ']');
}

void Encoder::tuple(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  bool first = true;
  out_.put('[');
  for (int64_t i = 0; i < type.field_count; ++i) {
    beforeItem(first);
    const Path here{path, {nullptr, 0}, i};
    value(*type.fields[i].type, p + type.fields[i].offset, &here);
  }
  afterItems(first, ']');
}

// Functions are left out.
void Encoder::declaredField(const relon_type_field& field, const char* p, const Path* path, bool& first) {
  if (field.type->kind == relon_type_closure) return;
  beforeItem(first);
  key(field.name);
  const Path here{path, field.name, -1};
  value(*field.type, p + field.offset, &here);
}

void Encoder::extraField(const relon_extra_field& field, bool& first) {
  beforeItem(first);
  key(field.key);
  indented(field.json);
}

void Encoder::record(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  const auto* extras = type.open != 0 ? load<const relon_extra_fields*>(p + type.undeclared_offset) : nullptr;
  const int64_t extraCount = extras == nullptr ? 0 : extras->size;
  bool first = true;
  int64_t extra = 0;
  out_.put('{');
  for (int64_t i = 0; i < type.field_count && !failed(); ++i) {
    const relon_type_field& field = type.fields[type.by_name[i]];
    while (extra < extraCount && compareText(extras->data[extra].key, field.name) < 0) {
      extraField(extras->data[extra++], first);
    }
    declaredField(field, p, path, first);
  }
  while (extra < extraCount && !failed()) extraField(extras->data[extra++], first);
  afterItems(first, '}');
}

// Compact JSON in the form of the output.
void Encoder::indented(relon_string compact) {
  if (!pretty_) return out_.put(compact);
  const char* end = compact.data + compact.size;
  const int64_t outer = level_;
  for (const char* p = compact.data; p < end && !failed();) {
    if (*p == '"') {
      const char* behind = skipString(p);
      out_.put(p, behind - p);
      p = behind;
      continue;
    }
    const char c = *p++;
    const bool opens = c == '{' || c == '[';
    if (opens && (*p == '}' || *p == ']')) {
      out_.put(c);
      out_.put(*p++);
      continue;
    }
    if (c == '}' || c == ']') {
      --level_;
      lineBreak();
    }
    out_.put(c);
    if (opens) ++level_;
    if (opens || c == ',') lineBreak();
    if (c == ':') out_.put(' ');
  }
  level_ = outer;
}

}

}

extern "C" bool relon_json_encode(relon_context* context, const relon_type* type, const void* value, bool pretty,
                                  relon_string* out) {
  namespace json = relon::runtime::json;
  json::Output output(context);
  const json::Path root;
  json::Encoder(output, pretty).value(*type, static_cast<const char*>(value), &root);
  *out = output.text();
  return context->status == relon_ok;
}
