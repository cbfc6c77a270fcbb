#include "relon/callable.h"
#include "runtime/any.h"
#include "runtime/json_encoder.h"
#include "runtime/number.h"

// The text form of values of any type.
namespace relon::runtime {

namespace {

using json::Output;

// Tuples take the text form of their elements, everything else that holds values is JSON.
void putText(Output& out, const Any& value, int64_t depth);

void putTuple(Output& out, const List<Any>& elements, int64_t depth) {
  out.put('(');
  for (int64_t i = 0; i < elements.size; ++i) {
    if (i > 0) out.literal(", ");
    putText(out, elements[i], depth + 1);
  }
  if (elements.size == 1) out.put(',');
  out.put(')');
}

void putFloatText(Output& out, double value) {
  char text[kMaxFloatText];
  out.put(text, writeFloatText(text, value));
}

void putJson(Output& out, const Any& value) {
  const json::Path root;
  json::Encoder(out, json::Style::text).any(value, &root);
}

void putText(Output& out, const Any& value, int64_t depth) {
  auto& context = static_cast<Context&>(*out.context());
  if (context.failed() || !context.charge(1) || tooDeep(context, depth)) return;
  switch (value.tag) {
    case relon_any_float:
      return putFloatText(out, value.as.number);
    case relon_any_string:
    case relon_any_other:
      return out.put(value.as.string);
    case relon_any_tuple:
      return putTuple(out, value.elements(), depth);
    case relon_any_closure:
      return out.literal("<closure>");
    default:
      return putJson(out, value);
  }
}

}

String textOf(Context& context, const Any& value) {
  if (value.tag == relon_any_string) return {value.as.string.data, value.as.string.size};
  Output out(&context);
  putText(out, value, 0);
  const relon_string text = out.text();
  return {text.data, text.size};
}

}

extern "C" {

void relon_any_text(relon::Context& context, const relon::Any& value, relon::String& result) {
  result = relon::runtime::textOf(context, value);
}

void relon_to_json(relon::Context& context, const relon::Any& value, relon::String& result) {
  using namespace relon::runtime::json;
  Output out(&context);
  const Path root;
  Encoder(out, Style::plain).any(value, &root);
  const relon_string text = out.text();
  result = {text.data, text.size};
}
}

RELON_CALLABLE(relon_to_json, "_to_json", relon::pure, "a value as JSON text, variants without their tags");
RELON_CALLABLE(relon_any_text, "_any_text", relon::pure, "the text form of a value");
