#include "runtime/json_decoder.h"
#include "runtime/number.h"

// Text into values, directed by their types; no value is decoded twice.
namespace relon::runtime::json {

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

void Decoder::forgetFailure() {
  context_->status = relon_ok;
  context_->message = {"", 0};
}

const char* Decoder::value(const relon_type& type, const char* p, char* out, const Path* path) {
  if (type.open == 0 || *p != '{') return valueOf(type, p, out, path);
  if (depth_ == kMaxSchemaDepth) {
    Output message(context_);
    message.literal("the value is nested deeper than 50 schemas");
    failAt(context_, relon_recursion_limit_exceeded, text_, p, path, message);
    return nullptr;
  }
  ++depth_;
  const char* behind = valueOf(type, p, out, path);
  --depth_;
  return behind;
}

const char* Decoder::valueOf(const relon_type& type, const char* p, char* out, const Path* path) {
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
    case relon_type_enum:
      return enumeration(type, p, out, path);
    case relon_type_option:
      return option(type, p, out, path);
    case relon_type_result:
      return result(type, p, out, path);
    case relon_type_number:
      return number(type, p, out, path);
    case relon_type_given:
      return onlyField(type, 1, p, out, path);
    case relon_type_dict:
      return dict(type, p, out, path);
    case relon_type_any:
      return any(type, p, out, path);
    default:
      return mismatch(type, p, path);
  }
}

const char* Decoder::none(const relon_type& type, const char* p, const Path* path) {
  return *p == 'n' ? p + 4 : mismatch(type, p, path);
}

const char* Decoder::boolean(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != 't' && *p != 'f') return mismatch(type, p, path);
  store(out, *p == 't');
  return skipValue(p, end_);
}

const char* Decoder::integer(const relon_type& type, const char* p, char* out, const Path* path) {
  if (!isNumber(p)) return mismatch(type, p, path);
  const char* behind = skipNumber(p, end_);
  int64_t value = 0;
  if (!isIntegerToken(p, behind) || !readInt(p, behind, value)) return mismatch(type, p, path);
  store(out, value);
  return behind;
}

const char* Decoder::floating(const relon_type& type, const char* p, char* out, const Path* path) {
  if (!isNumber(p)) return mismatch(type, p, path);
  const char* behind = skipNumber(p, end_);
  const double value = parseFloat(p, behind);
  if (__builtin_isinf(value)) return mismatch(type, p, path);
  store(out, value);
  return behind;
}

const char* Decoder::string(const relon_type& type, const char* p, char* out, const Path* path) {
  if (*p != '"') return mismatch(type, p, path);
  const StringToken token = scanString(p);
  relon_string value;
  if (!unescape(context_, token, value)) return nullptr;
  store(out, value);
  return token.end + 1;
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
  store(out, relon_list{builder.data, builder.size});
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

}

extern "C" {

bool relon_json_decode(relon_context* context, const relon_type* type, relon_string text, void* out) {
  namespace json = relon::runtime::json;
  if (!json::checkSyntax(context, text)) return false;
  const json::Path root;
  json::Decoder decoder(context, text, relon_type_mismatch);
  return decoder.value(*type, json::skipSpace(text.data), static_cast<char*>(out), &root) != nullptr;
}

bool relon_json_decode_arguments(relon_context* context, const relon_type* parameters, relon_string text, void* out) {
  namespace json = relon::runtime::json;
  if (!json::checkSyntax(context, text)) return false;
  json::Decoder decoder(context, text, relon_main_arg_type_mismatch);
  return decoder.arguments(*parameters, json::skipSpace(text.data), static_cast<char*>(out));
}
}
