// Methods of schemas and enums, and of the types that `#extend` names (language
// reference, file 02, section 6). A method is a function with `self` before its
// parameters; it is found by the static type of the receiver.
//
// A method of a generic type, or one with type parameters of its own, is checked
// and compiled once, with Any for each type parameter; a call gives its result the
// type that follows from the receiver and the arguments.
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

// As it is written: a brand may have a number after the name.
std::string_view ownerName(std::string_view owner) {
  return owner.substr(0, owner.find('#'));
}

const Constraint* findConstraint(std::string_view wanted) {
  for (const Constraint& constraint : kConstraints)
    if (constraint.name == wanted) return &constraint;
  return nullptr;
}

}

// The name under which a type's methods are kept, or none.
std::string Checker::methodOwner(TypeId type) const {
  if (const Nominal* nominal = nominalOf(type)) return nominal->brand;
  if (type == types().numberType()) return "Number";
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
  if (nominal) return declareMethods(nominal->brand, nominal, extension);
  if (isBuiltin) return declareMethods(std::string(text), nullptr, extension);
  report(DiagCode::extend_unknown_schema, extension.name.span, "there is no schema `" + std::string(text) + "`");
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
  return isSchema(receiver) && !notDerived_[methodOwner(receiver)].contains(method);
}

Checker::MethodInfo* Checker::findMethod(TypeId receiver, std::string_view method) {
  auto owner = methods_.find(methodOwner(receiver));
  if (owner != methods_.end())
    if (auto found = owner->second.find(method); found != owner->second.end()) return &found->second;
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

TypeId Checker::callOwnMethod(ExprId id, TypeId receiver, MethodInfo& info, std::vector<Operand> operands,
                              bool hasReceiver) {
  std::string text = "`" + std::string(name(info.method->name.id)) + "`";
  if (info.method->isInternal && !mayCallInternal(info))
    return unknown(DiagCode::private_method_violation, id,
                   "the method " + text + " is internal to `" + std::string(ownerName(info.owner)) + "`");
  if (info.method->isNative) return callNativeMethod(id, info, operands);
  if (info.method->usesSelf && !hasReceiver)
    return unknown(DiagCode::static_type_mismatch, id, "the method " + text + " needs a receiver");
  TypeId type = methodType(info, receiver);
  if (!type.valid()) return {};
  if (!info.method->usesSelf && hasReceiver) operands.erase(operands.begin());
  Signature signature = signatureOf(info, receiver, hasReceiver);
  size_t skipped = info.method->usesSelf ? 1 : 0;
  std::span<const Operand> arguments = std::span<const Operand>(operands).subspan(skipped);
  bool fitsAll = !isGeneric(info) || instantiate(signature, arguments);
  bool outerErased = std::exchange(isErased_, isErased_ || isGeneric(info));
  TypeId result = fitsAll ? callFunction(id, info.method->function, type, operands) : TypeId();
  isErased_ = outerErased;
  if (isGeneric(info))
    for (const Operand& argument : arguments) settled_.erase(argument.value);
  return result.valid() ? declaredType(signature, info.method->result, types().anyType()) : result;
}

// In the methods of its own type, and of schemas that are composed of it.
bool Checker::mayCallInternal(const MethodInfo& info) {
  if (!currentMethod_ || currentMethod_->owner == info.owner) return currentMethod_ != nullptr;
  auto schema = out_.schemas.find(selfType(*currentMethod_, types().noneType()));
  if (schema == out_.schemas.end()) return false;
  const std::vector<TypeId>& bases = schema->second.bases;
  return std::any_of(bases.begin(), bases.end(), [&](TypeId base) { return methodOwner(base) == info.owner; });
}

// Without a receiver, the type parameters of its type are told by the arguments, too.
Checker::Signature Checker::signatureOf(const MethodInfo& info, TypeId receiver, bool hasReceiver) const {
  Signature signature{.method = info, .receiver = receiver, .generics = info.method->generics, .told = {}};
  signature.hasReceiver = hasReceiver || !info.nominal;
  if (!signature.hasReceiver)
    signature.generics.insert(signature.generics.begin(), info.ownerGenerics.begin(), info.ownerGenerics.end());
  signature.told.assign(signature.generics.size(), types().neverType());
  return signature;
}

bool Checker::isGeneric(const MethodInfo& info) {
  return !info.method->generics.empty() || !info.ownerGenerics.empty();
}

// The function takes Any for type parameters, so what the receiver and the arguments tell of
// them is compared here. Function literals come last: the others tell the types of their
// parameters. Afterwards the types of the arguments are settled.
bool Checker::instantiate(Signature& signature, std::span<const Operand> operands) {
  bool complete = true;
  for (bool areLiterals : {false, true})
    for (size_t i = 0; i < operands.size(); ++i)
      if ((as<ClosureExpr>(ast_.expr(operands[i].value)) != nullptr) == areLiterals)
        complete = inferArgument(signature, operands, i) && complete;
  for (size_t i = 0; i < operands.size() && complete; ++i) {
    TypeNodeId declared = parameterType(signature.method, operands, i);
    TypeId wanted = declaredType(signature, declared, types().anyType());
    TypeId found = settledType(operands[i].value);
    complete = fits(found, wanted);
    if (!complete) misfit(operands[i].value, found, {wanted, DiagCode::fn_call_arg_type});
  }
  return complete;
}

bool Checker::inferArgument(Signature& signature, std::span<const Operand> operands, size_t index) {
  TypeNodeId declared = parameterType(signature.method, operands, index);
  TypeId expected = declaredType(signature, declared, types().neverType());
  bool outer = std::exchange(isPromise_, true);
  TypeId found = infer(operands[index].value, mayBeExpected(expected) ? expected : TypeId());
  isPromise_ = outer;
  settled_.insert(operands[index].value);
  if (found.valid() && declared.valid()) unify(declared, found, signature.generics, signature.told);
  return found.valid();
}

// Whether all of the type is known, but for what a function gives.
bool Checker::mayBeExpected(TypeId type) {
  if (!type.valid() || kind(type) == TypeKind::Never) return false;
  bool hasArguments = nominalOf(type) || kind(type) == TypeKind::Enum;
  const std::vector<TypeId> parts = hasArguments ? types()[type].typeArguments : types()[type].arguments;
  size_t known = parts.size() - (kind(type) == TypeKind::Closure ? 1 : 0);
  return std::all_of(parts.begin(), parts.begin() + static_cast<ptrdiff_t>(known),
                     [&](TypeId part) { return mayBeExpected(part); });
}

// Of the parameter that an argument is for, or none.
TypeNodeId Checker::parameterType(const MethodInfo& info, std::span<const Operand> operands, size_t index) const {
  const std::vector<Parameter>& parameters = info.method->parameters;
  NameId named = operands[index].name.id;
  if (!operands[index].name.valid()) return index < parameters.size() ? parameters[index].type : TypeNodeId();
  auto found = std::find_if(parameters.begin(), parameters.end(),
                            [&](const Parameter& parameter) { return parameter.name.id == named; });
  return found == parameters.end() ? TypeNodeId() : found->type;
}

// What a written type means in a call of the method; `untold` stands for type parameters of
// which nothing is known.
TypeId Checker::declaredType(const Signature& signature, TypeNodeId written, TypeId untold) {
  const MethodInfo& info = signature.method;
  auto outerParameters = std::exchange(typeParameters_, {});
  File* outerFile = std::exchange(file_, info.file);
  Scope* outerScope = std::exchange(scope_, info.file->root);
  const std::vector<TypeId> known = types()[ownerOf(info, signature.receiver)].typeArguments;
  for (size_t i = 0; i < info.ownerGenerics.size(); ++i) typeParameters_[info.ownerGenerics[i].id] = known[i];
  std::vector<TypeId> told = signature.told;
  for (size_t i = 0; i < told.size(); ++i) {
    if (kind(told[i]) == TypeKind::Never) told[i] = untold;
    typeParameters_[signature.generics[i].id] = told[i];
  }
  if (!signature.hasReceiver) told.resize(info.ownerGenerics.size());
  TypeId self = signature.hasReceiver ? signature.receiver : instance(*info.nominal, told);
  typeParameters_[ast_.names().intern("Self")] = self;
  TypeId type = resolveType(written);
  typeParameters_ = std::move(outerParameters);
  file_ = outerFile;
  scope_ = outerScope;
  return type;
}

// The receiver's type, or the one of its bases that has the method.
TypeId Checker::ownerOf(const MethodInfo& info, TypeId receiver) const {
  auto schema = out_.schemas.find(receiver);
  if (!info.nominal || nominalOf(receiver) == info.nominal || schema == out_.schemas.end()) return receiver;
  for (TypeId base : schema->second.bases)
    if (nominalOf(base) == info.nominal) return base;
  return receiver;
}

// A `#native` method is the host function `Owner.method`; the receiver is its first argument.
TypeId Checker::callNativeMethod(ExprId id, const MethodInfo& info, const std::vector<Operand>& operands) {
  std::string text = std::string(ownerName(info.owner)) + "." + std::string(name(info.method->name.id));
  if (const callable::Callable* callable = callables_.find(text)) return callCallable(id, *callable, operands);
  return unknown(DiagCode::unknown_method, id, "the host has no function `" + text + "` for the `#native` method");
}

// `P.make(3)`, or nothing where the object is no type's name.
std::optional<TypeId> Checker::callStatic(const AccessExpr& access, ExprId id, std::vector<Operand> operands) {
  auto path = namePath(access.object);
  if (!path) return std::nullopt;
  BindingId head = lookup(path->front().id);
  bool isModule = isImportedFile(head) && path->size() == 2;
  if (head.valid() && !isModule) return std::nullopt;
  Nominal* nominal = findNominal(*path);
  if (!nominal) return std::nullopt;
  std::string_view text = name(access.name.id);
  TypeId type = instance(*nominal, std::vector<TypeId>(nominal->generics().size(), types().anyType()));
  if (MethodInfo* info = findMethod(type, text)) return callOwnMethod(id, type, *info, std::move(operands), false);
  return unknownMethod(id, type, text);
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

// `a > b` asks b whether it is less than a.
std::optional<TypeId> Checker::inferOperatorMethod(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right) {
  std::string_view text = operatorMethodName(binary.op);
  if (text.empty() || !nominalOf(left)) return std::nullopt;
  bool isSwapped = binary.op == BinaryOp::Gt || binary.op == BinaryOp::Ge;
  TypeId receiver = isSwapped ? right : left;
  MethodInfo* info = findMethod(receiver, text);
  bool isUsable = info && info->method->parameters.size() == 1 && !info->method->isNative;
  if (!isUsable) return std::nullopt;
  TypeId type = methodType(*info, receiver);
  if (!type.valid()) return TypeId();
  TypeId given = isSwapped ? left : right;
  TypeId wanted = operandType(*info, receiver);
  if (!fits(given, wanted))
    return operandMisfit(binary, id, left, right, "the method `" + std::string(text) + "` takes another type");
  out_.operatorMethods[id] = info->method->function;
  bool compares = text == "eq" || text == "lt";
  if (compares) return types().boolType();
  return declaredType(signatureOf(*info, receiver, true), info->method->result, types().anyType());
}

}
