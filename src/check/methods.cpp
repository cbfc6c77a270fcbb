// Methods of schemas and enums, and of the types that `#extend` names (language
// reference, file 02, section 6). A method is a function with `self` before its
// parameters; it is found by the static type of the receiver.
//
// A method of a generic type, or one with type parameters of its own, is checked
// and compiled once, with Any for each type parameter.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

namespace {

constexpr std::string_view kExtensible[] = {"Int", "Float", "Number", "Bool", "String", "List", "Dict", "Tuple"};

struct Constraint {
  std::string_view name;
  std::string_view method;
  // Of its one parameter and its result; empty where any type will do.
  std::string_view parameter;
  std::string_view result;
};
constexpr Constraint kConstraints[] = {
    {"Equatable", "eq", "Self", "Bool"},          {"Comparable", "lt", "Self", "Bool"},
    {"JsonProjectable", "to_json", "", "String"}, {"Iterable", "iter", "", ""},
    {"Indexable", "index", "", "Option"},         {"Addable", "add", "Self", "Self"},
    {"Subtractable", "sub", "Self", "Self"},      {"Multiplicable", "mul", "Self", "Self"},
    {"Divisible", "div", "Self", "Self"},         {"Modable", "rem", "Self", "Self"},
};

const Constraint* findConstraint(std::string_view wanted) {
  for (const Constraint& constraint : kConstraints)
    if (constraint.name == wanted) return &constraint;
  return nullptr;
}

}

// As it is written: a brand may have a number after the name.
std::string_view Checker::ownerName(std::string_view owner) {
  return owner.substr(0, owner.find('#'));
}

// The name under which a type's methods are kept, or none.
std::string Checker::methodOwner(TypeId type) const {
  if (const Nominal* nominal = nominalOf(type)) return nominal->brand;
  if (type == types().numberType()) return "Number";
  if (types().isIter(type)) return {};
  switch (kind(type)) {
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Bool:
    case TypeKind::String:
      return types().text(type);
    case TypeKind::List:
      return "List";
    case TypeKind::Tuple:
      return "Tuple";
    case TypeKind::Dict:
    case TypeKind::Record:
      return "Dict";
    default:
      return {};
  }
}

void Checker::declareExtension(const SchemaDirective& extension) {
  Nominal* nominal = findNominal({&extension.name, 1});
  std::string_view text = name(extension.name.id);
  bool isBuiltin = std::find(std::begin(kExtensible), std::end(kExtensible), text) != std::end(kExtensible);
  if (nominal) return declareMethods(nominal, extension);
  if (isBuiltin) return declareMethods(std::string(text), nullptr, extension);
  report(DiagCode::extend_unknown_schema, extension.name.span, "there is no schema `" + std::string(text) + "`");
}

// Those of an alias are methods of what it stands for.
void Checker::declareMethods(Nominal* nominal, const SchemaDirective& directive) {
  if (nominal->generics().empty())
    if (Nominal* aliased = nominalOf(instance(*nominal, {}))) nominal = aliased;
  declareMethods(nominal->brand, nominal, directive);
}

void Checker::declareMethods(const std::string& owner, Nominal* nominal, const SchemaDirective& directive) {
  const WithBlock& block = *directive.with;
  std::vector<Name> generics = nominal ? nominal->generics() : std::vector<Name>();
  if (directive.generics.size() == generics.size()) generics = directive.generics;
  for (Name derive : block.derives) checkDerive(owner, derive, nullptr);
  for (Name derive : block.noAutoDerives) {
    checkDerive(owner, derive, nullptr);
    if (const Constraint* constraint = findConstraint(name(derive.id))) notDerived_[owner].insert(constraint->method);
  }
  for (const Method& method : block.methods) {
    for (Name derive : method.derives) checkDerive(owner, derive, &method);
    warnOfShadowing(method, generics);
    MethodInfo info{.method = &method, .owner = owner, .nominal = nominal, .ownerGenerics = generics, .file = file_};
    auto [earlier, isNew] = methods_[owner].emplace(name(method.name.id), info);
    if (isNew) continue;
    report(DiagCode::method_name_conflict, earlier->second.method->name.span,
           "`" + std::string(ownerName(owner)) + "` has two methods `" + std::string(name(method.name.id)) + "`")
        .labels.push_back({method.name.span, "the second one"});
  }
}

