#include "hostir/private_directory.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "hostir/errors.h"

namespace relon::hostir {

Result<PrivateDirectory> PrivateDirectory::create() {
  llvm::SmallString<128> path;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, path);
  llvm::sys::path::append(path, "relon-XXXXXX");
  if (mkdtemp(const_cast<char*>(path.c_str())) == nullptr) {
    return hostError("io_error", "", "cannot create a temporary directory: " + std::string(strerror(errno)));
  }
  return PrivateDirectory(std::string(path));
}

PrivateDirectory::~PrivateDirectory() {
  if (!path_.empty()) llvm::sys::fs::remove_directories(path_);
}

}
