#pragma once

#include <span>

#include "syntax/format_groups.h"

namespace relon::syntax {

// Line breaks within entries: those of the author, and, where a line would be too long,
// one before each of its loosest operators. The lines of operators that bind tighter
// are further in.
class Breaks {
 public:
  // Keeps references.
  Breaks(const std::vector<Item>& items, const Groups& groups);

  struct Entry {
    // Its items, up to `end`, and behind them, up to `touching`, what touches it.
    size_t begin;
    size_t end;
    size_t touching;
    // Where it stands, and the indentation that its lines start from.
    size_t column;
    size_t indent;
  };

  // Chooses the breaks of an entry, outside of the brackets in it.
  void plan(const Entry& entry);

  // Both for entries that are planned; before, the author's breaks only.
  bool isBefore(size_t i) const { return isKept(i) || chosen_[i]; }
  size_t indentAt(size_t i) const { return kIndent * depths_[i]; }

 private:
  // Where an entry may be broken, or is.
  struct Place {
    size_t item;
    // Of the operator whose line it begins or continues; see levelOf.
    uint32_t level;
  };

  bool isKept(size_t i) const;
  uint32_t levelOfLine(const Entry& entry, size_t i) const;
  void collect(const Entry& entry);
  void setDepths();
  bool breakLong(const Entry& entry);
  bool breakLine(const Entry& entry, size_t begin, std::span<const Place> places);
  bool fits(const Entry& entry, size_t begin, size_t end) const;

  const std::vector<Item>& items_;
  const Groups& groups_;
  std::vector<bool> chosen_;
  std::vector<size_t> depths_;
  // Of the entry that is being planned.
  std::vector<Place> places_;
};

}
