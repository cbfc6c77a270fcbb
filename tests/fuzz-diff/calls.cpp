#include "generator.h"

#include <algorithm>

// Calls of the library, from its own table.
namespace relon::fuzz {

namespace {

constexpr const char* kRegexes[] = {R"("a+")",        R"("^[a-z]*$")", R"("(a|b)*c?")", R"("\\d{2,3}")",
                                    R"("[^x-z]\\w")", R"("\\bfoo")",   R"(".+é")",      R"("(?i)ABC")"};
constexpr const char* kGlobs[] = {R"("*")", R"("a*b")", R"("?[ab]*")", R"("[^a]*")", R"("x\\*y")", R"("")"};
constexpr const char* kLocales[] = {R"("en")", R"("tr")", R"("az-Latn")", R"("TR")"};
constexpr const char* kSeparators[] = {R"(",")", R"(" ")", R"("--")", R"("a")", R"("é")"};
constexpr const char* kNames[] = {R"("a")", R"("b")", R"("zz")"};

// What `ensure.int` and its like take; everything else fails, if only at run time.
std::optional<Kind> ensuredKind(const LibraryCall& call) {
  if (call.scope != "ensure") return std::nullopt;
  static constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"int", Kind::Int},   {"string", Kind::String}, {"bool", Kind::Bool},    {"float", Kind::Float},
      {"list", Kind::List}, {"dict", Kind::Dict},     {"at_least", Kind::Int}, {"at_most", Kind::Int}};
  const auto* found = std::ranges::find(kKinds, call.name, &std::pair<std::string_view, Kind>::first);
  if (found != std::end(kKinds)) return found->second;
  return call.name == "one_of" ? std::nullopt : std::optional(Kind::Dict);
}

bool fits(const LibraryCall& call, const Type& type, Solution& solution) {
  solution.assign(call.signature.generics.size(), std::nullopt);
  if (const auto kind = ensuredKind(call); kind && *kind != type.kind) return false;
  return unify(call.signature.result, type, call.signature, solution);
}

// Second type parameters that must be as the first for the call to make sense.
bool pairsParameters(check::BuiltinOp op) {
  return op == check::BuiltinOp::Contains || op == check::BuiltinOp::Merge;
}

bool isSmall(const LibraryCall& call, size_t index) {
  const std::string_view name = call.signature.names[index];
  return call.op == check::BuiltinOp::Range || name == "start" || name == "len" || name == "lo" || name == "hi";
}

}

std::string Generator::library(const Type& type, int depth) {
  if (holdsFunction(type)) return "";
  const std::vector<LibraryCall>& all = libraryCalls();
  std::vector<const LibraryCall*> fitting;
  Solution solution;
  for (const LibraryCall& call : all) {
    if (fits(call, type, solution)) fitting.push_back(&call);
  }
  if (fitting.empty()) return "";
  const LibraryCall& call = *choices_.of(fitting);
  fits(call, type, solution);
  for (size_t i = 0; i < solution.size(); ++i) {
    const bool isPaired = i > 0 && pairsParameters(call.op);
    if (!solution[i]) solution[i] = isPaired ? solution[0] : std::optional(dataType(1));
  }
  std::vector<std::string> arguments;
  for (size_t i = 0; i < call.signature.parameters.size(); ++i) {
    Type parameter = instantiate(call.signature.parameters[i], call.signature, solution);
    if (parameter.kind == Kind::Number) parameter = numberType();
    arguments.push_back(libraryArgument(call, i, parameter, depth));
  }
  const size_t first = call.isMethod() ? 1 : 0;
  std::string text = call.isMethod() ? arguments[0] + "." : call.scope.empty() ? "" : std::string(call.scope) + ".";
  if (call.isMember()) {
    text = imported(std::string(call.scope)) + ".";
  }
  return text + std::string(call.name) + "(" +
         listed(arguments.size() - first, [&](size_t i) { return arguments[i + first]; }) + ")";
}

std::string Generator::libraryArgument(const LibraryCall& call, size_t index, const Type& type, int depth) {
  const std::string_view name = call.signature.names[index];
  if (name == "re") return choices_.of(kRegexes);
  if (name == "pattern") return choices_.of(kGlobs);
  if (name == "sep") return choices_.of(kSeparators);
  if (name == "l" && type.kind == Kind::String) return choices_.of(kLocales);
  if (name == "field" || name == "required" || name == "left" || name == "right") return choices_.of(kNames);
  if (type.kind == Kind::Int && isSmall(call, index)) {
    if (choices_.below(2) == 0) return std::to_string(choices_.below(6));
    return "clamp(" + expression(type, depth) + ", -3, 12)";
  }
  // An empty literal would fit the overload of another type, and its elements have none.
  const bool isElement = call.op == check::BuiltinOp::First || call.op == check::BuiltinOp::Last;
  const bool takesFunction =
      std::ranges::any_of(call.signature.parameters, [](const auto& each) { return each.head == "Fn"; });
  if (takesFunction && type.kind == Kind::Fn) return slotted(type, depth);
  const bool isOpen = type.kind == Kind::List && (isElement || takesFunction || type.element().kind == Kind::Float);
  return isOpen ? bound(type, depth) : expression(type, depth);
}

}
