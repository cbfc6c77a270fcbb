#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checked.h"

// JSON of the workloads' arguments and of the twins' results.
namespace bench {

inline std::string json(Int value) {
  return std::to_string(value.value);
}
inline std::string json(std::same_as<bool> auto value) {
  return value ? "true" : "false";
}
// The numbers of the inputs have few decimals.
inline std::string json(std::same_as<double> auto value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}
// Without characters that need an escape but the line end.
inline std::string json(const std::string& value) {
  std::string text = "\"";
  for (char c : value) text += c == '\n' ? "\\n" : std::string(1, c);
  return text + '"';
}

template <typename T>
std::string json(const std::optional<T>& value) {
  return value ? json(*value) : "null";
}

template <typename T>
std::string json(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "[" : ",") + json(value);
  return text.empty() ? "[]" : text + "]";
}

// Members by name.
struct Members : std::map<std::string, std::string> {
  using map::map;
};
inline std::string json(const Members& members) {
  std::string text;
  for (const auto& [name, value] : members) text += (text.empty() ? "{" : ",") + json(name) + ":" + value;
  return text.empty() ? "{}" : text + "}";
}

inline std::string json(const std::map<std::string, Int>& dict) {
  Members members;
  for (const auto& [key, value] : dict) members[key] = json(value);
  return json(members);
}

}
