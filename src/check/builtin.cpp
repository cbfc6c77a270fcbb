#include "check/builtin.h"

namespace relon::check {
namespace {

constexpr BuiltinInfo kBuiltins[] = {
#define RELON_BUILTIN(Name, text, forms, minimum, maximum) {text, forms, minimum, maximum},
#include "check/builtins.def"
};

}

const BuiltinInfo& info(BuiltinId id) { return kBuiltins[static_cast<size_t>(id)]; }

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

}
