#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace relon {

// A typed index into some table. Two ids of different tags never mix, and a
// default-constructed id is "none". Example: `using TypeId = Id<struct TypeTag>`.
template <typename Tag>
class Id {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  constexpr Id() = default;
  constexpr explicit Id(size_t index) : index_(static_cast<uint32_t>(index)) {}

  constexpr uint32_t index() const { return index_; }
  constexpr bool valid() const { return index_ != kNone; }
  constexpr explicit operator bool() const { return valid(); }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  uint32_t index_ = kNone;
};

}

template <typename Tag>
struct std::hash<relon::Id<Tag>> {
  size_t operator()(relon::Id<Tag> id) const noexcept { return id.index(); }
};
