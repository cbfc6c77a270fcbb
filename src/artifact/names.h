#pragma once

#include <set>
#include <string>
#include <string_view>

// Names in generated C++: what the language allows and C++ does not gets a
// trailing `_` or a `_` in place of the offending bytes.
namespace relon::artifact {

// `price` is one; `a-b`, `` and `1st` are not. Keywords count as identifiers.
bool isIdentifier(std::string_view text);

// `class` -> `class_`, `unit-price` -> `unit_price`, `1st` -> `_1st`, `` -> `_`.
std::string escapedName(std::string_view text);

// `unit_price` -> `UnitPrice`: part of the name of a struct that has no brand.
std::string upperCamel(std::string_view text);

// Hands out names that differ from one another and from the reserved ones.
class NameScope {
 public:
  void reserve(std::string name) { taken_.insert(std::move(name)); }
  // The wanted name, escaped; where that is taken `name_`, `name_2`, `name_3`.
  std::string claim(std::string_view wanted);

 private:
  std::set<std::string, std::less<>> taken_;
};

}
