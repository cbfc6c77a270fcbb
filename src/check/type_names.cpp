// Types as they are written (language reference, file 02, section 1).
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

TypeId Checker::resolveType(TypeNodeId id) {
  if (!id.valid()) return {};
  const TypeNode& node = ast_.type(id);
  if (const NamedType* named = std::get_if<NamedType>(&node.form)) return resolveNamed(*named, node.span);
  auto elements = resolveTypes(std::get<TupleType>(node.form).elements);
  return elements ? types().tuple(std::move(*elements)) : TypeId();
}

std::optional<std::vector<TypeId>> Checker::resolveTypes(const std::vector<TypeNodeId>& ids) {
  std::vector<TypeId> resolved;
  for (TypeNodeId id : ids) resolved.push_back(resolveType(id));
  bool all = std::all_of(resolved.begin(), resolved.end(), [](TypeId type) { return type.valid(); });
  return all ? std::optional(std::move(resolved)) : std::nullopt;
}

TypeId Checker::resolveNamed(const NamedType& type, Span span) {
  NameId id = type.path.front().id;
  std::string_view text = name(id);
  auto parameter = type.path.size() == 1 ? typeParameters_.find(id) : typeParameters_.end();
  if (parameter != typeParameters_.end()) return parameter->second;
  if (Nominal* found = findNominal(type.path)) return resolveNominal(*found, type, span);
  if (type.path.size() != 1) return unknownType(type, span);
  if (text == "Any") {
    report(DiagCode::explicit_any_forbidden, span, "`Any` cannot be written as a type");
    return {};
  }
  if (text == "Null" || text == "Unit" || text == "Enum") {
    report(DiagCode::reserved_type_name, span, "`" + std::string(text) + "` is not a type");
    return {};
  }
  return resolveGeneric(text, type, span);
}

namespace {

std::string countOf(size_t arguments) {
  return std::to_string(arguments) + (arguments == 1 ? " type argument" : " type arguments");
}

}

TypeId Checker::resolveNominal(Nominal& nominal, const NamedType& type, Span span) {
  size_t expected = nominal.generics().size();
  std::string_view text = name(nominal.name().id);
  if (type.arguments.size() != expected) {
    report(
        DiagCode::bare_generic_container, span,
        "`" + std::string(text) + "` takes " + countOf(expected) + ", found " + std::to_string(type.arguments.size()));
    return {};
  }
  auto arguments = resolveTypes(type.arguments);
  return arguments ? instance(nominal, *arguments) : TypeId();
}

namespace {

struct BuiltinType {
  std::string_view name;
  // Type arguments; -1: one or more, -2: any number.
  int arguments;
};
constexpr BuiltinType kBuiltinTypes[] = {
    {"Int", 0},    {"Float", 0},    {"Number", 0}, {"Bool", 0}, {"String", 0}, {"List", 1}, {"Option", 1},
    {"Result", 2}, {"Closure", -1}, {"Fn", -1},    {"Dict", 2}, {"Tuple", -2}, {"Iter", 1},
};

}

bool Checker::isBuiltinType(std::string_view name) {
  constexpr std::string_view kReserved[] = {"Any", "Null", "Unit", "Enum"};
  auto isNamed = [&](const BuiltinType& known) { return known.name == name; };
  return std::any_of(std::begin(kBuiltinTypes), std::end(kBuiltinTypes), isNamed) ||
         std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

TypeId Checker::resolveGeneric(std::string_view text, const NamedType& type, Span span) {
  auto builtin = std::find_if(std::begin(kBuiltinTypes), std::end(kBuiltinTypes),
                              [&](const BuiltinType& known) { return known.name == text; });
  if (builtin == std::end(kBuiltinTypes)) return unknownType(type, span);
  int given = static_cast<int>(type.arguments.size());
  if (given == 0 && builtin->arguments != 0 && builtin->arguments != -2) {
    report(DiagCode::bare_generic_container, span, "`" + std::string(text) + "` needs its type arguments").help =
        text == "Dict" ? "write `Dict<String, Value>`" : "write `" + std::string(text) + "<…>`";
    return {};
  }
  if (builtin->arguments >= 0 && given != builtin->arguments) {
    report(DiagCode::unknown_type_name, span,
           "`" + std::string(text) + "` takes " + countOf(static_cast<size_t>(builtin->arguments)) + ", found " +
               std::to_string(given));
    return {};
  }
  auto arguments = resolveTypes(type.arguments);
  return arguments ? resolveBuiltin(text, *arguments) : TypeId();
}

TypeId Checker::resolveBuiltin(std::string_view text, const std::vector<TypeId>& arguments) {
  if (text == "Int") return types().intType();
  if (text == "Float") return types().floatType();
  if (text == "Number") return types().numberType();
  if (text == "Bool") return types().boolType();
  if (text == "String") return types().stringType();
  if (text == "List") return types().list(arguments[0]);
  if (text == "Iter") return types().iter(arguments[0]);
  if (text == "Option") return types().option(arguments[0]);
  if (text == "Result") return types().result(arguments[0], arguments[1]);
  if (text == "Tuple") return types().tuple(arguments);
  // Keys are texts, whatever type is written for them.
  if (text == "Dict") return types().dict(arguments[1]);
  return types().closure({arguments.begin(), arguments.end() - 1}, arguments.back());
}

TypeId Checker::unknownType(const NamedType& type, Span span) {
  if (isUnknownImport(type.path)) return {};
  std::vector<std::string_view> known;
  File* file = file_;
  if (type.path.size() == 2)
    if (BindingId head = lookup(type.path[0].id); isImportedFile(head)) file = &files_[out_.binding(head).file.index()];
  if (file == file_)
    for (const BuiltinType& builtin : kBuiltinTypes) known.push_back(builtin.name);
  for (const auto& [nominal, entry] : file->nominals) known.push_back(nominal);
  std::string text;
  for (Name part : type.path) text.append(text.empty() ? "" : ".").append(name(part.id));
  suggest(
      report(unknownTypeCode_, unknownTypeSpan_.valid() ? unknownTypeSpan_ : span, "there is no type `" + text + "`"),
      name(type.path.back().id), known);
  return {};
}

}
