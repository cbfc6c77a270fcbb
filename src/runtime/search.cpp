#include "runtime/search.h"

namespace relon::runtime {

namespace {

constexpr int64_t kShort = 8;

struct Suffix {
  int64_t start;
  int64_t period;
};

// The suffix that is the last in the order of bytes, or in the reverse order, and its period.
Suffix maximalSuffix(const String& text, bool reversed) {
  Suffix best{0, 1};
  int64_t rival = 1;
  int64_t equal = 0;
  while (rival + equal < text.size) {
    const char ours = text.data[best.start + equal];
    const char theirs = text.data[rival + equal];
    if (ours == theirs) {
      if (++equal == best.period) {
        rival += equal;
        equal = 0;
      }
    } else if ((theirs < ours) != reversed) {
      rival += equal + 1;
      equal = 0;
      best.period = rival - best.start;
    } else {
      best = {rival, 1};
      ++rival;
      equal = 0;
    }
  }
  return best;
}

}

Finder::Finder(const String& needle) : needle_(needle) {
  if (needle.size <= kShort) return;
  const Suffix forward = maximalSuffix(needle, false);
  const Suffix backward = maximalSuffix(needle, true);
  const Suffix& chosen = forward.start > backward.start ? forward : backward;
  cut_ = chosen.start;
  if (cut_ + chosen.period <= needle.size && equalBytes(needle.data, needle.data + chosen.period, cut_)) {
    period_ = chosen.period;
    known_ = needle.size - period_;
  } else {
    period_ = (cut_ > needle.size - cut_ ? cut_ : needle.size - cut_) + 1;
  }
}

int64_t Finder::scan(const String& text, int64_t from) const {
  if (text.size - from < needle_.size) return -1;
  const char* last = text.end() - needle_.size;
  for (const char* at = text.begin() + from; at <= last; ++at) {
    at = static_cast<const char*>(__builtin_memchr(at, needle_.data[0], static_cast<size_t>(last - at + 1)));
    if (at == nullptr) return -1;
    if (needle_.size == 1 || equalBytes(at, needle_.data, needle_.size)) return at - text.begin();
  }
  return -1;
}

int64_t Finder::search(const String& text, int64_t from) const {
  int64_t known = 0;
  for (int64_t at = from; at <= text.size - needle_.size;) {
    const char* window = text.data + at;
    int64_t i = cut_ > known ? cut_ : known;
    while (i < needle_.size && needle_.data[i] == window[i]) ++i;
    if (i < needle_.size) {
      at += i - cut_ + 1;
      known = 0;
      continue;
    }
    i = cut_;
    while (i > known && needle_.data[i - 1] == window[i - 1]) --i;
    if (i <= known) return at;
    at += period_;
    known = known_;
  }
  return -1;
}

}
