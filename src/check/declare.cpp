// The attributes of the document: imports, schemas, `#main`; and those of fields
// and values.
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

namespace {

// Of a declaration whose instances ask for others of it: how many, one for another; how many
// at all; and how long their names become.
constexpr size_t kMaxUsers = 100;
constexpr size_t kMaxInstances = 1000;
constexpr size_t kMaxBrand = 10'000;

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

// What stands before the document, and the types that are declared before a value within it or
// in place of a field: those are types of the whole file.
std::vector<const Attribute*> Checker::attributesOf(const Document& document) const {
  std::vector<const Attribute*> all;
  for (const Attribute& attribute : document.attributes.list) all.push_back(&attribute);
  auto add = [&](const Attributes& attributes) {
    for (const Attribute& attribute : attributes.list)
      if (declaresType(attribute)) all.push_back(&attribute);
  };
  for (uint32_t i = document.firstExpr; i < document.endExpr; ++i) {
    const Expr& expr = ast_.expr(ExprId(i));
    if (const Attributes* attributes = ast_.attributes(expr)) add(*attributes);
    if (const DictExpr* dict = as<DictExpr>(expr))
      for (const Field& field : dict->fields)
        if (field.form != Field::Form::Attributes || (ExprId(i) != document.root && isSchemaField(field)))
          add(field.attributes);
    if (const ListExpr* list = as<ListExpr>(expr))
      for (const ListExpr::Item& item : list->items) add(item.attributes);
  }
  return all;
}

// `#schema P: {…}` in a dict
bool Checker::isSchemaField(const Field& field) {
  if (field.form != Field::Form::Attributes) return false;
  const SchemaDirective* schema = formOf<SchemaDirective>(field.attributes.list.back());
  return schema && schema->colon;
}

bool Checker::declaresType(const Attribute& attribute) {
  const SchemaDirective* schema = formOf<SchemaDirective>(attribute);
  return (schema && !schema->isExtend) || formOf<EnumDirective>(attribute);
}

// Imports and schemas first, so that the types of `#main` can name them.
void Checker::declareDocument() {
  const std::vector<const Attribute*> attributes = attributesOf(*file_->document);
  for (const Attribute* written : attributes) {
    const Attribute& attribute = *written;
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (!directive) {
      ignoreDecorator(std::get<Decorator>(attribute));
    } else if (auto* import = formOf<ImportDirective>(attribute)) {
      importInto(*scope_, *scope_->parent, *import);
    } else if (auto* schema = formOf<SchemaDirective>(attribute)) {
      if (!schema->isExtend) declareNominal({.schema = schema});
    } else if (auto* enumeration = formOf<EnumDirective>(attribute)) {
      declareNominal({.enumeration = enumeration});
    } else if (!formOf<MainDirective>(attribute) && !isBrand(*directive)) {
      ignoreDirective(*directive, "before the document");
    }
  }
  for (auto& [text, nominal] : file_->nominals)
    if (nominal.generics().empty()) instance(nominal, {});
  for (const Attribute* attribute : attributes) {
    auto* schema = formOf<SchemaDirective>(*attribute);
    if (!schema || !schema->with) continue;
    if (schema->isExtend)
      declareExtension(*schema);
    else if (Nominal* nominal = findNominal({&schema->name, 1}); nominal && nominal->schema == schema)
      declareMethods(nominal, *schema);
  }
  for (const Attribute* attribute : attributes)
    if (auto* main = formOf<MainDirective>(*attribute)) declareMain(*main, std::get<Directive>(*attribute).span);
}

// One that stands before no value.
void Checker::ignoreDecorator(const Decorator& decorator) {
  report(DiagCode::directive_ignored, decorator.span, "a decorator has no meaning here");
}

// One that means nothing where it stands.
void Checker::ignoreDirective(const Directive& directive, std::string_view place) {
  std::string text = directiveName(directive);
  bool isMode = text == "relaxed" || text == "unstrict";
  if (isMode && place == "before the document") return;
  report(DiagCode::directive_ignored, directive.span, "`#" + text + "` has no meaning " + std::string(place));
}

// The first file that declares a type of some name has its plain name as the
// brand, others add a number, and so do namesakes of the language's own types: a brand
// is unique in the program.
void Checker::declareNominal(Nominal nominal) {
  std::string_view text = name(nominal.name().id);
  nominal.file = file_;
  nominal.brand = text;
  if (declarers_.at(text) != file_->document || isBuiltinType(text))
    nominal.brand += '#' + std::to_string(file_->number);
  auto [earlier, isNew] = file_->nominals.emplace(text, nominal);
  if (isNew) return;
  const Nominal& first = earlier->second;
  report(DiagCode::duplicate_root_schema_name, first.schema ? ast_.span(first.schema->body) : first.span(),
         "schema `" + std::string(text) + "` is declared twice")
      .labels.push_back({nominal.span(), "the second declaration"});
}

TypeId Checker::instance(Nominal& nominal, const std::vector<TypeId>& arguments) {
  if (auto known = nominal.instances.find(arguments); known != nominal.instances.end()) return known->second;
  if (std::optional<TypeId> other = aliased(nominal, arguments)) return nominal.instances[arguments] = *other;
  std::string brand = types().withArguments(nominal.brand, arguments);
  if (isEndless(nominal, brand)) {
    if (!std::exchange(nominal.isEndless, true))
      report(DiagCode::circular_reference, nominal.name().span,
             "`" + std::string(name(nominal.name().id)) + "` asks for itself with ever other type arguments");
    return {};
  }
  ir::TypeKind kind = nominal.enumeration ? ir::TypeKind::Enum : ir::TypeKind::Record;
  TypeId type = types().declare(kind, std::move(brand), std::string(name(nominal.name().id)), arguments);
  nominal.instances[arguments] = type;
  nominalOf_[type] = &nominal;
  definitions_[type] = {.nominal = &nominal, .arguments = arguments, .user = defined_};
  undefined_.push_back(type);
  if (std::exchange(isDefining_, true)) return type;
  for (size_t i = 0; i < undefined_.size(); ++i) define(undefined_[i]);
  undefined_.clear();
  isDefining_ = false;
  return type;
}

bool Checker::isEndless(const Nominal& nominal, std::string_view brand) const {
  size_t users = 0;
  for (TypeId user = defined_; user.valid() && !nominal.generics().empty(); user = definitions_.at(user).user)
    if (definitions_.at(user).nominal == &nominal) ++users;
  return users > kMaxUsers || (users > 0 && (nominal.instances.size() > kMaxInstances || brand.size() > kMaxBrand));
}

// Declarations may name one another, so those that a definition names wait for its
// end, except what a schema is composed of.
bool Checker::define(TypeId type) {
  Definition& definition = definitions_.at(type);
  if (definition.step != Definition::Step::Waiting) return definition.step == Definition::Step::Done;
  definition.step = Definition::Step::Running;
  TypeId outerType = std::exchange(defined_, type);
  File* outerFile = std::exchange(file_, definition.nominal->file);
  Scope* outerScope = std::exchange(scope_, file_->root);
  auto outer = withTypeParameters(*definition.nominal, definition.arguments);
  if (definition.nominal->enumeration)
    defineEnum(type, *definition.nominal->enumeration);
  else
    defineSchema(type, *definition.nominal->schema);
  typeParameters_ = std::move(outer);
  scope_ = outerScope;
  file_ = outerFile;
  defined_ = outerType;
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
  bool isOpen = isGivenMore(name(variant.name.id), names);
  return types().record(std::move(names), std::move(fields), isOpen);
}

// Whether some literal of a variant of this name gives more fields than these. The answer is
// the same for the whole run, for the layout depends on it.
bool Checker::isGivenMore(std::string_view variant, const std::vector<std::string>& declared) {
  if (!knowsLiterals_) {
    knowsLiterals_ = true;
    for (size_t i = 0; i < ast_.exprCount(); ++i)
      if (const VariantExpr* literal = as<VariantExpr>(ast_.expr(ExprId(i))))
        variantLiterals_[name(literal->path.back().id)].push_back(as<DictExpr>(ast_.expr(literal->dict)));
  }
  auto isDeclared = [&](const Field& field) {
    return field.form == Field::Form::Attributes ||
           (field.key.id.valid() && std::find(declared.begin(), declared.end(), name(field.key.id)) != declared.end());
  };
  const std::vector<const DictExpr*>& literals = variantLiterals_[variant];
  return std::any_of(literals.begin(), literals.end(), [&](const DictExpr* literal) {
    return !std::all_of(literal->fields.begin(), literal->fields.end(), isDeclared);
  });
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

void Checker::ignoreDeclarations(ExprId dict, const Field& field) {
  if (dict == file_->document->root || isSchemaField(field)) return;
  for (const Attribute& attribute : field.attributes.list) {
    const SchemaDirective* schema = formOf<SchemaDirective>(attribute);
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (schema && file_->nominals.contains(name(schema->name.id)))
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
    if (formOf<ImportDirective>(attribute) || declaresType(attribute)) continue;
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (directive && isBrand(*directive)) continue;
    if (directive)
      ignoreDirective(*directive, "on a field");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

void Checker::checkAtomAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes.list) {
    if (formOf<ImportDirective>(attribute) || declaresType(attribute)) continue;
    const Directive* directive = std::get_if<Directive>(&attribute);
    if (directive && isBrand(*directive)) continue;
    if (directive)
      ignoreDirective(*directive, "on a value");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
}

}
