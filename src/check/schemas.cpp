// What a `#schema` declares (language reference, file 02, section 4).
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

namespace {

constexpr const char* kBody = "the body of a schema is `{ Type field: *, … }`, a tuple of types or another schema";

// The terms of `A + {…} + B`, from left to right.
std::vector<ExprId> termsOf(const Ast& ast, ExprId body) {
  if (!body.valid()) return {};
  if (!as<BinaryExpr>(ast.expr(body))) return {body};
  std::vector<ExprId> spine = ast.leftSpine(body);
  std::vector<ExprId> terms{as<BinaryExpr>(ast.expr(spine.front()))->left};
  for (ExprId link : spine) terms.push_back(as<BinaryExpr>(ast.expr(link))->right);
  return terms;
}

// The default of a schema's field, as its attributes say.
ExprId fallbackOf(const Field& field) {
  ExprId fallback;
  for (const Attribute& attribute : field.attributes.list)
    if (const OperandDirective* operand = operandOf(attribute);
        operand && operand->kind == OperandDirective::Kind::Default)
      fallback = operand->operand;
  return fallback;
}

}

// ---- declarations

std::optional<TypeId> Checker::aliased(Nominal& nominal, const std::vector<TypeId>& arguments) {
  if (!nominal.schema || !nominal.schema->body.valid()) return std::nullopt;
  const Expr& body = ast_.expr(nominal.schema->body);
  if (as<DictExpr>(body) || as<BinaryExpr>(body)) return std::nullopt;
  if (std::exchange(nominal.isOpen, true)) {
    report(DiagCode::circular_reference, nominal.span(), "the schema stands for itself");
    return TypeId();
  }
  File* outerFile = std::exchange(file_, nominal.file);
  Scope* outerScope = std::exchange(scope_, nominal.file->root);
  auto outer = withTypeParameters(nominal, arguments);
  TypeId type = aliasedType(*nominal.schema);
  bool isTuple = as<TypeExpr>(body) && std::holds_alternative<TupleType>(ast_.type(nominal.schema->bodyType).form);
  if (isTuple && type.valid()) type = tupleSchema(nominal, arguments, types()[type].arguments);
  scope_ = outerScope;
  file_ = outerFile;
  typeParameters_ = std::move(outer);
  nominal.isOpen = false;
  return type;
}

// Another schema, an enum, or a tuple of types.
TypeId Checker::aliasedType(const SchemaDirective& schema) {
  size_t before = sink_.errorCount();
  const Expr& body = ast_.expr(schema.body);
  bool isName = schema.bodyType.valid() || as<AccessExpr>(body);
  if (!isName) {
    report(schema.colon ? DiagCode::schema_body_not_dict : DiagCode::root_schema_invalid_value, body.span, kBody);
    return {};
  }
  TypeId type = schema.bodyType.valid() ? resolveType(schema.bodyType) : namedType(schema.body);
  if (sink_.errorCount() != before) return {};
  bool isNominal = type.valid() && definitions_.contains(type);
  if (type.valid() && (isNominal || kind(type) == TypeKind::Tuple)) return type;
  report(schema.colon ? DiagCode::schema_body_not_dict : DiagCode::root_schema_invalid_value, body.span, kBody);
  return {};
}

void Checker::defineSchema(TypeId type, const SchemaDirective& schema) {
  SchemaShape shape;
  for (ExprId term : termsOf(ast_, schema.body)) addTerm(term, shape);
  if (!schema.body.valid())
    report(DiagCode::root_schema_invalid_value, schema.name.span, "the body of a schema is `{ Type field: *, … }`");
  types().defineRecord(type, std::move(shape.names), std::move(shape.types), true);
  out_.schemas[type] = std::move(shape.info);
}

void Checker::addTerm(ExprId term, SchemaShape& shape) {
  if (const DictExpr* body = as<DictExpr>(ast_.expr(term))) {
    for (const Field& field : body->fields) addField(field, shape);
  } else if (TypeId base = namedType(term); base.valid()) {
    addBase(term, base, shape);
  }
}

