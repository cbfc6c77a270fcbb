#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace relon {

// Why something could not be done, ready to be shown: one or more complete
// lines in the form `FILE:LINE:COL: error[code]: message`, and the error's code
// (snake_case; see docs/errors.md) by itself.
struct Error {
  std::string code;
  std::string message;

  // The parts of the message, for programs: what is wrong, without its place, and the
  // place; line and column from 1, 0 where there is none.
  std::string summary = {};
  std::string file = {};
  uint32_t line = 0;
  uint32_t column = 0;
};

// A value or an Error. Test it before taking the value:
//   if (Result<Program> p = engine.load("price.relon")) use(*p); else log(p.error().message);
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

// The result of something that yields no value.
using Done = std::monostate;

}
