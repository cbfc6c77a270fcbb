#include "runtime/regex.h"

#include "relon/callable.h"
#include "runtime/search.h"

// Runs programs: at each place of the text, the set of states that some part of the text
// before leads to. The patterns used last stay compiled in the context.
namespace relon::runtime::regex {

namespace {

// In the place of a code point where the text ends.
constexpr char32_t kNone = UINT32_MAX;

bool isWordPoint(char32_t point) {
  return (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z') ||
         point == '_';
}

// A place between two code points.
struct Place {
  char32_t before;
  char32_t behind;
};

bool holds(Assertion assertion, Place place) {
  switch (assertion) {
    case Assertion::textStart:
      return place.before == kNone;
    case Assertion::textEnd:
      return place.behind == kNone;
    case Assertion::lineStart:
      return place.before == kNone || place.before == '\n';
    case Assertion::lineEnd:
      return place.behind == kNone || place.behind == '\n';
    case Assertion::wordBoundary:
      return isWordPoint(place.before) != isWordPoint(place.behind);
    case Assertion::noWordBoundary:
      return isWordPoint(place.before) == isWordPoint(place.behind);
  }
  return false;
}

bool hasPoint(const Cases& cases, char32_t point) {
  for (int i = 0; i < cases.count; ++i) {
    if (cases.points[i] == point) return true;
  }
  return false;
}

bool accepts(const Program& program, const Instruction& instruction, const Cases& cases) {
  const auto value = static_cast<char32_t>(instruction.value);
  switch (instruction.op) {
    case Op::point:
      return cases.points[0] == value;
    case Op::foldedPoint:
      return hasPoint(cases, value);
    case Op::set:
      return contains(program, program.sets[instruction.value], cases);
    case Op::any:
      return true;
    case Op::anyButNewline:
      return cases.points[0] != '\n';
    case Op::split:
    case Op::jump:
    case Op::assertion:
    case Op::match:
      return false;
  }
  return false;
}

// States that wait for a code point, by their instructions.
struct States {
  int32_t* data;
  int64_t size = 0;
};

// For any number of texts, one after the other.
class Machine {
 public:
  Machine(Context& context, const Program& program) : context_(context), program_(program) {}

  // False after failing.
  bool allocate();
  bool run(const String& text);

 private:
  void add(int64_t state, Place place);
  void step(char32_t point, Place place);

  Context& context_;
  const Program& program_;
  States now_ = {};
  States next_ = {};
  // One for each place of the texts; 0 is before the first.
  int64_t round_ = 0;
  // The round in which an instruction was reached last.
  int64_t* reached_ = nullptr;
  int32_t* pending_ = nullptr;
  // Instructions reached that are not charged yet.
  int64_t work_ = 0;
  bool matched_ = false;
};

bool Machine::allocate() {
  const int64_t size = program_.instructions.size();
  now_.data = context_.allocate<int32_t>(size);
  next_.data = context_.allocate<int32_t>(size);
  reached_ = context_.allocate<int64_t>(size);
  pending_ = context_.allocate<int32_t>(size + 1);
  if (context_.failed()) return false;
  for (int64_t i = 0; i < size; ++i) reached_[i] = 0;
  return true;
}

// Adds to `next_` what can be reached from a state without a code point. Each
// instruction is reached once in a round, and each split leaves one state pending.
void Machine::add(int64_t state, Place place) {
  int64_t pending = 0;
  pending_[pending++] = static_cast<int32_t>(state);
  while (pending > 0) {
    int64_t at = pending_[--pending];
    while (reached_[at] != round_) {
      reached_[at] = round_;
      ++work_;
      const Instruction& instruction = program_.instructions[at];
      if (instruction.op == Op::jump) {
        at += instruction.value;
      } else if (instruction.op == Op::split) {
        pending_[pending++] = static_cast<int32_t>(at + instruction.value);
        ++at;
      } else if (instruction.op == Op::assertion && holds(static_cast<Assertion>(instruction.value), place)) {
        ++at;
      } else if (instruction.op == Op::match) {
        matched_ = true;
      } else if (instruction.op != Op::assertion) {
        next_.data[next_.size++] = static_cast<int32_t>(at);
      }
    }
  }
}

void Machine::step(char32_t point, Place place) {
  const Cases cases(point, program_.folds);
  for (int64_t i = 0; i < now_.size; ++i) {
    const int64_t state = now_.data[i];
    if (accepts(program_, program_.instructions[state], cases)) add(state + 1, place);
  }
}

bool Machine::run(const String& text) {
  next_.size = 0;
  work_ = 0;
  matched_ = false;
  const char* p = text.begin();
  Place place = {kNone, kNone};
  if (p < text.end()) place.behind = readPoint(p, text.end());
  ++round_;
  add(0, place);
  while (!matched_ && place.behind != kNone) {
    const States swapped = now_;
    now_ = next_;
    next_ = {swapped.data, 0};
    place.before = place.behind;
    place.behind = p < text.end() ? readPoint(p, text.end()) : kNone;
    ++round_;
    step(place.before, place);
    add(0, place);
    if (!context_.charge(work_)) return false;
    work_ = 0;
  }
  return matched_;
}

String copyOf(Context& context, const String& text) {
  auto* copy = context.allocate<char>(text.size);
  if (copy == nullptr) return {};
  __builtin_memcpy(copy, text.data, static_cast<size_t>(text.size));
  return {copy, text.size};
}

}

}

// A compiled pattern with its machine, in the arena of its context.
struct relon_pattern {
  relon_pattern(relon::Context& context, const relon::String& pattern)
      : text(relon::runtime::regex::copyOf(context, pattern)), program(context), machine(context, program) {}
  // Null after failing.
  static void* operator new(size_t size, relon::Context& context) noexcept {
    return relon_allocate(&context, static_cast<int64_t>(size));
  }

