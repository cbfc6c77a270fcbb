#include "engine/compiler_library.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace relon::engine {

namespace {

constexpr const char* kFileName = "librelon-compiler.so";

// The program or library that this code is part of.
std::string ownPath() {
  Dl_info info;
  const bool isKnown = dladdr(reinterpret_cast<const void*>(&ownPath), &info) != 0 && info.dli_fname != nullptr;
  if (isKnown && std::string_view(info.dli_fname).find(".so") != std::string_view::npos) return info.dli_fname;
  std::string path(4096, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return path;
}

std::vector<std::string> candidates() {
  const char* chosen = getenv("RELON_COMPILER");
  if (chosen != nullptr && *chosen != '\0') return {chosen};
  const std::string path = ownPath();
  const std::string directory = path.substr(0, path.find_last_of('/') + 1);
  return {directory + kFileName, directory + "../lib/relon/" + kFileName, directory + "relon/" + kFileName};
}

Error missing(const std::vector<std::string>& tried, const std::string& reason) {
  std::string message = "error[compiler_not_found]: the compiler `" + std::string(kFileName) + "` cannot be loaded\n";
  for (const std::string& path : tried) message += "  note: tried `" + path + "`\n";
  message += "  note: " + reason + "\n  help: set RELON_COMPILER to its path, or use the interpreter\n";
  return {"compiler_not_found", std::move(message)};
}

Result<Compiler*> create(void* library) {
  auto factory = reinterpret_cast<CompilerFactory>(dlsym(library, "relon_compiler_create"));
  Compiler* made = factory == nullptr ? nullptr : factory(RELON_ABI_VERSION);
  if (made != nullptr) return made;
  return Error{"compiler_version_mismatch", "error[compiler_version_mismatch]: `" + std::string(kFileName) +
                                                "` belongs to another version of Relon\n"};
}

Result<Compiler*> open() {
  const std::vector<std::string> paths = candidates();
  std::string reason = "no such file";
  for (const std::string& path : paths) {
    if (void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return create(library);
    const bool exists = access(path.c_str(), F_OK) == 0;
    if (const char* text = dlerror(); exists && text != nullptr) reason = text;
  }
  return missing(paths, reason);
}

}

Result<Compiler*> compiler() {
  static const Result<Compiler*> loaded = open();
  return loaded;
}

}
