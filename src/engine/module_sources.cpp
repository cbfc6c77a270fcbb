#include "engine/module_sources.h"

#include "engine/front_end.h"

namespace relon::engine {

namespace {

namespace fs = std::filesystem;

// Offsets into a source text have 32 bits.
constexpr uintmax_t kMaxSize = UINT32_MAX - 1;

bool isBelow(const fs::path& directory, const fs::path& path) {
  auto part = path.begin();
  for (const fs::path& wanted : directory) {
    if (wanted.empty()) continue;
    if (part == path.end() || *part != wanted) return false;
    ++part;
  }
  return true;
}

bool mayRead(const ModuleSources& sources, const fs::path& canonical) {
  for (const std::string& directory : sources.directories) {
    std::error_code error;
    const fs::path allowed = fs::canonical(directory, error);
    if (!error && isBelow(allowed, canonical)) return true;
  }
  return false;
}

ModuleRefusal notGranted() {
  return {"file access was not granted",
          "run with `--trust` to import files of the program's folder; a host calls `engine.allowImports(directory)`"};
}

std::variant<ModulePlace, ModuleRefusal> findFile(const ModuleSources& sources, const std::string& name) {
  if (sources.directories.empty()) return notGranted();
  std::error_code error;
  // Says nothing about what lies outside, not even whether it exists.
  const fs::path canonical = fs::weakly_canonical(fs::absolute(name, error), error);
  if (error) return ModuleRefusal{"`" + name + "`: " + error.message(), ""};
  if (!mayRead(sources, canonical))
    return ModuleRefusal{"`" + name + "` lies outside the folder from which files may be imported", ""};
  const fs::file_status status = fs::status(canonical, error);
  if (!fs::exists(status)) return ModuleRefusal{"there is no file `" + name + "`", ""};
  if (fs::is_directory(status)) return ModuleRefusal{"`" + name + "` is a directory", ""};
  if (!fs::is_regular_file(status)) return ModuleRefusal{"`" + name + "` is not a regular file", ""};
  return ModulePlace{name, canonical.string()};
}

}

std::string normalPath(const std::string& path) {
  return fs::path(path).lexically_normal().string();
}

ModulePlace placeOfEntry(const std::string& name) {
  std::error_code error;
  const fs::path canonical = fs::canonical(name, error);
  return {name, error ? normalPath(name) : canonical.string()};
}

std::variant<ModulePlace, ModuleRefusal> findModule(const ModuleSources& sources, std::string_view importer,
                                                    const std::string& path) {
  if (path.starts_with("http://") || path.starts_with("https://"))
    return ModuleRefusal{"modules are not fetched from the network", ""};
  if (path.empty()) return ModuleRefusal{"its path is empty", ""};
  if (path.find('\0') != std::string::npos) return ModuleRefusal{"a path has no zero bytes", ""};
  const std::string name = normalPath((fs::path(importer).parent_path() / path).string());
  if (auto known = sources.texts.find(name); known != sources.texts.end())
    return ModulePlace{name, name, &known->second};
  return findFile(sources, name);
}

std::variant<std::string, ModuleRefusal> readModule(const ModulePlace& place) {
  if (place.text != nullptr) return *place.text;
  std::error_code error;
  const uintmax_t size = fs::file_size(place.identity, error);
  if (!error && size > kMaxSize) return ModuleRefusal{"`" + place.name + "` is larger than 4 GiB", ""};
  Result<std::string> text = readFile(place.identity, ErrorFormat::Text);
  if (text) return std::move(*text);
  return ModuleRefusal{"`" + place.name + "` cannot be read", ""};
}

}
