#include "generator.h"

#include <algorithm>

// Operators, merges, and accesses that may miss.
namespace relon::fuzz {

namespace {

constexpr const char* kSmallInts[] = {"1", "2", "3", "7", "10", "(-1)", "(-2)", "(-7)"};

}

// Of what an operator with a left side of the type gives that type.
Type Generator::operandType(const Type& type) {
  if (type.kind == Kind::Int || !choices_.chance(30)) return type;
  return type.kind == Kind::Float ? Type{Kind::Int, {}, 0} : numberType();
}

// One operand comes from a variable or a call, so that nothing is found to overflow or to
// be divided by zero before the run.
std::string Generator::arithmetic(const Type& type, int depth) {
  static constexpr const char* kOperators[] = {" + ", " - ", " * ", " / ", " % "};
  if (!type.isNumber()) return "";
  if (choices_.chance(10)) {
    const std::string value = variable(type, 0);
    return value.empty() ? "" : "(-" + value + ")";
  }
  const uint32_t which = choices_.below(5);
  const bool isFloat = type.kind == Kind::Float;
  const Type other = operandType(type);
  const std::string left = isFloat ? expression(type, depth) : variable(type, 0);
  if (left.empty()) return "";
  std::string right = which < 3 || choices_.chance(15) ? expression(other, depth) : choices_.of(kSmallInts);
  if (!isFloat && which >= 3 && right[0] == '0') right = "3";
  if (isFloat && which >= 3) right = "(" + right + " + 0.25)";
  return "(" + left + kOperators[which] + right + ")";
}

std::string Generator::comparison(const Type& type, int depth) {
  static constexpr const char* kOperators[] = {" < ", " > ", " <= ", " >= "};
  if (type.kind != Kind::Bool) return "";
  const Type left = numberType();
  const Type right = numberType();
  const std::string first = expression(left, depth);
  return "(" + first + choices_.of(kOperators) + expression(right, depth) + ")";
}

std::string Generator::equality(const Type& type, int depth) {
  if (type.kind != Kind::Bool) return "";
  const Type compared = choices_.chance(4) ? Type{Kind::Iter, {dataType(0)}, 0} : dataType(2);
  const std::string found = choices_.chance(40) ? hit(compared, depth) : "";
  const std::string first = found.empty() ? expression(compared, depth) : found;
  return "(" + first + (choices_.below(2) == 0 ? " == " : " != ") + expression(compared, depth) + ")";
}

std::string Generator::logic(const Type& type, int depth) {
  if (type.kind != Kind::Bool) return "";
  const uint32_t form = choices_.below(3);
  if (form == 2) return "(!" + expression(choices_.chance(30) ? dataType(1) : type, depth) + ")";
  const std::string left = expression(type, depth);
  return "(" + left + (form == 0 ? " && " : " || ") + expression(type, depth) + ")";
}

std::string Generator::concatenation(const Type& type, int depth) {
  if (type.kind != Kind::String) return "";
  const std::string left = expression(type, depth);
  const Type other = choices_.chance(50) ? type : dataType(1);
  // A schema's values may have a `+` of their own.
  const bool isFree = other.kind != Kind::Schema;
  if (isFree && choices_.chance(20)) return "(" + expression(other, depth) + " + " + left + ")";
  return "(" + left + " + " + expression(other, depth) + ")";
}

std::string Generator::formatted(const Type& type, int depth) {
  if (type.kind != Kind::String) return "";
  std::string text = "f\"<";
  for (uint32_t i = 1 + choices_.below(2); i > 0; --i) {
    const std::string found = choices_.chance(40) ? hit(dataType(1), depth) : "";
    text += "${" + (found.empty() ? expression(choices_.chance(8) ? randomType(1) : dataType(2), depth) : found) + "}|";
  }
  return text + "\"";
}

std::string Generator::merged(const Type& type, int depth) {
  if (type.kind == Kind::Schema) return mergedSchema(type, depth);
  if (type.kind != Kind::Dict) return mergedRecord(type, depth);
  if (choices_.below(2) == 0) return "(" + expression(type, depth) + " + " + expression(type, depth) + ")";
  ++containers_;
  std::string text = "{..." + bound(type, depth) + ", ..." + bound(type, depth) + "}";
  --containers_;
  return text;
}

// An operator that is a method of a schema.
std::string Generator::operated(const Type& type, int depth) {
  std::vector<std::pair<Type, Method>> fitting;
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    Type self = selfType(i);
    for (Type& argument : self.arguments) argument = dataType(0);
    for (const Method& each : declarations_.schemas[i].methods) {
      const bool isIndex = each.symbol == "[" && (each.result == type || each.result.element() == type);
      const bool fits = isIndex || (each.symbol != "[" && substitute(each.result, self.arguments) == type);
      if (fits && !each.symbol.empty()) fitting.push_back({self, each});
    }
  }
  if (fitting.empty()) return "";
  const auto& [self, method] = choices_.of(fitting);
  const std::string left = bound(self, depth);
  if (method.symbol == "[") {
    return left + (method.result == type ? "?[" : "[") + expression(method.parameters[0].type, depth) + "]";
  }
  static constexpr const char* kOrders[] = {" < ", " > ", " <= ", " >= "};
  const bool isEquality = method.symbol == " == " && choices_.below(2) == 1;
  const std::string symbol = method.symbol == " < " ? choices_.of(kOrders) : isEquality ? " != " : method.symbol;
  return "(" + left + symbol + bound(self, depth) + ")";
}

