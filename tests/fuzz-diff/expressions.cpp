#include "generator.h"

#include <algorithm>

namespace relon::fuzz {

std::string Generator::expression(const Type& type, int depth) {
  static constexpr Form kAnyType[] = {
      &Generator::variable, &Generator::library,   &Generator::ternary, &Generator::called,  &Generator::whereBlock,
      &Generator::matched,  &Generator::accessed,  &Generator::indexed, &Generator::method,  &Generator::projected,
      &Generator::piped,    &Generator::reference, &Generator::dynamic, &Generator::library, &Generator::matched,
  };
  static constexpr Form kScalars[] = {&Generator::arithmetic, &Generator::comparison,    &Generator::equality,
                                      &Generator::logic,      &Generator::concatenation, &Generator::formatted,
                                      &Generator::library,    &Generator::library};
  static constexpr Form kContainers[] = {&Generator::list,      &Generator::comprehension, &Generator::dict,
                                         &Generator::merged,    &Generator::tuple,         &Generator::missed,
                                         &Generator::enumValue, &Generator::schemaValue,   &Generator::iterator};
  // What uses something that the program declares.
  static constexpr Form kNamed[] = {&Generator::variable, &Generator::method, &Generator::called,
                                    &Generator::accessed, &Generator::piped,  &Generator::decorated,
                                    &Generator::advanced};
  if (depth <= 0) return leaf(type);
  std::string text = choices_.chance(10) ? advanced(type, depth - 1) : "";
  if (!text.empty()) return text;
  switch (choices_.below(3)) {
    case 0:
      text = (this->*choices_.of(kAnyType))(type, depth - 1);
      break;
    case 1:
      text = (this->*choices_.of(kScalars))(type, depth - 1);
      break;
    default:
      text = (this->*choices_.of(kContainers))(type, depth - 1);
      break;
  }
  if (text.empty()) text = (this->*choices_.of(kNamed))(type, depth - 1);
  return text.empty() ? leaf(type) : text;
}

std::string Generator::slotted(const Type& type, int depth) {
  if (type.kind == Kind::Option && choices_.chance(20)) return slotted(type.element(), depth - 1);
  if (type.kind == Kind::Fn && choices_.chance(30)) return openLambda(type, depth);
  if (type.kind == Kind::Schema && choices_.chance(50) && nesting_ < 3) return schemaFields(type, depth - 1);
  return expression(type, depth);
}

std::string Generator::leaf(const Type& type) {
  const uint32_t form = choices_.below(6);
  std::string text = form > 3 ? reference(type, 0) : choices_.chance(10) ? advanced(type, 0) : "";
  if (text.empty() && form > 1) text = variable(type, 0);
  return text.empty() ? literal(type, 1) : text;
}

std::string Generator::variable(const Type& type, int) {
  std::vector<const Variable*> fitting;
  for (const Variable& each : scope_) {
    if (isComposedFrom(each.type, type, declarations_)) fitting.push_back(&each);
  }
  return fitting.empty() ? "" : choices_.of(fitting)->name;
}

std::string Generator::bound(const Type& type, int depth) {
  if (const std::string known = variable(type, 0); !known.empty() && choices_.chance(50)) return known;
  return newlyBound(type, depth);
}

std::string Generator::newlyBound(const Type& type, int depth) {
  const std::string name = fresh("v");
  ++containers_;
  std::string text = "(" + name + " where { " + spelled(type) + " " + name + ": " + expression(type, depth) + " })";
  --containers_;
  return text;
}

std::string Generator::ternary(const Type& type, int depth) {
  if (type.kind == Kind::Fn) return "";
  const std::string found = choices_.chance(10) ? hit(dataType(1), depth) : "";
  const Type tested = choices_.chance(20) ? dataType(1) : Type{Kind::Bool, {}, 0};
  const std::string condition = found.empty() ? expression(tested, depth) : found;
  return "(" + condition + " ? " + expression(type, depth) + " : " + expression(type, depth) + ")";
}

std::string Generator::whereBlock(const Type& type, int depth) {
  const size_t outside = scope_.size();
  ++containers_;
  const std::vector<std::string> each = shuffled(1 + choices_.below(3), [&](size_t) { return binding(depth); });
  const std::string bindings = listed(each.size(), [&](size_t i) { return each[i]; });
  std::string text = "(" + expression(type, depth) + " where { " + bindings + " })";
  --containers_;
  scope_.resize(outside);
  return text;
}

std::vector<Variable> Generator::functionsOf(const Type& result) {
  std::vector<Variable> functions;
  for (const Variable& each : scope_) {
    if (each.type.kind == Kind::Fn && each.type.result() == result) functions.push_back(each);
  }
  return functions;
}

std::string Generator::called(const Type& type, int depth) {
  std::vector<Variable> functions = functionsOf(type);
  for (const Variable& each : scope_) {
    const bool givesFunction = each.type.kind == Kind::Fn && each.type.result().kind == Kind::Fn;
    if (givesFunction && each.type.result().result() == type) functions.push_back(each);
    const bool isList = each.type.kind == Kind::List && each.type.element().kind == Kind::Fn;
    if (isList && each.type.element().result() == type) functions.push_back(each);
  }
  if (functions.empty()) return "";
  Variable function = choices_.of(functions);
  if (function.type.kind == Kind::List) {
    const bool isNear = choices_.below(3) != 2;
    function.name +=
        "[" + (isNear ? std::to_string(choices_.below(2)) : "clamp(" + expression({}, depth) + ", 0, 1)") + "]";
    function.type = Type(function.type.element());
  }
  const std::string text = function.name + "(" + argumentsOf(function, 0, depth) + ")";
  if (function.type.result() == type) return text;
  return text + "(" + argumentsOf({"", function.type.result(), {}}, 0, depth) + ")";
}

// Those from `first` on; the last ones by name, in any order.
std::string Generator::argumentsOf(const Variable& function, size_t first, int depth) {
  const auto count = static_cast<uint32_t>(function.type.arity() - first);
  const uint32_t named = function.parameters.empty() || !choices_.chance(30) ? 0 : choices_.below(count + 1);
  const bool isReversed = choices_.below(2) == 1;
  return listed(count, [&](size_t i) {
    const size_t fromEnd = count - 1 - i;
    const bool isNamed = fromEnd < named;
    const size_t at = first + (isNamed && isReversed ? count - named + fromEnd : i);
    return (isNamed ? function.parameters[at] + "=" : "") + slotted(function.type.arguments[at], depth);
  });
}

// `(@f(1) x)` is f(x, 1).
std::string Generator::decorated(const Type& type, int depth) {
  const auto [decorators, operand] = decoration(type, depth);
  if (decorators.empty()) return "";
  // What follows a bare decorator in parentheses would be its arguments.
  const bool isCall = operand[0] != '(' || decorators[decorators.size() - 2] == ')';
  return "(" + decorators + (isCall ? "" : "() ") + operand + ")";
}

// Decorators, and the value that they make one of the type of.
std::pair<std::string, std::string> Generator::decoration(const Type& type, int depth) {
  std::vector<Variable> functions = functionsOf(type);
  std::erase_if(functions, [](const Variable& each) { return each.type.arity() == 0; });
  if (functions.empty()) return {};
  const Variable function = choices_.of(functions);
  const bool isBare = function.type.arity() == 1;
  std::string text = "@" + function.name;
  text += isBare ? " " : "(" + argumentsOf(function, 1, depth) + ") ";
  const Type& operand = function.type.element();
  if (choices_.chance(10)) text += "@value(" + expression(operand, depth) + ") ";
  const auto [inner, value] = choices_.chance(30) ? decoration(operand, depth) : std::pair<std::string, std::string>();
  if (!inner.empty()) return {text + inner, value};
  return {text, expression(operand, depth)};
}

std::string Generator::piped(const Type& type, int depth) {
  std::vector<const Variable*> functions;
  for (const Variable& each : scope_) {
    const bool takesOne = each.type.kind == Kind::Fn && each.type.arity() == 1;
    if (takesOne && each.type.result() == type) functions.push_back(&each);
  }
  if (functions.empty()) return "";
  const Variable function = *choices_.of(functions);
  return "(" + expression(function.type.element(), depth) + " | " + function.name + (choices_.chance(30) ? "()" : "") +
         ")";
}

std::string Generator::method(const Type& type, int depth) {
  std::vector<Extension> fitting;
  const auto consider = [&](const Type& self, const Method& each) {
    const bool isOutside = each.isInternal && !(owner_ && self == selfType(*owner_));
    if (each.result == type && !isOutside) fitting.push_back({self, each});
  };
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    for (const Method& each : declarations_.schemas[i].methods) consider(selfType(i), each);
  }
  for (const Extension& each : declarations_.extensions) consider(each.self, each.method);
  if (fitting.empty()) return "";
  auto [self, called] = choices_.of(fitting);
  for (Type& argument : self.arguments) argument = dataType(0);
  const bool isNamed = choices_.chance(30);
  const std::string arguments = listed(called.parameters.size(), [&](size_t p) {
    const Field& parameter = called.parameters[p];
    return (isNamed ? parameter.name + "=" : "") + slotted(substitute(parameter.type, self.arguments), depth);
  });
  // A variable may be known to be one of the two kinds of numbers, which have other methods.
  const std::string receiver = self.kind == Kind::Number ? newlyBound(self, depth) : bound(self, depth);
  return receiver + "." + called.name + "(" + arguments + ")";
}

