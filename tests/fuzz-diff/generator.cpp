#include "generator.h"

#include <algorithm>

namespace relon::fuzz {

namespace {

constexpr int kFieldDepth = 3;
constexpr uint32_t kArgumentSets = 3;

}

GeneratedProgram generate(Choices& choices) {
  return Generator(choices).program();
}

GeneratedProgram Generator::program() {
  while (files_.size() < 2 && choices_.chance(10)) files_.push_back(newModule());
  isRelaxed_ = choices_.chance(25);
  importFiles();
  declareAll();
  const bool hasMain = choices_.below(5) != 0;
  GeneratedProgram made;
  std::string main = hasMain ? mainText() : "";
  const bool isDict = choices_.below(4) != 3;
  std::string body;
  if (isDict) {
    body = rootDict(1 + choices_.below(5), kFieldDepth);
  } else {
    const Type type = dataType(2);
    if (hasMain) main += " -> " + spelled(type);
    body = slotted(type, kFieldDepth + 1);
    // A name and `(` behind a tuple schema are taken for a field of a tuple's type.
    const bool isBehindTuple = !declarationTexts_.empty() && declarationTexts_.back().ends_with(")\n");
    if (!hasMain && isBehindTuple) body = "(" + body + ")";
  }
  if (!main.empty()) main += "\n";
  made.source = declarationsText(main + body + "\n");
  for (const Module& file : files_) made.modules.emplace(file.alias + ".relon", file.text);
  const uint32_t sets = hasMain ? kArgumentSets : 1;
  for (uint32_t i = 0; i < sets; ++i) made.arguments.push_back(hasMain ? argumentsText() : "");
  return made;
}

std::string Generator::declarationsText(const std::string& body) {
  std::string text = importTexts_;
  for (const std::string& module : modules_) {
    text += "#import " + imported(module) + " from \"" + module + "\"\n";
  }
  if (isRelaxed_) text += "#relaxed\n";
  for (const std::string& declaration : declarationTexts_) text += declaration;
  return text + body;
}

// The alias of a module that is used. `value` would hide the decorator.
std::string Generator::imported(const std::string& module) {
  modules_.insert(module);
  return module == "std/value" ? "values" : module.substr(4);
}

std::string Generator::mainText() {
  const uint32_t count = choices_.below(5);
  for (uint32_t i = 0; i < count; ++i) parameters_.push_back({fresh("p"), dataType(2)});
  scope_.insert(scope_.end(), parameters_.begin(), parameters_.end());
  return "#main(" + listed(count, [&](size_t i) { return spelled(parameters_[i].type) + " " + parameters_[i].name; }) +
         ")";
}

// Fields refer to those that are written before them, so there are no circles; then they
// change places, so that there are references forward.
std::string Generator::rootDict(uint32_t count, int depth) {
  std::vector<std::string> fields;
  dicts_.emplace_back();
  for (uint32_t i = 0; i < count; ++i) {
    std::string field = dictField(depth);
    const size_t place = fields.size() - choices_.below(static_cast<uint32_t>(fields.size() + 1));
    fields.insert(fields.begin() + static_cast<std::ptrdiff_t>(place), std::move(field));
  }
  return "{\n  " + [&] {
    std::string text;
    for (size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",\n  ") + fields[i];
    return text;
  }() + "\n}";
}

std::string Generator::binding(int depth) {
  switch (choices_.below(8)) {
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
  const bool isTyped = choices_.below(3) != 2;
  const std::string brand = isTyped && choices_.chance(type.kind == Kind::Schema ? 30 : 5) ? "#brand " : "";
  std::string value = isTyped ? slotted(type, depth) : expression(type, depth);
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

// Counts down from its first argument, which calls keep small.
std::string Generator::recursiveBinding(int depth) {
  const Type type = dataType(1);
  const std::string name = fresh("r");
  const std::string count = fresh("n");
  const std::string state = fresh("a");
  scope_.push_back({count, {Kind::Int, {}, 0}});
  scope_.push_back({state, type});
  ++containers_;
  const std::string next = slotted(type, depth - 1);
  --containers_;
  scope_.resize(scope_.size() - 2);
  const std::string step = name + "(" + count + " - 1, " + next + ")";
  const std::string value = fresh("v");
  std::string text = name + "(Int " + count + ", " + spelled(type) + " " + state + ") -> " + spelled(type) + ": " +
                     count + " <= 0 ? " + state + " : " + step;
  const std::string first = slotted(type, depth - 1);
  text += ", " + value + ": " + name + "(" + std::to_string(choices_.below(6)) + ", " + first + ")";
  scope_.push_back({value, type});
  return text;
}

std::string Generator::dictField(int depth) {
  if (choices_.chance(15) && dicts_.size() < 3) return nestedDict(depth);
  const size_t outside = scope_.size();
  std::string text = binding(depth);
  std::vector<Variable>& fields = dicts_.back().fields;
  fields.insert(fields.end(), scope_.begin() + static_cast<std::ptrdiff_t>(outside), scope_.end());
  return text;
}

// Its fields are named by their paths outside.
std::string Generator::nestedDict(int depth) {
  const size_t outside = scope_.size();
  const std::string name = fresh("d");
  dicts_.push_back({dicts_.back().path + name + ".", {}});
  const std::string text = listed(1 + choices_.below(3), [&](size_t) { return dictField(depth - 1); });
  const std::vector<Variable> fields = std::move(dicts_.back().fields);
  dicts_.pop_back();
  scope_.resize(outside);
  for (const Variable& field : fields) {
    scope_.push_back({name + "." + field.name, field.type});
    dicts_.back().fields.push_back(scope_.back());
  }
  return name + ": {" + text + "}";
}

Type Generator::dataType(int depth) {
  static constexpr Kind kScalars[] = {Kind::Int, Kind::String, Kind::Float, Kind::Bool, Kind::Number};
  const uint32_t form = choices_.below(depth <= 0 ? 5 : 13);
  if (form < 5) return {kScalars[form], {}, 0};
  Type type;
  switch (form) {
    case 5:
    case 6:
      return {Kind::List, {dataType(depth - 1)}, 0};
    case 7:
      return {Kind::Dict, {dataType(depth - 1)}, 0};
    case 8:
      type.kind = Kind::Tuple;
      for (uint32_t i = 0, count = 1 + choices_.below(3); i < count; ++i) type.arguments.push_back(dataType(depth - 1));
      return type;
    case 9:
      return {Kind::Option, {dataType(depth - 1)}, 0};
    case 10:
      return {Kind::Result, {dataType(depth - 1), dataType(depth - 1)}, 0};
    case 11:
      if (declarations_.enums.empty()) return {};
      type = {Kind::Enum, {}, choices_.below(static_cast<uint32_t>(declarations_.enums.size()))};
      for (uint32_t i = 0; i < declarations_.enums[type.index].generics; ++i) type.arguments.push_back(dataType(0));
      return type;
    default:
      if (declarations_.schemas.empty()) return {};
      type = {Kind::Schema, {}, choices_.below(static_cast<uint32_t>(declarations_.schemas.size()))};
      for (uint32_t i = 0; i < declarations_.schemas[type.index].generics; ++i) type.arguments.push_back(dataType(0));
      return type;
  }
}

Type Generator::numberType() {
  static constexpr Kind kNumbers[] = {Kind::Int, Kind::Float, Kind::Number};
  return {choices_.of(kNumbers), {}, 0};
}

Type Generator::randomType(int depth) {
  return depth <= 0 || !choices_.chance(12) ? dataType(depth) : functionType();
}

Type Generator::functionType() {
  Type type{Kind::Fn, {}, 0};
  for (uint32_t i = 0, count = choices_.below(3); i < count; ++i) type.arguments.push_back(dataType(0));
  type.arguments.push_back(dataType(1));
  return type;
}

}
