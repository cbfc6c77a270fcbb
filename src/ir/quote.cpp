#include "ir/quote.h"

#include <algorithm>

namespace relon::ir {

namespace {

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '$';
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string escaped(char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      if (byte >= 0x20 && byte != 0x7f) return {c};
      return {'\\', kDigits[byte >> 4], kDigits[byte & 15]};
  }
}

}

bool isWord(std::string_view text) {
  return !text.empty() && isLetter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isLetter(c) || isDigit(c); });
}

bool isTypeName(std::string_view text) {
  constexpr std::string_view kBuiltIn[] = {"Int",    "Float", "Bool", "None", "Never",
                                           "String", "List",  "Fn",   "Cell", "Builder"};
  return isWord(text) && std::find(std::begin(kBuiltIn), std::end(kBuiltIn), text) == std::end(kBuiltIn);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) result += escaped(c);
  return result + '"';
}

std::string wordOrQuoted(std::string_view text) {
  return isWord(text) ? std::string(text) : quoted(text);
}

}
