#include "types.h"

#include <algorithm>

namespace relon::fuzz {

namespace {

constexpr const char* kHeads[] = {"Int",    "Float",  "Number", "Bool", "String", "List", "Dict", "Tuple",
                                  "Option", "Result", "",       "",     "Fn",     "Iter", "",     ""};

std::string headOf(const Type& type, const Declarations& declarations) {
  if (type.kind == Kind::Enum) return declarations.enums[type.index].name;
  if (type.kind == Kind::Schema) return declarations.schemas[type.index].name;
  if (type.kind == Kind::Parameter) return std::string(1, static_cast<char>('T' + type.index));
  return kHeads[static_cast<size_t>(type.kind)];
}

}

std::string spell(const Type& type, const Declarations& declarations) {
  std::string text = headOf(type, declarations);
  if (type.kind == Kind::Tuple && type.arguments.empty()) return "()";
  if (type.arguments.empty()) return text;
  text += type.kind == Kind::Dict ? "<String, " : "<";
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    text += (i == 0 ? "" : ", ") + spell(type.arguments[i], declarations);
  }
  return text + ">";
}

Type substitute(const Type& type, const std::vector<Type>& arguments) {
  if (type.kind == Kind::Parameter) return arguments[type.index];
  Type made = type;
  for (Type& argument : made.arguments) argument = substitute(argument, arguments);
  return made;
}

bool isComposedFrom(const Type& type, const Type& base, const Declarations& declarations) {
  if (type == base) return true;
  if (type.kind != Kind::Schema || base.kind != Kind::Schema) return false;
  const std::optional<uint32_t> outer = declarations.schemas[type.index].base;
  return outer && isComposedFrom({Kind::Schema, {}, *outer}, base, declarations);
}

bool holdsFunction(const Type& type) {
  return type.kind == Kind::Fn || std::ranges::any_of(type.arguments, holdsFunction);
}

}
