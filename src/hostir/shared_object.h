#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "relon/result.h"

namespace relon::hostir {

// A shared object loaded into this process, unloaded with the object.
class SharedObject {
 public:
  // Its symbols are for itself only, and all that it needs must be there. The file may
  // be removed afterwards.
  static Result<SharedObject> load(const std::string& file);
  SharedObject(SharedObject&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  SharedObject& operator=(SharedObject&&) = delete;
  ~SharedObject();

  // What is added to addresses in the file.
  uintptr_t bias() const;

 private:
  explicit SharedObject(void* handle) : handle_(handle) {}

  void* handle_;
};

// A function that is wanted and in none of the host files.
Error missingSymbol(const std::string& name);

}
