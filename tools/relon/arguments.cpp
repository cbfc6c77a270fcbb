#include "arguments.h"

#include <stdio.h>
#include <string.h>

#include <cerrno>
#include <memory>

namespace relon::cli {

namespace {

Error cannotRead(const std::string& what, int reason) {
  return {"io_error", "error[io_error]: cannot read " + what + ": " + strerror(reason) + "\n"};
}

Result<std::string> readAll(FILE* stream, const std::string& what) {
  std::string text;
  char buffer[16384];
  while (const size_t size = fread(buffer, 1, sizeof buffer, stream)) text.append(buffer, size);
  if (ferror(stream) != 0) return cannotRead(what, errno);
  return text;
}

}

Result<std::string> readArguments(const std::string& written) {
  if (written == "-") return readAll(stdin, "the arguments from stdin");
  if (!written.starts_with('@')) return written;
  const std::string path = written.substr(1);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "rb"), &fclose);
  if (file == nullptr) return cannotRead("`" + path + "`", errno);
  return readAll(file.get(), "`" + path + "`");
}

}
