#include "generator.h"

// Literals and constructors, each of one kind of type.
namespace relon::fuzz {

namespace {

constexpr const char* kInts[] = {"0",         "1",    "2",    "3",   "7",    "10",         "100",
                                 "(-1)",      "(-5)", "0x1F", "255", "1000", "1234567890", "9007199254740993",
                                 "4294967296"};
constexpr const char* kFloats[] = {"0.0",    "1.5",   "0.1", "(-2.5)", "1e3",  "2.5e-8",        "1e300",
                                   "(-0.0)", "100.0", "3.0", "0.5",    "1e-6", "123456789.125", "1e21"};
constexpr const char* kStrings[] = {R"("a")",
                                    R"("")",
                                    R"("hello world")",
                                    R"("Straße İı")",
                                    R"("é\u0301 ﬁ")",
                                    R"("a,b,,c")",
                                    R"("2024-02-29")",
                                    R"("x@y.org")",
                                    R"("127.0.0.1")",
                                    R"("ΑΣ Σ")",
                                    R"("line\n\ttab\"q\"")",
                                    R"("😀 \u{1F600}")",
                                    R"(r"raw\d")",
                                    R"("::1")",
                                    R"("0")",
                                    R"("  pad ")"};
constexpr const char* kKeys[] = {"a", "b", "c", "\"b c\"", "z9", "\"é\"", "d", "A"};

}

std::string Generator::intLiteral() {
  return choices_.of(kInts);
}

std::string Generator::floatLiteral() {
  return choices_.of(kFloats);
}

std::string Generator::stringLiteral() {
  return choices_.of(kStrings);
}

std::string Generator::literal(const Type& type, int depth) {
  switch (type.kind) {
    case Kind::Int:
      return intLiteral();
    case Kind::Float:
      return floatLiteral();
    case Kind::Number:
      return choices_.below(2) == 0 ? intLiteral() : floatLiteral();
    case Kind::Bool:
      return choices_.below(2) == 0 ? "true" : "false";
    case Kind::String:
      return stringLiteral();
    case Kind::List:
      return list(type, depth - 1);
    case Kind::Dict:
      return dict(type, depth - 1);
    case Kind::Tuple:
      return tuple(type, depth - 1);
    case Kind::Option:
      if (nesting_ < 2 && choices_.chance(25)) {
        if (std::string text = missed(type, 0); !text.empty()) return text;
      }
      if (nesting_ > 2 || choices_.below(3) == 0) return choices_.chance(10) ? "Option.None" : "None";
      return (choices_.chance(10) ? "Option.Some(" : "Some(") + expression(type.element(), depth - 1) + ")";
    case Kind::Result:
      return choices_.below(2) == 0 ? "Ok(" + expression(type.arguments[0], depth - 1) + ")"
                                    : "Err(" + expression(type.arguments[1], depth - 1) + ")";
    case Kind::Enum:
      return enumValue(type, depth - 1);
    case Kind::Schema:
      return schemaValue(type, depth - 1);
    case Kind::Fn:
      return lambda(type, depth);
    case Kind::Iter:
      return iterator(type, depth - 1);
    case Kind::Parameter:
    case Kind::Any:
      break;
  }
  return "0";
}

std::string Generator::list(const Type& type, int depth) {
  if (type.kind != Kind::List) return "";
  const uint32_t count = nesting_ > 2 ? 0 : choices_.below(4);
  const bool isForward = choices_.chance(30);
  bool isAfterItem = false;
  ++containers_;
  ++loops_;
  std::string items = listed(count, [&](size_t i) {
    const bool isSpread = !isForward && depth > 0 && choices_.chance(10);
    const bool isFirst = i == 0;
    const bool isLast = i + 1 == count;
    const bool hasItem = isForward ? !isLast : isAfterItem;
    isAfterItem = !isSpread;
    if (isSpread) return "..." + expression(type, depth - 1);
    if (!hasItem && !(isForward ? isLast : isFirst)) return expression(type.element(), depth);
    items_.push_back({type.element(), isForward ? "&next" : "&prev", !hasItem});
    std::string item = expression(type.element(), depth);
    items_.pop_back();
    return item;
  });
  --loops_;
  --containers_;
  return "[" + items + "]";
}

std::string Generator::comprehension(const Type& type, int depth) {
  if (type.kind != Kind::List) return "";
  Type element;
  const std::string values = walked(element, depth);
  const std::string name = fresh("c");
  scope_.push_back({name, element});
  ++containers_;
  ++loops_;
  std::string text = "[" + expression(type.element(), depth) + " for " + name + " in " + values;
  if (choices_.chance(40)) text += " if " + expression({Kind::Bool, {}, 0}, depth);
  --loops_;
  --containers_;
  scope_.pop_back();
  return text + "]";
}

