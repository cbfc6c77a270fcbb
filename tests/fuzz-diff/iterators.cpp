#include "generator.h"

#include <algorithm>

// Iterators with a cursor, and what comprehensions walk.
namespace relon::fuzz {

// `xs.iter()`
std::string Generator::iterator(const Type& type, int depth) {
  if (type.kind != Kind::Iter) return "";
  const Type& element = type.element();
  const bool isPair = element.kind == Kind::Tuple && element.arguments.size() == 2;
  if (element.kind == Kind::String && choices_.chance(40)) {
    return expression({Kind::String, {}, 0}, depth) + ".iter()";
  }
  if (isPair && element.arguments[0].kind == Kind::String && choices_.chance(60)) {
    return bound({Kind::Dict, {element.arguments[1]}, 0}, depth) + ".iter()";
  }
  return bound({Kind::List, {element}, 0}, depth) + ".iter()";
}

// One, another name of one, or several in a list.
std::string Generator::iteratorBinding(int depth) {
  Type type{Kind::Iter, {dataType(choices_.chance(50) ? 1 : 0)}, 0};
  const std::vector<Variable> known = iterators();
  if (!known.empty() && choices_.chance(30)) type = choices_.of(known).type;
  std::string value;
  if (choices_.chance(20)) {
    value = apart(1 + choices_.below(3), [&](size_t) { return expression(type, depth - 1); });
    type = {Kind::List, {type}, 0};
  } else {
    const std::string copied = choices_.chance(30) ? variable(type, 0) : "";
    value = copied.empty() ? iterator(type, depth - 1) : copied;
  }
  const bool isTyped = choices_.below(2) == 1;
  const Variable made{fresh("t"), type};
  scope_.push_back(made);
  const std::string text = (isTyped ? spelled(type) + " " : "") + made.name + ": " + value;
  return type.kind == Kind::Iter && choices_.chance(60) ? text + ", " + drain(made, depth - 1) : text;
}

// A field with what an iterator gives: asked for one by one, beside the walk of a list, in
// a function that is called for each element, or in a condition.
std::string Generator::drain(const Variable& iterator, int depth) {
  const Type element = iterator.type.element();
  const Type given{Kind::Option, {element}, 0};
  const std::string next = iterator.name + ".next()";
  Type type{Kind::List, {given}, 0};
  const std::string name = fresh("c");
  ++containers_;
  std::string value;
  switch (choices_.below(5)) {
    case 0:
      value = apart(1 + choices_.below(4), [&](size_t i) { return i == 2 ? expression(given, depth) : next; });
      break;
    case 1: {
      Type walkedElement;
      const std::string source = walked(walkedElement, depth);
      value = "[" + next + " for " + name + " in " + source + (choices_.below(2) == 0 ? "]" : " if " + next + "]");
      break;
    }
    case 2:
      value = bound({Kind::List, {{}}, 0}, depth) + ".map((" + name + ") => " + next + ")";
      break;
    case 3:
      type = {Kind::List, {element}, 0};
      value = bound(type, depth) + ".filter((" + name + ") => " + next + " == Some(" + name + "))";
      break;
    default:
      type = {Kind::List, {element}, 0};
      value = "[" + name + " for " + name + " in " + iterator.name + " if " + next + " != None]";
      break;
  }
  --containers_;
  scope_.push_back({fresh("v"), type});
  return spelled(type) + " " + scope_.back().name + ": " + value;
}

std::vector<Variable> Generator::iterators() const {
  std::vector<Variable> found;
  const auto isIterator = [](const Variable& each) { return each.type.kind == Kind::Iter; };
  std::ranges::copy_if(scope_, std::back_inserter(found), isIterator);
  return found;
}

// What an iterator in scope gives next.
std::string Generator::advanced(const Type& type, int depth) {
  std::vector<Variable> fitting = iterators();
  std::erase_if(fitting, [&](const Variable& each) {
    const bool isOption = type.kind == Kind::Option && type.element() == each.type.element();
    return !isOption && type != each.type.element();
  });
  if (fitting.empty()) return "";
  const Variable source = choices_.of(fitting);
  const std::string next = source.name + ".next()";
  if (type != source.type.element()) return next;
  const bool canDefault = type.kind != Kind::Option;
  if (canDefault && choices_.below(2) == 0) {
    return imported("std/value") + ".default(" + next + ", " + expression(type, depth) + ")";
  }
  const std::string name = fresh("b");
  return "(" + next + " match { Some(" + name + "): " + name + ", None: " + expression(type, depth) + " })";
}

// A list, an iterator, or a value with the method `iter`; the type becomes its element's.
std::string Generator::walked(Type& element, int depth) {
  element = dataType(1);
  const uint32_t form = choices_.below(10);
  if (form == 9) {
    if (std::string text = walkedSchema(element, depth); !text.empty()) return text;
  }
  if (form >= 7) return walkedIterator(element, depth);
  if (form == 6) {
    std::vector<Variable> functions = scope_;
    std::erase_if(functions, [](const Variable& each) {
      return each.type.kind != Kind::List || each.type.element().kind != Kind::Fn;
    });
    if (!functions.empty()) {
      const Variable source = choices_.of(functions);
      element = source.type.element();
      return source.name;
    }
  }
  // The elements of an empty literal have no methods.
  const Type type{Kind::List, {element}, 0};
  const std::string text = expression(type, depth);
  return text.find("[]") == std::string::npos ? text : bound(type, depth);
}

std::string Generator::walkedIterator(Type& element, int depth) {
  const std::vector<Variable> known = iterators();
  if (!known.empty() && choices_.chance(60)) {
    const Variable source = choices_.of(known);
    element = source.type.element();
    return source.name;
  }
  return expression({Kind::Iter, {element}, 0}, depth);
}

std::string Generator::walkedSchema(Type& element, int depth) {
  std::vector<std::pair<uint32_t, Type>> fitting;
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    for (const Method& each : declarations_.schemas[i].methods) {
      if (each.name == "iter" && each.result.kind == Kind::Iter) fitting.emplace_back(i, each.result.element());
    }
  }
  if (fitting.empty()) return "";
  const auto [schema, given] = choices_.of(fitting);
  Type self = selfType(schema);
  for (Type& argument : self.arguments) argument = dataType(0);
  element = given;
  return bound(self, depth);
}

// The method that comprehensions call.
std::string Generator::iterationText(SchemaDeclaration& schema, const Type& self) {
  if (std::ranges::find(schema.methods, "iter", &Method::name) != schema.methods.end()) return "";
  Method made{"iter", {}, {Kind::Iter, {dataType(1)}, 0}};
  std::string text = choices_.below(2) == 0 ? "" : "#derive Iterable ";
  const size_t outside = scope_.size();
  scope_.push_back({"self", self});
  ++containers_;
  // A method is one of its value if it mentions it.
  text += "iter() -> " + spelled(made.result) + ": (self ? " + expression(made.result, 2) + " : " +
          expression(made.result, 1) + ") ";
  --containers_;
  scope_.resize(outside);
  schema.methods.push_back(std::move(made));
  return text;
}

}
