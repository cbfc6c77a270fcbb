#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace relon::hostir {

// What compilers made of host sources, kept between runs in $XDG_CACHE_HOME/relon/host
// or $HOME/.cache/relon/host. RELON_CACHE=off, or having neither variable, turns it off.
//
// Two levels, because which headers a source reads is known only after compiling it.
// `KEY.manifest`, KEY being the digest of compiler, flags and source, lists every
// file that was read with the digest of its content, and names the result. `DIGEST.bin`
// is a result under the digest of its own content, so that damage is always seen.
//
// Any number of processes and threads may use it at once: files appear under their
// names complete or not at all. Whatever goes wrong is a miss, never an error.
//
// Not noticed: a new header that would be found before one that was read last time.
class Cache {
 public:
  static Cache open();

  // The result under the key, if everything that it was made from is unchanged.
  std::optional<std::string> find(const std::string& key) const;
  // Keeps a result, unless one of the files that it was made from was written since
  // `start` (what the compiler read is then unknown), or depends on the time of day.
  void store(const std::string& key, const std::string& result, const std::vector<std::string>& files,
             int64_t start) const;

 private:
  explicit Cache(std::string directory) : directory_(std::move(directory)) {}

  // Empty: the cache is off.
  std::string directory_;
};

// A digest of parts, as text for file names. Different lists have different digests.
std::string digest(const std::vector<std::string>& parts);

// Nanoseconds since the epoch, to compare with file times.
int64_t fileClock();

// The files that a makefile rule's first target depends on, escapes undone.
std::vector<std::string> dependenciesOf(const std::string& makefile);

}
