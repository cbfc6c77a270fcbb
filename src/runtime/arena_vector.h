#pragma once

#include "relon/context.h"

namespace relon::runtime {

// A growing array of a trivial type in the arena. When memory is spent it stays as it
// is, and the context has failed.
template <typename T>
class ArenaVector {
 public:
  explicit ArenaVector(Context& context) : context_(context) {}

  int64_t size() const { return size_; }
  T& operator[](int64_t index) { return data_[index]; }
  const T& operator[](int64_t index) const { return data_[index]; }
  T& last() { return data_[size_ - 1]; }
  const T* data() const { return data_; }

  void push(const T& value) {
    const T copy = value;
    if (size_ == capacity_ && !grow()) return;
    data_[size_++] = copy;
  }
  void insert(int64_t at, const T& value) {
    const T copy = value;
    if (size_ == capacity_ && !grow()) return;
    for (int64_t i = size_; i > at; --i) data_[i] = data_[i - 1];
    data_[at] = copy;
    ++size_;
  }
  void shrink(int64_t size) { size_ = size; }

 private:
  bool grow() {
    const int64_t capacity = capacity_ == 0 ? 16 : 2 * capacity_;
    T* data = context_.allocate<T>(capacity);
    if (data == nullptr) return false;
    for (int64_t i = 0; i < size_; ++i) data[i] = data_[i];
    data_ = data;
    capacity_ = capacity;
    return true;
  }

  Context& context_;
  T* data_ = nullptr;
  int64_t size_ = 0;
  int64_t capacity_ = 0;
};

}
