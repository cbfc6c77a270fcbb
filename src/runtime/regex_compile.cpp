#include "runtime/regex_compiler.h"
#include "runtime/text_builder.h"

namespace relon::runtime::regex {

namespace {

// As in RE2; nested repetitions are multiplied.
constexpr int64_t kMaxRepetition = 1000;
constexpr int64_t kMaxInstructions = int64_t{1} << 18;
// Reads as a number that is too large whatever the number is for.
constexpr int64_t kTooLarge = 1 << 30;

}

bool Compiler::refuse(const char* reason, int64_t size) {
  constexpr String kIntro = "invalid regular expression: ";
  TextBuilder message(context_, kIntro.size + size);
  message.append(kIntro);
  message.append(reason, size);
  const String text = message.finish();
  context_.fail(ErrorKind::validation_failed, text.data, text.size);
  return false;
}

bool Compiler::emit(Op op, int64_t value) {
  if (code().size() >= kMaxInstructions) return refuse("the pattern is too large");
  code().push({op, static_cast<int32_t>(value)});
  return !context_.failed();
}

bool Compiler::emitAtom(Op op, int64_t value) {
  atom_ = code().size();
  atomRepetitions_ = 1;
  return emit(op, value);
}

bool Compiler::emitPoint(char32_t point) {
  const bool folds = flags_.foldCase && hasOtherCase(point);
  program_.folds |= folds;
  return emitAtom(folds ? Op::foldedPoint : Op::point, point);
}

// In front of the code behind `at`, which moves.
bool Compiler::insertSplit(int64_t at, int64_t target) {
  if (!context_.charge(code().size() - at)) return false;
  code().insert(at, {Op::split, static_cast<int32_t>(target)});
  return !context_.failed();
}

bool Compiler::copy(int64_t from, int64_t size) {
  if (!context_.charge(size)) return false;
  for (int64_t i = from; i < from + size; ++i) {
    if (!emit(code()[i].op, code()[i].value)) return false;
  }
  return true;
}

bool Compiler::run() {
  if (!pushGroup(flags_)) return false;
  while (p_ < end_) {
    const bool isRepetition = isAt('*') || isAt('+') || isAt('?') || isAt('{');
    if (isRepetition && readRepetition()) {
      behindRepetition_ = true;
    } else {
      if (context_.failed() || !readElement()) return false;
      behindRepetition_ = false;
    }
  }
  if (groups_.size() > 1) return refuse("missing )");
  endGroup();
  return emit(Op::match, 0);
}

bool Compiler::readElement() {
  switch (*p_) {
    case '(':
      return openGroup();
    case ')':
      return closeGroup();
    case '|':
      return alternate();
    case '[':
      return readSet();
    case '\\':
      return readEscape();
    case '.':
      ++p_;
      return emitAtom(flags_.dotAll ? Op::any : Op::anyButNewline, 0);
    case '^':
      ++p_;
      return emitAssertion(flags_.multiline ? Assertion::lineStart : Assertion::textStart);
    case '$':
      ++p_;
      return emitAssertion(flags_.multiline ? Assertion::lineEnd : Assertion::textEnd);
    default:
      return readLiteral();
  }
}

bool Compiler::readLiteral() {
  return emitPoint(readPoint(p_, end_));
}

// Behind `\Q`, up to `\E` or the end.
bool Compiler::readQuoted() {
  while (p_ < end_) {
    if (isAt('\\') && isAt('E', 1)) {
      p_ += 2;
      return true;
    }
    if (!readLiteral()) return false;
  }
  return true;
}

bool Compiler::pushGroup(Flags outside) {
  const int64_t start = code().size();
  groups_.push({.start = start, .alternative = start, .outside = outside});
  atom_ = -1;
  return !context_.failed();
}

// `(x)`, `(?:x)`, `(?P<name>x)`, `(?<name>x)`, `(?i:x)`, and `(?i)`, which is no group.
bool Compiler::openGroup() {
  ++p_;
  if (!skip('?')) return pushGroup(flags_);
  const bool isNamed = isAt('<') || (isAt('P') && isAt('<', 1));
  if (isNamed) return readGroupName() && pushGroup(flags_);
  return readFlags();
}

bool Compiler::readGroupName() {
  skip('P');
  ++p_;
  const char* begin = p_;
  while (p_ < end_ && isWordCharacter(*p_)) ++p_;
  if (p_ == begin || !skip('>')) return refuse("invalid group name");
  return true;
}

bool Compiler::readFlags() {
  const Flags outside = flags_;
  bool value = true;
  bool isEmpty = true;
  while (!isAt(')') && !isAt(':')) {
    if (value && skip('-')) {
      value = false;
      isEmpty = true;
      continue;
    }
    if (p_ == end_ || !readFlag(value)) return refuse("invalid group or flag behind (?");
    isEmpty = false;
  }
  if (isEmpty && !value) return refuse("missing flag behind (?-");
  const bool isGroup = *p_++ == ':';
  return !isGroup || pushGroup(outside);
}

bool Compiler::readFlag(bool value) {
  switch (*p_++) {
    case 'i':
      flags_.foldCase = value;
      return true;
    case 'm':
      flags_.multiline = value;
      return true;
    case 's':
      flags_.dotAll = value;
      return true;
    // Swaps lazy and greedy, which are the same here.
    case 'U':
      return true;
    default:
      return false;
  }
}

bool Compiler::closeGroup() {
  if (groups_.size() == 1) return refuse("unexpected )");
  ++p_;
  const Group closed = groups_.last();
  endGroup();
  groups_.shrink(groups_.size() - 1);
  flags_ = closed.outside;
  atom_ = closed.start;
  atomRepetitions_ = closed.repetitions;
  Group& around = groups_.last();
  if (around.repetitions < closed.repetitions) around.repetitions = closed.repetitions;
  return true;
}

void Compiler::endGroup() {
  for (int64_t jump = groups_.last().lastJump; jump >= 0;) {
    const int64_t before = code()[jump].value;
    code()[jump].value = static_cast<int32_t>(code().size() - jump);
    jump = before;
  }
}

bool Compiler::alternate() {
  ++p_;
  Group& group = groups_.last();
  if (!insertSplit(group.alternative, code().size() - group.alternative + 2)) return false;
  const int64_t jump = code().size();
  if (!emit(Op::jump, group.lastJump)) return false;
  group.lastJump = jump;
  group.alternative = code().size();
  atom_ = -1;
  return true;
}

// At one of `*+?{`. False without failing if the brace begins no repetition.
bool Compiler::readRepetition() {
  Repetition repetition = {isAt('+') ? 1 : 0, isAt('?') ? 1 : -1};
  if (!isAt('{')) {
    ++p_;
  } else if (!readBraces(repetition)) {
    return false;
  }
  skip('?');
  if (behindRepetition_) return refuse("two repetition operators in a row");
  if (atom_ < 0) return refuse("missing argument to repetition operator");
  return repeat(repetition);
}

bool Compiler::readBraces(Repetition& repetition) {
  const char* p = p_ + 1;
  if (!readCount(p, repetition.least)) return false;
  repetition.most = repetition.least;
  if (p < end_ && *p == ',') {
    ++p;
    if (!readCount(p, repetition.most)) repetition.most = -1;
  }
  if (p == end_ || *p != '}') return false;
  p_ = p + 1;
  return true;
}

bool Compiler::readCount(const char*& p, int64_t& count) const {
  if (p == end_ || !isDigit(*p)) return false;
  for (count = 0; p < end_ && isDigit(*p); ++p) {
    if (count < kTooLarge) count = count * 10 + (*p - '0');
  }
  return true;
}

bool Compiler::repeat(Repetition repetition) {
  const bool isOutOfRange = repetition.least > kMaxRepetition || repetition.most > kMaxRepetition ||
                            (repetition.most >= 0 && repetition.most < repetition.least);
  const int64_t times = repetition.most < 0 ? repetition.least : repetition.most;
  if (times > 1) atomRepetitions_ *= times;
  if (isOutOfRange || atomRepetitions_ > kMaxRepetition) return refuse("invalid repetition count");
  Group& group = groups_.last();
  if (group.repetitions < atomRepetitions_) group.repetitions = atomRepetitions_;
  if (repetition.least == 0) return repeatUpTo(repetition.most);
  return repeatAtLeast(repetition);
}

// `x*`, `x?`, `x{0,5}`.
bool Compiler::repeatUpTo(int64_t most) {
  const int64_t size = code().size() - atom_;
  if (most == 0) {
    code().shrink(atom_);
    return true;
  }
  if (most < 0) return insertSplit(atom_, size + 2) && emit(Op::jump, -(size + 1));
  const int64_t end = most * (size + 1);
  if (!insertSplit(atom_, end)) return false;
  for (int64_t i = 1; i < most; ++i) {
    if (!emit(Op::split, end - i * (size + 1)) || !copy(atom_ + 1, size)) return false;
  }
  return true;
}

// `x+`, `x{3}`, `x{3,}`, `x{3,5}`.
bool Compiler::repeatAtLeast(Repetition repetition) {
  const int64_t size = code().size() - atom_;
  for (int64_t i = 1; i < repetition.least; ++i) {
    if (!copy(atom_, size)) return false;
  }
  if (repetition.most < 0) return emit(Op::split, -size);
  for (int64_t left = repetition.most - repetition.least; left > 0; --left) {
    if (!emit(Op::split, left * (size + 1)) || !copy(atom_, size)) return false;
  }
  return true;
}

bool compile(Context& context, const String& pattern, Program& program) {
  return Compiler(context, pattern, program).run();
}

}
