#pragma once

#include "relon/value.h"

namespace relon::runtime {

// Finds a text in others, in time linear in both and without memory: the two-way
// algorithm of Crochemore and Perrin, "Two-way string-matching" (1991). Short texts are
// compared at every place where their first byte stands. Keeps a pointer to the text.
class Finder {
 public:
  // `needle` is not empty.
  explicit Finder(const String& needle);

  // The first occurrence at or behind `from`, or -1.
  int64_t find(const String& text, int64_t from) const { return period_ == 0 ? scan(text, from) : search(text, from); }

  int64_t count(const String& text) const {
    int64_t count = 0;
    for (int64_t at = find(text, 0); at >= 0; at = find(text, at + needle_.size)) ++count;
    return count;
  }

 private:
  int64_t scan(const String& text, int64_t from) const;
  int64_t search(const String& text, int64_t from) const;

  String needle_;
  // A critical factorisation: where the needle is cut, and by how much it moves when the
  // right part fits and the left does not. No period for short needles.
  int64_t cut_ = 0;
  int64_t period_ = 0;
  // The left part occurs again one period later, so that after such a move so many
  // bytes are known to fit.
  int64_t known_ = 0;
};

// Short texts are compared as two words that may overlap, without a call.
inline bool equalBytes(const char* a, const char* b, int64_t size) {
  const auto equal = [&]<typename Word>(Word x) {
    const auto width = static_cast<int64_t>(sizeof(Word));
    Word y;
    Word u;
    Word v;
    __builtin_memcpy(&x, a, sizeof(Word));
    __builtin_memcpy(&y, b, sizeof(Word));
    __builtin_memcpy(&u, a + size - width, sizeof(Word));
    __builtin_memcpy(&v, b + size - width, sizeof(Word));
    return ((x ^ y) | (u ^ v)) == 0;
  };
  if (size > 16) return __builtin_memcmp(a, b, static_cast<size_t>(size)) == 0;
  if (size >= 8) return equal(uint64_t{});
  if (size >= 4) return equal(uint32_t{});
  if (size >= 2) return equal(uint16_t{});
  return size == 0 || *a == *b;
}

}
