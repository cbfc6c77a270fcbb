#include "json_tree.h"

#include <algorithm>
#include <charconv>

namespace relon::cli {

namespace {

// Walks one text; what it reads is known to be JSON.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  JsonTree value() {
    JsonTree tree;
    const size_t begin = at_;
    switch (text_[at_]) {
      case '{':
        tree.kind = JsonTree::Kind::Object;
        object(tree);
        break;
      case '[':
        tree.kind = JsonTree::Kind::Array;
        array(tree);
        break;
      case '"':
        tree.kind = JsonTree::Kind::Text;
        skipText();
        break;
      default:
        at_ = std::min(text_.find_first_of(",]}", at_), text_.size());
    }
    tree.source = text_.substr(begin, at_ - begin);
    return tree;
  }

 private:
  // After a separator; false at the closing bracket, which is taken too.
  bool more(char closing) {
    if (text_[at_] == ',') ++at_;
    if (text_[at_] != closing) return true;
    ++at_;
    return false;
  }

  void object(JsonTree& tree) {
    ++at_;
    while (more('}')) {
      JsonTree key = value();
      // The colon.
      ++at_;
      tree.members.push_back({key.text(), value()});
    }
  }

  void array(JsonTree& tree) {
    ++at_;
    while (more(']')) tree.elements.push_back(value());
  }

  void skipText() {
    for (++at_; text_[at_] != '"'; ++at_) at_ += text_[at_] == '\\' ? 1 : 0;
    ++at_;
  }

  std::string_view text_;
  size_t at_ = 0;
};

void appendUtf8(std::string& out, uint32_t code) {
  auto byte = [&](uint32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 63));
  }
  byte(0x80 | (code & 63));
}

char unescaped(char letter) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  const size_t known = kLetters.find(letter);
  return known == std::string_view::npos ? letter : kMeanings[known];
}

void indent(const JsonTree& tree, size_t level, std::string& out);

// `name` is the member's key with its colon, or empty.
void line(std::string_view name, const JsonTree& tree, size_t level, bool isLast, std::string& out) {
  out.append(2 * level, ' ');
  out += name;
  indent(tree, level, out);
  out += isLast ? "\n" : ",\n";
}

std::string quotedKey(const JsonTree& tree, size_t member) {
  // The key stands before its value, quotes and colon included.
  const std::string_view value = tree.members[member].value.source;
  const char* begin =
      member == 0 ? tree.source.data() + 1
                  : tree.members[member - 1].value.source.data() + tree.members[member - 1].value.source.size() + 1;
  return std::string(begin, value.data()) + ' ';
}

void indent(const JsonTree& tree, size_t level, std::string& out) {
  if (tree.members.empty() && tree.elements.empty()) {
    out += tree.source;
    return;
  }
  out += tree.isObject() ? "{\n" : "[\n";
  for (size_t i = 0; i < tree.members.size(); ++i)
    line(quotedKey(tree, i), tree.members[i].value, level + 1, i + 1 == tree.members.size(), out);
  for (size_t i = 0; i < tree.elements.size(); ++i)
    line("", tree.elements[i], level + 1, i + 1 == tree.elements.size(), out);
  out.append(2 * level, ' ');
  out += tree.isObject() ? '}' : ']';
}

std::string differingMember(const JsonTree& a, const JsonTree& b) {
  for (size_t i = 0;; ++i) {
    const bool inA = i < a.members.size();
    const bool inB = i < b.members.size();
    if (!inA || !inB) return inA == inB ? "" : pointerStep((inA ? a : b).members[i].key);
    const auto& [keyA, valueA] = a.members[i];
    const auto& [keyB, valueB] = b.members[i];
    if (keyA != keyB) return pointerStep(std::min(keyA, keyB));
    if (valueA.source != valueB.source) return pointerStep(keyA) + firstDifference(valueA, valueB);
  }
}

std::string differingElement(const JsonTree& a, const JsonTree& b) {
  size_t i = 0;
  const size_t both = std::min(a.elements.size(), b.elements.size());
  while (i < both && a.elements[i].source == b.elements[i].source) ++i;
  const std::string step = pointerStep(std::to_string(i));
  return i < both ? step + firstDifference(a.elements[i], b.elements[i]) : step;
}

}

const JsonTree* JsonTree::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

std::string JsonTree::text() const {
  std::string out;
  for (size_t i = 1; i + 1 < source.size(); ++i) {
    if (source[i] != '\\') {
      out += source[i];
    } else if (source[++i] == 'u') {
      // Relon escapes control characters only, so there are no surrogates.
      uint32_t code = 0;
      std::from_chars(source.data() + i + 1, source.data() + i + 5, code, 16);
      appendUtf8(out, code);
      i += 4;
    } else {
      out += unescaped(source[i]);
    }
  }
  return out;
}

bool JsonTree::integer(int64_t& value) const {
  const char* end = source.data() + source.size();
  const auto read = std::from_chars(source.data(), end, value);
  return kind == Kind::Scalar && read.ec == std::errc() && read.ptr == end;
}

JsonTree readJson(std::string_view json) {
  return Reader(json).value();
}

std::string indented(const JsonTree& tree) {
  std::string out;
  indent(tree, 0, out);
  return out + '\n';
}

std::string firstDifference(const JsonTree& a, const JsonTree& b) {
  if (a.kind != b.kind) return "";
  if (a.kind == JsonTree::Kind::Object) return differingMember(a, b);
  return a.kind == JsonTree::Kind::Array ? differingElement(a, b) : "";
}

std::string pointerStep(std::string_view key) {
  std::string step = "/";
  for (char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

}
