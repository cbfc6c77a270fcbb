// Types as they are written (language reference, file 02, section 1).
#include "check/checker_state.h"

namespace relon::check {

TypeId Checker::resolveType(TypeNodeId id) {
  if (!id.valid()) return {};
  const TypeNode& node = ast_.type(id);
  if (const NamedType* named = std::get_if<NamedType>(&node.form)) return resolveNamed(*named, node.span);
  std::vector<TypeId> elements;
  for (TypeNodeId element : std::get<TupleType>(node.form).elements) {
    elements.push_back(resolveType(element));
    if (!elements.back().valid()) return {};
  }
  return types().tuple(std::move(elements));
}

TypeId Checker::resolveNamed(const NamedType& type, Span span) {
  if (type.path.size() != 1) return unsupported(span, "a type of another module");
  std::string_view text = name(type.path.front().id);
  if (auto schema = schemas_.find(text); schema != schemas_.end() && type.arguments.empty()) return schema->second.type;
  if (text == "Int" && type.arguments.empty()) return types().intType();
  if (text == "Float" && type.arguments.empty()) return types().floatType();
  if (text == "Bool" && type.arguments.empty()) return types().boolType();
  if (text == "String" && type.arguments.empty()) return types().stringType();
  bool container = text == "List" || text == "Dict" || text == "Closure" || text == "Fn" || text == "Tuple";
  if (container) return resolveGeneric(text, type, span);
  if (text == "Any") {
    report(DiagCode::explicit_any_forbidden, span, "`Any` cannot be written as a type");
    return {};
  }
  if (text == "Null" || text == "Unit" || text == "Enum") {
    report(DiagCode::reserved_type_name, span, "`" + std::string(text) + "` is not a type");
    return {};
  }
  if (text == "Number" || text == "Option" || text == "Result")
    return unsupported(span, "the type `" + std::string(text) + "`");
  std::vector<std::string_view> known = {"Int", "Float", "Bool", "String", "List", "Tuple", "Closure"};
  for (const auto& [schema, entry] : schemas_) known.push_back(schema);
  Diagnostic& diagnostic = report(DiagCode::unknown_type_name, span, "there is no type `" + std::string(text) + "`");
  suggest(diagnostic, text, known);
  return {};
}

TypeId Checker::resolveGeneric(std::string_view text, const NamedType& type, Span span) {
  if (type.arguments.empty() && text != "Tuple") {
    report(DiagCode::bare_generic_container, span, "`" + std::string(text) + "` needs its type arguments").help =
        text == "Dict" ? "write `Dict<String, Value>`" : "write `" + std::string(text) + "<…>`";
    return {};
  }
  if (text == "Dict") return unsupported(span, "the type `Dict`");
  std::vector<TypeId> arguments;
  for (TypeNodeId argument : type.arguments) {
    arguments.push_back(resolveType(argument));
    if (!arguments.back().valid()) return {};
  }
  if (text == "Tuple") return types().tuple(std::move(arguments));
  if (text == "List") {
    if (arguments.size() == 1) return types().list(arguments.front());
    report(DiagCode::unknown_type_name, span, "`List` takes one type argument");
    return {};
  }
  TypeId result = arguments.back();
  arguments.pop_back();
  return types().closure(std::move(arguments), result);
}

}
