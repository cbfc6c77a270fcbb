#include "line_diff.h"

#include <algorithm>
#include <vector>

// The longest common subsequence of lines, by the table of its lengths. What is common
// at both ends needs no table. Texts that differ in thousands of lines are not compared
// line by line: the first is shown as gone, the second as new.
namespace relon::cli {

namespace {

using Lines = std::vector<std::string_view>;

struct Marked {
  char mark;
  std::string_view line;
};

constexpr size_t kContext = 2;
constexpr size_t kMostCells = 4'000'000;
constexpr size_t kMostShown = 60;

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, text[end] == '\n' ? end : end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

// lengths[i * (b + 1) + j]: of the longest common subsequence of a[i..] and b[j..].
std::vector<uint32_t> commonLengths(const Lines& a, const Lines& b) {
  const size_t width = b.size() + 1;
  std::vector<uint32_t> lengths((a.size() + 1) * width);
  for (size_t i = a.size(); i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      lengths[i * width + j] = a[i] == b[j] ? lengths[(i + 1) * width + j + 1] + 1
                                            : std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  return lengths;
}

void markMiddle(const Lines& a, const Lines& b, std::vector<Marked>& out) {
  const bool isHuge = (a.size() + 1) * (b.size() + 1) > kMostCells;
  const std::vector<uint32_t> lengths = isHuge ? std::vector<uint32_t>() : commonLengths(a, b);
  const size_t width = b.size() + 1;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (!isHuge && i < a.size() && j < b.size() && a[i] == b[j]) {
      out.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() &&
               (isHuge || j == b.size() || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
}

std::vector<Marked> mark(const Lines& a, const Lines& b) {
  const size_t shorter = std::min(a.size(), b.size());
  size_t head = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head), lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Marked> out;
  for (size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  markMiddle(middle(a), middle(b), out);
  for (size_t i = a.size() - tail; i < a.size(); ++i) out.push_back({' ', a[i]});
  return out;
}

// Whether a changed line stands at most kContext lines away.
std::vector<bool> nearChanges(const std::vector<Marked>& lines) {
  std::vector<bool> isNear(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].mark == ' ') continue;
    const size_t end = std::min(lines.size(), i + kContext + 1);
    for (size_t k = i < kContext ? 0 : i - kContext; k < end; ++k) isNear[k] = true;
  }
  return isNear;
}

}

std::string lineDiff(std::string_view before, std::string_view after) {
  if (before == after) return "";
  const std::vector<Marked> lines = mark(split(before), split(after));
  const std::vector<bool> isNear = nearChanges(lines);
  std::string out;
  size_t shown = 0;
  for (size_t i = 0; i < lines.size() && shown <= kMostShown; ++i) {
    const bool isShown = isNear[i] && shown < kMostShown;
    if (isShown) {
      out += std::string{lines[i].mark, ' '} + std::string(lines[i].line) + '\n';
      ++shown;
    } else if (i == 0 || isNear[i - 1]) {
      out += "  ...\n";
      shown += isNear[i] ? 1 : 0;
    }
  }
  return out;
}

}
