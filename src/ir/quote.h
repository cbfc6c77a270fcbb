#pragma once

#include <string>
#include <string_view>

#include "ir/type.h"

// How names and strings are spelt in IR text; printer and parser agree on it.
namespace relon::ir {

// Letters, digits, `_`, `.` and `$`, not starting with a digit.
bool isWord(std::string_view text);
// A word that is not the name of a built-in type, so that it can stand for a brand.
bool isTypeName(std::string_view text);

// In double quotes. Escapes: `\"`, `\\`, `\n`, `\r`, `\t`, and `\xx` in
// hexadecimal for other bytes below 0x20 and 0x7f. Other bytes stand for themselves.
std::string quoted(std::string_view text);
std::string wordOrQuoted(std::string_view text);

// A record's fields without brackets: `a: Int, "b c": List<Int>`.
std::string fieldsText(const TypeTable& table, const Type& type);

}
