#include "syntax/format_groups.h"

#include <algorithm>

namespace relon::syntax {

size_t widthOf(std::string_view text) {
  auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts));
}

Groups::Groups(const std::vector<Item>& items)
    : items_(items), widths_(items.size() + 1, 0), mustOpen_(items.size(), false) {
  measure();
  findForced();
}

void Groups::measure() {
  for (size_t i = 0; i < items_.size(); ++i)
    widths_[i + 1] = widths_[i] + items_[i].spaceBefore + widthOf(items_[i].text);
}

void Groups::findForced() {
  std::vector<size_t> open;
  for (size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].isCloser()) {
      const bool forced = mustOpen_[open.back()];
      open.pop_back();
      if (forced && !open.empty()) mustOpen_[open.back()] = true;
    } else if (!open.empty() && forces(i, open.back())) {
      mustOpen_[open.back()] = true;
    }
    if (items_[i].isOpener()) open.push_back(i);
  }
}

bool Groups::forces(size_t i, size_t open) const {
  const Item& item = items_[i];
  if (item.takesLine() || item.text.find('\n') != std::string_view::npos) return true;
  if (i == open + 1) return item.newlines != 0 && !items_[open].hugs;
  return item.startsEntry && (item.newlines > 1 || (item.mark.startsEntry && !item.isComment));
}

bool Groups::hasOneEntry(size_t open) const {
  if (!items_[open].hugs) return false;
  size_t entries = 0;
  for (size_t i = open + 1; i < items_[open].match; ++i) {
    if (items_[i].takesLine()) return false;
    if (items_[i].startsEntry && !items_[i].isComment && ++entries > 1) return false;
    if (items_[i].isOpener()) i = items_[i].match;
  }
  return true;
}

size_t Groups::hugged(size_t open, size_t column) const {
  const size_t close = items_[open].match;
  if (!items_[open].hugs || !items_[close - 1].isCloser()) return 0;
  const size_t last = items_[close - 1].match;
  if (items_[last].hugs || last + 1 == items_[last].match) return 0;
  for (size_t i = open + 1; i < last; ++i) {
    if (items_[i].takesLine() || (items_[i].isOpener() && mustOpen_[i])) return 0;
    if (i > open + 1 && items_[i].startsEntry && items_[i].newlines > 1) return 0;
    if (items_[i].isOpener()) i = items_[i].match;
  }
  return column + width(open + 1, last + 1) <= kWidth ? last : 0;
}

}
