#include "syntax/format.h"
#include "syntax/token.h"

namespace relon::syntax {
namespace {

struct Text {
  std::string_view text;
  TokenList list = lex(FileId(0), text);

  std::string_view of(uint32_t begin, uint32_t end) const { return text.substr(begin, end - begin); }
  std::string_view commentAt(size_t i) const {
    const std::string_view comment = of(list.comments[i].begin, list.comments[i].end);
    return comment.substr(0, comment.find_last_not_of(" \t") + 1);
  }
};

bool sameToken(const Text& a, const Text& b, size_t i) {
  const Token& left = a.list.tokens[i];
  const Token& right = b.list.tokens[i];
  return left.kind == right.kind && left.isAccess == right.isAccess && left.match == right.match &&
         a.of(left.begin, left.end) == b.of(right.begin, right.end);
}

}

bool sameButForLayout(std::string_view a, std::string_view b) {
  const Text left{a};
  const Text right{b};
  const size_t tokens = left.list.tokens.size();
  const size_t comments = left.list.comments.size();
  if (tokens != right.list.tokens.size() || comments != right.list.comments.size()) return false;
  for (size_t i = 0; i < tokens; ++i)
    if (!sameToken(left, right, i)) return false;
  for (size_t i = 0; i < comments; ++i)
    if (left.commentAt(i) != right.commentAt(i)) return false;
  return true;
}

}
