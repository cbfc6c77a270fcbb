#pragma once

#include "runtime/arena_vector.h"
#include "runtime/code_points.h"

// Regular expressions in the syntax of RE2, in time linear in the text: a pattern becomes
// a program for a nondeterministic automaton, whose states are followed all at once.
// Only whether the pattern matches is asked, so that groups capture nothing and lazy
// repetition is the same as greedy.
namespace relon::runtime::regex {

enum class Op : uint8_t {
  // One code point: `value` itself.
  point,
  // One code point: `value`, or one that differs in case only.
  foldedPoint,
  // One code point of the set number `value`.
  set,
  any,
  anyButNewline,
  // Goes on with the next instruction, and with the one `value` instructions away.
  split,
  // Goes on `value` instructions away.
  jump,
  // Goes on where the assertion `value` holds.
  assertion,
  match,
};

// Jumps are relative, so that a piece of program may be moved and copied.
struct Instruction {
  Op op;
  int32_t value;
};

enum class Assertion : int32_t { textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary };

enum class ItemKind : uint8_t {
  // Code points from `first` to `last`.
  range,
  // Those that are not in the named group `first`.
  notGroup,
  // Those of the general categories in the mask `first`, or not of them.
  categories,
  notCategories,
};

// A part of a set; the set has what any of its items has.
struct Item {
  ItemKind kind;
  uint32_t first;
  uint32_t last;
};

struct Set {
  int64_t firstItem;
  int64_t items;
  bool negated;
  // Has, with a code point, all that differ from it in case only.
  bool folded;
};

struct Program {
  explicit Program(Context& context) : instructions(context), sets(context), items(context) {}

  ArenaVector<Instruction> instructions;
  ArenaVector<Set> sets;
  ArenaVector<Item> items;
  // Something in it disregards case.
  bool folds = false;
};

// False after failing, with `validation_failed` if the pattern is not one.
bool compile(Context& context, const String& pattern, Program& program);

// A code point and, if `all` are asked for, those that differ from it in case only.
struct Cases {
  Cases(char32_t point, bool all);

  char32_t points[4];
  int count = 1;
};

bool contains(const Program& program, const Set& set, const Cases& cases);
bool hasOtherCase(char32_t point);

// The named groups of ASCII characters: `d`, `s` and `w`, or `alpha` and the others of
// POSIX. -1 if there is none of this name.
int findGroup(const String& name);
void addGroup(int group, ArenaVector<Item>& items);

// General categories by `L` or `Lu`, as a mask; 0 if there is none of this name.
uint32_t categoriesNamed(const String& name);

}
