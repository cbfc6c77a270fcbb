// Calls of methods of the program. Where there are type parameters, the receiver and the
// arguments tell what they stand for: arguments must fit the parameters as declared, and the
// result has the type that follows (language reference, file 02, section 6).
#include <algorithm>
#include <span>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

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

}
