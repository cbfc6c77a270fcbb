#include "runtime/regex_compiler.h"

// Escapes and sets of characters.
namespace relon::runtime::regex {

namespace {

constexpr bool isOctalDigit(char c) {
  return c >= '0' && c <= '7';
}

constexpr int hexDigit(char c) {
  if (isDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

constexpr char32_t kControls[][2] = {{'a', 7}, {'f', 12}, {'n', 10}, {'r', 13}, {'t', 9}, {'v', 11}};

}

// Outside of a set.
bool Compiler::readEscape() {
  if (end_ - p_ < 2) return refuse("trailing \\");
  const char c = p_[1];
  const bool isAssertion = c == 'A' || c == 'z' || c == 'b' || c == 'B';
  if (isAssertion || c == 'Q') {
    p_ += 2;
    return c == 'Q'   ? readQuoted()
           : c == 'A' ? emitAssertion(Assertion::textStart)
           : c == 'z' ? emitAssertion(Assertion::textEnd)
                      : emitAssertion(c == 'b' ? Assertion::wordBoundary : Assertion::noWordBoundary);
  }
  const int64_t firstItem = program_.items.size();
  if (readNamed()) return finishSet(firstItem, false);
  char32_t point = 0;
  return !context_.failed() && readEscapedPoint(point) && emitPoint(point);
}

// At a backslash.
bool Compiler::readEscapedPoint(char32_t& point) {
  if (end_ - p_ < 2) return refuse("trailing \\");
  const char c = *++p_;
  if (isDigit(c)) return readOctal(point);
  ++p_;
  if (c == 'x') return readHexadecimal(point);
  for (const auto& [letter, control] : kControls) {
    if (letter == static_cast<unsigned char>(c)) {
      point = control;
      return true;
    }
  }
  if (static_cast<unsigned char>(c) >= 0x80 || (isWordCharacter(c) && c != '_'))
    return refuse("invalid escape sequence");
  point = static_cast<unsigned char>(c);
  return true;
}

// Up to three digits; a single one that is not 0 would be a back reference.
bool Compiler::readOctal(char32_t& point) {
  const bool isSingle = end_ - p_ < 2 || !isOctalDigit(p_[1]);
  if (*p_ > '7' || (*p_ != '0' && isSingle)) return refuse("invalid escape sequence");
  point = 0;
  for (int i = 0; i < 3 && p_ < end_ && isOctalDigit(*p_); ++i) point = point * 8 + static_cast<char32_t>(*p_++ - '0');
  return true;
}

// `\x41` or `\x{1F600}`, behind the x.
bool Compiler::readHexadecimal(char32_t& point) {
  const bool inBraces = skip('{');
  const char* begin = p_;
  point = 0;
  while (p_ < end_ && hexDigit(*p_) >= 0 && point <= kLastPoint && (inBraces || p_ - begin < 2))
    point = point * 16 + static_cast<char32_t>(hexDigit(*p_++));
  const bool isComplete = inBraces ? p_ > begin && skip('}') : p_ - begin == 2;
  return (isComplete && point <= kLastPoint) || refuse("invalid escape sequence");
}

bool Compiler::readSet() {
  ++p_;
  const bool negated = skip('^');
  const int64_t firstItem = program_.items.size();
  for (bool isFirst = true; isFirst || !isAt(']'); isFirst = false) {
    if (p_ == end_) return refuse("missing ]");
    if (!readSetItem()) return false;
  }
  ++p_;
  return finishSet(firstItem, negated);
}

bool Compiler::finishSet(int64_t firstItem, bool negated) {
  const int64_t number = program_.sets.size();
  program_.folds |= flags_.foldCase;
  program_.sets.push({firstItem, program_.items.size() - firstItem, negated, flags_.foldCase});
  return emitAtom(Op::set, number);
}

bool Compiler::readSetItem() {
  if (readNamed()) return true;
  return !context_.failed() && readRange();
}

// One character is a range as well.
bool Compiler::readRange() {
  char32_t first = 0;
  if (!readSetPoint(first)) return false;
  char32_t last = first;
  if (isAt('-') && end_ - p_ > 1 && p_[1] != ']') {
    ++p_;
    if (!readSetPoint(last)) return false;
    if (last < first) return refuse("invalid range in a set");
  }
  program_.items.push({ItemKind::range, first, last});
  return !context_.failed();
}

bool Compiler::readSetPoint(char32_t& point) {
  if (p_ == end_) return refuse("missing ]");
  if (*p_ == '\\') return readEscapedPoint(point);
  point = readPoint(p_, end_);
  return true;
}

bool Compiler::readNamed() {
  if (isAt('[') && isAt(':', 1)) return readPosixGroup();
  if (!isAt('\\') || end_ - p_ < 2) return false;
  return p_[1] == 'p' || p_[1] == 'P' ? readCategories() : readPerlGroup();
}

// `\d`, `\D` and so on.
bool Compiler::readPerlGroup() {
  const char lower = static_cast<char>(p_[1] | 0x20);
  if (lower != 'd' && lower != 's' && lower != 'w') return false;
  addNamedGroup(findGroup({&lower, 1}), p_[1] != lower);
  p_ += 2;
  return !context_.failed();
}

// `[:alpha:]` or `[:^alpha:]`, inside of a set.
bool Compiler::readPosixGroup() {
  const char* name = p_ + 2;
  const char* end = name;
  while (mayCloseNames_ && end_ - end >= 2 && (end[0] != ':' || end[1] != ']')) ++end;
  mayCloseNames_ = mayCloseNames_ && end_ - end >= 2;
  if (!mayCloseNames_) return false;
  const bool negated = name < end && *name == '^';
  if (negated) ++name;
  const int group = end - name > 1 ? findGroup({name, end - name}) : -1;
  if (group < 0) return refuse("unknown character class");
  addNamedGroup(group, negated);
  p_ = end + 2;
  return !context_.failed();
}

void Compiler::addNamedGroup(int group, bool negated) {
  if (negated) {
    program_.items.push({ItemKind::notGroup, static_cast<uint32_t>(group), 0});
  } else {
    addGroup(group, program_.items);
  }
}

// `\pL`, `\p{Lu}`, `\p{^Lu}`, and with `\P` their opposites.
bool Compiler::readCategories() {
  bool negated = p_[1] == 'P';
  p_ += 2;
  const bool inBraces = skip('{');
  if (inBraces && skip('^')) negated = !negated;
  const char* name = p_;
  while (p_ < end_ && isWordCharacter(*p_) && (inBraces || p_ == name)) ++p_;
  const uint32_t mask = categoriesNamed({name, p_ - name});
  if (inBraces && !skip('}')) return refuse("missing }");
  if (mask == 0) return refuse("unknown general category");
  program_.items.push({negated ? ItemKind::notCategories : ItemKind::categories, mask, 0});
  return !context_.failed();
}

}
