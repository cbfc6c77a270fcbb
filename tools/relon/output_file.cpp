#include "output_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

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

// As many links as Linux follows.
constexpr int kLinks = 40;

// What is behind the links at the path's end, whether it exists or not.
std::string behindLinks(const std::string& path) {
  std::filesystem::path place = path;
  std::error_code failed;
  for (int i = 0; i < kLinks && std::filesystem::is_symlink(place, failed); ++i)
    place = place.parent_path() / std::filesystem::read_symlink(place, failed);
  return place.string();
}

// The descriptor of stdout or stderr if it is this file, else -1. Opened anew it would
// be written from its start, and a socket cannot be opened.
int ownOutput(const struct stat& status) {
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own;
    if (fstat(descriptor, &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino) return descriptor;
  }
  return -1;
}

int openStream(const std::string& path) {
  struct stat status;
  const int own = stat(path.c_str(), &status) == 0 ? ownOutput(status) : -1;
  return own >= 0 ? dup(own) : open(path.c_str(), O_WRONLY | O_NOCTTY);
}

// 0, or why it failed. A reader that went away is a reason like others.
int writeStream(const std::string& path, std::string_view bytes) {
  const int descriptor = openStream(path);
  if (descriptor < 0) return errno;
  const auto before = signal(SIGPIPE, SIG_IGN);
  const int reason = writeAll(descriptor, bytes) ? 0 : errno;
  signal(SIGPIPE, before);
  return close(descriptor) != 0 && reason == 0 ? errno : reason;
}

}

void OutputFiles::add(std::string path, std::string_view bytes) {
  files_.push_back({.path = std::move(path), .bytes = std::string(bytes)});
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

Result<Done> OutputFiles::prepare(File& file) {
  struct stat status;
  const bool exists = stat(file.path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return fail(file, errno);
  if (!exists) return writeTemporary(file, usualMode());
  if (S_ISDIR(status.st_mode)) return fail(file, EISDIR);
  file.isStream = !S_ISREG(status.st_mode) || ownOutput(status) >= 0;
  if (file.isStream) return Done{};
  if (access(file.path.c_str(), W_OK) != 0) return fail(file, errno);
  return writeTemporary(file, status.st_mode & 07777);
}

Result<Done> OutputFiles::writeTemporary(File& file, mode_t mode) {
  file.place = behindLinks(file.path);
  std::string name = file.place + ".XXXXXX";
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
    if (Result<Done> prepared = prepare(file); !prepared) return prepared;
  }
  for (const File& file : files_) {
    if (!file.isStream) continue;
    if (const int reason = writeStream(file.path, file.bytes)) return fail(file, reason);
  }
  for (File& file : files_) {
    if (file.isStream) continue;
    if (rename(file.temporary.c_str(), file.place.c_str()) != 0) return fail(file, errno);
    file.temporary.clear();
  }
  return Done{};
}

}
