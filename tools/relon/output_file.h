#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relon/result.h"

namespace relon::cli {

// Files that appear together: all are written under temporary names beside their
// places, then renamed. If any cannot be written, none is, and nothing is left.
// A file that is replaced keeps its permissions; without the one to write, it stays.
class OutputFiles {
 public:
  void add(std::string path, std::string_view bytes);
  void add(std::string path, std::span<const uint8_t> bytes);
  Result<Done> write();

 private:
  struct File {
    std::string path;
    std::string bytes;
    std::string temporary;
  };

  Result<Done> writeTemporary(File& file);
  Result<Done> fail(const File& file, int reason);

  std::vector<File> files_;
};

}
