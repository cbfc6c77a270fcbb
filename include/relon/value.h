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

// A Relon Dict<String, V>: sorted keys and as many values, which it does not own. Same
// bytes as relon_dict.
template <typename V>
struct Dict : relon_dict {
  constexpr Dict() : relon_dict{nullptr, nullptr, 0} {}
  // The keys are sorted by their bytes and unique.
  constexpr Dict(const String* names, const V* elements, int64_t count) : relon_dict{names, elements, count} {}

  const String& key(int64_t index) const { return static_cast<const String*>(keys)[index]; }
  const V& value(int64_t index) const { return static_cast<const V*>(values)[index]; }
};

// A Relon Option<T>. Absent is the None of a schema's field that was not given: a
// reader takes it for None. `value` counts for Some only.
template <typename T>
struct Option {
  enum Tag : int32_t { None = 0, Some = 1, Absent = 2 };

  Option() : tag(None), value() {}
  explicit Option(const T& some) : tag(Some), value(some) {}
  explicit operator bool() const { return tag == Some; }

  int32_t tag;
  T value;
};

// A field of an input that has a default: what is absent gets it.
template <typename T>
struct Given {
  enum Tag : int32_t { Absent = 0, Present = 1 };

  Given() : tag(Absent), value() {}
  explicit Given(const T& given) : tag(Present), value(given) {}

  int32_t tag;
  T value;
};

// A value whose type is known at run time only. Same bytes as relon_any.
struct Any : relon_any {
  Any() : relon_any{} {}
  explicit Any(const relon_any& any) : relon_any(any) {}

  static Any ofBool(bool value) {
    Any any(relon_any_bool);
    any.as.boolean = value;
    return any;
  }
  static Any ofInt(int64_t value) {
    Any any(relon_any_int);
    any.as.integer = value;
    return any;
  }
  static Any ofFloat(double value) {
    Any any(relon_any_float);
    any.as.number = value;
    return any;
  }
  static Any ofString(const String& value) {
    Any any(relon_any_string);
    any.as.string = value;
    return any;
  }
  static Any ofList(const List<Any>& elements) {
    Any any(relon_any_list);
    any.as.list = elements;
    return any;
  }
  static Any ofTuple(const List<Any>& elements) {
    Any any(relon_any_tuple);
    any.as.list = elements;
    return any;
  }
  // Points to the object.
  static Any ofObject(const relon_object* object) {
    Any any(relon_any_object);
    any.as.list = {object, 1};
    return any;
  }

  List<Any> elements() const { return {static_cast<const Any*>(as.list.data), as.list.size}; }
  const relon_object& object() const { return *static_cast<const relon_object*>(as.list.data); }

 private:
  explicit Any(int32_t kind) : relon_any{} { tag = kind; }
};

// The last member of a struct that takes values of a schema: the fields that the schema
// does not declare, or null where there are none.
struct Undeclared {
  const Dict<Any>* fields = nullptr;
};

static_assert(sizeof(String) == sizeof(relon_string));
static_assert(sizeof(List<int64_t>) == sizeof(relon_list));
static_assert(sizeof(Dict<int64_t>) == sizeof(relon_dict));
static_assert(sizeof(Any) == sizeof(relon_any));

}
