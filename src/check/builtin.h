#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ir/type.h"

// The functions of the language and its library that are lowered to IR rather
// than called (language reference, file 04).
namespace relon::check {

enum class BuiltinId : uint8_t {
#define RELON_BUILTIN(Name, text, forms, minimum, maximum) Name,
#include "check/builtins.def"
};

// Where a builtin can be found.
enum BuiltinForm : uint8_t {
  // Without import: `len(x)`
  kBare = 1,
  // In `std/list`
  kListModule = 2,
  // As a method of a list, of a String
  kListMethod = 4,
  kStringMethod = 8,
};

struct BuiltinInfo {
  std::string_view text;
  uint8_t forms;
  // Number of arguments, the receiver included.
  uint8_t minimum;
  uint8_t maximum;
};

const BuiltinInfo& info(BuiltinId id);
std::optional<BuiltinId> findBuiltin(std::string_view name, BuiltinForm form);
std::vector<std::string_view> builtinNames(BuiltinForm form);
// `std/list` -> kListModule; nothing for a module that does not exist.
std::optional<BuiltinForm> libraryModule(std::string_view path);
// Parts of the library (file 04) that this version does not have yet.
bool isPlannedModule(std::string_view path);
bool isPlannedFunction(std::string_view name);

}