void Checker::warnOfShadowing(const Method& method, const std::vector<Name>& ownerGenerics) {
  for (Name generic : method.generics)
    for (Name outer : ownerGenerics)
      if (outer.id == generic.id)
        report(DiagCode::method_generic_shadows_schema_generic, generic.span,
               "the type parameter `" + std::string(name(generic.id)) + "` has the name of one of the schema");
}

namespace {

// The name of a type that is nothing but a name.
std::string_view plainTypeName(const Ast& ast, TypeNodeId id) {
  const NamedType* named = std::get_if<NamedType>(&ast.type(id).form);
  return named && named->path.size() == 1 ? ast.name(named->path[0].id) : std::string_view();
}

}

// A method after `#derive C` must have the shape that C demands; the owner's name
// is as good as `Self`.
void Checker::checkDerive(const std::string& owner, Name derive, const Method* method) {
  const Constraint* constraint = findConstraint(name(derive.id));
  if (!constraint) {
    std::vector<std::string_view> known;
    for (const Constraint& one : kConstraints) known.push_back(one.name);
    suggest(report(DiagCode::unknown_derive_constraint, derive.span,
                   "there is no constraint `" + std::string(name(derive.id)) + "`"),
            name(derive.id), known);
    return;
  }
  if (!method) return;
  auto matches = [&](TypeNodeId type, std::string_view wanted) {
    std::string_view given = plainTypeName(ast_, type);
    return wanted.empty() || given == wanted || (wanted == "Self" && given == ownerName(owner));
  };
  bool takesOne = !constraint->parameter.empty() || constraint->name == "Indexable";
  bool fits = name(method->name.id) == constraint->method && method->parameters.size() == (takesOne ? 1u : 0u) &&
              matches(method->result, constraint->result);
  if (fits && takesOne) fits = matches(method->parameters[0].type, constraint->parameter);
  if (fits) return;
  std::string parameter = constraint->parameter.empty() ? "key: …" : "other: " + std::string(constraint->parameter);
  std::string result = constraint->result.empty() ? "Iter<…>" : std::string(constraint->result);
  if (result == "Option") result += "<…>";
  std::string shape = std::string(constraint->method) + "(" + (takesOne ? parameter : "") + ") -> " + result;
  report(DiagCode::constraint_witness_shape_mismatch, method->span,
         "`#derive " + std::string(constraint->name) + "` needs the method `" + shape + "`");
}

// Whether a schema has the method by default.
bool Checker::isDerived(TypeId receiver, std::string_view method) {
  return (isSchema(receiver) || isTupleSchema(receiver)) && !notDerived_[methodOwner(receiver)].contains(method);
}

Checker::MethodInfo* Checker::findMethod(TypeId receiver, std::string_view method) {
  auto owner = methods_.find(methodOwner(receiver));
  if (owner != methods_.end())
    if (auto found = owner->second.find(method); found != owner->second.end()) return &found->second;
  if (isTupleSchema(receiver)) return findMethod(types().tuple(types()[receiver].arguments), method);
  auto schema = out_.schemas.find(receiver);
  if (schema == out_.schemas.end()) return nullptr;
  for (TypeId base : schema->second.bases)
    if (MethodInfo* inherited = findMethod(base, method)) return inherited;
  return nullptr;
}

// With Any for type parameters.
TypeId Checker::selfType(const MethodInfo& info, TypeId receiver) {
  if (!info.nominal) return receiver;
  return instance(*info.nominal, std::vector<TypeId>(info.nominal->generics().size(), types().anyType()));
}

