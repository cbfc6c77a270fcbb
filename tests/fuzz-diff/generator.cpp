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

// There are references forward, but no circles.
std::string Generator::rootDict(uint32_t count, int depth) {
  dicts_.emplace_back();
  const std::vector<std::string> fields = shuffled(count, [&](size_t) { return dictField(depth); });
  std::string text = "{\n  ";
  for (size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",\n  ") + fields[i];
  return text + "\n}";
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
  const uint32_t form = depth <= 0 ? 0 : choices_.below(20);
  if (form == 17) return {Kind::Iter, {dataType(depth - 1)}, 0};
  return form < 18 ? dataType(depth) : functionType();
}

Type Generator::functionType() {
  Type type{Kind::Fn, {}, 0};
  for (uint32_t i = 0, count = choices_.below(3); i < count; ++i) type.arguments.push_back(dataType(0));
  type.arguments.push_back(dataType(1));
  return type;
}

}
