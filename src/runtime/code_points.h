#pragma once

#include "relon/value.h"

// Code points of Strings. What is not UTF-8 reads as U+FFFD and never beyond the end.
namespace relon::runtime {

constexpr char32_t kReplacement = 0xfffd;
constexpr char32_t kLastPoint = 0x10ffff;

constexpr bool isContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// How many bytes the code point has that starts with this byte.
constexpr int64_t pointSize(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

inline char32_t readLongPoint(const char*& p, const char* end) {
  const int64_t size = pointSize(*p);
  const char32_t first = static_cast<unsigned char>(*p);
  if (size == 1 || end - p < size) {
    ++p;
    return kReplacement;
  }
  char32_t point = first & (0x7fu >> size);
  for (int64_t i = 1; i < size; ++i) point = point << 6 | (static_cast<unsigned char>(p[i]) & 0x3f);
  p += size;
  return point <= kLastPoint ? point : kReplacement;
}

// Reads the code point at `p`, which lies before `end`, and moves behind it.
inline char32_t readPoint(const char*& p, const char* end) {
  const auto first = static_cast<unsigned char>(*p);
  if (first >= 0x80) return readLongPoint(p, end);
  ++p;
  return first;
}

// The start of the code point that ends before `p`, which lies behind `begin`.
inline const char* pointBefore(const char* begin, const char* p) {
  --p;
  while (p > begin && isContinuation(*p)) --p;
  return p;
}

constexpr int64_t writtenSize(char32_t point) {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

// Writes the code point and returns the place behind it.
inline char* writePoint(char* out, char32_t point) {
  const auto tail = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) {
    *out++ = static_cast<char>(point);
  } else if (point < 0x800) {
    *out++ = static_cast<char>(0xc0 | point >> 6);
    *out++ = tail(0);
  } else if (point < 0x10000) {
    *out++ = static_cast<char>(0xe0 | point >> 12);
    *out++ = tail(6);
    *out++ = tail(0);
  } else {
    *out++ = static_cast<char>(0xf0 | point >> 18);
    *out++ = tail(12);
    *out++ = tail(6);
    *out++ = tail(0);
  }
  return out;
}

inline bool isAscii(const String& text) {
  unsigned char all = 0;
  for (char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

inline int64_t countPoints(const String& text) {
  int64_t count = 0;
  for (char c : text) count += isContinuation(c) ? 0 : 1;
  return count;
}

// Unicode White_Space.
constexpr bool isWhiteSpace(char32_t point) {
  if (point < 0x80) return point == ' ' || (point >= 0x09 && point <= 0x0d);
  return point == 0x85 || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
         point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

// A sequence of code points in a pool of UTF-16 units, where it stands behind its length;
// pools are written by scripts/unicode-tables.
template <typename Visitor>
void forEachPooled(const uint16_t* pool, int64_t place, Visitor visit) {
  const uint16_t* unit = pool + place + 1;
  const uint16_t* end = unit + pool[place];
  while (unit < end) {
    char32_t point = *unit++;
    if (point >= 0xd800 && point < 0xdc00) point = 0x10000 + ((point - 0xd800) << 10) + (*unit++ - 0xdc00u);
    visit(point);
  }
}

}
