#pragma once

#include "ir/text_lexer.h"

namespace relon::ir {

// A cursor over tokens that remembers the first error. After an error every
// `take` fails, so that callers need to test only now and then.
class TokenReader {
 public:
  explicit TokenReader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek() const { return tokens_[at_]; }
  const Token& previous() const { return tokens_[at_ > 0 ? at_ - 1 : 0]; }
  size_t position() const { return at_; }
  void moveTo(size_t position) { at_ = position; }

  bool atEnd() const { return peek().kind == TokenKind::End; }
  bool atMark(std::string_view mark) const { return peek().is(TokenKind::Mark, mark); }
  bool atWord(std::string_view word) const { return peek().is(TokenKind::Word, word); }

  bool takeMark(std::string_view mark) { return atMark(mark) && advance(); }
  bool takeWord(std::string_view word) { return atWord(word) && advance(); }
  // Takes a token of the kind and returns its text, or records an error.
  std::string expect(TokenKind kind, const char* what);
  bool expectMark(std::string_view mark);
  // A word or a quoted string.
  std::string expectName(const char* what);
  template <typename Integer>
  Integer expectInteger(const char* what);

  bool fail(std::string message);
  bool failed() const { return error_.has_value(); }
  const IrError& error() const { return *error_; }

 private:
  bool advance() {
    if (failed() || atEnd()) return false;
    ++at_;
    return true;
  }

  std::vector<Token> tokens_;
  size_t at_ = 0;
  std::optional<IrError> error_;
};

// Reads a type as TypeTable::text writes it. Unknown words are brands, which
// are declared by being named.
TypeId readType(TokenReader& reader, TypeTable& types, int depth = 0);

// `name: Type` repeated, up to a closing mark, which is taken.
struct NamedTypes {
  std::vector<std::string> names;
  std::vector<TypeId> types;
};
NamedTypes readFields(TokenReader& reader, TypeTable& types, std::string_view close, int depth = 0);

}
