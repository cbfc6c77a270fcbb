#include "generator.h"

#include <algorithm>

// The enums and schemas of a program. They mention what is declared before them; enums
// without type parameters also themselves, and schemas in Options and lists.
namespace relon::fuzz {

void Generator::declareAll() {
  for (uint32_t i = choices_.below(3); i > 0; --i) declare(enumText());
  for (uint32_t i = choices_.below(3); i > 0; --i) declare(schemaText());
  if (choices_.chance(20)) declare(extensionText());
}

// The order of declarations does not matter.
void Generator::declare(std::string text) {
  const auto last = static_cast<uint32_t>(declarationTexts_.size());
  declarationTexts_.insert(declarationTexts_.begin() + (last - choices_.below(last + 1)), std::move(text));
}

Type Generator::declaredType(int depth, uint32_t generics) {
  if (generics > 0 && choices_.chance(40)) return {Kind::Parameter, {}, choices_.below(generics)};
  return dataType(depth);
}

// None mostly, one in so many cases, seldom two.
uint32_t Generator::genericCount(uint32_t cases) {
  return choices_.below(cases) + 1 < cases ? 0 : choices_.chance(30) ? 2 : 1;
}

std::string Generator::enumText() {
  EnumDeclaration made{fresh("E"), genericCount(3), {}};
  if (made.generics == 0) declarations_.enums.push_back(made);
  // The simplest variant comes first and ends recursion.
  made.variants.push_back({fresh("U"), Payload::Unit, {}});
  std::string variants = made.variants.front().name;
  for (uint32_t i = 1 + choices_.below(3); i > 0; --i) {
    Variant variant{fresh("V"), static_cast<Payload>(choices_.below(3)), {}};
    variants += ", " + variantText(variant, made.generics);
    made.variants.push_back(std::move(variant));
  }
  if (made.generics == 0) declarations_.enums.pop_back();
  declarations_.enums.push_back(made);
  return "#enum " + made.name + genericsText(made.generics) + " { " + variants + " }\n";
}

std::string Generator::variantText(Variant& variant, uint32_t generics) {
  if (variant.payload == Payload::Unit) return variant.name;
  const bool isTuple = variant.payload == Payload::Tuple;
  const std::string fields = listed(1 + choices_.below(3), [&](size_t i) {
    const Field field{isTuple ? std::to_string(i) : fresh("x"), declaredType(1, generics)};
    variant.fields.push_back(field);
    return (isTuple ? "" : field.name + ": ") + spelled(field.type);
  });
  return variant.name + (isTuple ? " (" + fields + ")" : " { " + fields + " }");
}

std::string Generator::predicate(const Type& type) {
  static constexpr const char* kOfNumbers[] = {"(n) => n > -1000", "(n) => n != 3", "(n) => n < 10000"};
  static constexpr const char* kOfStrings[] = {"(s) => len(s) < 40", "(s) => !s.contains(\"@\")", "(s) => s"};
  if (type.isNumber() && choices_.chance(30)) return choices_.of(kOfNumbers);
  if (type.kind == Kind::String && choices_.chance(30)) return choices_.of(kOfStrings);
  if (type.kind == Kind::List && choices_.chance(20)) return "(l) => l.len() < 3";
  if (type.kind == Kind::Dict && choices_.chance(20)) return "(d) => !d.has_key(\"b\")";
  if (type.kind != Kind::Parameter && choices_.chance(5)) return "(v) => v != " + literal(type, 1);
  return "*";
}

// Computed from fields that are not computed themselves.
std::string Generator::computedDefault(const SchemaDeclaration& schema, const Type& type) {
  const std::string self = fresh("s");
  const size_t outside = scope_.size();
  for (const SchemaField& field : schema.fields) {
    if (!field.isComputed) scope_.push_back({self + "." + field.name, field.type});
  }
  std::string text = "(" + self + ") => (" + expression(type, 2) + ")";
  scope_.resize(outside);
  return text;
}

std::string Generator::fieldText(const SchemaField& field) {
  std::string text = field.defaultValue.empty() ? "" : "#default " + field.defaultValue + " ";
  if (field.predicate != "*" && choices_.chance(30)) text += "#expect \"what fits\" ";
  return text + spelled(field.type) + " " + field.name + ": " + field.predicate;
}

std::string Generator::newField(SchemaDeclaration& schema) {
  SchemaField field{{fresh("k"), declaredType(1, schema.generics)}, "", "*"};
  field.predicate = predicate(field.type);
  const bool isClosed = schema.generics == 0 && field.type.kind != Kind::Schema;
  if (isClosed && choices_.chance(20)) {
    // In parentheses for the same reason as the bodies of methods.
    field.isComputed = choices_.chance(40);
    field.defaultValue = field.isComputed ? computedDefault(schema, field.type) : "(" + literal(field.type, 1) + ")";
  }
  schema.fields.push_back(field);
  return fieldText(field);
}

// `A + `, for a schema without type parameters that nothing is composed from yet.
std::string Generator::composition(SchemaDeclaration& schema) {
  std::vector<uint32_t> bases;
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    const auto isOf = [&](const SchemaDeclaration& each) { return each.base == i; };
    const SchemaDeclaration& each = declarations_.schemas[i];
    if (each.generics == 0 && !each.isTuple && std::ranges::none_of(declarations_.schemas, isOf)) bases.push_back(i);
  }
  if (bases.empty() || schema.generics > 0) return "";
  schema.base = choices_.of(bases);
  const SchemaDeclaration& base = declarations_.schemas[*schema.base];
  schema.fields = base.fields;
  // Operators of a value of it give one of the base.
  schema.methods = base.methods;
  std::erase_if(schema.methods, &Method::isInternal);
  for (Method& each : schema.methods) each.symbol.clear();
  return base.name + " + ";
}

