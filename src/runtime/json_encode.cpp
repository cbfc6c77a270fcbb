#include "runtime/any.h"
#include "runtime/json_encoder.h"
#include "runtime/number.h"

namespace relon::runtime::json {

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
  if (style_ != Style::pretty) return;
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

void Encoder::member(relon_string name, bool& first) {
  beforeItem(first);
  putQuoted(out_, name);
  out_.put(':');
  if (style_ == Style::pretty) out_.put(' ');
}

// Data that a program has nested without end must not exhaust the stack.
bool Encoder::enterLevel() {
  constexpr char kMessage[] = "the value is nested too deep for its text";
  if (level_ == kMaxNesting) {
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
    case relon_type_enum:
    case relon_type_result:
      return enumeration(type, p, path);
    case relon_type_option:
    case relon_type_number:
    case relon_type_given:
      return wrapped(type, p, path);
    case relon_type_dict:
      return dict(type, p, path);
    case relon_type_any:
      return any(*reinterpret_cast<const relon_any*>(p), path);
    default:
      return function(path);
  }
}

void Encoder::floating(double value, const Path* path) {
  if (value - value == 0) return putFloat(out_, value);
  if (style_ != Style::text) {
    const relon_status kind = style_ == Style::plain ? relon_validation_failed : relon_non_finite_float;
    return fail(kind, path, "a Float that is not finite has no JSON form");
  }
  char text[kMaxFloatText];
  out_.put(text, writeFloatText(text, value));
}

void Encoder::function(const Path* path) {
  if (style_ == Style::text) return out_.literal("<closure>");
  const relon_status kind = style_ == Style::plain ? relon_validation_failed : relon_unsupported_closure;
  fail(kind, path, "a function has no JSON form");
}

void Encoder::typeValue(relon_string text, const Path* path) {
  if (style_ == Style::text) return out_.put(text);
  const relon_status kind = style_ == Style::plain ? relon_validation_failed : relon_unsupported_schema;
  fail(kind, path, "a type has no JSON form");
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

namespace {

// Functions, and fields that were not given, are left out of objects.
bool isLeftOut(const relon_type& type, const char* p) {
  switch (type.kind) {
    case relon_type_closure:
      return true;
    case relon_type_option:
      return load<int32_t>(p) == 2;
    case relon_type_given:
      return load<int32_t>(p) == 0;
    case relon_type_any:
      return load<int32_t>(p) >= relon_any_closure;
    default:
      return false;
  }
}

}

void Encoder::declaredField(const relon_type_field& field, const char* p, const Path* path, bool& first) {
  if (isLeftOut(*field.type, p + field.offset)) return;
  member(field.name, first);
  const Path here{path, field.name, -1};
  value(*field.type, p + field.offset, &here);
}

// Declared and undeclared fields, merged.
void Encoder::record(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  const relon_dict none{nullptr, nullptr, 0};
  const auto* kept = type.open != 0 ? load<const relon_dict*>(p + type.undeclared_offset) : nullptr;
  const relon_dict& undeclared = kept == nullptr ? none : *kept;
  bool first = true;
  int64_t next = 0;
  out_.put('{');
  for (int64_t i = 0; i < type.field_count && !failed(); ++i) {
    const relon_type_field& field = type.fields[type.by_name[i]];
    while (next < undeclared.size && compareText(undeclared.keys[next], field.name) < 0) {
      anyEntry(undeclared, next++, path, first);
    }
    declaredField(field, p, path, first);
  }
  while (next < undeclared.size && !failed()) anyEntry(undeclared, next++, path, first);
  afterItems(first, '}');
}

void Encoder::dict(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  const auto dict = load<relon_dict>(p);
  bool first = true;
  out_.put('{');
  for (int64_t i = 0; i < dict.size && !failed(); ++i) {
    const char* item = static_cast<const char*>(dict.values) + i * type.element->size;
    if (isLeftOut(*type.element, item)) continue;
    member(dict.keys[i], first);
    const Path here{path, dict.keys[i], -1};
    value(*type.element, item, &here);
  }
  afterItems(first, '}');
}

namespace {

const relon_type_field& variantOf(const relon_type& type, const char* p) {
  return type.fields[load<int32_t>(p)];
}

const char* payloadOf(const relon_type_field& variant, const char* p) {
  const char* place = p + variant.offset;
  return (variant.flags & relon_field_indirect) != 0 ? load<const char*>(place) : place;
}

}

// An object with the variant's name.
void Encoder::enumeration(const relon_type& type, const char* p, const Path* path) {
  if (!enterLevel()) return;
  const relon_type_field& variant = variantOf(type, p);
  const Path here{path, variant.name, -1};
  bool first = true;
  out_.put('{');
  member(variant.name, first);
  if (variant.type->kind == relon_type_none) {
    out_.literal("{}");
  } else {
    value(*variant.type, payloadOf(variant, p), &here);
  }
  afterItems(first, '}');
}

// The payload's one field, bare; `null` where there is no payload.
void Encoder::wrapped(const relon_type& type, const char* p, const Path* path) {
  const relon_type_field& variant = variantOf(type, p);
  if (variant.type->kind == relon_type_none) return out_.literal("null");
  const relon_type_field& only = variant.type->fields[0];
  value(*only.type, payloadOf(variant, p) + only.offset, path);
}

}

extern "C" bool relon_json_encode(relon_context* context, const relon_type* type, const void* value, bool pretty,
                                  relon_string* out) {
  namespace json = relon::runtime::json;
  json::Output output(context);
  const json::Path root;
  json::Encoder encoder(output, pretty ? json::Style::pretty : json::Style::compact);
  encoder.value(*type, static_cast<const char*>(value), &root);
  *out = output.text();
  return context->status == relon_ok;
}
