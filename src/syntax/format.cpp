// A group is the text between a pair of brackets. It stays on one line if it was
// written so and fits there; else each of its entries starts a line of its own.
// Within an entry the lines are those of the author, at the places where
// format_spacing.cpp allows a break, and format_breaks.cpp breaks those that are
// too long.

#include "syntax/format.h"

#include "syntax/format_breaks.h"
#include "syntax/format_groups.h"
#include "syntax/token.h"

namespace relon::syntax {
namespace {

class Printer {
 public:
  explicit Printer(std::vector<Item> items)
      : items_(std::move(items)), groups_(items_), isOpen_(items_.size(), false), breaks_(items_, groups_) {}

  std::string run() {
    const size_t end = items_.size() - 1;
    sequence({0, end, 0, true});
    out_ += '\n';
    return std::move(out_);
  }

 private:
  // Items from `begin` up to `end`, whose entries have this indentation.
  struct Sequence {
    size_t begin;
    size_t end;
    size_t indent;
    // Whether each entry starts a line.
    bool isOpen;
  };

  // ---- output

  void put(const Item& item) {
    out_ += item.text;
    const size_t lineEnd = item.text.rfind('\n');
    if (lineEnd == std::string_view::npos) {
      column_ += widthOf(item.text);
    } else {
      column_ = widthOf(item.text.substr(lineEnd + 1));
    }
  }

  void blank() {
    out_ += ' ';
    ++column_;
  }

  void newline(size_t indent) {
    out_ += '\n';
    out_.append(indent, ' ');
    column_ = lineIndent_ = indent;
  }

  void flat(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (items_[i].spaceBefore) blank();
      put(items_[i]);
    }
  }

  // ---- groups

  void group(size_t open) {
    const size_t close = items_[open].match;
    put(items_[open]);
    if (!groups_.mustOpen(open) && fits(open, close)) return flat(open + 1, close + 1);
    if (groups_.hasOneEntry(open)) {
      sequence({open + 1, close, lineIndent_, false});
    } else if (const size_t last = groups_.hugged(open, column_)) {
      flat(open + 1, last);
      if (items_[last].spaceBefore) blank();
      group(last);
    } else {
      return opened(open);
    }
    put(items_[close]);
  }

  void opened(size_t open) {
    const size_t close = items_[open].match;
    const size_t indent = lineIndent_;
    isOpen_[open] = true;
    sequence({open + 1, close, indent + kIndent, true});
    newline(indent);
    put(items_[close]);
  }

  // Whether the rest of the group, and what touches its end, fits on the line.
  bool fits(size_t open, size_t close) const {
    return column_ + groups_.width(open + 1, endOfTouching(close + 1)) <= kWidth;
  }

  size_t endOfTouching(size_t end) const {
    while (end < items_.size() && touches(items_[end])) ++end;
    return end;
  }

  bool touches(const Item& item) const {
    if (item.spaceBefore || item.isComment || item.isOpener() || item.kind == TokenKind::EndOfFile) return false;
    if (item.startsEntry || (item.mayBreak && item.newlines != 0)) return false;
    return !item.isCloser() || !isOpen_[item.match];
  }

  // ---- entries

  void sequence(const Sequence& all) {
    for (size_t i = all.begin; i < all.end; ++i) {
      lead(all, i);
      if (i == all.begin || (all.isOpen && items_[i].startsEntry)) planEntry(all, i);
      if (!items_[i].isOpener()) {
        put(items_[i]);
        continue;
      }
      group(i);
      i = items_[i].match;
    }
  }

  void planEntry(const Sequence& all, size_t begin) {
    size_t end = begin + 1;
    if (items_[begin].isOpener()) end = items_[begin].match + 1;
    while (end < all.end && !(all.isOpen && items_[end].startsEntry))
      end = items_[end].isOpener() ? items_[end].match + 1 : end + 1;
    breaks_.plan({begin, end, endOfTouching(end), column_, all.indent});
  }

  // What stands between an item and the one before it.
  void lead(const Sequence& all, size_t i) {
    const Item& item = items_[i];
    if (i == 0 || (i == all.begin && !all.isOpen)) return;
    const bool isEntry = all.isOpen && item.startsEntry;
    const bool starts = isEntry && (!item.isComment || item.isOwnLine());
    if (starts || breaks_.isBefore(i)) {
      if (isEntry && item.newlines > 1 && i != all.begin) out_ += '\n';
      const bool isHead = isEntry || (all.isOpen && item.mark.inHead);
      newline(isHead ? all.indent : all.indent + breaks_.indentAt(i));
    } else if (item.spaceBefore) {
      blank();
    }
  }

  std::vector<Item> items_;
  Groups groups_;
  std::vector<bool> isOpen_;
  Breaks breaks_;
  std::string out_;
  size_t column_ = 0;
  // The indentation of the current line.
  size_t lineIndent_ = 0;
};

}

std::string format(const Ast& ast, const SourceMap& sources) {
  const FileId file = ast.document.file;
  const std::string_view text = sources.file(file).text();
  const TokenList list = lex(file, text);
  std::vector<Item> items = itemsOf(list, markTokens(ast, list, text), text);
  spaceItems(items);
  return Printer(std::move(items)).run();
}

}
