#include "syntax/format_items.h"

#include <algorithm>

namespace relon::syntax {
namespace {

// `\r\n` is one line end, and so is either alone.
uint32_t countNewlines(std::string_view gap) {
  uint32_t count = 0;
  for (size_t i = 0; i < gap.size(); ++i) count += gap[i] == '\n' || (gap[i] == '\r' && gap.substr(i + 1, 1) != "\n");
  return count;
}

std::string_view withoutTrailingBlanks(std::string_view comment) {
  return comment.substr(0, comment.find_last_not_of(" \t") + 1);
}

class ItemReader {
 public:
  ItemReader(const TokenList& list, const std::vector<Mark>& marks, std::string_view text)
      : list_(list), marks_(marks), text_(text), itemOf_(list.tokens.size(), kNoMatch) {}

  std::vector<Item> run() {
    for (size_t i = 0; i < list_.tokens.size(); ++i) {
      const TokenKind kind = list_.tokens[i].kind;
      // A comma goes to the end of its line, before the comments there.
      if (kind == TokenKind::Comma) {
        token(i);
        comments(i);
      } else {
        comments(i);
        token(i);
      }
      if (kind == TokenKind::FStringBegin) i = list_.tokens[i].match;
    }
    return std::move(items_);
  }

 private:
  // Comments of an interpolation are part of the f-string.
  void comments(size_t token) {
    for (; comment_ < list_.comments.size() && list_.comments[comment_].next <= token; ++comment_)
      if (list_.comments[comment_].next == token) comment(list_.comments[comment_]);
  }

  void comment(const Comment& comment) {
    Item item;
    item.isComment = true;
    item.text = withoutTrailingBlanks(text_.substr(comment.begin, comment.end - comment.begin));
    item.endsLine = item.text.starts_with("//");
    item.mark = marks_[comment.next];
    item.newlines = newlinesBefore(comment.begin);
    item.startsEntry = startsEntry(comment.next) || Item{list_.tokens[comment.next].kind}.isCloser();
    read_ = std::max(read_, comment.end);
    add(item);
  }

  void token(size_t index) {
    const Token& token = list_.tokens[index];
    const bool isFString = token.kind == TokenKind::FStringBegin;
    const uint32_t end = isFString ? list_.tokens[token.match].end : token.end;
    Item item;
    item.kind = token.kind;
    item.text = text_.substr(token.begin, end - token.begin);
    item.mark = marks_[index];
    item.isAccess = token.isAccess;
    item.newlines = token.kind == TokenKind::Comma ? 0 : newlinesBefore(token.begin);
    item.startsEntry = startsEntry(index) && !item.isCloser();
    entryAhead_ = item.isOpener() || (item.kind == TokenKind::Comma && angles_ == 0);
    read_ = std::max(read_, end);
    follow(item, index);
    add(item);
  }

  // Behind a comment that needs its line, a new line is certain.
  void add(Item item) {
    if (!items_.empty() && items_.back().takesLine()) item.newlines = std::max(item.newlines, 1u);
    items_.push_back(item);
  }

  bool startsEntry(size_t token) const {
    const bool ends = list_.tokens[token].kind == TokenKind::EndOfFile;
    return entryAhead_ || marks_[token].startsEntry || ends || items_.empty();
  }

  // Keeps count of the brackets of types, and pairs the others.
  void follow(Item& item, size_t index) {
    if (item.kind == TokenKind::Less && !item.mark.isBinary) ++angles_;
    if (item.kind == TokenKind::Greater && !item.mark.isBinary) --angles_;
    const auto self = static_cast<uint32_t>(items_.size());
    itemOf_[index] = self;
    if (!item.isCloser()) return;
    item.match = itemOf_[list_.tokens[index].match];
    items_[item.match].match = self;
  }

  uint32_t newlinesBefore(uint32_t begin) const {
    return begin <= read_ ? 0 : countNewlines(text_.substr(read_, begin - read_));
  }

  const TokenList& list_;
  const std::vector<Mark>& marks_;
  std::string_view text_;
  std::vector<uint32_t> itemOf_;
  std::vector<Item> items_;
  size_t comment_ = 0;
  // How far the text has been read.
  uint32_t read_ = 0;
  uint32_t angles_ = 0;
  bool entryAhead_ = true;
};

}

std::vector<Item> itemsOf(const TokenList& list, const std::vector<Mark>& marks, std::string_view text) {
  return ItemReader(list, marks, text).run();
}

}
