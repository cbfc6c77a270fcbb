#include "runtime/regex.h"

// What regular expressions know of characters: cases, categories, named groups.
namespace relon::runtime::regex {

namespace {

// Each of these code points has the next of its other cases so far away; distance 0
// stands for pairs of neighbours.
struct Orbit {
  char32_t first;
  char32_t last;
  int32_t distance;
};

#include "runtime/regex_tables.def"

struct Group {
  String name;
  // Pairs of first and last characters.
  String ranges;
};

constexpr Group kGroups[] = {
    {"d", "09"},
    {"s", "\t\n\f\r  "},
    {"w", "09AZaz__"},
    {"alnum", "09AZaz"},
    {"alpha", "AZaz"},
    {"blank", "\t\t  "},
    {"digit", "09"},
    {"graph", "!~"},
    {"lower", "az"},
    {"print", " ~"},
    {"upper", "AZ"},
    {"space", "\t\r  "},
    {"word", "09AZaz__"},
    {"punct", "!/:@[`{~"},
    {"xdigit", "09AFaf"},
    {"ascii", String("\0\x7f", 2)},
    {"cntrl", String("\0\x1f\x7f\x7f", 4)},
};

constexpr int64_t kCategoryCount = (sizeof(kCategoryNames) - 1) / 2;
static_assert(kCategoryCount <= 32);

bool isEqual(const String& a, const String& b) {
  if (a.size != b.size) return false;
  for (int64_t i = 0; i < a.size; ++i) {
    if (a.data[i] != b.data[i]) return false;
  }
  return true;
}

bool isInGroup(const String& ranges, char32_t point) {
  for (int64_t i = 0; i < ranges.size; i += 2) {
    if (point >= static_cast<char32_t>(ranges.data[i]) && point <= static_cast<char32_t>(ranges.data[i + 1]))
      return true;
  }
  return false;
}

uint32_t categoryOf(char32_t point) {
  size_t low = 0;
  size_t high = sizeof(kCategories) / sizeof(kCategories[0]);
  while (high - low > 1) {
    const size_t middle = (low + high) / 2;
    kCategories[middle] >> 5 <= point ? low = middle : high = middle;
  }
  return kCategories[low] & 31;
}

// The next code point in the circle of those that differ in case only; itself if alone.
char32_t nextCase(char32_t point) {
  size_t low = 0;
  size_t high = sizeof(kOrbits) / sizeof(kOrbits[0]);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    kOrbits[middle].last < point ? low = middle + 1 : high = middle;
  }
  if (low == sizeof(kOrbits) / sizeof(kOrbits[0])) return point;
  const Orbit& orbit = kOrbits[low];
  if (point < orbit.first) return point;
  if (orbit.distance == 0) return (point - orbit.first) % 2 == 0 ? point + 1 : point - 1;
  return point + static_cast<char32_t>(orbit.distance);
}

bool hasItem(const Item& item, char32_t point) {
  switch (item.kind) {
    case ItemKind::range:
      return point >= item.first && point <= item.last;
    case ItemKind::notGroup:
      return isInGroup(kGroups[item.first].ranges, point);
    case ItemKind::categories:
    case ItemKind::notCategories:
      return (item.first >> categoryOf(point) & 1) != 0;
  }
  return false;
}

// A negative item has what, in no case, is in the group or the categories.
bool hasCase(const Item& item, const Cases& cases, bool folded) {
  const bool negative = item.kind == ItemKind::notGroup || item.kind == ItemKind::notCategories;
  for (int i = 0; i < (folded ? cases.count : 1); ++i) {
    if (hasItem(item, cases.points[i])) return !negative;
  }
  return negative;
}

}

Cases::Cases(char32_t point, bool all) : points{point} {
  if (!all) return;
  for (char32_t each = nextCase(point); each != point && count < 4; each = nextCase(each)) points[count++] = each;
}

bool hasOtherCase(char32_t point) {
  return nextCase(point) != point;
}

bool contains(const Program& program, const Set& set, const Cases& cases) {
  for (int64_t i = 0; i < set.items; ++i) {
    if (hasCase(program.items[set.firstItem + i], cases, set.folded)) return !set.negated;
  }
  return set.negated;
}

int findGroup(const String& name) {
  for (size_t i = 0; i < sizeof(kGroups) / sizeof(kGroups[0]); ++i) {
    if (isEqual(kGroups[i].name, name)) return static_cast<int>(i);
  }
  return -1;
}

void addGroup(int group, ArenaVector<Item>& items) {
  const String& ranges = kGroups[group].ranges;
  for (int64_t i = 0; i < ranges.size; i += 2)
    items.push({ItemKind::range, static_cast<uint32_t>(ranges.data[i]), static_cast<uint32_t>(ranges.data[i + 1])});
}

uint32_t categoriesNamed(const String& name) {
  if (isEqual(name, "Any")) return UINT32_MAX;
  if (name.size < 1 || name.size > 2) return 0;
  uint32_t mask = 0;
  for (int64_t i = 0; i < kCategoryCount; ++i) {
    const String category(kCategoryNames + 2 * i, name.size);
    if (isEqual(category, name)) mask |= uint32_t{1} << i;
  }
  return mask;
}

}