  relon::String text;
  relon::runtime::regex::Program program;
  relon::runtime::regex::Machine machine;
  // What compiling it costs.
  int64_t steps = 0;
  // The one used before.
  relon_pattern* older = nullptr;
};

namespace relon::runtime::regex {

namespace {

constexpr int kKeptPatterns = 16;

// Null after failing.
relon_pattern* makePattern(Context& context, const String& text) {
  auto* pattern = new (context) relon_pattern(context, text);
  if (context.failed()) return nullptr;
  const int64_t before = context.steps_left;
  if (!compile(context, pattern->text, pattern->program)) return nullptr;
  pattern->steps = before - context.steps_left;
  return pattern->machine.allocate() ? pattern : nullptr;
}

// Out of the list; null if it is not there.
relon_pattern* takePattern(Context& context, const String& text) {
  for (relon_pattern** place = &context.patterns; *place != nullptr; place = &(*place)->older) {
    relon_pattern* found = *place;
    if (found->text.size != text.size || !equalBytes(found->text.data, text.data, text.size)) continue;
    *place = found->older;
    return found;
  }
  return nullptr;
}

// At the head of the list; those behind the last that is kept are forgotten.
void keepPattern(Context& context, relon_pattern* pattern) {
  pattern->older = context.patterns;
  context.patterns = pattern;
  relon_pattern* last = pattern;
  for (int kept = 1; kept < kKeptPatterns && last != nullptr; ++kept) last = last->older;
  if (last != nullptr) last->older = nullptr;
}

// A pattern that is known costs the steps of compiling it all the same, so that the
// cost of a call is no matter of the calls before.
bool matches(Context& context, const String& text, const String& pattern) {
  relon_pattern* known = takePattern(context, pattern);
  if (known != nullptr) {
    keepPattern(context, known);
    return context.charge(known->steps) && known->machine.run(text);
  }
  relon_pattern* made = makePattern(context, pattern);
  if (made == nullptr) return false;
  keepPattern(context, made);
  return made->machine.run(text);
}

}

}

extern "C" {

// Anywhere in the text. Fails with `validation_failed` if the pattern is not one. Costs,
// besides the lengths, a step for each instruction that is reached at each code point.
bool relon_string_matches(relon::Context& context, const relon::String& text, const relon::String& pattern) {
  return relon::runtime::regex::matches(context, text, pattern);
}
}

RELON_CALLABLE(relon_string_matches, "_string_matches", relon::pure | relon::walks_arguments,
               "whether a regular expression fits a part of a text");
