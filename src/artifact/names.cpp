#include "artifact/names.h"

#include <algorithm>
#include <array>

namespace relon::artifact {
namespace {

// Keywords of C and C++ up to 20, alternative tokens, and the macros and types
// that the headers included by a generated one bring along. Sorted.
constexpr std::array kReservedWords = std::to_array<std::string_view>({
    "EOF",
    "NAN",
    "NULL",
    "_Bool",
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "assert",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "errno",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "int32_t",
    "int64_t",
    "linux",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "offsetof",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "size_t",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "std",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "uint32_t",
    "uint64_t",
    "union",
    "unix",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
});
static_assert(std::ranges::is_sorted(kReservedWords));

bool isDigit(char byte) {
  return byte >= '0' && byte <= '9';
}
bool isLower(char byte) {
  return byte >= 'a' && byte <= 'z';
}
bool isUpper(char byte) {
  return byte >= 'A' && byte <= 'Z';
}
bool isWordByte(char byte) {
  return isDigit(byte) || isLower(byte) || isUpper(byte) || byte == '_';
}

// `relon` and `relon_...` name our own declarations; names with `__` or `_A`
// belong to the C++ implementation, and a whole word in capitals may be a macro
// of the standard headers (`INT64_MAX`).
bool isReserved(std::string_view name) {
  if (std::ranges::binary_search(kReservedWords, name)) return true;
  if (name == "relon" || name.starts_with("relon_") || name.starts_with("RELON_")) return true;
  return name.starts_with("INT") || name.starts_with("UINT");
}

}

bool isIdentifier(std::string_view text) {
  return !text.empty() && !isDigit(text.front()) && std::ranges::all_of(text, isWordByte);
}

std::string escapedName(std::string_view text) {
  std::string name;
  if (text.empty() || isDigit(text.front())) name += '_';
  for (char byte : text) {
    char next = isWordByte(byte) ? byte : '_';
    bool doubled = next == '_' && !name.empty() && name.back() == '_';
    if (!doubled) name += next;
  }
  if (name.size() > 1 && name[0] == '_' && isUpper(name[1])) name.insert(0, "x");
  if (isReserved(name)) name += '_';
  return name;
}

std::string upperCamel(std::string_view text) {
  std::string name;
  bool atStart = true;
  for (char byte : text) {
    bool word = isWordByte(byte) && byte != '_';
    if (word) name += atStart && isLower(byte) ? static_cast<char>(byte - 'a' + 'A') : byte;
    atStart = !word;
  }
  return name;
}

std::string NameScope::claim(std::string_view wanted) {
  std::string name = escapedName(wanted);
  for (int number = 2; !taken_.insert(name).second; ++number) {
    name = escapedName(wanted);
    if (name.back() != '_') name += '_';
    if (number > 2) name += std::to_string(number - 1);
  }
  return name;
}

}
