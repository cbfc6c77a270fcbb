#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Where the texts of imported modules come from.
namespace relon::engine {

// What may be imported besides the library: nothing, until it is said.
struct ModuleSources {
  // Files below these directories.
  std::vector<std::string> directories;
  // Modules in memory, by path in normal form.
  std::map<std::string, std::string> texts;
};

// A module that was found but not read yet.
struct ModulePlace {
  // Stands in messages. What the module imports is relative to its directory.
  std::string name;
  // Equal for two paths to one file.
  std::string identity;
  // Null where it is a file.
  const std::string* text = nullptr;
};

// Why an import leads nowhere.
struct ModuleRefusal {
  std::string reason;
  std::string help;
};

// `path`, as an import in the file `importer` writes it. Paths are resolved as text,
// `a/../b` is `b`, and then followed through links: neither may leave the directories.
std::variant<ModulePlace, ModuleRefusal> findModule(const ModuleSources& sources, std::string_view importer,
                                                    const std::string& path);
std::variant<std::string, ModuleRefusal> readModule(const ModulePlace& place);

// The program's own file, which a module may import too.
ModulePlace placeOfEntry(const std::string& name);
// The form in which ModuleSources has its paths.
std::string normalPath(const std::string& path);

}
