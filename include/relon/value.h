#pragma once

#include "relon/abi.h"

namespace relon {

// A Relon String: UTF-8 bytes that it does not own. Same bytes as relon_string.
struct String : relon_string {
  constexpr String() : relon_string{"", 0} {}
  constexpr String(const char* data, int64_t size) : relon_string{data, size} {}
  template <int64_t N>
  constexpr String(const char (&literal)[N]) : relon_string{literal, N - 1} {}

  constexpr const char* begin() const { return data; }
  constexpr const char* end() const { return data + size; }
};

// A Relon List<T>: `size` elements that it does not own. Same bytes as relon_list.
template <typename T>
struct List : relon_list {
  constexpr List() : relon_list{nullptr, 0} {}
  constexpr List(const T* data, int64_t size) : relon_list{data, size} {}

  const T* begin() const { return static_cast<const T*>(data); }
  const T* end() const { return begin() + size; }
  const T& operator[](int64_t index) const { return begin()[index]; }
};

static_assert(sizeof(String) == sizeof(relon_string));
static_assert(sizeof(List<int64_t>) == sizeof(relon_list));

}
