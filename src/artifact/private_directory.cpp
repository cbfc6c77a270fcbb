#include "artifact/private_directory.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>

#include "artifact/make_error.h"

namespace relon::artifact {

Result<PrivateDirectory> PrivateDirectory::create() {
  llvm::SmallString<128> path;
  if (std::error_code failure = llvm::sys::fs::createUniqueDirectory("relon", path)) {
    return makeError("io_error", "cannot create a temporary directory: " + failure.message());
  }
  return PrivateDirectory(std::string(path));
}

PrivateDirectory::~PrivateDirectory() {
  if (!path_.empty()) llvm::sys::fs::remove_directories(path_);
}

}