std::string Generator::dict(const Type& type, int depth) {
  if (type.kind != Kind::Dict) return "";
  const uint32_t count = nesting_ > 2 ? 0 : choices_.below(4);
  ++containers_;
  uint32_t next = 0;
  std::string items = listed(count, [&](size_t) {
    if (choices_.chance(10)) return "..." + bound(type, depth - 1);
    const bool isComputed = choices_.chance(15);
    next += choices_.below(2);
    const std::string key =
        isComputed ? "[<String> " + expression({Kind::String, {}, 0}, depth - 1) + "]" : std::string(kKeys[next]);
    ++next;
    return key + ": " + expression(type.element(), depth);
  });
  --containers_;
  return "{" + items + "}";
}

std::string Generator::tuple(const Type& type, int depth) {
  if (type.kind != Kind::Tuple) return "";
  ++containers_;
  std::string items = listed(type.arguments.size(), [&](size_t i) { return expression(type.arguments[i], depth); });
  --containers_;
  return "(" + items + (type.arguments.size() == 1 ? ",)" : ")");
}

std::string Generator::enumValue(const Type& type, int depth) {
  if (type.kind != Kind::Enum) return "";
  const EnumDeclaration declaration = declarations_.enums[type.index];
  const Variant& variant =
      nesting_ > 2 || depth < -1 ? declaration.variants.front() : choices_.of(declaration.variants);
  std::string text = declaration.name + "." + variant.name;
  if (variant.payload == Payload::Unit) return choices_.chance(10) ? "(" + text + " {})" : text;
  const bool isTuple = variant.payload == Payload::Tuple;
  ++nesting_;
  ++containers_;
  const std::string fields = listed(variant.fields.size(), [&](size_t i) {
    const Field& field = variant.fields[i];
    return (isTuple ? "" : field.name + ": ") + expression(substitute(field.type, type.arguments), depth);
  });
  const std::string more = isTuple || !choices_.chance(10) ? "" : ", note: " + expression(dataType(1), depth);
  --containers_;
  --nesting_;
  return text + (isTuple ? "(" + fields + ")" : " { " + fields + more + " }");
}

// `{ k1: 1, k2: "a" }`, for where the schema stands beside it.
std::string Generator::schemaFields(const Type& type, int depth) {
  const SchemaDeclaration declaration = declarations_.schemas[type.index];
  if (declaration.isTuple) return tupleFields(declaration, type, depth);
  std::string text;
  ++nesting_;
  ++containers_;
  for (const SchemaField& field : declaration.fields) {
    const bool isOptional = field.type.kind == Kind::Option || !field.defaultValue.empty();
    if (isOptional && (nesting_ > 2 || choices_.chance(40))) continue;
    text += (text.empty() ? "" : ", ") + field.name + ": " + slotted(substitute(field.type, type.arguments), depth);
  }
  --containers_;
  --nesting_;
  return "{" + text + "}";
}

// `(1, "a")`
std::string Generator::tupleFields(const SchemaDeclaration& declaration, const Type& type, int depth) {
  ++nesting_;
  ++containers_;
  std::string text = listed(declaration.fields.size(), [&](size_t i) {
    return slotted(substitute(declaration.fields[i].type, type.arguments), depth);
  });
  --containers_;
  --nesting_;
  return "(" + text + ")";
}

std::string Generator::schemaValue(const Type& type, int depth) {
  if (type.kind != Kind::Schema) return "";
  if (nesting_ < 2 && choices_.chance(20)) return mergedSchema(type, depth);
  if (choices_.chance(30)) return "(#brand " + spelled(type) + " " + schemaFields(type, depth) + ")";
  const std::string name = fresh("s");
  ++containers_;
  std::string fields = schemaFields(type, depth);
  --containers_;
  return "(" + name + " where { " + spelled(type) + " " + name + ": " + fields + " })";
}

std::string Generator::openLambda(const Type& type, int depth) {
  const size_t outside = scope_.size();
  const std::string parameters = listed(type.arity(), [&](size_t i) {
    scope_.push_back({fresh("a"), type.arguments[i]});
    return scope_.back().name;
  });
  ++containers_;
  std::string body = expression(type.result(), depth - 1);
  --containers_;
  scope_.resize(outside);
  return "((" + parameters + ") => " + body + ")";
}

std::string Generator::lambda(const Type& type, int depth) {
  const size_t outside = scope_.size();
  const std::string parameters = listed(type.arity(), [&](size_t i) {
    scope_.push_back({fresh("a"), type.arguments[i]});
    return spelled(type.arguments[i]) + " " + scope_.back().name;
  });
  ++containers_;
  std::string body = expression(type.result(), depth);
  --containers_;
  scope_.resize(outside);
  return "((" + parameters + ") -> " + spelled(type.result()) + " => " + body + ")";
}

}
