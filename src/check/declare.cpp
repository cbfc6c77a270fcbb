// The attributes of the document: imports, schemas, `#main`; and those of fields
// and values, of which this version knows few.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

namespace {

constexpr std::string_view kFlagNames[] = {"internal", "relaxed", "unstrict", "native"};
constexpr std::string_view kOperandNames[] = {"default", "expect", "msg", "error", "brand", "derive", "no_auto_derive"};

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
  const std::vector<Attribute>& attributes = file_->document->attributes.list;
  for (const Attribute& attribute : attributes) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (!directive) {
      ignoreDecorator(std::get<Decorator>(attribute));
    } else if (auto* import = formOf<ImportDirective>(attribute)) {
      importInto(*scope_, *scope_->parent, *import);
    } else if (auto* schema = formOf<SchemaDirective>(attribute)) {
      declareSchema(*schema, directive->span);
    } else if (auto* enumeration = formOf<EnumDirective>(attribute)) {
      declareNominal({.enumeration = enumeration});
    } else if (!formOf<MainDirective>(attribute)) {
      rejectDirective(*directive, "before the document");
    }
  }
  for (auto& [text, nominal] : file_->nominals)
    if (nominal.generics().empty()) instance(nominal, {});
  for (const Attribute& attribute : attributes) {
    auto* schema = formOf<SchemaDirective>(attribute);
    if (!schema || !schema->with) continue;
    if (schema->isExtend)
      declareExtension(*schema);
    else if (Nominal* nominal = findNominal({&schema->name, 1}); nominal && nominal->schema == schema)
      declareMethods(nominal->brand, nominal, *schema->with);
  }
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

void Checker::declareSchema(const SchemaDirective& schema, Span span) {
  if (schema.isExtend) return;
  if (schema.colon) return void(unsupported(span, "`#schema` with a colon"));
  declareNominal({.schema = &schema});
}

// The first file that declares a type of some name has its plain name as the
// brand, others add a number: a brand is unique in the program.
void Checker::declareNominal(Nominal nominal) {
  std::string_view text = name(nominal.name().id);
  nominal.file = file_;
  nominal.brand = text;
  if (declarers_.at(text) != file_->document) nominal.brand += '#' + std::to_string(file_->number);
  auto [earlier, isNew] = file_->nominals.emplace(text, nominal);
  if (isNew) return;
  const Nominal& first = earlier->second;
  report(DiagCode::duplicate_root_schema_name, first.schema ? ast_.span(first.schema->body) : first.span(),
         "schema `" + std::string(text) + "` is declared twice")
      .labels.push_back({nominal.span(), "the second declaration"});
}

TypeId Checker::instance(Nominal& nominal, const std::vector<TypeId>& arguments) {
  if (auto known = nominal.instances.find(arguments); known != nominal.instances.end()) return known->second;
  std::string brand = nominal.brand;
  for (size_t i = 0; i < arguments.size(); ++i) brand += (i == 0 ? "<" : ", ") + types().text(arguments[i]);
  if (!arguments.empty()) brand += ">";
  ir::TypeKind kind = nominal.enumeration ? ir::TypeKind::Enum : ir::TypeKind::Record;
  TypeId type = types().declare(kind, std::move(brand), std::string(name(nominal.name().id)), arguments);
  nominal.instances[arguments] = type;
  nominalOf_[type] = &nominal;
  File* outerFile = std::exchange(file_, nominal.file);
  Scope* outerScope = std::exchange(scope_, nominal.file->root);
  std::unordered_map<NameId, TypeId> outer = std::move(typeParameters_);
  typeParameters_.clear();
  for (size_t i = 0; i < arguments.size(); ++i) typeParameters_[nominal.generics()[i].id] = arguments[i];
  if (nominal.enumeration)
    defineEnum(type, *nominal.enumeration);
  else
    defineSchema(type, *nominal.schema);
  typeParameters_ = std::move(outer);
  scope_ = outerScope;
  file_ = outerFile;
  return type;
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

void Checker::defineSchema(TypeId type, const SchemaDirective& schema) {
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  ExprId body = schema.body;
  const DictExpr* dict = body.valid() ? as<DictExpr>(ast_.expr(body)) : nullptr;
  if (dict) {
    schemaFields(*dict, names, fieldTypes);
  } else if (schema.bodyType.valid() || (body.valid() && as<BinaryExpr>(ast_.expr(body)))) {
    unsupported(schema.name.span, "a schema that is no dict of fields");
  } else {
    report(DiagCode::root_schema_invalid_value, body.valid() ? ast_.span(body) : schema.name.span,
           "the body of a schema is `{ Type field: *, … }`");
  }
  types().defineRecord(type, std::move(names), std::move(fieldTypes), true);
}

bool Checker::schemaFields(const DictExpr& body, std::vector<std::string>& names, std::vector<TypeId>& fieldTypes) {
  size_t before = sink_.errorCount();
  for (const Field& field : body.fields) {
    if (!field.attributes.empty()) unsupported(field.span, "an attribute on a schema's field");
    if (field.form != Field::Form::Plain || !field.key.valid()) {
      unsupported(field.span, "a spread or computed key in a schema");
      continue;
    }
    const Expr& value = ast_.expr(field.value);
    if (!field.type.valid()) {
      if (as<TypeExpr>(value) || as<NameExpr>(value))
        unsupported(field.span, "a schema field whose type stands as its value");
      else
        report(DiagCode::schema_field_untyped, value.span,
               "field `" + std::string(name(field.key.id)) + "` of a schema needs a type")
            .help = "write `Type " + std::string(name(field.key.id)) + ": *`";
      continue;
    }
    if (!as<WildcardExpr>(value)) unsupported(value.span, "a predicate on a schema's field");
    TypeId type = resolveType(field.type);
    names.emplace_back(name(field.key.id));
    fieldTypes.push_back(type.valid() ? type : types().neverType());
  }
  return sink_.errorCount() == before;
}

void Checker::declareMain(const MainDirective& main, Span span) {
  if (file_->main) {
    report(DiagCode::duplicate_main_directive, file_->mainSpan, "a program has one `#main`")
        .labels.push_back({span, "the second one"});
    return;
  }
  file_->main = &main;
  file_->mainSpan = span;
  for (uint32_t i = 0; i < main.parameters.size(); ++i) {
    const Parameter& parameter = main.parameters[i];
    auto earlier = file_->root->names.find(parameter.name.id);
    if (earlier != file_->root->names.end() && out_.binding(earlier->second).kind == Binding::Kind::MainParameter) {
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
    file_->root->names[parameter.name.id] = id;
    if (!file_->isModule()) out_.mainParameters.push_back(id);
  }
}

bool Checker::isInternal(const Field& field) const {
  return std::any_of(field.attributes.list.begin(), field.attributes.list.end(), [](const Attribute& attribute) {
    const FlagDirective* flag = formOf<FlagDirective>(attribute);
    return flag && flag->kind == FlagDirective::Kind::Internal;
  });
}

void Checker::checkFieldAttributes(const Field& field) {
  for (const Attribute& attribute : field.attributes.list) {
    const FlagDirective* flag = formOf<FlagDirective>(attribute);
    if (flag && flag->kind == FlagDirective::Kind::Internal) continue;
    if (formOf<ImportDirective>(attribute)) continue;
    if (const Directive* directive = std::get_if<Directive>(&attribute))
      rejectDirective(*directive, "on a field");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

void Checker::checkAtomAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes.list) {
    if (formOf<ImportDirective>(attribute)) continue;
    if (const Directive* directive = std::get_if<Directive>(&attribute))
      rejectDirective(*directive, "on a value");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

}
