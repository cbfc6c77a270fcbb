#include "generator.h"

// JSON that fits the parameters, and now and then does not.
namespace relon::fuzz {

namespace {

constexpr const char* kInts[] = {"0",
                                 "1",
                                 "2",
                                 "-1",
                                 "5",
                                 "10",
                                 "42",
                                 "-17",
                                 "63",
                                 "100000",
                                 "4294967296",
                                 "9223372036854775807",
                                 "-9223372036854775808",
                                 "9007199254740993"};
constexpr const char* kFloats[] = {"0.0",  "1.5",  "3",     "-2.25",    "1e-7",      "0.1",
                                   "1e21", "-0.0", "1e308", "2.5e-300", "12345.678", "5e-324"};
constexpr const char* kStrings[] = {R"("")",           R"("a")",       R"("b c")", R"("ünï")",          R"("a,b")",
                                    R"("\u00e9")",     R"("\n\"\\/")", R"("😀")",  R"("\ud83d\ude00")", R"("10")",
                                    R"("2023-02-29")", R"("ǆ ŉ")"};
constexpr const char* kKeys[] = {R"("a")", R"("b")", R"("c")", R"("b c")", R"("é")"};
constexpr const char* kWrong[] = {
    "null",  "1",     "\"x\"",         "[]",          "{}",          "1.5",       "true", "99999999999999999999",
    "[1,2]", "1e400", R"({"Some":1})", R"({"a":{}})", "\"\\ud800\"", "{\"a\" 1}", "01"};

}

std::string Generator::argumentsText() {
  std::string text =
      "{" +
      listed(parameters_.size(),
             [&](size_t i) { return "\"" + parameters_[i].name + "\":" + json(parameters_[i].type, 3); }) +
      "}";
  if (choices_.chance(2)) text.insert(text.size() - 1, std::string(parameters_.empty() ? "" : ",") + "\"more\":1");
  return text;
}

std::string Generator::wrongJson() {
  return choices_.of(kWrong);
}

std::string Generator::json(const Type& type, int depth) {
  if (choices_.below(150) == 149) return wrongJson();
  const uint32_t count = depth <= 0 ? 0 : choices_.below(4);
  const uint32_t first = choices_.below(static_cast<uint32_t>(std::size(kKeys)));
  const auto element = [&](size_t) { return json(type.element(), depth - 1); };
  switch (type.kind) {
    case Kind::Int:
      return choices_.below(4) != 3 ? std::to_string(choices_.below(20)) : choices_.of(kInts);
    case Kind::Float:
      return choices_.of(kFloats);
    case Kind::Number:
      return json({choices_.below(2) == 0 ? Kind::Int : Kind::Float, {}, 0}, depth);
    case Kind::Bool:
      return choices_.below(2) == 0 ? "true" : "false";
    case Kind::String:
      return choices_.of(kStrings);
    case Kind::List:
      return "[" + listed(count, element) + "]";
    case Kind::Dict:
      // Keys differ: the executors do not agree whether repeated ones count as elements.
      return "{" + listed(count, [&](size_t i) { return kKeys[(first + i) % std::size(kKeys)] + (":" + element(i)); }) +
             "}";
    case Kind::Tuple:
      return "[" + listed(type.arguments.size(), [&](size_t i) { return json(type.arguments[i], depth - 1); }) + "]";
    case Kind::Schema:
      return jsonOfSchema(type, depth);
    case Kind::Option:
    case Kind::Result:
    case Kind::Enum:
      return jsonOfVariant(type, depth);
    case Kind::Fn:
    case Kind::Iter:
    case Kind::Parameter:
    case Kind::Any:
      break;
  }
  return wrongJson();
}

std::string Generator::jsonOfVariant(const Type& type, int depth) {
  if (type.kind == Kind::Option) {
    if (depth <= 0 || choices_.below(3) == 0) return choices_.below(4) == 3 ? "\"None\"" : "null";
    const std::string value = json(type.element(), depth - 1);
    const uint32_t form = choices_.below(4);
    return form < 2 ? value : form == 2 ? "{\"Some\":" + value + "}" : "{\"Some\":{\"value\":" + value + "}}";
  }
  if (type.kind == Kind::Result) {
    const uint32_t side = choices_.below(2);
    const std::string value = json(type.arguments[side], depth - 1);
    const std::string head = side == 0 ? "{\"Ok\":" : "{\"Err\":";
    if (choices_.below(2) == 0) return head + value + "}";
    return head + (side == 0 ? "{\"value\":" : "{\"error\":") + value + "}}";
  }
  const EnumDeclaration declaration = declarations_.enums[type.index];
  const Variant& variant = depth <= 0 ? declaration.variants.front() : choices_.of(declaration.variants);
  if (variant.payload == Payload::Unit) {
    return choices_.below(2) == 0 ? "\"" + variant.name + "\"" : "{\"" + variant.name + "\":{}}";
  }
  const bool isTuple = variant.payload == Payload::Tuple;
  const std::string fields = listed(variant.fields.size(), [&](size_t i) {
    const Field& field = variant.fields[i];
    return (isTuple ? "" : "\"" + field.name + "\":") + json(substitute(field.type, type.arguments), depth - 1);
  });
  return "{\"" + variant.name + "\":" + (isTuple ? "[" + fields + "]" : "{" + fields + "}") + "}";
}

std::string Generator::jsonOfSchema(const Type& type, int depth) {
  const SchemaDeclaration declaration = declarations_.schemas[type.index];
  if (declaration.isTuple) {
    return "[" +
           listed(declaration.fields.size(),
                  [&](size_t i) { return json(substitute(declaration.fields[i].type, type.arguments), depth - 1); }) +
           "]";
  }
  std::string text;
  for (const SchemaField& field : declaration.fields) {
    const bool isOptional = field.type.kind == Kind::Option || !field.defaultValue.empty();
    if (isOptional && (depth <= 0 || choices_.chance(40))) continue;
    text +=
        (text.empty() ? "\"" : ",\"") + field.name + "\":" + json(substitute(field.type, type.arguments), depth - 1);
  }
  if (choices_.chance(5)) text += std::string(text.empty() ? "" : ",") + "\"extra\":[1,null]";
  return "{" + text + "}";
}

}