std::string Generator::schemaText() {
  const uint32_t form = choices_.below(6);
  SchemaDeclaration made{fresh("S"), genericCount(4), form == 5, std::nullopt, {}, {}};
  if (made.isTuple) return tupleText(std::move(made));
  const auto index = static_cast<uint32_t>(declarations_.schemas.size());
  const std::string base = form == 4 ? composition(made) : "";
  std::string fields = listed(1 + choices_.below(4), [&](size_t) { return newField(made); });
  declarations_.schemas.push_back(made);
  if (made.generics == 0 && choices_.chance(20)) {
    const Type self{Kind::Schema, {}, index};
    made.fields.push_back({{fresh("k"), {Kind::Option, {self}, 0}}, "", "*"});
    fields += ", " + fieldText(made.fields.back());
  }
  declarations_.schemas[index] = made;
  owner_ = index;
  std::string methods = choices_.chance(20) ? internalMethod(made, selfType(index)) : "";
  if (choices_.chance(50)) {
    made.methods.emplace_back();
    methods += methodText(made.methods.back(), selfType(index)) + " ";
    declarations_.schemas[index] = made;
  }
  for (uint32_t i = choices_.chance(25) ? 1 + choices_.below(2) : 0; i > 0; --i) {
    methods += operatorText(made, selfType(index));
    declarations_.schemas[index] = made;
  }
  if (choices_.chance(15)) {
    methods += iterationText(made, selfType(index));
    declarations_.schemas[index] = made;
  }
  owner_.reset();
  if (!methods.empty()) methods = " with { " + methods + "}";
  return "#schema " + made.name + genericsText(made.generics) + " " + base + "{ " + fields + " }" + methods + "\n";
}

std::string Generator::internalMethod(SchemaDeclaration& schema, const Type& self) {
  Method made;
  std::string text = "#internal " + methodText(made, self) + " ";
  made.isInternal = true;
  schema.methods.push_back(std::move(made));
  declarations_.schemas[self.index] = schema;
  return text;
}

std::string Generator::tupleText(SchemaDeclaration made) {
  const std::string elements = listed(2 + choices_.below(2), [&](size_t i) {
    made.fields.push_back({{std::to_string(i), declaredType(1, made.generics)}, "", "*"});
    return spelled(made.fields.back().type);
  });
  declarations_.schemas.push_back(made);
  return "#schema " + made.name + genericsText(made.generics) + " (" + elements + ")\n";
}

// The schema with its own type parameters.
Type Generator::selfType(uint32_t schema) {
  Type self{Kind::Schema, {}, schema};
  for (uint32_t i = 0; i < declarations_.schemas[schema].generics; ++i) {
    self.arguments.push_back({Kind::Parameter, {}, i});
  }
  return self;
}

