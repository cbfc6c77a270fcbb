#pragma once

#include "syntax/format_items.h"

namespace relon::syntax {

constexpr size_t kWidth = 80;
constexpr size_t kIndent = 4;

// In characters.
size_t widthOf(std::string_view text);

// How wide items are, and what keeps a group from standing on one line. Openers stand
// for their groups.
class Groups {
 public:
  // Keeps a reference.
  explicit Groups(const std::vector<Item>& items);

  // Of the items from `begin` up to `end` on one line, with the blank before them.
  size_t width(size_t begin, size_t end) const { return widths_[end] - widths_[begin]; }
  // By itself or by what it contains.
  bool mustOpen(size_t open) const { return mustOpen_[open]; }
  // `(a + b)` and `list.sum([…])`: one entry, without comments that need lines.
  bool hasOneEntry(size_t open) const;
  // For `f(a, (b) => {…})` the opener of the last bracket, which alone is opened;
  // 0 where something before has to be, too. `column` is the one behind `open`.
  size_t hugged(size_t open, size_t column) const;

 private:
  void measure();
  void findForced();
  bool forces(size_t i, size_t open) const;

  const std::vector<Item>& items_;
  // The width of all items before one, on one line.
  std::vector<size_t> widths_;
  std::vector<bool> mustOpen_;
};

}
