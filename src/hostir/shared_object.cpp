#include "hostir/shared_object.h"

#include <string_view>

#include <dlfcn.h>
#include <link.h>

#include <llvm/Demangle/Demangle.h>

#include "hostir/errors.h"

namespace relon::hostir {

namespace {

// dlopen says `FILE: undefined symbol: NAME` and sometimes more. The file is a
// temporary one that means nothing to the user.
Error loadError(std::string_view message) {
  constexpr std::string_view kMissing = "undefined symbol: ";
  if (const size_t at = message.find(kMissing); at != std::string_view::npos) {
    const std::string_view name = message.substr(at + kMissing.size());
    return missingSymbol(std::string(name.substr(0, name.find_first_of(" ,\n"))));
  }
  const size_t afterFile = message.find(": ");
  if (afterFile != std::string_view::npos) message.remove_prefix(afterFile + 2);
  return hostError("host_compile_failed", "", "the native host code cannot be loaded: " + std::string(message));
}

}

Result<SharedObject> SharedObject::load(const std::string& file) {
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return loadError(dlerror());
  return SharedObject(handle);
}

SharedObject::~SharedObject() {
  if (handle_ != nullptr) dlclose(handle_);
}

uintptr_t SharedObject::bias() const {
  link_map* map = nullptr;
  return dlinfo(handle_, RTLD_DI_LINKMAP, &map) == 0 ? map->l_addr : 0;
}

Error missingSymbol(const std::string& name) {
  return hostError("host_symbol_missing", "",
                   "`" + llvm::demangle(name) +
                       "` is in none of the given host files; in C++ it must be declared `extern \"C\"`, in Rust "
                       "`#[no_mangle] pub extern \"C\"`");
}

}