void Checker::addBase(ExprId term, TypeId base, SchemaShape& shape) {
  bool isSchemaName = definitions_.contains(base) && kind(base) == TypeKind::Record;
  if (!isSchemaName) {
    report(DiagCode::root_schema_invalid_value, ast_.span(term), "`" + describe(base) + "` is not a schema");
    return;
  }
  if (!define(base)) {
    report(DiagCode::circular_reference, ast_.span(term), "the schema is composed of itself");
    return;
  }
  const Type fields = types()[base];
  const SchemaInfo info = out_.schemas.at(base);
  for (size_t i = 0; i < fields.fieldNames.size(); ++i)
    mergeField(fields.fieldNames[i], fields.arguments[i], info.fields[i], shape);
  shape.info.bases.push_back(base);
  shape.info.bases.insert(shape.info.bases.end(), info.bases.begin(), info.bases.end());
}

// `A`, `Box<Int>`, `&sibling.A`, `&root.A`
TypeId Checker::namedType(ExprId term) {
  const Expr& expr = ast_.expr(term);
  if (const TypeExpr* type = as<TypeExpr>(expr)) return resolveType(type->type);
  NamedType named;
  if (const NameExpr* bare = as<NameExpr>(expr)) named.path = {{bare->name, expr.span}};
  for (const AccessExpr* link = as<AccessExpr>(expr); link; link = as<AccessExpr>(ast_.expr(link->object))) {
    if (link->form != AccessExpr::Form::Member || link->optional) break;
    named.path.insert(named.path.begin(), link->name);
    if (const NameExpr* head = as<NameExpr>(ast_.expr(link->object)))
      named.path.insert(named.path.begin(), {head->name, ast_.span(link->object)});
  }
  if (!named.path.empty()) return resolveNamed(named, expr.span);
  report(DiagCode::root_schema_invalid_value, expr.span, kBody);
  return {};
}

// A field on both sides of `+`: all predicates count, else the right side wins.
void Checker::mergeField(const std::string& text, TypeId type, const SchemaField& field, SchemaShape& shape) {
  auto [earlier, isNew] = shape.positions.try_emplace(text, shape.names.size());
  if (isNew) {
    shape.names.push_back(text);
    shape.types.push_back(type);
    shape.info.fields.push_back(field);
    return;
  }
  size_t position = earlier->second;
  shape.types[position] = type;
  SchemaField& both = shape.info.fields[position];
  both.predicates.insert(both.predicates.end(), field.predicates.begin(), field.predicates.end());
  if (!field.message.empty()) both.message = field.message;
  if (field.fallback.valid()) {
    both.fallback = field.fallback;
    both.isComputed = field.isComputed;
  }
}

void Checker::addField(const Field& field, SchemaShape& shape) {
  if (field.form != Field::Form::Plain || !field.key.valid()) {
    report(DiagCode::schema_field_untyped, field.span, "the fields of a schema are written `Type name: *`");
    return;
  }
  const Directive* brand = nullptr;
  SchemaField meta = fieldMeta(field, brand);
  TypeId type = fieldTypeOf(field, brand);
  if (as<ClosureExpr>(ast_.expr(field.value))) meta.predicates.push_back(field.value);
  mergeField(std::string(name(field.key.id)), type.valid() ? type : types().anyType(), meta, shape);
}

SchemaField Checker::fieldMeta(const Field& field, const Directive*& brand) {
  SchemaField meta;
  for (const Attribute& attribute : field.attributes.list) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    const OperandDirective* operand = operandOf(attribute);
    bool isBrand = operand && operand->kind == OperandDirective::Kind::Brand;
    if (isBrand && brand)
      report(DiagCode::schema_field_brand_conflict, directive->span, "a field has one type");
    else if (isBrand)
      brand = directive;
    else if (operand)
      readMeta(*operand, meta);
    else if (directive)
      ignoreDirective(*directive, "on a schema's field");
    else
      ignoreDecorator(std::get<Decorator>(attribute));
  }
  return meta;
}