namespace {

struct OperatorRow {
  const char* name;
  const char* symbol;
  const char* constraint;
};
constexpr OperatorRow kOperators[] = {{"add", " + ", "Addable"},       {"lt", " < ", "Comparable"},
                                      {"eq", " == ", "Equatable"},     {"sub", " - ", "Subtractable"},
                                      {"mul", " * ", "Multiplicable"}, {"div", " / ", "Divisible"},
                                      {"rem", " % ", "Modable"},       {"index", "[", "Indexable"}};

}

// A method that an operator calls; nothing where there is one of that name.
std::string Generator::operatorText(SchemaDeclaration& schema, const Type& self) {
  const OperatorRow& row = choices_.of(kOperators);
  if (std::ranges::find(schema.methods, row.name, &Method::name) != schema.methods.end()) return "";
  const std::string_view name = row.name;
  Method made{row.name, {{fresh("o"), self}}, self, row.symbol};
  if (name == "lt" || name == "eq") made.result = {Kind::Bool, {}, 0};
  if (name == "index") {
    made.parameters[0] = {"key", {choices_.below(2) == 0 ? Kind::String : Kind::Int, {}, 0}};
    made.result = {Kind::Option, {dataType(0)}, 0};
  }
  const Field& other = made.parameters[0];
  const std::string spelling = other.type == self ? "Self" : spelled(other.type);
  const std::string result = made.result == self ? "Self" : spelled(made.result);
  std::string text = choices_.below(2) == 0 ? "" : std::string("#derive ") + row.constraint + " ";
  text += made.name + "(" + other.name + ": " + spelling + ") -> " + result + ": ";
  // Known, but not called, in its own body.
  declarations_.schemas[self.index].methods.push_back({made.name, {}, {Kind::Any, {}, 0}});
  const size_t outside = scope_.size();
  scope_.push_back({"self", self});
  scope_.push_back({other.name, other.type});
  ++containers_;
  // A method is one of its value if it mentions it.
  const bool isOfSelf = made.result == self;
  text += "(!self ? " + (isOfSelf ? "self" : expression(made.result, 1)) + " : ";
  text += (isOfSelf && schema.generics > 0 ? variable(self, 0) : expression(made.result, 2)) + ")";
  --containers_;
  scope_.resize(outside);
  schema.methods.push_back(std::move(made));
  return text + " ";
}

std::string Generator::methodText(Method& made, const Type& self) {
  made = {fresh("m"), {}, dataType(1)};
  const size_t outside = scope_.size();
  scope_.push_back({"self", self});
  const std::string parameters = listed(choices_.below(3), [&](size_t) {
    made.parameters.push_back({fresh("a"), dataType(1)});
    scope_.push_back({made.parameters.back().name, made.parameters.back().type});
    return made.parameters.back().name + ": " + spelled(made.parameters.back().type);
  });
  ++containers_;
  std::string body = slotted(made.result, 2);
  // `?[` is read as a conditional where a `:` follows.
  if (body.find("?[") != std::string::npos) body = "(" + body + ")";
  --containers_;
  scope_.resize(outside);
  return made.name + "(" + parameters + ") -> " + spelled(made.result) + ": " + body;
}

std::string Generator::extensionText() {
  static constexpr Kind kTargets[] = {Kind::Int, Kind::String, Kind::Float, Kind::Bool, Kind::Number};
  Extension made{{choices_.of(kTargets), {}, 0}, {}};
  const auto schema = choices_.below(static_cast<uint32_t>(declarations_.schemas.size() + 1));
  // Types are extended under plain names.
  const auto isPlain = [](const std::string& name) { return name.find('.') == std::string::npos; };
  const bool isNamed = schema > 0 && isPlain(declarations_.schemas[schema - 1].name);
  const bool isSchema = isNamed && !declarations_.schemas[schema - 1].isTuple;
  if (isSchema && declarations_.schemas[schema - 1].generics == 0) made.self = {Kind::Schema, {}, schema - 1};
  if (choices_.chance(20)) made.self = {Kind::List, {{Kind::Parameter, {}, 0}}, 0};
  const Type other = dataType(1);
  const bool isEnum = other.kind == Kind::Enum && other.arguments.empty() && isPlain(spelled(other));
  if (isEnum) made.self = other;
  const std::string method = methodText(made.method, made.self);
  std::string text = "#extend " + spelled(made.self) + " with { " + method + " }\n";
  declarations_.extensions.push_back(std::move(made));
  return text;
}

}
