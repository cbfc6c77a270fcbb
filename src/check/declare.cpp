// The attributes of the document: imports, schemas, `#main`; and those of fields
// and values, of which this version knows few.
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

namespace {

template <typename T>
const T* formOf(const Attribute& attribute) {
  const Directive* directive = std::get_if<Directive>(&attribute);
  return directive ? std::get_if<T>(&directive->form) : nullptr;
}

constexpr std::string_view kFlagNames[] = {"internal", "relaxed", "unstrict", "native"};
constexpr std::string_view kOperandNames[] = {"default", "expect", "msg", "error", "brand", "derive", "no_auto_derive"};

bool isBrand(const Directive& directive) {
  const OperandDirective* operand = std::get_if<OperandDirective>(&directive.form);
  return operand && operand->kind == OperandDirective::Kind::Brand;
}

std::string directiveName(const Directive& directive) {
  struct Namer {
    std::string operator()(const FlagDirective& d) { return std::string(kFlagNames[static_cast<size_t>(d.kind)]); }
    std::string operator()(const OperandDirective& d) {
      return std::string(kOperandNames[static_cast<size_t>(d.kind)]);
    }
    std::string operator()(const SchemaDirective& d) { return d.isExtend ? "extend" : "schema"; }
    std::string operator()(const EnumDirective&) { return "enum"; }
    std::string operator()(const ImportDirective&) { return "import"; }
    std::string operator()(const MainDirective&) { return "main"; }
  };
  return std::visit(Namer{}, directive.form);
}

}

// Imports and schemas first, so that the types of `#main` can name them.
void Checker::declareDocument() {
  const std::vector<Attribute>& attributes = ast_.document.attributes.list;
  for (const Attribute& attribute : attributes) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (!directive) {
      ignoreDecorator(std::get<Decorator>(attribute));
    } else if (auto* import = formOf<ImportDirective>(attribute)) {
      declareImport(*import, directive->span);
    } else if (auto* schema = formOf<SchemaDirective>(attribute)) {
      declareSchema(*schema, directive->span);
    } else if (auto* enumeration = formOf<EnumDirective>(attribute)) {
      declareNominal(name(enumeration->name.id), {.schema = nullptr, .enumeration = enumeration, .instances = {}});
    } else if (!formOf<MainDirective>(attribute) && !isBrand(*directive)) {
      rejectDirective(*directive, "before the document");
    }
  }
  for (auto& [text, nominal] : nominals_)
    if (nominal.generics().empty()) instance(text, nominal, {});
  checkSchemas();
  for (const Attribute& attribute : attributes)
    if (auto* main = formOf<MainDirective>(attribute)) declareMain(*main, std::get<Directive>(attribute).span);
}

// One that stands before no value.
void Checker::ignoreDecorator(const Decorator& decorator) {
  report(DiagCode::directive_ignored, decorator.span, "a decorator has no meaning here");
}

// What a directive means here: nothing (a warning), or something not built yet.
void Checker::rejectDirective(const Directive& directive, std::string_view place) {
  std::string text = directiveName(directive);
  bool isMode = text == "relaxed" || text == "unstrict";
  if (isMode && place == "before the document") return;
  bool meaningless = isMode || text == "internal" || text == "native" || text == "default" || text == "expect" ||
                     text == "msg" || text == "error" || text == "derive" || text == "no_auto_derive";
  if (meaningless) {
    report(DiagCode::directive_ignored, directive.span, "`#" + text + "` has no meaning " + std::string(place));
  } else {
    unsupported(directive.span, "`#" + text + "`");
  }
}

void Checker::declareImport(const ImportDirective& import, Span span) {
  if (!libraryModule(import.path)) return unknownModule(import, span);
  if (import.form == ImportDirective::Form::Alias) {
    Binding binding{.kind = Binding::Kind::Module, .name = import.alias.id, .span = import.alias.span};
    binding.module = import.path;
    root_->names[import.alias.id] = newBinding(std::move(binding));
  }
  for (const ImportItem& item : import.items)
    if (BindingId binding = importMember(import.path, item.name, item.alias); binding.valid())
      root_->names[item.alias.id] = binding;
  if (import.form != ImportDirective::Form::All) return;
  for (std::string_view text : builtinNames(*libraryModule(import.path))) {
    Name imported{ast_.names().intern(text), span};
    spreadImports_[imported.id] = importMember(import.path, imported, imported);
  }
}

