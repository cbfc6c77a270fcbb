#pragma once

#include <cstdint>
#include <iterator>
#include <vector>

namespace relon::fuzz {

// Where a generator's decisions come from. Every decision is recorded, so that a program
// can be made again from its record, and a smaller one from an edited record: whatever
// the record says, what comes out is well typed. 0 is always the simplest alternative,
// and what follows when a record is used up.
class Choices {
 public:
  explicit Choices(uint64_t seed) : state_(seed) {}
  explicit Choices(std::vector<uint32_t> record) : given_(std::move(record)), isReplay_(true) {}

  // In [0, count), `count` not 0.
  uint32_t below(uint32_t count) {
    uint32_t value = isReplay_ ? replayed(count) : static_cast<uint32_t>(next() % count);
    record_.push_back(value);
    return value;
  }

  // True in so many of a hundred cases.
  bool chance(uint32_t percent) { return below(100) >= 100 - percent; }

  template <typename Container>
  const auto& of(const Container& container) {
    return container[below(static_cast<uint32_t>(std::size(container)))];
  }

  const std::vector<uint32_t>& record() const { return record_; }

 private:
  uint32_t replayed(uint32_t count) {
    const uint32_t value = record_.size() < given_.size() ? given_[record_.size()] : 0;
    return value < count ? value : count - 1;
  }

  // splitmix64
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  uint64_t state_ = 0;
  std::vector<uint32_t> given_;
  std::vector<uint32_t> record_;
  bool isReplay_ = false;
};

}