// The function's type as it is compiled; its body is checked when it is first asked for.
TypeId Checker::methodType(MethodInfo& info, TypeId receiver) {
  ExprId function = info.method->function;
  if (info.isChecked) return out_.closures[function].type;
  info.isChecked = true;
  File* outerFile = std::exchange(file_, info.file);
  Scope* outerScope = scope_;
  ExprId outerFunction = std::exchange(function_, ExprId());
  const MethodInfo* outerMethod = std::exchange(currentMethod_, &info);
  scope_ = documentScope();
  auto outerParameters = std::exchange(typeParameters_, {});
  TypeId self = selfType(info, receiver);
  typeParameters_[ast_.names().intern("Self")] = self;
  for (Name generic : info.ownerGenerics) typeParameters_[generic.id] = types().anyType();
  for (Name generic : info.method->generics) typeParameters_[generic.id] = types().anyType();
  size_t count = as<ClosureExpr>(ast_.expr(function))->parameters.size();
  std::vector<TypeId> given(count, types().neverType());
  if (info.method->usesSelf) given[0] = self;
  bool outerRelaxed = std::exchange(isErased_, isGeneric(info));
  TypeId type = closureType(function, types().closure(std::move(given), types().neverType()));
  isErased_ = outerRelaxed;
  out_.exprTypes[function.index()] = type;
  typeParameters_ = std::move(outerParameters);
  currentMethod_ = outerMethod;
  function_ = outerFunction;
  scope_ = outerScope;
  file_ = outerFile;
  return type;
}

// Bodies of methods that nothing calls are checked too. `self` of a method of a
// container is only known from a call.
void Checker::checkMethods() {
  for (auto& [owner, methods] : methods_)
    for (auto& [text, info] : methods) {
      TypeId self = types().noneType();
      if (owner == "Int") self = types().intType();
      if (owner == "Float") self = types().floatType();
      if (owner == "Number") self = types().numberType();
      if (owner == "Bool") self = types().boolType();
      if (owner == "String") self = types().stringType();
      if (owner == "List") self = types().list(types().anyType());
      if (owner == "Dict") self = types().dict(types().anyType());
      bool isKnown = info.nominal || self != types().noneType();
      if (isKnown && info.method->function.valid()) methodType(info, self);
    }
}

namespace {

// The method that an operator on a value with methods calls, or none.
std::string_view operatorMethodName(BinaryOp op) {
  switch (op) {
    case BinaryOp::Eq:
    case BinaryOp::Ne:
      return "eq";
    case BinaryOp::Lt:
    case BinaryOp::Gt:
    case BinaryOp::Le:
    case BinaryOp::Ge:
      return "lt";
    case BinaryOp::Add:
      return "add";
    case BinaryOp::Sub:
      return "sub";
    case BinaryOp::Mul:
      return "mul";
    case BinaryOp::Div:
      return "div";
    case BinaryOp::Rem:
      return "rem";
    default:
      return {};
  }
}

}

// What the one parameter of an operator's method takes from this receiver.
TypeId Checker::operandType(MethodInfo& info, TypeId receiver) {
  if (!isGeneric(info)) return types()[methodType(info, receiver)].closureParameters().back();
  return declaredType(signatureOf(info, receiver, true), info.method->parameters[0].type, types().anyType());
}

// What the method finds is the value; None is a missing key.
std::optional<TypeId> Checker::inferIndexMethod(const AccessExpr& access, ExprId id, TypeId object) {
  if (isAny(object) && mayCallOperator(id, "index", {})) return infer(access.key).valid() ? object : TypeId();
  MethodInfo* info = nominalOf(object) ? findMethod(object, "index") : nullptr;
  bool isUsable = info && info->method->parameters.size() == 1 && !info->method->isNative;
  if (!isUsable) return std::nullopt;
  TypeId type = methodType(*info, object);
  if (!type.valid()) return TypeId();
  TypeId wanted = operandType(*info, object);
  if (!demand(access.key, {wanted, DiagCode::method_generic_arg_mismatch}).valid()) return TypeId();
  TypeId result = declaredType(signatureOf(*info, object, true), info->method->result, types().anyType());
  if (!types().isOption(result)) return badIndexResult(id, result);
  out_.operatorMethods[id] = info->method->function;
  return types()[result].typeArguments[0];
}

