#pragma once

#include "relon/abi.h"

namespace relon {

// A Relon String: UTF-8 bytes that it does not own. Same bytes as relon_string.
struct String : relon_string {
  constexpr String() : relon_string{"", 0} {}
  constexpr String(const char* bytes, int64_t count) : relon_string{bytes, count} {}
  template <int64_t N>
  constexpr String(const char (&literal)[N]) : relon_string{literal, N - 1} {}

  constexpr const char* begin() const { return data; }
  constexpr const char* end() const { return data + size; }
};

// A Relon List<T>: `size` elements that it does not own. Same bytes as relon_list.
template <typename T>
struct List : relon_list {
  constexpr List() : relon_list{nullptr, 0} {}
  constexpr List(const T* elements, int64_t count) : relon_list{elements, count} {}

  const T* begin() const { return static_cast<const T*>(data); }
  const T* end() const { return begin() + size; }
  const T& operator[](int64_t index) const { return begin()[index]; }
};

// A Relon tuple: a struct of its elements in order. `std::tuple` has no defined layout.
template <typename... T>
struct Tuple;
template <typename A>
struct Tuple<A> {
  A first;
};
template <typename A, typename B>
struct Tuple<A, B> {
  A first;
  B second;
};
template <typename A, typename B, typename C>
struct Tuple<A, B, C> {
  A first;
  B second;
  C third;
};
template <typename A, typename B, typename C, typename D>
struct Tuple<A, B, C, D> {
  A first;
  B second;
  C third;
  D fourth;
};

static_assert(sizeof(String) == sizeof(relon_string));
static_assert(sizeof(List<int64_t>) == sizeof(relon_list));

}
