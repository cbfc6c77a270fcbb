#pragma once

#include <string>
#include <string_view>

#include "relon/result.h"

namespace relon::callable {

// Walks a signature or a declaration token by token. Keeps the first error and from
// then on finds nothing more, so that callers need not test every step.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // Takes `token` if it comes next, blanks before it skipped.
  bool accept(std::string_view token);
  void expect(std::string_view token);
  // A name: letters, digits, `_`, and with `dotted` dots. Empty after an error.
  std::string_view word(std::string_view what, bool dotted = false);
  // A name in double quotes, with the escapes of IR text.
  std::string quotedWord();
  bool peek(char c);
  bool atEnd();

  void fail(std::string_view message);
  bool failed() const { return !error_.empty(); }
  Error error() const { return Error{"invalid_signature", error_}; }
  size_t position() const { return position_; }
  std::string_view rest() const { return text_.substr(position_); }

 private:
  void skipBlanks();
  char escapedByte();

  std::string_view text_;
  size_t position_ = 0;
  std::string error_;
};

}
