#pragma once

#include <bit>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "relon/callable.h"
#include "runtime/library.h"

namespace relon {

// Calls a library function through its row's thunk, as the open world does.
class Library : public testing::Test {
 protected:
  const relon_callable_row* row(std::string_view name) {
    const CallableLibrary library = runtime::rows();
    for (const relon_callable_row* const* each = library.begin; each != library.end; ++each) {
      if ((*each)->name == name) return *each;
    }
    ADD_FAILURE() << "no callable " << name;
    return nullptr;
  }

  template <typename R>
  R call(std::string_view name, std::initializer_list<uint64_t> arguments) {
    R result{};
    row(name)->thunk(nullptr, &context_, arguments.begin(), &result);
    return result;
  }

  uint64_t string(std::string_view text) {
    strings_.push_back(std::make_unique<String>(text.data(), static_cast<int64_t>(text.size())));
    return reinterpret_cast<uint64_t>(strings_.back().get());
  }

  uint64_t list(std::initializer_list<std::string_view> texts) {
    auto* data = context_.allocate<String>(static_cast<int64_t>(texts.size()));
    int64_t size = 0;
    for (std::string_view text : texts) data[size++] = String(text.data(), static_cast<int64_t>(text.size()));
    lists_.push_back(std::make_unique<List<String>>(data, size));
    return reinterpret_cast<uint64_t>(lists_.back().get());
  }

  static std::string str(const String& text) { return std::string(text.data, static_cast<size_t>(text.size)); }
  static std::vector<std::string> strs(const List<String>& texts) {
    std::vector<std::string> result;
    for (const String& text : texts) result.push_back(str(text));
    return result;
  }

  static uint64_t number(double value) { return std::bit_cast<uint64_t>(value); }
  static uint64_t number(int64_t value) { return static_cast<uint64_t>(value); }

  std::string message() const { return std::string(context_.message.data, static_cast<size_t>(context_.message.size)); }

  std::string text(std::string_view name, std::initializer_list<uint64_t> arguments) {
    return str(call<String>(name, arguments));
  }
  Context context_;
  std::vector<std::unique_ptr<String>> strings_;
  std::vector<std::unique_ptr<List<String>>> lists_;
};

}
