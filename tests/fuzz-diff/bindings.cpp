#include "generator.h"

// Fields of dicts and `where` blocks, and what they add to the scope.
namespace relon::fuzz {

std::string Generator::binding(int depth) {
  switch (choices_.below(10)) {
    case 8:
      return iteratorBinding(depth);
    case 9:
      return choices_.chance(40) ? functionsBinding(depth) : valueBinding(depth);
    case 6:
      return decoratedBinding(depth);
    case 7:
      return closureBinding(depth);
    case 4:
      return functionBinding(depth);
    case 5:
      return recursiveBinding(depth);
    default:
      return valueBinding(depth);
  }
}

std::string Generator::valueBinding(int depth) {
  const Type type = dataType(2);
  bool isTyped = choices_.below(3) != 2;
  const std::string brand = isTyped && choices_.chance(type.kind == Kind::Schema ? 30 : 5) ? "#brand " : "";
  std::string value = isTyped ? slotted(type, depth) : expression(type, depth);
  // What asks for the member `a` of a literal without it is an error before the run.
  if (type.kind == Kind::Dict && value.starts_with("{") && !value.starts_with("{a:")) isTyped = true;
  const std::string name = fresh("v");
  scope_.push_back({name, type});
  return brand + (isTyped ? spelled(type) + " " : "") + name + ": " + value;
}

std::string Generator::functionBinding(int depth) {
  Type type{Kind::Fn, {}, 0};
  const std::string name = fresh("f");
  const size_t outside = scope_.size();
  const uint32_t count = choices_.below(4);
  std::string parameters;
  std::vector<std::string> parameterNames;
  for (uint32_t i = 0; i < count; ++i) {
    const Variable parameter{fresh("a"), randomType(1)};
    parameters += (i == 0 ? "" : ", ") + spelled(parameter.type) + " " + parameter.name;
    type.arguments.push_back(parameter.type);
    scope_.push_back(parameter);
    parameterNames.push_back(parameter.name);
  }
  type.arguments.push_back(randomType(1));
  ++containers_;
  std::string body = slotted(type.result(), depth - 1);
  --containers_;
  scope_.resize(outside);
  scope_.push_back({name, type, parameterNames});
  return name + "(" + parameters + ") -> " + spelled(type.result()) + ": " + body;
}

// A value where no function in scope gives one of a fitting type.
std::string Generator::decoratedBinding(int depth) {
  const Type type = dataType(1);
  std::vector<Type> results{type};
  for (const Variable& each : scope_) {
    if (each.type.kind == Kind::Fn && !holdsFunction(each.type.result())) results.push_back(each.type.result());
  }
  const Type result = results[results.size() - 1 - choices_.below(static_cast<uint32_t>(results.size()))];
  const auto [decorators, operand] = decoration(result, depth - 1);
  if (decorators.empty()) return valueBinding(depth);
  const bool isTyped = choices_.below(2) == 0;
  const std::string name = fresh("v");
  scope_.push_back({name, result});
  return decorators + (isTyped ? spelled(result) + " " : "") + name + ": " + operand;
}

// A function as the value of a field.
std::string Generator::closureBinding(int depth) {
  const Type type = functionType();
  const bool isTyped = choices_.below(3) != 2;
  const std::string value = isTyped ? slotted(type, depth - 1) : lambda(type, depth - 1);
  const std::string name = fresh("g");
  scope_.push_back({name, type});
  return (isTyped ? spelled(type) + " " : "") + name + ": " + value;
}

// Functions, of which calls choose one by its position.
std::string Generator::functionsBinding(int depth) {
  const Type function = functionType();
  const std::string name = fresh("g");
  const auto write = [&](size_t) {
    const std::string known = choices_.chance(30) ? variable(function, 0) : "";
    return known.empty() ? lambda(function, depth - 1) : known;
  };
  std::string value;
  ++containers_;
  if (choices_.chance(40)) {
    const std::string item = fresh("c");
    const std::string values = bound({Kind::List, {{}}, 0}, depth - 1);
    scope_.push_back({item, {}});
    value = "[" + write(0) + " for " + item + " in " + values + "]";
    scope_.pop_back();
  } else {
    value = apart(2 + choices_.below(2), write);
  }
  --containers_;
  const Type type{Kind::List, {function}, 0};
  scope_.push_back({name, type});
  std::string text = spelled(type) + " " + name + ": " + value;
  if (!choices_.chance(70)) return text;
  ++containers_;
  const std::string item = fresh("f");
  const std::string call = item + "(" + argumentsOf({item, function}, 0, depth - 1) + ")";
  --containers_;
  const Type results{Kind::List, {function.result()}, 0};
  const bool isLoop = choices_.below(2) == 0;
  text += ", " + spelled(results) + " " + fresh("v") + ": ";
  return text +
         (isLoop ? "[" + call + " for " + item + " in " + name + "]" : name + ".map((" + item + ") => " + call + ")");
}

// Counts down from its first argument, which calls keep small; two functions may take turns.
std::string Generator::recursiveBinding(int depth) {
  const Type type = dataType(1);
  const std::string name = fresh("r");
  const std::string partner = choices_.chance(30) ? fresh("r") : name;
  std::string text = recursion(name, partner, type, depth);
  if (partner != name) text += ", " + recursion(partner, name, type, depth);
  const std::string value = fresh("v");
  const uint32_t count = choices_.chance(10) ? 100 * (1 + choices_.below(8)) : choices_.below(6);
  text += ", " + value + ": " + name + "(" + std::to_string(count) + ", " + slotted(type, depth - 1) + ")";
  scope_.push_back({value, type});
  return text;
}

// The recursive call is the last thing that the function does, or is not.
std::string Generator::recursion(const std::string& name, const std::string& next, const Type& type, int depth) {
  const std::string count = fresh("n");
  const std::string state = fresh("a");
  const size_t outside = scope_.size();
  scope_.push_back({count, {Kind::Int, {}, 0}});
  scope_.push_back({state, type});
  ++containers_;
  std::string step = next + "(" + count + " - 1, " + slotted(type, depth - 1) + ")";
  if (choices_.chance(40)) {
    const std::string value = fresh("v");
    scope_.push_back({value, type});
    step = "(" + expression(type, depth - 1) + " where { " + spelled(type) + " " + value + ": " + step + " })";
  }
  --containers_;
  scope_.resize(outside);
  return name + "(Int " + count + ", " + spelled(type) + " " + state + ") -> " + spelled(type) + ": " + count +
         " <= 0 ? " + state + " : " + step;
}

std::string Generator::dictField(int depth) {
  if (choices_.chance(15) && dicts_.size() < 3) return nestedDict(depth);
  const size_t outside = scope_.size();
  std::string text = binding(depth);
  // Functions in lists have no JSON.
  const Type& type = scope_.back().type;
  const bool isHidden = type.kind != Kind::Fn && holdsFunction(type);
  if (scope_.size() == outside + 1 && (isHidden || choices_.chance(10))) {
    scope_.back().isInternal = true;
    text = "#internal " + text;
  }
  std::vector<Variable>& fields = dicts_.back().fields;
  fields.insert(fields.end(), scope_.begin() + static_cast<std::ptrdiff_t>(outside), scope_.end());
  return text;
}

// Its fields are named by their paths outside.
std::string Generator::nestedDict(int depth) {
  const size_t outside = scope_.size();
  const std::string name = fresh("d");
  dicts_.push_back({dicts_.back().path + name + ".", {}});
  const std::vector<std::string> texts = shuffled(1 + choices_.below(3), [&](size_t) { return dictField(depth - 1); });
  const std::vector<Variable> fields = std::move(dicts_.back().fields);
  dicts_.pop_back();
  scope_.resize(outside);
  for (const Variable& field : fields) {
    if (field.isInternal) continue;
    scope_.push_back({name + "." + field.name, field.type});
    dicts_.back().fields.push_back(scope_.back());
  }
  return name + ": {" + listed(texts.size(), [&](size_t i) { return texts[i]; }) + "}";
}

}
