#include "generator.h"

// Values whose type is known at run time only. They come from parameters without a type
// and from choices between unlike values; a typed binding brings them back.
namespace relon::fuzz {

std::string Generator::dynamic(const Type& type, int depth) {
  if (!isRelaxed_ || holdsFunction(type)) return "";
  const std::string name = fresh("v");
  ++containers_;
  std::string text;
  if (choices_.below(3) == 2) {
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

// An operation on a parameter without a type, guarded by what it turns out to be.
std::string Generator::dynamicMatch(const Type& type, int depth) {
  static constexpr const char* kOperations[] = {" + 1",   " * 2.5",    " == 3",  " < 10", " + \"x\"",
                                                ".a",     "[0]",       "?.b",    "?[1]",  " / 2",
                                                " - 1.5", " != \"a\"", ".len()", " % 3",  ".0"};
  const std::string function = fresh("f");
  const std::string parameter = fresh("a");
  const std::string result = fresh("v");
  const std::string operation = "(" + parameter + choices_.of(kOperations) + ")";
  const std::string text = "(" + result + " where { " + function + "(" + parameter + "): f\"${" + operation + "}\"";
  const std::string argument = expression(dataType(1), depth);
  return text + ", " + spelled(type) + " " + result + ": (" + function + "(" + argument + ") == \"5\" ? " +
         expression(type, depth) + " : " + expression(type, depth) + ") })";
}

}
