#include "generator.h"

// The enums and schemas of a program. They mention what is declared before them; enums
// without type parameters also themselves, and schemas in Options and lists.
namespace relon::fuzz {

void Generator::declareAll() {
  for (uint32_t i = choices_.below(3); i > 0; --i) enumTexts_ += enumText();
  for (uint32_t i = choices_.below(3); i > 0; --i) schemaTexts_ += schemaText();
}

Type Generator::declaredType(int depth, uint32_t generics) {
  if (generics > 0 && choices_.chance(40)) return {Kind::Parameter, {}, choices_.below(generics)};
  return dataType(depth);
}

std::string Generator::enumText() {
  EnumDeclaration made{fresh("E"), choices_.below(3) == 2 ? 1u : 0u, {}};
  if (made.generics == 0) declarations_.enums.push_back(made);
  // The simplest variant comes first and ends recursion.
  made.variants.push_back({fresh("U"), Payload::Unit, {}});
  std::string variants = made.variants.front().name;
  for (uint32_t i = 1 + choices_.below(3); i > 0; --i) {
    Variant variant{fresh("V"), static_cast<Payload>(choices_.below(3)), {}};
    variants += ", " + variantText(variant, made.generics);
    made.variants.push_back(std::move(variant));
  }
  if (made.generics == 0) declarations_.enums.pop_back();
  declarations_.enums.push_back(made);
  return "#enum " + made.name + (made.generics > 0 ? "<T>" : "") + " { " + variants + " }\n";
}

std::string Generator::variantText(Variant& variant, uint32_t generics) {
  if (variant.payload == Payload::Unit) return variant.name;
  const bool isTuple = variant.payload == Payload::Tuple;
  const std::string fields = listed(1 + choices_.below(3), [&](size_t i) {
    const Field field{isTuple ? std::to_string(i) : fresh("x"), declaredType(1, generics)};
    variant.fields.push_back(field);
    return (isTuple ? "" : field.name + ": ") + spelled(field.type);
  });
  return variant.name + (isTuple ? " (" + fields + ")" : " { " + fields + " }");
}

std::string Generator::predicate(const SchemaField& field) {
  if (field.type.isNumber() && choices_.chance(30)) return "(n) => n > -1000";
  if (field.type.kind == Kind::String && choices_.chance(30)) return "(s) => len(s) < 40";
  return "*";
}

std::string Generator::schemaText() {
  SchemaDeclaration made{fresh("S"), choices_.below(4) == 3 ? 1u : 0u, {}, {}};
  const auto index = static_cast<uint32_t>(declarations_.schemas.size());
  std::string fields = listed(1 + choices_.below(4), [&](size_t) {
    SchemaField field{{fresh("k"), declaredType(1, made.generics)}, "", "*"};
    if (field.type.kind != Kind::Parameter) field.predicate = predicate(field);
    const bool isClosed = made.generics == 0 && field.type.kind != Kind::Schema;
    if (isClosed && choices_.chance(20)) field.defaultValue = literal(field.type, 1);
    made.fields.push_back(field);
    const std::string start = field.defaultValue.empty() ? "" : "#default " + field.defaultValue + " ";
    return start + spelled(field.type) + " " + field.name + ": " + field.predicate;
  });
  declarations_.schemas.push_back(made);
  const bool isTree = made.generics == 0 && choices_.chance(20);
  if (isTree) {
    const Type self{Kind::Schema, {}, index};
    made.fields.push_back({{fresh("k"), {Kind::Option, {self}, 0}}, "", "*"});
    fields += ", " + spelled(made.fields.back().type) + " " + made.fields.back().name + ": *";
  }
  declarations_.schemas[index] = made;
  const bool hasMethod = made.generics == 0 && choices_.chance(50);
  const std::string methods = hasMethod ? " with { " + methodText(made, index) + " }" : "";
  declarations_.schemas[index] = made;
  return "#schema " + made.name + (made.generics > 0 ? "<T>" : "") + " { " + fields + " }" + methods + "\n";
}

std::string Generator::methodText(SchemaDeclaration& schema, uint32_t index) {
  Method made{fresh("m"), {}, dataType(1)};
  const size_t outside = scope_.size();
  scope_.push_back({"self", {Kind::Schema, {}, index}});
  const std::string parameters = listed(choices_.below(3), [&](size_t) {
    made.parameters.push_back({fresh("a"), dataType(1)});
    scope_.push_back({made.parameters.back().name, made.parameters.back().type});
    return made.parameters.back().name + ": " + spelled(made.parameters.back().type);
  });
  ++containers_;
  const std::string body = slotted(made.result, 2);
  --containers_;
  scope_.resize(outside);
  schema.methods.push_back(made);
  return made.name + "(" + parameters + ") -> " + spelled(made.result) + ": " + body;
}

}