// A field of a schema's value.
std::string Generator::accessed(const Type& type, int depth) {
  std::vector<std::pair<Type, std::string>> found;
  for (uint32_t i = 0; i < declarations_.schemas.size(); ++i) {
    const SchemaDeclaration& schema = declarations_.schemas[i];
    for (const SchemaField& field : schema.fields) {
      if (schema.generics == 0 && field.type == type) found.push_back({{Kind::Schema, {}, i}, field.name});
    }
  }
  for (const Variable& each : scope_) {
    if (each.type.kind != Kind::Schema || each.type.arguments.empty()) continue;
    for (const SchemaField& field : declarations_.schemas[each.type.index].fields) {
      if (substitute(field.type, each.type.arguments) == type) found.push_back({each.type, field.name});
    }
  }
  if (found.empty()) return "";
  const auto [owner, field] = choices_.of(found);
  return bound(owner, depth) + "." + field;
}

std::string Generator::indexed(const Type& type, int depth) {
  if (type.kind == Kind::Fn) return "";
  if (choices_.chance(40)) return bound({Kind::Dict, {type}, 0}, depth) + "[\"a\"]";
  const std::string values = bound({Kind::List, {type}, 0}, depth);
  const bool isNear = choices_.below(5) != 4;
  return values + "[" + (isNear ? std::to_string(choices_.below(2)) : expression({Kind::Int, {}, 0}, depth)) + "]";
}

