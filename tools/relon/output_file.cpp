#include "output_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace relon::cli {

namespace {

bool writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// What a new file gets that is not made by mkstemp.
mode_t usualMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}

void OutputFiles::add(std::string path, std::string_view bytes) {
  files_.push_back({std::move(path), std::string(bytes), ""});
}

void OutputFiles::add(std::string path, std::span<const uint8_t> bytes) {
  add(std::move(path), std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Result<Done> OutputFiles::fail(const File& file, int reason) {
  for (const File& each : files_) {
    if (!each.temporary.empty()) unlink(each.temporary.c_str());
  }
  return Error{"io_error", file.path + ": error[io_error]: cannot write the file: " + strerror(reason) + "\n"};
}

Result<Done> OutputFiles::writeTemporary(File& file) {
  struct stat status;
  const bool exists = stat(file.path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return fail(file, EISDIR);
  if (exists && access(file.path.c_str(), W_OK) != 0) return fail(file, errno);
  const mode_t mode = exists ? status.st_mode & 07777 : usualMode();
  std::string name = file.path + ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) return fail(file, errno);
  file.temporary = name;
  const bool done = writeAll(descriptor, file.bytes) && fchmod(descriptor, mode) == 0;
  const int reason = errno;
  if (close(descriptor) != 0 && done) return fail(file, errno);
  if (!done) return fail(file, reason);
  return Done{};
}

Result<Done> OutputFiles::write() {
  for (File& file : files_) {
    if (Result<Done> written = writeTemporary(file); !written) return written;
  }
  for (File& file : files_) {
    if (rename(file.temporary.c_str(), file.path.c_str()) != 0) return fail(file, errno);
    file.temporary.clear();
  }
  return Done{};
}

}
