#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relon/result.h"

namespace relon::cli {

// Files that appear together: all are written under temporary names beside their
// places, then renamed. If any cannot be written, none is, and nothing is left.
// A file that is replaced keeps its permissions; without the one to write, it stays.
// A link stays one, and what it leads to is replaced. What is no file but a pipe, a
// device or this process's own output is written into, once all files are written.
class OutputFiles {
 public:
  void add(std::string path, std::string_view bytes);
  void add(std::string path, std::span<const uint8_t> bytes);
  Result<Done> write();

 private:
  struct File {
    std::string path;
    std::string bytes;
    // Behind the links that `path` names.
    std::string place;
    std::string temporary;
    bool isStream = false;
  };

  Result<Done> prepare(File& file);
  Result<Done> writeTemporary(File& file, mode_t mode);
  Result<Done> fail(const File& file, int reason);

  std::vector<File> files_;
};

}
