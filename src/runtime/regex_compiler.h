#pragma once

#include "runtime/regex.h"

namespace relon::runtime::regex {

constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool isWordCharacter(char c) {
  return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

struct Flags {
  bool foldCase = false;
  bool multiline = false;
  bool dotAll = false;
};

// A group, or the pattern as a whole.
struct Group {
  int64_t start;
  // Of the alternative that is being read.
  int64_t alternative;
  // The last of the jumps behind the alternatives before, which lead to the group's end
  // once that is known; each holds the place of the one before, the first -1.
  int64_t lastJump = -1;
  // How often what is in the group is repeated there, at most.
  int64_t repetitions = 1;
  // Those outside of it.
  Flags outside;
};

struct Repetition {
  int64_t least;
  // -1: any number.
  int64_t most;
};

// Patterns to programs in one pass. What an operator applies to is the piece of program
// behind it: `x*` puts a split before the piece and a jump behind it, `x{3}` copies it.
// Groups are on a stack of their own, so that nothing recurses.
//
// Its functions return whether to go on: false after failing, if nothing else is said.
class Compiler {
 public:
  Compiler(Context& context, const String& pattern, Program& program)
      : context_(context),
        pattern_(pattern),
        p_(pattern.begin()),
        end_(pattern.end()),
        program_(program),
        groups_(context) {}

  bool run();

 private:
  using Code = ArenaVector<Instruction>;

  Code& code() { return program_.instructions; }
  bool isAt(char c, int64_t ahead = 0) const { return end_ - p_ > ahead && p_[ahead] == c; }
  bool skip(char c) {
    if (!isAt(c)) return false;
    ++p_;
    return true;
  }

  template <int64_t N>
  bool refuse(const char (&reason)[N]) {
    return refuse(reason, N - 1);
  }
  bool refuse(const char* reason, int64_t size);

  bool emit(Op op, int64_t value);
  bool emitAtom(Op op, int64_t value);
  bool emitPoint(char32_t point);
  bool emitAssertion(Assertion assertion) { return emitAtom(Op::assertion, static_cast<int64_t>(assertion)); }
  bool insertSplit(int64_t at, int64_t target);
  bool copy(int64_t from, int64_t size);

  bool readElement();
  bool readLiteral();
  bool readQuoted();

  bool openGroup();
  bool readGroupName();
  bool readFlags();
  bool readFlag(bool value);
  bool pushGroup(Flags outside);
  bool closeGroup();
  void endGroup();
  bool alternate();

  bool repeat(Repetition repetition);
  bool repeatUpTo(int64_t most);
  bool repeatAtLeast(Repetition repetition);
  bool readRepetition();
  bool readBraces(Repetition& repetition);
  bool readCount(const char*& p, int64_t& count) const;

  bool readEscape();
  bool readEscapedPoint(char32_t& point);
  bool readOctal(char32_t& point);
  bool readHexadecimal(char32_t& point);

  bool readSet();
  bool readSetItem();
  bool readRange();
  bool readSetPoint(char32_t& point);
  bool finishSet(int64_t firstItem, bool negated);
  // Add what is named at this place to the items of a set; false without failing if
  // nothing is named there, or after failing.
  bool readNamed();
  bool readPerlGroup();
  bool readPosixGroup();
  bool readCategories();
  void addNamedGroup(int group, bool negated);

  Context& context_;
  String pattern_;
  const char* p_;
  const char* end_;
  Program& program_;
  ArenaVector<Group> groups_;
  Flags flags_;
  // Where the piece starts that an operator would repeat, -1 if there is none, and how
  // often something in it is repeated already.
  int64_t atom_ = -1;
  int64_t atomRepetitions_ = 1;
  // What was read last is an operator of repetition.
  bool behindRepetition_ = false;
  // A `:]` may stand in the rest of the pattern.
  bool mayCloseNames_ = true;
};

}
