// A group is the text between a pair of brackets. It stays on one line if it was
// written so and fits there; else each of its entries starts a line of its own.
// Within an entry the lines are those of the author, at the places where
// format_spacing.cpp allows a break.

#include "syntax/format.h"

#include <algorithm>

#include "syntax/format_items.h"
#include "syntax/token.h"

namespace relon::syntax {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kIndent = 4;

// In characters.
size_t widthOf(std::string_view text) {
  auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts));
}

class Printer {
 public:
  explicit Printer(std::vector<Item> items) : items_(std::move(items)) {
    const size_t count = items_.size();
    mustOpen_.assign(count, false);
    isOpen_.assign(count, false);
    measure();
    findForced();
  }

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

  void measure() {
    widths_.assign(items_.size() + 1, 0);
    for (size_t i = 0; i < items_.size(); ++i)
      widths_[i + 1] = widths_[i] + items_[i].spaceBefore + widthOf(items_[i].text);
  }

  // ---- what keeps a group from standing on one line

  // By itself or by what it contains.
  void findForced() {
    std::vector<size_t> open;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].isCloser()) {
        const bool forced = mustOpen_[open.back()];
        open.pop_back();
        if (forced && !open.empty()) mustOpen_[open.back()] = true;
      } else if (!open.empty() && forces(i, open.back())) {
        mustOpen_[open.back()] = true;
      }
      if (items_[i].isOpener()) open.push_back(i);
    }
  }

  bool forces(size_t i, size_t open) const {
    const Item& item = items_[i];
    if (item.takesLine() || item.text.find('\n') != std::string_view::npos) return true;
    if (i == open + 1) return item.newlines != 0 && !items_[open].hugs;
    return item.startsEntry && (item.newlines > 1 || (item.mark.startsEntry && !item.isComment));
  }

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
    if (!mustOpen_[open] && fits(open, close)) return flat(open + 1, close + 1);
    if (hasOneEntry(open)) {
      sequence({open + 1, close, lineIndent_, false});
    } else if (const size_t last = hugged(open)) {
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
    size_t end = close + 1;
    while (end < items_.size() && touches(items_[end])) ++end;
    return column_ + widths_[end] - widths_[open + 1] <= kWidth;
  }

  bool touches(const Item& item) const {
    if (item.spaceBefore || item.isComment || item.isOpener() || item.kind == TokenKind::EndOfFile) return false;
    if (item.startsEntry || (item.mayBreak && item.newlines != 0)) return false;
    return !item.isCloser() || !isOpen_[item.match];
  }

  // `(a + b)` and `list.sum([…])`: one entry, without comments that need lines.
  bool hasOneEntry(size_t open) const {
    if (!items_[open].hugs) return false;
    size_t entries = 0;
    for (size_t i = open + 1; i < items_[open].match; ++i) {
      if (items_[i].takesLine()) return false;
      if (items_[i].startsEntry && !items_[i].isComment && ++entries > 1) return false;
      if (items_[i].isOpener()) i = items_[i].match;
    }
    return true;
  }

  // For `f(a, (b) => {…})` the opener of the last bracket, which alone is opened;
  // 0 where something before has to be, too.
  size_t hugged(size_t open) const {
    const size_t close = items_[open].match;
    if (!items_[open].hugs || !items_[close - 1].isCloser()) return 0;
    const size_t last = items_[close - 1].match;
    if (items_[last].hugs || last + 1 == items_[last].match) return 0;
    for (size_t i = open + 1; i < last; ++i) {
      if (items_[i].takesLine() || (items_[i].isOpener() && mustOpen_[i])) return 0;
      if (i > open + 1 && items_[i].startsEntry && items_[i].newlines > 1) return 0;
    }
    return column_ + widths_[last + 1] - widths_[open + 1] <= kWidth ? last : 0;
  }

  // ---- entries

  void sequence(const Sequence& all) {
    for (size_t i = all.begin; i < all.end; ++i) {
      lead(all, i);
      if (!items_[i].isOpener()) {
        put(items_[i]);
        continue;
      }
      group(i);
      i = items_[i].match;
    }
  }

  // What stands between an item and the one before it.
  void lead(const Sequence& all, size_t i) {
    const Item& item = items_[i];
    if (i == 0 || (i == all.begin && !all.isOpen)) return;
    const bool isEntry = all.isOpen && item.startsEntry;
    const bool starts = isEntry && (!item.isComment || item.isOwnLine());
    const bool isKept = item.mayBreak && item.newlines != 0;
    if (starts || isKept || items_[i - 1].takesLine()) {
      if (isEntry && item.newlines > 1 && i != all.begin) out_ += '\n';
      const bool isHead = isEntry || (all.isOpen && item.mark.inHead);
      newline(isHead ? all.indent : all.indent + kIndent);
    } else if (item.spaceBefore) {
      blank();
    }
  }

  std::vector<Item> items_;
  // The width of all items before one, on one line.
  std::vector<size_t> widths_;
  std::vector<bool> mustOpen_;
  std::vector<bool> isOpen_;
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