TypeId Checker::badIndexResult(ExprId id, TypeId result) {
  return unknown(DiagCode::static_type_mismatch, id,
                 "the method `index` gives an Option, found `" + describe(result) + "`");
}

ExprId Checker::equalityMethod(TypeId type) {
  MethodInfo* info = findMethod(type, "eq");
  bool isUsable = info && info->method->parameters.size() == 1 && !info->method->isNative;
  return isUsable && methodType(*info, type).valid() ? info->method->function : ExprId();
}

// Whether a value whose type the run decides may have the method of an operator whose other
// operand is of type `given`; then its alternatives are noted.
bool Checker::mayCallOperator(ExprId id, std::string_view method, TypeId given) {
  std::vector<CallPlan::Alternative> found;
  addDeclaredMethods(method, 2, found);
  bool compares = method == "eq" || method == "lt";
  std::erase_if(found, [&](const CallPlan::Alternative& alternative) {
    const ir::Type& function = types()[out_.closures[alternative.function].type];
    bool isFitting = !compares || kind(function.closureResult()) == TypeKind::Bool;
    if (method == "index") isFitting = types().isOption(function.closureResult());
    if (method == "add" && kind(given) == TypeKind::String)
      isFitting = fits(given, function.closureParameters().back());
    // A tuple does not say which schema it is of.
    return !isFitting || kind(alternative.type) == TypeKind::Tuple;
  });
  if (found.empty()) return false;
  if (method == "lt")
    for (CallPlan::Alternative& alternative : found) alternative.equality = equalityMethod(alternative.type);
  out_.operatorAlternatives[id] = std::move(found);
  return true;
}

// `a > b` asks b whether it is less than a. Beside a String, `+` is text unless `add` takes one.
std::optional<TypeId> Checker::inferOperatorMethod(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right) {
  std::string_view text = operatorMethodName(binary.op);
  if (text.empty() || (!nominalOf(left) && !isAny(left))) return std::nullopt;
  bool isSwapped = binary.op == BinaryOp::Gt || binary.op == BinaryOp::Ge;
  TypeId receiver = isSwapped ? right : left;
  bool compares = text == "eq" || text == "lt";
  if (isAny(receiver)) {
    if (!mayCallOperator(id, text, isSwapped ? left : right)) return std::nullopt;
    return compares ? types().boolType() : receiver;
  }
  MethodInfo* info = findMethod(receiver, text);
  bool isUsable = info && info->method->parameters.size() == 1 && !info->method->isNative;
  if (!isUsable) return std::nullopt;
  TypeId type = methodType(*info, receiver);
  if (!type.valid()) return TypeId();
  TypeId given = isSwapped ? left : right;
  TypeId wanted = operandType(*info, receiver);
  if (binary.op == BinaryOp::Add && kind(given) == TypeKind::String && !fits(given, wanted)) return std::nullopt;
  if (!isAny(given) && !fits(given, wanted))
    return operandMisfit(binary, id, left, right, "the method `" + std::string(text) + "` takes another type");
  out_.operatorMethods[id] = info->method->function;
  bool asksTwice = binary.op == BinaryOp::Le || binary.op == BinaryOp::Ge;
  if (ExprId equality = asksTwice ? equalityMethod(receiver) : ExprId(); equality.valid())
    out_.equalityMethods[id] = equality;
  if (compares) return types().boolType();
  return declaredType(signatureOf(*info, receiver, true), info->method->result, types().anyType());
}

}