void Checker::readMeta(const OperandDirective& directive, SchemaField& field) {
  if (directive.kind == OperandDirective::Kind::Default) {
    field.fallback = directive.operand;
    field.isComputed = as<ClosureExpr>(ast_.expr(directive.operand)) != nullptr;
    return;
  }
  bool isMessage = directive.kind == OperandDirective::Kind::Expect || directive.kind == OperandDirective::Kind::Msg ||
                   directive.kind == OperandDirective::Kind::Error;
  if (!isMessage) return;
  const StringLiteral* text = as<StringLiteral>(ast_.expr(directive.operand));
  if (text)
    field.message = text->value;
  else
    report(DiagCode::static_type_mismatch, ast_.span(directive.operand), "the message of a field is a String literal");
}

// Written before the name, after `#brand`, or as the value.
TypeId Checker::fieldTypeOf(const Field& field, const Directive* brand) {
  const Expr& value = ast_.expr(field.value);
  std::string text(name(field.key.id));
  bool isPredicate = as<ClosureExpr>(value) && !as<ClosureExpr>(value)->shorthand;
  if (brand && field.type.valid()) {
    report(DiagCode::schema_field_brand_conflict, brand->span, "field `" + text + "` has a type and a `#brand`");
    return {};
  }
  if (!field.type.valid() && !brand && !isPredicate && !as<WildcardExpr>(value)) {
    bool isName = as<TypeExpr>(value) || as<NameExpr>(value) || as<AccessExpr>(value);
    if (isName) return namedType(field.value);
  }
  if (!field.type.valid() && !brand) {
    report(DiagCode::schema_field_untyped, value.span, "field `" + text + "` of a schema needs a type").help =
        "write `Type " + text + ": *`";
    return {};
  }
  if (!isPredicate && !as<WildcardExpr>(value))
    report(DiagCode::static_type_mismatch, value.span, "the value of a schema's field is `*` or a predicate");
  if (isPredicate && as<ClosureExpr>(value)->parameters.size() != 1)
    report(DiagCode::static_type_mismatch, value.span, "a predicate has one parameter, the field's value");
  if (!brand) return resolveType(field.type);
  return brandType(std::get<OperandDirective>(brand->form), DiagCode::schema_field_brand_invalid_arg);
}

// `#brand T`; the name may be written as a string.
TypeId Checker::brandType(const OperandDirective& brand, DiagCode code) {
  if (brand.type.valid()) return resolveType(brand.type);
  Span at = ast_.span(brand.operand);
  if (const StringLiteral* text = as<StringLiteral>(ast_.expr(brand.operand))) {
    NamedType named;
    for (std::string_view rest = text->value; named.path.empty() || !rest.empty();) {
      size_t dot = std::min(rest.find('.'), rest.size());
      named.path.push_back({ast_.names().intern(rest.substr(0, dot)), at});
      rest.remove_prefix(std::min(dot + 1, rest.size()));
    }
    return resolveNamed(named, at);
  }
  report(code, at, "`#brand` needs the name of a type");
  return {};
}

// ---- predicates and defaults

// Those of a generic schema are checked once, with Any for its parameters. They need
// no declared types, in strict files either, and see what the document's fields do.
void Checker::checkSchemas() {
  bool outer = std::exchange(isErased_, true);
  Scope* outerScope = std::exchange(scope_, documentScope());
  std::vector<std::pair<const SchemaDirective*, TypeId>> declared;
  for (auto& [text, nominal] : file_->nominals) {
    TypeId type = instance(nominal, std::vector<TypeId>(nominal.generics().size(), types().anyType()));
    if (type.valid() && isSchema(type) && nominalOf(type) == &nominal) declared.push_back({nominal.schema, type});
  }
  for (auto [schema, type] : declared) {
    reportEndless(type, schema->name.span);
    for (ExprId term : termsOf(ast_, schema->body)) checkTerm(term, type);
  }
  for (auto [schema, type] : declared)
    if (!out_.schemas.at(type).bases.empty()) checkInherited(type, schema->name.span);
  scope_ = outerScope;
  isErased_ = outer;
}

void Checker::checkTerm(ExprId term, TypeId type) {
  const DictExpr* body = as<DictExpr>(ast_.expr(term));
  if (!body) return;
  TypeId self = selfType(type);
  for (const Field& field : body->fields)
    if (field.form == Field::Form::Plain && field.key.valid()) checkSchemaField(field, type, self);
}

