#pragma once

#include <string>
#include <string_view>
#include <vector>

// JSON that Relon printed, as a tree. Such texts are canonical: equal values of equal
// types have equal texts, and keys are sorted.
namespace relon::cli {

struct JsonMember;

struct JsonTree {
  enum class Kind : uint8_t { Object, Array, Text, Scalar };

  Kind kind = Kind::Scalar;
  // As printed, compact; part of the text that was read.
  std::string_view source;
  std::vector<JsonMember> members;
  std::vector<JsonTree> elements;

  bool isObject() const { return kind == Kind::Object; }
  const JsonTree* find(std::string_view key) const;
  // Of a Text its characters.
  std::string text() const;
  // Of an Int its value; false for everything else.
  bool integer(int64_t& value) const;
};

struct JsonMember {
  std::string key;
  JsonTree value;
};

// `json` is compact output of a program and outlives the tree.
JsonTree readJson(std::string_view json);
// One member or element a line, two blanks per level.
std::string indented(const JsonTree& tree);
// The JSON Pointer of the first value that differs, in the order of printing. A member
// that only one of them has counts as different. Empty for the whole.
std::string firstDifference(const JsonTree& a, const JsonTree& b);
// `key` as a step of a JSON Pointer.
std::string pointerStep(std::string_view key);

}
