#include "check/builtin.h"

#include <algorithm>
#include <iterator>

namespace relon::check {
namespace {

constexpr BuiltinInfo kBuiltins[] = {
#define RELON_BUILTIN(Name, text, forms, minimum, maximum) {text, forms, minimum, maximum},
#include "check/builtins.def"
};

constexpr std::string_view kPlannedModules[] = {"std/dict", "std/is", "std/math", "std/string", "std/value"};

constexpr std::string_view kPlannedFunctions[] = {
    "abs",           "avg",       "ceil",           "clamp",       "compact",      "concat",   "count",
    "ends_with",     "flatten",   "floor",          "glob_match",  "has_key",      "in_range", "is_email",
    "is_empty",      "is_ipv4",   "is_ipv6",        "is_iso_date", "is_uri",       "is_uuid",  "iter",
    "join",          "keys",      "length",         "lower",       "lower_locale", "matches",  "max",
    "merge",         "min",       "multiple_of",    "next",        "nfc",          "nfd",      "nfkc",
    "nfkd",          "omit_keys", "parse_iso_date", "pow",         "replace",      "round",    "select_keys",
    "size_in_range", "split",     "sqrt",           "starts_with", "substring",    "title",    "title_locale",
    "to_json",       "trim",      "trim_end",       "trim_start",  "type",         "unique",   "upper",
    "upper_locale",  "values"};

}

const BuiltinInfo& info(BuiltinId id) {
  return kBuiltins[static_cast<size_t>(id)];
}

std::optional<BuiltinId> findBuiltin(std::string_view name, BuiltinForm form) {
  for (size_t i = 0; i < std::size(kBuiltins); ++i)
    if (kBuiltins[i].text == name && (kBuiltins[i].forms & form)) return static_cast<BuiltinId>(i);
  return std::nullopt;
}

std::vector<std::string_view> builtinNames(BuiltinForm form) {
  std::vector<std::string_view> names;
  for (const BuiltinInfo& builtin : kBuiltins)
    if (builtin.forms & form) names.push_back(builtin.text);
  return names;
}

std::optional<BuiltinForm> libraryModule(std::string_view path) {
  if (path == "std/list") return kListModule;
  return std::nullopt;
}

bool isPlannedModule(std::string_view path) {
  return std::find(std::begin(kPlannedModules), std::end(kPlannedModules), path) != std::end(kPlannedModules);
}

bool isPlannedFunction(std::string_view name) {
  return std::binary_search(std::begin(kPlannedFunctions), std::end(kPlannedFunctions), name);
}

}