void Checker::unknownModule(const ImportDirective& import, Span span) {
  if (isPlannedModule(import.path))
    unsupported(import.pathSpan, "the library module `" + import.path + "`");
  else if (import.path.starts_with("std/"))
    report(DiagCode::module_not_found, import.pathSpan, "there is no library module `" + import.path + "`");
  else
    unsupported(span, "importing files");
}

// Binds a function of a library module under another name, or reports that there is none.
BindingId Checker::importMember(const std::string& module, Name member, Name alias) {
  std::string_view text = name(member.id);
  if (auto builtin = findBuiltin(text, *libraryModule(module))) {
    Binding binding{.kind = Binding::Kind::Builtin, .name = alias.id, .span = alias.span};
    binding.builtin = *builtin;
    return newBinding(std::move(binding));
  }
  unknownMember(module, text, member.span);
  return {};
}

void Checker::declareSchema(const SchemaDirective& schema, Span span) {
  if (schema.isExtend) return void(unsupported(span, "`#extend`"));
  if (schema.with && (!schema.with->methods.empty() || !schema.with->derives.empty()))
    return void(unsupported(schema.with->span, "methods of a schema"));
  declareNominal(name(schema.name.id), {.schema = &schema, .enumeration = nullptr, .instances = {}});
}

void Checker::declareNominal(std::string_view text, Nominal nominal) {
  auto [earlier, isNew] = nominals_.emplace(text, nominal);
  if (isNew) return;
  const Nominal& first = earlier->second;
  report(DiagCode::duplicate_root_schema_name, first.schema ? ast_.span(first.schema->body) : first.span(),
         "schema `" + std::string(text) + "` is declared twice")
      .labels.push_back({nominal.span(), "the second declaration"});
}

TypeId Checker::instance(std::string_view text, Nominal& nominal, const std::vector<TypeId>& arguments) {
  if (auto known = nominal.instances.find(arguments); known != nominal.instances.end()) return known->second;
  if (std::optional<TypeId> other = aliased(nominal, arguments)) return nominal.instances[arguments] = *other;
  std::string brand(text);
  for (size_t i = 0; i < arguments.size(); ++i) brand += (i == 0 ? "<" : ", ") + types().text(arguments[i]);
  if (!arguments.empty()) brand += ">";
  ir::TypeKind kind = nominal.enumeration ? ir::TypeKind::Enum : ir::TypeKind::Record;
  TypeId type = types().declare(kind, std::move(brand), std::string(text), arguments);
  nominal.instances[arguments] = type;
  definitions_[type] = {.nominal = &nominal, .arguments = arguments};
  undefined_.push_back(type);
  if (std::exchange(isDefining_, true)) return type;
  for (size_t i = 0; i < undefined_.size(); ++i) define(undefined_[i]);
  undefined_.clear();
  isDefining_ = false;
  return type;
}

// Declarations may name one another, so those that a definition names wait for its
// end, except what a schema is composed of.
bool Checker::define(TypeId type) {
  Definition& definition = definitions_.at(type);
  if (definition.step != Definition::Step::Waiting) return definition.step == Definition::Step::Done;
  definition.step = Definition::Step::Running;
  auto outer = withTypeParameters(*definition.nominal, definition.arguments);
  if (definition.nominal->enumeration)
    defineEnum(type, *definition.nominal->enumeration);
  else
    defineSchema(type, *definition.nominal->schema);
  typeParameters_ = std::move(outer);
  definitions_.at(type).step = Definition::Step::Done;
  return true;
}

