#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace relon {

// Recursion that may go deeper than the thread's stack: fields that need one another,
// thousands in a row. Each level runs its work through `run`:
//
//   TypeId infer(ExprId id) { return stack_.run([&] { return inferHere(id); }); }
//
// That calls the work while the stack has room, and else has a thread with a stack of its
// own do it, which is waited for. A phase has one, and bounds its depth by a count of
// its own. Not to be shared by threads.
class DeepStack {
 public:
  template <typename Work>
  auto run(Work&& work) -> decltype(work()) {
    if (hasRoom()) return work();
    if constexpr (std::is_void_v<decltype(work())>) {
      onNewStack([](void* target) { (*static_cast<std::remove_reference_t<Work>*>(target))(); }, std::addressof(work));
    } else {
      std::optional<decltype(work())> result;
      auto keep = [&] { result.emplace(work()); };
      onNewStack([](void* target) { (*static_cast<decltype(keep)*>(target))(); }, &keep);
      return *std::move(result);
    }
  }

 private:
  struct Segment {
    const char* begin;
    size_t size;
  };

  // Where this frame lies; the address of a variable would not do, for sanitizers keep
  // variables elsewhere.
  static const char* here() { return static_cast<const char*>(__builtin_frame_address(0)); }
  bool hasRoom() const {
    const char* at = here();
    return static_cast<size_t>(at < segment_.begin ? segment_.begin - at : at - segment_.begin) < segment_.size;
  }
  void onNewStack(void (*work)(void*), void* target);

  // Of the stack that is there already, half a megabyte is taken for granted.
  Segment segment_{here(), size_t{512} << 10};
};

}
