#include "shrink.h"

#include <algorithm>

namespace relon::fuzz {

namespace {

using Record = std::vector<uint32_t>;

class Shrinker {
 public:
  Shrinker(Record record, const std::function<bool(const Record&)>& fails, int attempts)
      : record_(std::move(record)), fails_(fails), attempts_(attempts) {}

  // Edits of large pieces first: dropping them, then zeroing them.
  Record run() {
    for (size_t size = std::max<size_t>(record_.size() / 2, 1); size > 0 && attempts_ > 0; size /= 2) {
      for (size_t at = 0; at < record_.size() && attempts_ > 0;) {
        if (!dropped(at, size) && !zeroed(at, size)) at += size;
      }
    }
    return record_;
  }

 private:
  bool dropped(size_t at, size_t size) {
    Record next = record_;
    const auto begin = next.begin() + static_cast<std::ptrdiff_t>(at);
    next.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, next.size() - at)));
    return accept(std::move(next));
  }

  bool zeroed(size_t at, size_t size) {
    Record next = record_;
    const auto begin = next.begin() + static_cast<std::ptrdiff_t>(at);
    std::fill(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, next.size() - at)), 0);
    if (next == record_) return false;
    return accept(std::move(next));
  }

  bool accept(Record next) {
    if (attempts_-- <= 0 || !fails_(next)) return false;
    record_ = std::move(next);
    return true;
  }

  Record record_;
  const std::function<bool(const Record&)>& fails_;
  int attempts_;
};

}

std::vector<uint32_t> shrink(std::vector<uint32_t> record,
                             const std::function<bool(const std::vector<uint32_t>&)>& fails, int attempts) {
  return Shrinker(std::move(record), fails, attempts).run();
}

}