// Gives the declaration's type parameters their meaning; returns what was before.
std::unordered_map<NameId, TypeId> Checker::withTypeParameters(const Nominal& nominal,
                                                               const std::vector<TypeId>& arguments) {
  std::unordered_map<NameId, TypeId> outer = std::exchange(typeParameters_, {});
  for (size_t i = 0; i < arguments.size(); ++i) typeParameters_[nominal.generics()[i].id] = arguments[i];
  return outer;
}

void Checker::defineEnum(TypeId type, const EnumDirective& enumeration) {
  std::vector<std::string> names;
  std::vector<TypeId> payloads;
  for (const EnumVariant& variant : enumeration.variants) {
    names.emplace_back(name(variant.name.id));
    payloads.push_back(payloadType(variant));
  }
  types().defineEnum(type, std::move(names), std::move(payloads));
}

TypeId Checker::payloadType(const EnumVariant& variant) {
  if (variant.form == EnumVariant::Form::Unit) return types().noneType();
  std::vector<std::string> names;
  std::vector<TypeId> fields;
  for (const Parameter& field : variant.fields) {
    TypeId type = resolveType(field.type);
    if (variant.form == EnumVariant::Form::Struct) names.emplace_back(name(field.name.id));
    fields.push_back(type.valid() ? type : types().neverType());
  }
  if (variant.form == EnumVariant::Form::Tuple) return types().tuple(std::move(fields));
  return types().record(std::move(names), std::move(fields));
}

void Checker::declareMain(const MainDirective& main, Span span) {
  if (main_) {
    report(DiagCode::duplicate_main_directive, mainSpan_, "a program has one `#main`")
        .labels.push_back({span, "the second one"});
    return;
  }
  main_ = &main;
  mainSpan_ = span;
  for (uint32_t i = 0; i < main.parameters.size(); ++i) {
    const Parameter& parameter = main.parameters[i];
    auto earlier = root_->names.find(parameter.name.id);
    if (earlier != root_->names.end() && out_.binding(earlier->second).kind == Binding::Kind::MainParameter) {
      report(DiagCode::duplicate_main_param, out_.binding(earlier->second).span,
             "parameter `" + std::string(name(parameter.name.id)) + "` is declared twice")
          .labels.push_back({parameter.name.span, "the second declaration"});
      continue;
    }
    Binding binding{.kind = Binding::Kind::MainParameter, .name = parameter.name.id, .span = parameter.name.span};
    binding.type = resolveType(parameter.type);
    if (binding.type.valid() && kind(binding.type) == ir::TypeKind::Closure)
      unsupported(parameter.span, "a function as an argument of `#main`");
    binding.position = i;
    BindingId id = newBinding(std::move(binding));
    root_->names[parameter.name.id] = id;
    out_.mainParameters.push_back(id);
  }
}

bool Checker::isInternal(const Field& field) const {
  return std::any_of(field.attributes.list.begin(), field.attributes.list.end(), [](const Attribute& attribute) {
    const FlagDirective* flag = formOf<FlagDirective>(attribute);
    return flag && flag->kind == FlagDirective::Kind::Internal;
  });
}

void Checker::ignoreDeclarations(ExprId dict, const Field& field) {
  if (dict == ast_.document.root) return;
  for (const Attribute& attribute : field.attributes.list) {
    const SchemaDirective* schema = formOf<SchemaDirective>(attribute);
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (schema && nominals_.contains(name(schema->name.id)))
      report(DiagCode::root_schema_collides_with_field, schema->name.span,
             "schema `" + std::string(name(schema->name.id)) + "` is declared in the document already");
    else if (directive)
      report(DiagCode::directive_ignored, directive->span,
             "a declaration has no meaning in a dict within the document");
  }
}

void Checker::checkFieldAttributes(const Field& field) {
  for (const Attribute& attribute : field.attributes.list) {
    const FlagDirective* flag = formOf<FlagDirective>(attribute);
    if (flag && flag->kind == FlagDirective::Kind::Internal) continue;
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (directive && isBrand(*directive)) continue;
    if (directive)
      rejectDirective(*directive, "on a field");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

void Checker::checkAtomAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes.list) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (directive && isBrand(*directive)) continue;
    if (directive)
      rejectDirective(*directive, "on a value");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

}
