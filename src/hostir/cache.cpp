#include "hostir/cache.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/BLAKE3.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace fs = llvm::sys::fs;

namespace relon::hostir {

namespace {

constexpr std::string_view kManifestHeader = "relon host cache 1\n";

std::optional<std::string> readFile(const std::string& path) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer) return std::nullopt;
  return std::string((*buffer)->getBuffer());
}

// Under a name of its own first, so that nobody sees half of it.
void writeFile(const std::string& path, std::string_view bytes) {
  int descriptor = -1;
  llvm::SmallString<128> temporary;
  if (fs::createUniqueFile(path + ".%%%%%%%%", descriptor, temporary, fs::OF_None, fs::owner_read | fs::owner_write)) {
    return;
  }
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  stream << bytes;
  stream.close();
  const bool failed = stream.has_error();
  stream.clear_error();
  if (failed || fs::rename(temporary, path)) fs::remove(temporary);
}

// Makes the directory and those above it that are missing, for this user alone.
bool makePrivate(const std::string& directory) {
  return !fs::create_directories(directory, /*IgnoreExisting=*/true, fs::owner_all);
}

std::string directoryFromEnvironment() {
  const char* setting = getenv("RELON_CACHE");
  if (setting != nullptr && std::string_view(setting) == "off") return "";
  // The specification of XDG_CACHE_HOME says to ignore relative paths.
  const char* cache = getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/relon/host";
  const char* home = getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.cache/relon/host";
  return "";
}

// Takes the text up to the next newline off `rest`.
std::string_view takeLine(std::string_view& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// `DIGEST PATH`: the file has this content still.
bool isUnchanged(std::string_view line) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::optional<std::string> content = readFile(std::string(line.substr(space + 1)));
  return content && digest({*content}) == line.substr(0, space);
}

// The manifest's last line names the result; the lines before it name the files.
std::optional<std::string> resultNamedBy(const std::string& manifest) {
  std::string_view rest = manifest;
  if (!rest.starts_with(kManifestHeader)) return std::nullopt;
  rest.remove_prefix(kManifestHeader.size());
  while (!rest.empty()) {
    const std::string_view line = takeLine(rest);
    if (rest.empty()) return std::string(line);
    if (!isUnchanged(line)) return std::nullopt;
  }
  return std::nullopt;
}

bool dependsOnTime(std::string_view content) {
  for (std::string_view macro : {"__DATE__", "__TIME__", "__TIMESTAMP__"}) {
    if (content.find(macro) != std::string_view::npos) return true;
  }
  return false;
}

bool writtenSince(const std::string& path, int64_t start) {
  fs::file_status status;
  if (fs::status(path, status)) return true;
  return status.getLastModificationTime().time_since_epoch().count() >= start;
}

// The manifest's line for a file; none when the result must not be kept.
std::optional<std::string> describeFile(const std::string& path, int64_t start) {
  const std::optional<std::string> content = readFile(path);
  if (!content || dependsOnTime(*content) || writtenSince(path, start)) return std::nullopt;
  if (path.find('\n') != std::string::npos) return std::nullopt;
  return digest({*content}) + " " + path + "\n";
}

}

Cache Cache::open() {
  std::string directory = directoryFromEnvironment();
  if (!directory.empty() && !makePrivate(directory)) directory.clear();
  return Cache(std::move(directory));
}

std::optional<std::string> Cache::find(const std::string& key) const {
  if (directory_.empty()) return std::nullopt;
  const std::optional<std::string> manifest = readFile(directory_ + "/" + key + ".manifest");
  if (!manifest) return std::nullopt;
  const std::optional<std::string> name = resultNamedBy(*manifest);
  if (!name) return std::nullopt;
  const std::string path = directory_ + "/" + *name + ".bin";
  std::optional<std::string> result = readFile(path);
  if (result && digest({*result}) == *name) return result;
  fs::remove(path);
  return std::nullopt;
}

void Cache::store(const std::string& key, const std::string& result, const std::vector<std::string>& files,
                  int64_t start) const {
  if (directory_.empty()) return;
  std::string manifest(kManifestHeader);
  for (const std::string& path : files) {
    const std::optional<std::string> line = describeFile(path, start);
    if (!line) return;
    manifest += *line;
  }
  const std::string name = digest({result});
  writeFile(directory_ + "/" + name + ".bin", result);
  writeFile(directory_ + "/" + key + ".manifest", manifest + name);
}

std::string digest(const std::vector<std::string>& parts) {
  llvm::BLAKE3 hasher;
  for (const std::string& part : parts) {
    hasher.update(std::to_string(part.size()) + ":");
    hasher.update(llvm::StringRef(part));
  }
  return llvm::toHex(hasher.final(), /*LowerCase=*/true);
}

int64_t fileClock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::vector<std::string> dependenciesOf(const std::string& makefile) {
  std::vector<std::string> names;
  std::string name;
  const auto finish = [&] {
    if (!name.empty()) names.push_back(std::exchange(name, {}));
  };
  for (size_t at = makefile.find(": "); at < makefile.size(); ++at) {
    const char c = makefile[at];
    const char next = at + 1 < makefile.size() ? makefile[at + 1] : '\0';
    if (c == '\\' && next == '\n') {
      finish();
      ++at;
    } else if ((c == '\\' && (next == ' ' || next == '#')) || (c == '$' && next == '$')) {
      name += next;
      ++at;
    } else if (c == '\n') {
      break;
    } else if (c == ' ') {
      finish();
    } else {
      name += c;
    }
  }
  finish();
  // The target's colon, where the walk began.
  if (!names.empty()) names.erase(names.begin());
  return names;
}

}