void Checker::checkSchemaField(const Field& field, TypeId type, TypeId self) {
  int position = types().fieldIndex(type, name(field.key.id));
  if (position < 0) return;
  TypeId value = types()[type].arguments[static_cast<size_t>(position)];
  const ClosureExpr* predicate = as<ClosureExpr>(ast_.expr(field.value));
  if (predicate && predicate->parameters.size() == 1) checkFunction(field.value, value, {});
  ExprId fallback = fallbackOf(field);
  if (!fallback.valid()) return;
  bool isComputed = as<ClosureExpr>(ast_.expr(fallback)) != nullptr;
  if (!isComputed)
    checkDefault(fallback, value);
  else if (as<ClosureExpr>(ast_.expr(fallback))->parameters.size() == 1)
    checkComputedDefault(fallback, type, self, value);
  else
    report(DiagCode::static_type_mismatch, ast_.span(fallback), "a computed default has one parameter, `self`");
}

// A plain default is a function without parameters.
void Checker::checkDefault(ExprId fallback, TypeId wanted) {
  ExprId outer = std::exchange(function_, fallback);
  TypeId found = demandApart(fallback, {wanted});
  function_ = outer;
  ClosureInfo& info = out_.closures[fallback];
  info.type = found.valid() ? types().closure({}, found) : TypeId();
}

// `self` declared as the schema is what `self` is everywhere: without computed defaults.
void Checker::checkComputedDefault(ExprId fallback, TypeId schema, TypeId self, TypeId wanted) {
  wholeSelves_[fallback] = schema;
  checkFunction(fallback, self, wanted);
}

// A predicate or a computed default: what it is given, and what it has to give.
void Checker::checkFunction(ExprId function, TypeId given, TypeId wanted) {
  TypeId result = wanted.valid() ? wanted : types().neverType();
  TypeId found = infer(function, types().closure({given}, result));
  if (!found.valid()) return;
  const Type shape = types()[found];
  if (!fits(given, shape.arguments[0])) misfit(function, given, {shape.arguments[0]});
  if (wanted.valid() && !fits(shape.closureResult(), wanted)) misfit(function, shape.closureResult(), {wanted});
}

TypeId Checker::selfType(TypeId type) {
  const Type& fields = types()[type];
  std::vector<std::pair<std::string, TypeId>> visible;
  for (size_t i = 0; i < fields.fieldNames.size(); ++i)
    if (!out_.schemas.at(type).fields[i].isComputed) visible.push_back({fields.fieldNames[i], fields.arguments[i]});
  std::sort(visible.begin(), visible.end());
  std::vector<std::string> names;
  std::vector<TypeId> fieldTypes;
  for (auto& [text, field] : visible) {
    names.push_back(text);
    fieldTypes.push_back(field);
  }
  return types().record(std::move(names), std::move(fieldTypes));
}

// A field may have another type than where its predicates or its default come from.
void Checker::checkInherited(TypeId type, Span span) {
  const Type fields = types()[type];
  const SchemaInfo info = out_.schemas.at(type);
  for (size_t i = 0; i < fields.arguments.size(); ++i) {
    auto mismatch = [&](TypeId from, TypeId to) {
      if (!from.valid() || !to.valid() || fits(from, to)) return;
      report(DiagCode::static_type_mismatch, span,
             "field `" + fields.fieldNames[i] + "` inherits a predicate or default for another type")
          .help = "expected `" + describe(to) + "`, found `" + describe(from) + "`";
    };
    for (ExprId predicate : info.fields[i].predicates)
      if (TypeId known = out_.exprTypes[predicate.index()]; known.valid())
        mismatch(fields.arguments[i], types()[known].closureParameters()[0]);
    if (ExprId fallback = info.fields[i].fallback; fallback.valid()) {
      TypeId demanded = out_.demanded[fallback.index()];
      TypeId known = demanded.valid() ? demanded : out_.exprTypes[fallback.index()];
      if (known.valid())
        mismatch(info.fields[i].isComputed ? types()[known].closureResult() : known, fields.arguments[i]);
    }
  }
}

}