// A value of the schema with other fields: those of a literal, of a dict, of another value.
std::string Generator::mergedSchema(const Type& type, int depth) {
  const SchemaDeclaration declaration = declarations_.schemas[type.index];
  if (declaration.isTuple) return bound(type, depth);
  // `+` does not merge where there is a method for it, perhaps one that is written later.
  const bool mayHaveAdd = owner_ == type.index;
  const bool hasAdd =
      mayHaveAdd || std::ranges::find(declaration.methods, "add", &Method::name) != declaration.methods.end();
  if (std::string text = operated(type, depth); !text.empty()) return text;
  const std::string left = bound(type, depth);
  std::string right;
  ++containers_;
  switch (choices_.below(3)) {
    case 0: {
      const SchemaField& field = choices_.of(declaration.fields);
      right = "{" + field.name + ": " + expression(substitute(field.type, type.arguments), depth) + "}";
      break;
    }
    case 1:
      right = bound(type, depth);
      break;
    default:
      right = bound({Kind::Dict, {dataType(1)}, 0}, depth);
      break;
  }
  --containers_;
  return joined(left, right, !hasAdd);
}

// Read from two dict literals with a dict of both.
std::string Generator::mergedRecord(const Type& type, int depth) {
  if (type.kind == Kind::Fn || !choices_.chance(25)) return "";
  ++containers_;
  const std::string left = "{a: {b: " + expression(type, depth) + "}, c: " + expression(dataType(1), depth) + "}";
  const std::string right = "{a: {d: " + expression(type, depth) + "}}";
  --containers_;
  return "(" + left + " + " + right + ").a." + (choices_.below(2) == 0 ? "b" : "d");
}

// The operands merged in one of the ways to say it.
std::string Generator::joined(const std::string& left, const std::string& right, bool byPlus) {
  const uint32_t form = choices_.below(3);
  if (form == 0 && byPlus) return "(" + left + " + " + right + ")";
  if (form == 1) return left + ".merge(" + right + ")";
  return imported("std/dict") + ".merge(" + left + ", " + right + ")";
}

// Accesses of which one may miss.
std::string Generator::missed(const Type& type, int depth) {
  if (type.kind != Kind::Option || type.element().kind == Kind::Option || holdsFunction(type)) return "";
  Type whole = type.element();
  std::string path;
  const uint32_t more = choices_.below(3);
  for (uint32_t i = 0; i <= more; ++i) {
    const bool mayMiss = i == more || choices_.chance(40);
    path = (mayMiss ? "?" : "") + step(whole) + path;
    if (mayMiss && i < more && choices_.chance(25)) whole = {Kind::Option, {whole}, 0};
  }
  return bound(whole, depth) + path;
}

// The access of a part, whose type becomes that of the whole.
std::string Generator::step(Type& type) {
  const Type part = type;
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    const SchemaDeclaration& schema = declarations_.schemas[i];
    const auto field = std::ranges::find(schema.fields, part, &SchemaField::type);
    if (schema.generics > 0 || schema.isTuple || field == schema.fields.end() || !choices_.chance(40)) continue;
    type = {Kind::Schema, {}, i};
    return "." + field->name;
  }
  switch (choices_.below(4)) {
    case 0:
      type = {Kind::Dict, {part}, 0};
      return ".a";
    case 1:
      type = {Kind::Dict, {part}, 0};
      return "[\"a\"]";
    case 2:
      type = {Kind::List, {part}, 0};
      return "[" + std::to_string(choices_.below(3)) + "]";
    default:
      type = {Kind::Tuple, {part, {}}, 0};
      return ".0";
  }
}

// An Option whose hit stands for itself: in text, conditions and comparisons.
std::string Generator::hit(const Type& type, int depth) {
  return missed({Kind::Option, {type.kind == Kind::Option ? type.element() : type}, 0}, depth);
}

}