std::string Generator::projected(const Type& type, int depth) {
  if (type.kind == Kind::Fn) return "";
  Type whole{Kind::Tuple, {dataType(1), dataType(0)}, 0};
  const uint32_t place = choices_.below(2);
  whole.arguments[place] = type;
  return bound(whole, depth) + "." + std::to_string(place);
}

std::string Generator::reference(const Type& type, int depth) {
  if (loops_ > 0 && choices_.chance(60)) return neighbour(type, depth);
  std::vector<std::string> fitting;
  for (size_t level = 0; level < dicts_.size(); ++level) {
    const size_t outward = dicts_.size() - 1 - level;
    for (const Variable& each : dicts_[level].fields) {
      if (each.type != type || (each.isInternal && outward > 0)) continue;
      if (!each.isInternal) fitting.push_back("&root." + dicts_[level].path + each.name);
      if (containers_ == 0 && outward < 2) fitting.push_back((outward == 0 ? "&sibling." : "&uncle.") + each.name);
    }
  }
  return fitting.empty() ? "" : choices_.of(fitting);
}

// Of the list around: the position, or the item beside.
std::string Generator::neighbour(const Type& type, int depth) {
  if (loops_ > 0 && type.kind == Kind::Int && choices_.below(2) == 0) return "&index";
  if (items_.empty()) return "";
  const ListItem item = items_.back();
  if (!item.isAtEnd) return item.type == type ? item.neighbour : "";
  if (type.kind == Kind::Option) return item.neighbour;
  if (choices_.below(2) == 0) {
    return "(" + item.neighbour + " match { Some(_): " + expression(type, depth) +
           ", None: " + expression(type, depth) + " })";
  }
  return imported("std/value") + ".default(" + item.neighbour + ", " + expression(type, depth) + ")";
}

}
