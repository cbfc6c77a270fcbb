#include "check/builtin.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "callable/scanner.h"

namespace relon::check {
namespace {

using enum BuiltinOp;

struct Lowering {
  BuiltinOp op;
  std::string_view text;
};

constexpr Lowering op(BuiltinOp op, std::string_view text = {}) {
  return {op, text};
}
constexpr Lowering calls(std::string_view callable) {
  return {Call, callable};
}
constexpr Lowering callsWithFloats(std::string_view callable) {
  return {CallWithFloats, callable};
}
constexpr Builtin row(std::string_view places, std::string_view signature, Lowering lowering) {
  return {places, signature, lowering.op, lowering.text};
}

constexpr Builtin kBuiltins[] = {
#define RELON_BUILTIN(places, signature, lowering) row(places, signature, lowering),
#include "check/builtins.def"
};

// The name that a place gives, if it belongs to the scope: `map` of `std/list.map`.
std::string_view nameIn(std::string_view place, std::string_view scope) {
  size_t dot = place.rfind('.');
  if (dot == std::string_view::npos) return scope.empty() ? place : std::string_view();
  return place.substr(0, dot) == scope ? place.substr(dot + 1) : std::string_view();
}

// Calls `found` with each name that the scope has for the row.
template <typename Found>
void forEachName(const Builtin& builtin, std::string_view scope, Found found) {
  std::string_view rest = builtin.places;
  while (!rest.empty()) {
    size_t blank = std::min(rest.find(' '), rest.size());
    if (std::string_view name = nameIn(rest.substr(0, blank), scope); !name.empty()) found(name);
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
}

bool isOverloadOf(const Builtin& a, const Builtin& b) {
  return a.places == b.places;
}

TypePattern parsePattern(callable::Scanner& scanner) {
  TypePattern pattern{scanner.word("a type"), {}};
  if (!scanner.accept("<")) return pattern;
  do {
    pattern.arguments.push_back(parsePattern(scanner));
  } while (scanner.accept(","));
  scanner.expect(">");
  return pattern;
}

}

std::string_view Builtin::name() const {
  std::string_view place = places.substr(0, places.find(' '));
  return place.substr(place.rfind('.') + 1);
}

const Builtin& info(BuiltinId id) {
  return kBuiltins[static_cast<size_t>(id)];
}

std::optional<BuiltinId> findBuiltin(std::string_view scope, std::string_view wanted) {
  for (size_t i = 0; i < std::size(kBuiltins); ++i) {
    bool isIt = false;
    forEachName(kBuiltins[i], scope, [&](std::string_view name) { isIt |= name == wanted; });
    if (isIt) return static_cast<BuiltinId>(i);
  }
  return std::nullopt;
}

std::vector<BuiltinId> overloads(BuiltinId first) {
  std::vector<BuiltinId> all;
  for (size_t i = static_cast<size_t>(first); i < std::size(kBuiltins) && isOverloadOf(kBuiltins[i], info(first)); ++i)
    all.push_back(static_cast<BuiltinId>(i));
  return all;
}

std::vector<std::string_view> builtinNames(std::string_view scope) {
  std::vector<std::string_view> names;
  const Builtin* last = nullptr;
  for (const Builtin& builtin : kBuiltins) {
    if (!last || !isOverloadOf(builtin, *last))
      forEachName(builtin, scope, [&](std::string_view name) { names.push_back(name); });
    last = &builtin;
  }
  return names;
}

bool isLibraryModule(std::string_view path) {
  return path.starts_with("std/") && !builtinNames(path).empty();
}

// `<T, U>(List<T> l, Fn<T, U> f) -> List<U>`
BuiltinSignature signature(BuiltinId id) {
  callable::Scanner scanner(info(id).signature);
  BuiltinSignature signature;
  if (scanner.accept("<")) {
    do {
      signature.generics.push_back(scanner.word("a type parameter"));
    } while (scanner.accept(","));
    scanner.expect(">");
  }
  scanner.expect("(");
  do {
    signature.parameters.push_back(parsePattern(scanner));
    signature.names.push_back(scanner.word("a name"));
  } while (scanner.accept(","));
  scanner.expect(")");
  scanner.expect("->");
  signature.result = parsePattern(scanner);
  RELON_CHECK(!scanner.failed() && scanner.atEnd(), "signatures of builtins are well-formed");
  return signature;
}

}
