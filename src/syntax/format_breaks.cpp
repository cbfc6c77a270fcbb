// A chain is broken before all operators of one level or before none of them. Levels are
// tried from the loosest on, for each line that is still too long. Whatever is chosen
// here is the author's in the result, so that formatting that again chooses no more.

#include "syntax/format_breaks.h"

#include <algorithm>

namespace relon::syntax {
namespace {

// The looser, the smaller: `for` and `if` of comprehensions; conditionals, in the middle
// branch of others after these; binary operators; members; what stands behind the head
// of a field or a function.
constexpr uint32_t kConditional = 1;
constexpr uint32_t kMostNested = 1000;
constexpr uint32_t kBinary = kConditional + kMostNested;
constexpr uint32_t kMember = kBinary + 100;
constexpr uint32_t kBody = kMember + 1;
constexpr uint32_t kNone = UINT32_MAX;

bool isConditional(const Item& item) {
  return item.mark.isConditional || (item.kind == TokenKind::Question && !item.isAccess);
}

uint32_t levelOf(const Item& item) {
  if (item.isComment) return kNone;
  if (item.mark.isKeyword) return item.text == "in" ? kNone : 0;
  if (isConditional(item)) return kConditional + std::min(item.mark.nesting, kMostNested - 1);
  if (item.mark.isBinary) return kBinary + operatorLevel(item.kind);
  return item.kind == TokenKind::Dot || item.isAccess ? kMember : kNone;
}

bool endsHead(const Item& item) {
  return item.kind == TokenKind::FatArrow || (item.kind == TokenKind::Colon && !item.mark.isConditional);
}

// The lines that items make up, one after the other.
class Lines {
 public:
  Lines(const std::vector<Item>& items, const Groups& groups) : items_(items), groups_(groups) {}

  void start(size_t item, size_t column) {
    begin_ = item;
    column_ = column;
  }
  // The column behind the items up to `end`.
  size_t columnAt(size_t end) const {
    return end > begin_ ? column_ + groups_.width(begin_, end) - items_[begin_].spaceBefore : column_;
  }
  void finish(size_t end) { fit_ = fit_ && (end <= begin_ || columnAt(end) <= kWidth); }
  bool fit() const { return fit_; }

 private:
  const std::vector<Item>& items_;
  const Groups& groups_;
  size_t begin_ = 0;
  size_t column_ = 0;
  bool fit_ = true;
};

}

Breaks::Breaks(const std::vector<Item>& items, const Groups& groups)
    : items_(items), groups_(groups), chosen_(items.size(), false), depths_(items.size(), 1) {}

bool Breaks::isKept(size_t i) const {
  return (items_[i].mayBreak && items_[i].newlines != 0) || (i != 0 && items_[i - 1].takesLine());
}

// Of an operator that the line starts with or, for a line of the author's, that stands
// at the end of the line before.
uint32_t Breaks::levelOfLine(const Entry& entry, size_t i) const {
  size_t first = i;
  while (first + 1 < entry.end && items_[first].isComment) ++first;
  if (const uint32_t level = levelOf(items_[first]); level != kNone) return level;
  while (i > entry.begin + 1 && items_[i - 1].isComment) --i;
  const Item& before = items_[i - 1];
  return isConditional(before) || before.mark.isBinary ? levelOf(before) : kNone;
}

void Breaks::plan(const Entry& entry) {
  collect(entry);
  if (places_.empty()) return;
  do setDepths();
  while (breakLong(entry));
}

void Breaks::collect(const Entry& entry) {
  places_.clear();
  for (size_t i = entry.begin; i < entry.end; ++i) {
    const uint32_t level = i == entry.begin ? kNone : levelOf(items_[i]);
    if (level < kMember) {
      places_.push_back({i, level});
    } else if (i != entry.begin && isKept(i)) {
      places_.push_back({i, levelOfLine(entry, i)});
    } else if (i != entry.begin && endsHead(items_[i - 1]) && !items_[i].isComment) {
      places_.push_back({i, kBody});
    }
    if (items_[i].isOpener()) i = items_[i].match;
  }
}

void Breaks::setDepths() {
  std::vector<uint32_t> levels;
  for (const Place& place : places_)
    if (isBefore(place.item)) levels.push_back(place.level);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  for (const Place& place : places_) {
    const auto looser = std::lower_bound(levels.begin(), levels.end(), place.level) - levels.begin();
    depths_[place.item] = place.level >= kBody ? 1 : 1 + static_cast<size_t>(looser);
  }
}

// Whether a line was too long and could be broken.
bool Breaks::breakLong(const Entry& entry) {
  bool changed = false;
  size_t begin = entry.begin;
  for (size_t first = 0; begin < entry.end;) {
    size_t next = first;
    while (next < places_.size() && !isBefore(places_[next].item)) ++next;
    const size_t end = next < places_.size() ? places_[next].item : entry.end;
    if (next != first && !fits(entry, begin, end)) changed |= breakLine(entry, begin, {&places_[first], next - first});
    begin = end;
    first = next + 1;
  }
  return changed;
}

// Before the loosest operators of a line; but where the first operand does not fit
// behind the head, and would without it, first before the body.
bool Breaks::breakLine(const Entry& entry, size_t begin, std::span<const Place> places) {
  auto isLooser = [](const Place& a, const Place& b) { return a.level < b.level; };
  const Place& first = *std::min_element(places.begin(), places.end(), isLooser);
  if (first.level >= kMember) return false;
  size_t body = begin;
  for (const Place& place : places)
    if (place.level == kBody && place.item < first.item) body = place.item;
  if (body != begin && !fits(entry, begin, first.item) && fits(entry, body, first.item)) {
    chosen_[body] = true;
    return true;
  }
  for (const Place& place : places)
    if (place.level == first.level) chosen_[place.item] = true;
  return true;
}

// Whether the items, on one line but for what has to be opened in them, fit.
bool Breaks::fits(const Entry& entry, size_t begin, size_t end) const {
  const bool isFirst = begin == entry.begin;
  const size_t indent = isFirst || items_[begin].mark.inHead ? entry.indent : entry.indent + indentAt(begin);
  Lines lines(items_, groups_);
  lines.start(begin, isFirst ? entry.column : indent);
  if (end == entry.end) end = entry.touching;
  for (size_t i = begin; i < end; ++i) {
    const Item& item = items_[i];
    if (i != begin && isBefore(i)) {
      lines.finish(i);
      lines.start(i, indent + kIndent);
    }
    if (item.takesLine()) {
      lines.finish(i);
      lines.start(i + 1, indent + kIndent);
    } else if (const size_t lineEnd = item.text.find('\n'); lineEnd != std::string_view::npos) {
      const size_t column = lines.columnAt(i) + item.spaceBefore + widthOf(item.text.substr(0, lineEnd));
      return lines.fit() && column <= kWidth;
    } else if (item.isOpener() && !groups_.mustOpen(i)) {
      i = item.match;
    } else if (item.isOpener() && !groups_.hasOneEntry(i)) {
      const size_t hugged = groups_.hugged(i, lines.columnAt(i + 1));
      if (hugged != 0) i = hugged;
      lines.finish(i + 1);
      i = items_[i].match;
      lines.start(i, indent);
    }
  }
  lines.finish(end);
  return lines.fit();
}

}
