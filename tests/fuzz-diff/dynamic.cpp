#include "generator.h"

// Values whose type is known at run time only. They come from parameters without a type
// and from choices between unlike values; a typed binding brings them back.
namespace relon::fuzz {

std::string Generator::dynamic(const Type& type, int depth) {
  if (!isRelaxed_ || holdsFunction(type)) return "";
  const std::string name = fresh("v");
  ++containers_;
  std::string text;
  const uint32_t form = choices_.below(6);
  if (form > 2) {
    text = dynamicPath(type, depth);
  } else if (form == 2) {
    text = dynamicMatch(type, depth);
  } else {
    const std::string other = choices_.chance(20) ? expression(dataType(1), depth) : expression(type, depth);
    const std::string function = fresh("f");
    const std::string parameter = fresh("a");
    text = "(" + name + " where { " + function + "(" + parameter + "): (" + parameter +
           " == " + expression(dataType(1), depth) + " ? " + parameter + " : " + other + "), " + spelled(type) + " " +
           name + ": " + function + "(" + expression(type, depth) + ") })";
  }
  --containers_;
  return text;
}

// A value that went through a function without types, alone or in something else.
std::string Generator::dynamicPath(const Type& type, int depth) {
  const std::string name = fresh("v");
  const std::string function = fresh("f");
  const std::string parameter = fresh("a");
  std::string binding = function + "(" + parameter + "): " + parameter;
  std::string path = function;
  if (choices_.chance(30)) {
    path = fresh("d") + "." + function;
    binding =
        path.substr(0, path.find('.')) + ": {" + binding + ", " + fresh("k") + ": " + literal(dataType(0), 0) + "}";
  }
  return "(" + name + " where { " + binding + ", " + spelled(type) + " " + name + ": " +
         throughFunction(path, type, depth) + " })";
}

// `function` gives back what it is given.
std::string Generator::throughFunction(const std::string& function, const Type& type, int depth) {
  const std::string value = expression(type, depth);
  const std::string id = function + "(";
  const auto other = [&] { return expression(dataType(1), depth); };
  switch (choices_.below(12)) {
    case 0:
      return id + value + ")";
    case 1:
      return id + "{a: " + value + ", b: " + other() + "}).a";
    case 2:
      return id + "[" + id + other() + "), " + id + value + ")])[1]";
    case 3:
      return id + "(" + value + ", " + other() + ")).0";
    case 4:
      return id + "{a: " + value + "})[\"a\"]";
    case 5:
      return id + function + ")(" + value + ")";
    case 6:
      return "(" + id + other() + ") match { " + typeArms({Kind::Dict, {{}}, 0}, type, depth) + " })";
    case 7:
      return "(type(" + id + other() + ")) == \"Int\" ? " + value + " : " + expression(type, depth) + ")";
    case 8:
      return "[x for x in " + id + "[" + value + "])][0]";
    case 9:
      return id + "[" + value + "]).map((x) => x)[0]";
    case 10:
      return "(" + id + "{a: " + value + "}) + {b: " + other() + "}).a";
    default:
      return dynamicSum(function, type, value, depth);
  }
}

// `+`, or a choice, of two values without a type.
std::string Generator::dynamicSum(const std::string& function, const Type& type, const std::string& value, int depth) {
  const std::string both[] = {function + "(" + value + ")", function + "(" + expression(type, depth) + ")"};
  const bool isSum = type.isNumber() || type.kind == Kind::String || type.kind == Kind::Dict;
  if (isSum) return "(" + both[0] + " + " + both[1] + ")";
  return "(" + both[0] + " == " + both[1] + " ? " + both[0] + " : " + both[1] + ")";
}

// An operation on a parameter without a type, guarded by what it turns out to be.
std::string Generator::dynamicMatch(const Type& type, int depth) {
  static constexpr const char* kOperations[][2] = {{"", " + 1"},
                                                   {"", " * 2.5"},
                                                   {"", " == 3"},
                                                   {"", " < 10"},
                                                   {"", " + \"x\""},
                                                   {"", ".a"},
                                                   {"", "[0]"},
                                                   {"", "?.b"},
                                                   {"", "?[1]"},
                                                   {"", " / 2"},
                                                   {"", " - 1.5"},
                                                   {"", " != \"a\""},
                                                   {"", ".len()"},
                                                   {"", " % 3"},
                                                   {"", ".0"},
                                                   {"", " == None"},
                                                   {"3 + ", ""},
                                                   {"\"x\" + ", ""},
                                                   {"len(", ")"},
                                                   {"type(", ")"},
                                                   {"to_json(", ")"},
                                                   {"[x for x in ", "]"},
                                                   {"[...", ", 1]"},
                                                   {"-", ""},
                                                   {"!", ""},
                                                   {"", ".iter()"},
                                                   {"", ".next()"},
                                                   {"", ".iter().next()"},
                                                   {"", ".upper()"},
                                                   {"", ".keys()"},
                                                   {"", ".map((x) => [x])"},
                                                   {"", ".contains(1)"},
                                                   {"", ".merge({a: 1})"},
                                                   {"", " && true"},
                                                   {"", " || true"},
                                                   {"", ".trim().len()"},
                                                   {"", " + {a: 1}"},
                                                   {"{...", ", z: 1}"},
                                                   {"", ".is_empty()"},
                                                   {"", ".has_key(\"a\")"}};
  const std::string function = fresh("f");
  const std::string parameter = fresh("a");
  const std::string result = fresh("v");
  const auto& [before, behind] = choices_.of(kOperations);
  const std::string operation = "(" + std::string(before) + parameter + behind + ")";
  const std::string text = "(" + result + " where { " + function + "(" + parameter + "): f\"${" + operation + "}\"";
  const std::string argument = expression(randomType(1), depth);
  return text + ", " + spelled(type) + " " + result + ": (" + function + "(" + argument + ") == \"5\" ? " +
         expression(type, depth) + " : " + expression(type, depth) + ") })";
}

}
