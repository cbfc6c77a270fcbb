#include "library.h"

#include <algorithm>

namespace relon::fuzz {

namespace {

constexpr std::string_view kRows[] = {
#define RELON_BUILTIN(places, signature, lowering) places,
#include "check/builtins.def"
};

bool mentions(const check::TypePattern& pattern, std::string_view head) {
  return pattern.head == head ||
         std::ranges::any_of(pattern.arguments, [&](const auto& inner) { return mentions(inner, head); });
}

// Types that the generator has no model of.
bool isForeign(const check::BuiltinSignature& signature) {
  return std::ranges::any_of(signature.parameters,
                             [](const check::TypePattern& pattern) { return mentions(pattern, "Any"); });
}

LibraryCall callAt(std::string_view place, check::BuiltinId id) {
  const size_t dot = place.rfind('.');
  const bool isBare = dot == std::string_view::npos;
  return {isBare ? "" : place.substr(0, dot), isBare ? place : place.substr(dot + 1), check::info(id).op,
          check::signature(id)};
}

void addCalls(std::vector<LibraryCall>& calls, check::BuiltinId id) {
  std::string_view rest = check::info(id).places;
  while (!rest.empty()) {
    const size_t blank = std::min(rest.find(' '), rest.size());
    LibraryCall call = callAt(rest.substr(0, blank), id);
    rest.remove_prefix(std::min(blank + 1, rest.size()));
    const bool isOther = call.isMethod() && call.signature.parameters.front().head != call.scope;
    if (!isOther && !isForeign(call.signature)) calls.push_back(std::move(call));
  }
}

std::optional<size_t> genericOf(const check::TypePattern& pattern, const check::BuiltinSignature& signature) {
  const auto found = std::ranges::find(signature.generics, pattern.head);
  if (found == signature.generics.end()) return std::nullopt;
  return static_cast<size_t>(found - signature.generics.begin());
}

struct Head {
  std::string_view name;
  Kind kind;
};
constexpr Head kHeads[] = {{"Int", Kind::Int},       {"Float", Kind::Float},   {"Bool", Kind::Bool},
                           {"Number", Kind::Number}, {"String", Kind::String}, {"List", Kind::List},
                           {"Dict", Kind::Dict},     {"Tuple", Kind::Tuple},   {"Option", Kind::Option},
                           {"Fn", Kind::Fn},         {"Iter", Kind::Iter}};

Kind kindOf(std::string_view head) {
  const auto* found = std::ranges::find(kHeads, head, &Head::name);
  return found == std::end(kHeads) ? Kind::Any : found->kind;
}

}

const std::vector<LibraryCall>& libraryCalls() {
  static const std::vector<LibraryCall> calls = [] {
    std::vector<LibraryCall> all;
    for (size_t i = 0; i < std::size(kRows); ++i) addCalls(all, static_cast<check::BuiltinId>(i));
    return all;
  }();
  return calls;
}

bool unify(const check::TypePattern& pattern, const Type& type, const check::BuiltinSignature& signature,
           Solution& solution) {
  if (const auto generic = genericOf(pattern, signature)) {
    std::optional<Type>& known = solution[*generic];
    if (!known) known = type;
    return *known == type;
  }
  if (kindOf(pattern.head) != type.kind) return false;
  const size_t skipped = type.kind == Kind::Dict ? 1 : 0;
  if (pattern.arguments.size() != type.arguments.size() + skipped) return false;
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    if (!unify(pattern.arguments[i + skipped], type.arguments[i], signature, solution)) return false;
  }
  return true;
}

Type instantiate(const check::TypePattern& pattern, const check::BuiltinSignature& signature,
                 const Solution& solution) {
  if (const auto generic = genericOf(pattern, signature)) return *solution[*generic];
  Type made{kindOf(pattern.head), {}, 0};
  for (size_t i = made.kind == Kind::Dict ? 1 : 0; i < pattern.arguments.size(); ++i) {
    made.arguments.push_back(instantiate(pattern.arguments[i], signature, solution));
  }
  return made;
}

}
