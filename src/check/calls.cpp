// Calls, method calls and pipes (language reference, file 03 section 5). What a
// call calls is decided here, so that lowering only has to follow the plan.
#include <algorithm>
#include <utility>

#include "check/checker_state.h"

namespace relon::check {

using ir::Type;
using ir::TypeKind;

TypeId Checker::inferForm(const CallExpr& call, ExprId id, TypeId expected) {
  if (auto type = inferDecorator(call, id, expected)) return *type;
  if (auto variant = variantName(call.callee); variant && !namesMethod(*variant))
    return callVariant(call, id, *variant, expected);
  std::vector<Operand> operands;
  for (const Argument& argument : call.arguments) operands.push_back({argument.value, argument.name});
  return inferCall(id, call.callee, std::move(operands), expected);
}

// A module is no function, so that its name does not hide one.
bool Checker::isModuleName(ExprId id) {
  const NameExpr* bare = as<NameExpr>(ast_.expr(id));
  BindingId found = bare ? lookup(bare->name) : BindingId();
  return found.valid() && out_.binding(found).kind == Binding::Kind::Module;
}

// Nor does `value` where only the run knows whether there is such a key, and what it is.
bool Checker::isComputedKey(ExprId id) {
  const NameExpr* bare = as<NameExpr>(ast_.expr(id));
  BindingId found = bare ? lookup(bare->name) : BindingId();
  if (!found.valid() || out_.binding(found).kind != Binding::Kind::ImportMember) return false;
  return hasComputedKeys(out_.binding(found).file);
}

// `@value(x)` replaces what it stands before; the others are functions.
std::optional<TypeId> Checker::inferDecorator(const CallExpr& call, ExprId id, TypeId expected) {
  if (!call.isDecorator) return std::nullopt;
  auto text = isModuleName(call.callee) ? dottedName(call.callee) : missingFunction(call.callee);
  if (!text && isComputedKey(call.callee) && dottedName(call.callee) == "value") text = "value";
  if (!text || namedFunction(call.callee)) return std::nullopt;
  if (*text == "value" && call.arguments.size() == 1) {
    out_.replacements[id] = call.arguments[0].value;
    return infer(call.arguments[0].value, expected);
  }
  if (*text != "value" || call.arguments.size() != 2)
    return unknown(DiagCode::unsupported_operator, call.callee, "there is no decorator `" + *text + "`");
  out_.replacements[id] = call.arguments[1].value;
  bool isComplete = infer(call.arguments[0].value).valid();
  TypeId type = infer(call.arguments[1].value, expected);
  return isComplete ? type : TypeId();
}

// `E.V(1, 2)`, `Some(x)`
TypeId Checker::callVariant(const CallExpr& call, ExprId id, const VariantName& variant, TypeId expected) {
  std::vector<ExprId> fields;
  for (const Argument& argument : call.arguments) {
    if (argument.name.valid())
      return unknown(DiagCode::fn_call_unknown_named_arg, argument.value, "a variant's values have no names");
    fields.push_back(argument.value);
  }
  if (fields.empty())
    return unknown(DiagCode::static_type_mismatch, id, "a variant without values is written without `()`");
  return inferVariant(id, variant, std::move(fields), {}, expected);
}

// `a | f(b)` calls f(a, b); `a | f` calls f(a).
TypeId Checker::inferPipe(const BinaryExpr& pipe, ExprId id) {
  std::vector<Operand> operands{{pipe.left, {}}};
  const CallExpr* call = as<CallExpr>(ast_.expr(pipe.right));
  if (!call || ast_.expr(pipe.right).parenthesised) return inferCall(id, pipe.right, std::move(operands), {});
  for (const Argument& argument : call->arguments) operands.push_back({argument.value, argument.name});
  return inferCall(id, call->callee, std::move(operands), {});
}

TypeId Checker::inferCall(ExprId id, ExprId callee, std::vector<Operand> operands, TypeId expected) {
  const Expr& expr = ast_.expr(callee);
  if (Named named = calledByName(callee)) {
    if (named.builtin) return callBuiltin(id, *named.builtin, operands, expected);
    return callCallable(id, *named.callable, operands);
  }
  if (auto missing = missingFunction(callee)) return unknownFunction(callee, *missing);
  if (as<ClosureExpr>(expr)) return callLiteral(id, callee, operands);
  if (const AccessExpr* access = as<AccessExpr>(expr); access && access->form == AccessExpr::Form::Member)
    return callMember(*access, id, callee, std::move(operands), expected);
  TypeId type = infer(callee);
  BindingId used = out_.use(callee);
  if (used.valid() && out_.binding(used).function.valid())
    return callFunction(id, out_.binding(used).function, type, operands);
  bool isLifted = type.valid() && types().isOption(type) && isOptionalPath(callee);
  return isLifted ? callLifted(id, callee, type, operands) : callClosure(id, callee, type, operands);
}

// A builtin by bare name, a member of a library module, or a host function,
// unless a variable or field has the name.
Checker::Named Checker::namedFunction(ExprId callee) {
  const Expr& expr = ast_.expr(callee);
  if (const NameExpr* named = as<NameExpr>(expr)) {
    if (BindingId found = lookup(named->name); found.valid()) {
      const Binding& binding = out_.binding(found);
      if (binding.kind == Binding::Kind::Builtin) return {binding.builtin};
      return {};
    }
  }
  auto path = namePath(callee);
  if (!path) return {};
  if (path->size() > 1 && lookup(path->front().id).valid()) {
    std::string library = libraryOf(std::span<const Name>(*path).first(path->size() - 1));
    return library.empty() ? Named{} : Named{findBuiltin(library, name(path->back().id))};
  }
  auto dotted = dottedName(callee);
  size_t dot = dotted->find('.');
  const callable::Callable* callable = callables_.find(*dotted);
  if (callable && !callable->isLibrary) return {std::nullopt, callable};
  if (dotted->starts_with("ensure.")) return {findBuiltin("ensure", dotted->substr(dot + 1))};
  return {findBuiltin("", *dotted)};
}

// A variable or field that is no function does not hide a builtin where that is called.
Checker::Named Checker::calledByName(ExprId callee) {
  if (Named named = calledFunction(callee)) return named;
  const NameExpr* bare = as<NameExpr>(ast_.expr(callee));
  auto builtin = bare ? findBuiltin("", name(bare->name)) : std::nullopt;
  if (!builtin) return {};
  BindingId hiding = lookup(bare->name);
  TypeId type = out_.binding(hiding).function.valid() ? TypeId() : typeOf(hiding);
  bool mayBeFunction = !type.valid() || isAny(type) || kind(type) == TypeKind::Closure || kind(type) == TypeKind::Never;
  return mayBeFunction ? Named{} : Named{builtin};
}

// Of calls with too many or too few arguments: what has no signature of its own in the
// language, and the right side of a pipe, is checked as a value.
DiagCode Checker::arityCode(ExprId id, std::optional<BuiltinId> builtin) {
  const CallExpr* call = as<CallExpr>(ast_.expr(id));
  if (!call) return DiagCode::static_type_mismatch;
  if (!builtin) return DiagCode::fn_call_arg_count;
  std::string_view places = info(*builtin).places;
  bool isDeclared = places.find("std/") != std::string_view::npos || places == "len" || places == "type";
  return isDeclared && calledByName(call->callee) ? DiagCode::fn_call_arg_count : DiagCode::static_type_mismatch;
}

// The name of a callee that begins with nothing known, and so can only have been
// meant for a function.
std::optional<std::string> Checker::missingFunction(ExprId callee) {
  std::optional<std::string> text = dottedName(callee);
  if (!text) return std::nullopt;
  std::string head = text->substr(0, text->find('.'));
  Name name{ast_.names().intern(head), ast_.span(callee)};
  bool isKnown = lookup(name.id).valid() || findNominal({&name, 1});
  return isKnown ? std::nullopt : text;
}

TypeId Checker::unknownFunction(ExprId callee, const std::string& text) {
  if (mayBeImported()) return {};
  Diagnostic& diagnostic =
      report(DiagCode::unknown_reference_type, ast_.span(callee), "there is no function `" + text + "`");
  suggest(diagnostic, text, visibleNames());
  return {};
}

// The names of `a.b.c`, where it is nothing but names.
std::optional<std::vector<Name>> Checker::namePath(ExprId id) const {
  std::vector<Name> path;
  const Expr* expr = &ast_.expr(id);
  for (; !as<NameExpr>(*expr); expr = &ast_.expr(as<AccessExpr>(*expr)->object)) {
    const AccessExpr* access = as<AccessExpr>(*expr);
    if (!access || access->form != AccessExpr::Form::Member || access->optional) return std::nullopt;
    path.push_back(access->name);
  }
  path.push_back({as<NameExpr>(*expr)->name, expr->span});
  std::reverse(path.begin(), path.end());
  return path;
}

std::optional<std::string> Checker::dottedName(ExprId id) const {
  auto path = namePath(id);
  if (!path) return std::nullopt;
  std::string text;
  for (Name part : *path) text.append(text.empty() ? "" : ".").append(name(part.id));
  return text;
}

TypeId Checker::callMember(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands,
                           TypeId expected) {
  if (const NameExpr* head = as<NameExpr>(ast_.expr(access.object)))
    if (BindingId module = lookup(head->name); module.valid() && out_.binding(module).kind == Binding::Kind::Module)
      return unknownMember(out_.binding(module).module, name(access.name.id), ast_.span(callee));
  Outcome outcome = access.optional ? Outcome::NoReference : resolveReference(access, callee);
  if (outcome == Outcome::Found) return callTarget(out_.use(callee), id, callee, operands);
  if (outcome == Outcome::Failed) return {};
  if (auto member = importedMember(access, callee))
    return member->valid() ? callTarget(*member, id, callee, operands) : TypeId();
  if (auto result = callStatic(access, id, operands)) return *result;
  TypeId receiver = infer(access.object);
  if (!receiver.valid()) return {};
  bool isOptional = access.optional || isOptionalPath(access.object);
  return isOptional ? callInside(access, id, callee, std::move(operands), receiver)
                    : callOn(access, id, callee, std::move(operands), plain(access.object, receiver), expected);
}

// A field of the receiver that is a function, or a method.
TypeId Checker::callOn(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands,
                       TypeId receiver, TypeId expected) {
  settled_.insert(access.object);
  TypeId result;
  if (isCalledField(receiver, name(access.name.id))) {
    result = callClosure(id, callee, infer(callee), operands, functionOf(access));
  } else {
    operands.insert(operands.begin(), Operand{access.object, {}});
    result = callMethod(id, receiver, name(access.name.id), operands, expected);
  }
  settled_.erase(access.object);
  return result;
}

// The function that is written where the object is, if it is a literal with a name.
ExprId Checker::functionOf(const AccessExpr& access) {
  BindingId object = out_.use(access.object);
  ExprId literal = object.valid() ? out_.binding(object).value : access.object;
  if (!literal.valid() || !as<DictExpr>(ast_.expr(literal)) || !dictScopes_.contains(literal)) return {};
  BindingId field = fieldOf(literal, name(access.name.id), false);
  return field.valid() ? out_.binding(field).function : ExprId();
}

bool Checker::isCalledField(TypeId receiver, std::string_view member) {
  if (kind(receiver) == TypeKind::Dict) {
    TypeId value = types()[receiver].element();
    bool mayBeFunction = kind(value) == TypeKind::Closure || isAny(value);
    return mayBeFunction && !findBuiltin("Dict", member) && !findMethod(receiver, member);
  }
  int field = kind(receiver) == TypeKind::Record ? types().fieldIndex(receiver, member) : -1;
  if (field < 0) return false;
  bool isFunction = kind(types()[receiver].arguments[static_cast<size_t>(field)]) == TypeKind::Closure;
  return isFunction || (!findBuiltin(carrier(receiver), member) && !findMethod(receiver, member));
}

// `&root.f(1)`
TypeId Checker::callTarget(BindingId target, ExprId id, ExprId callee, const std::vector<Operand>& operands) {
  use(callee, target);
  TypeId type = typeOf(target);
  out_.exprTypes[callee.index()] = type;
  ExprId function = out_.binding(target).function;
  return function.valid() ? callFunction(id, function, type, operands) : callClosure(id, callee, type, operands);
}

// Under which name builtins have the methods of a type.
std::string_view Checker::carrier(TypeId receiver) const {
  if (kind(receiver) == TypeKind::List) return "List";
  if (kind(receiver) == TypeKind::String) return "String";
  if (types().isIter(receiver)) return "Iter";
  return isDict(receiver) ? "Dict" : "no carrier";
}

TypeId Checker::callMethod(ExprId id, TypeId receiver, std::string_view method, const std::vector<Operand>& operands,
                           TypeId expected) {
  if (isUnfinished(receiver, id)) return receiver;
  if (kind(receiver) == TypeKind::Never) return callOnNever(id, operands);
  if (isAny(receiver))
    if (auto result = callDynamic(id, method, operands)) return *result;
  MethodInfo* own = findMethod(receiver, method);
  if (own && nominalOf(receiver)) return callOwnMethod(id, receiver, *own, operands, true);
  auto builtin = findBuiltin(carrier(receiver), method);
  // The method says what the receiver must be, which the run makes sure of.
  if (isAny(receiver))
    for (std::string_view some : {"List", "Dict", "String", "Iter"})
      if (!builtin) builtin = findBuiltin(some, method);
  if (builtin && isAny(receiver)) out_.receivers[operands[0].value] = id;
  if (!builtin && isDerived(receiver, method)) builtin = findBuiltin("Schema", method);
  if (builtin) return callBuiltin(id, *builtin, operands, expected);
  if (own) return callOwnMethod(id, receiver, *own, operands, true);
  return unknownMethod(id, receiver, method);
}

// There is no such receiver, as an element of `[]`: whatever it is asked for, there is no result.
TypeId Checker::callOnNever(ExprId id, const std::vector<Operand>& operands) {
  bool complete = true;
  for (const Operand& operand : operands) {
    const ClosureExpr* literal = as<ClosureExpr>(ast_.expr(operand.value));
    std::vector<TypeId> parameters(literal ? literal->parameters.size() : 0, types().neverType());
    TypeId expected = literal ? types().closure(std::move(parameters), types().anyType()) : TypeId();
    complete = infer(operand.value, expected).valid() && complete;
  }
  out_.calls[id] = {.kind = CallPlan::Kind::Closure, .callee = operands.front().value};
  return complete ? types().neverType() : TypeId();
}

TypeId Checker::unknownMember(const std::string& module, std::string_view member, Span span) {
  suggest(
      report(DiagCode::unknown_reference_type, span, "`" + module + "` has no member `" + std::string(member) + "`"),
      member, builtinNames(module));
  return {};
}

TypeId Checker::unknownMethod(ExprId id, TypeId receiver, std::string_view method) {
  Diagnostic& diagnostic = report(DiagCode::unknown_method, ast_.span(id),
                                  "`" + describe(receiver) + "` has no method `" + std::string(method) + "`");
  std::vector<std::string_view> known = builtinNames(carrier(receiver));
  if (auto owner = methods_.find(methodOwner(receiver)); owner != methods_.end())
    for (const auto& [text, info] : owner->second) known.push_back(text);
  suggest(diagnostic, method, known);
  if (types().isOption(receiver)) diagnostic.help = "unwrap it with `value.default` or `match`, or call after `?.`";
  return {};
}

// `((x) => x + 1)(2)`: the arguments give the parameters their types.
TypeId Checker::callLiteral(ExprId id, ExprId function, const std::vector<Operand>& operands) {
  std::vector<TypeId> given;
  for (const Operand& operand : operands) {
    given.push_back(infer(operand.value));
    if (!given.back().valid()) return {};
    settled_.insert(operand.value);
  }
  TypeId type = out_.exprTypes[function.index()] = closureType(function, types().closure(given, types().neverType()));
  TypeId result = callFunction(id, function, type, operands);
  for (const Operand& operand : operands) settled_.erase(operand.value);
  return result;
}

TypeId Checker::callFunction(ExprId id, ExprId function, TypeId type, const std::vector<Operand>& operands) {
  if (!type.valid() || kind(type) != TypeKind::Closure) {
    for (const Operand& operand : operands) infer(operand.value);
    return type.valid() && kind(type) == TypeKind::Never ? type : TypeId();
  }
  CallPlan plan{.kind = CallPlan::Kind::Function, .function = function};
  auto given = types()[type].closureParameters();
  return bindArguments(id, std::move(plan), {given.begin(), given.end()}, parameterNames(function), operands,
                       types()[type].closureResult());
}

std::vector<std::string_view> Checker::parameterNames(ExprId function) const {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : as<ClosureExpr>(ast_.expr(function))->parameters)
    names.push_back(parameter.name.valid() ? name(parameter.name.id) : std::string_view());
  return names;
}

TypeId Checker::callClosure(ExprId id, ExprId callee, TypeId type, const std::vector<Operand>& operands,
                            ExprId function) {
  CallPlan plan{.kind = CallPlan::Kind::Closure, .callee = callee};
  type = plain(callee, type);
  if (type.valid() && isAny(type)) return callAny(id, std::move(plan), operands);
  if (!type.valid() || kind(type) != TypeKind::Closure) {
    for (const Operand& operand : operands) infer(operand.value);
    if (type.valid() && kind(type) != TypeKind::Never) return notCallable(id, callee, type);
    out_.calls[id] = std::move(plan);
    return type;
  }
  auto given = types()[type].closureParameters();
  std::vector<std::string_view> names = function.valid() ? parameterNames(function) : std::vector<std::string_view>();
  return bindArguments(id, std::move(plan), {given.begin(), given.end()}, std::move(names), operands,
                       types()[type].closureResult());
}

// What is called is known at run time only; so are its parameters.
TypeId Checker::callAny(ExprId id, CallPlan plan, const std::vector<Operand>& operands) {
  bool complete = true;
  for (const Operand& operand : operands) {
    if (operand.name.valid())
      return unknown(DiagCode::fn_call_unknown_named_arg, operand.value,
                     "a function that is known at run time only takes no named arguments");
    complete = demand(operand.value, {types().anyType()}).valid() && complete;
    plan.arguments.push_back({operand.value, static_cast<uint32_t>(plan.arguments.size())});
  }
  out_.calls[id] = std::move(plan);
  return complete ? types().anyType() : TypeId();
}

TypeId Checker::notCallable(ExprId, ExprId callee, TypeId type) {
  return unknown(DiagCode::static_type_mismatch, callee, "expected a function, found `" + describe(type) + "`");
}

TypeId Checker::callCallable(ExprId id, const callable::Callable& callable, const std::vector<Operand>& operands) {
  Result<callable::Signature> signature = callable::parseSignature(callable.signature, types());
  if (!signature)
    return unknown(DiagCode::fn_call_arg_type, id,
                   "host function `" + callable.name + "` has a bad signature: " + signature.error().message);
  for (int bit = 0; bit < 64; ++bit) {
    bool missing = (callable.gate >> bit & 1) != 0 && (options_.capabilities >> bit & 1) == 0;
    if (missing)
      return unknown(DiagCode::capability_required, id,
                     "host function `" + callable.name + "` needs the capability `" +
                         std::string(callable::capabilityName(bit)) + "`, which is not granted");
  }
  CallPlan plan{.kind = CallPlan::Kind::Callable, .callable = callable.name};
  return bindArguments(id, std::move(plan), signature->parameters, {}, operands, signature->result);
}

TypeId Checker::bindArguments(ExprId id, CallPlan plan, std::vector<TypeId> parameters,
                              const std::vector<std::string_view>& names, const std::vector<Operand>& operands,
                              TypeId result) {
  bool complete = true;
  std::vector<bool> given(parameters.size());
  for (uint32_t i = 0; i < operands.size(); ++i) {
    const Operand& operand = operands[i];
    auto position = operand.name.valid() ? namedPosition(operand, names) : std::optional<size_t>(i);
    if (position && *position >= parameters.size()) break;
    if (position && given[*position])
      unknown(DiagCode::fn_call_duplicate_arg_binding, operand.value,
              "parameter `" + std::string(names[*position]) + "` is given twice");
    if (!position || given[*position]) {
      complete = false;
      continue;
    }
    given[*position] = true;
    bool outer = std::exchange(isPromise_, true);
    complete = demand(operand.value, {parameters[*position], DiagCode::fn_call_arg_type}).valid() && complete;
    isPromise_ = outer;
    plan.arguments.push_back({operand.value, static_cast<uint32_t>(*position)});
  }
  bool all = std::find(given.begin(), given.end(), false) == given.end();
  if (complete && (operands.size() > parameters.size() || !all)) {
    // The receiver of a method is written before the dot, and no argument to people.
    size_t receivers = !names.empty() && names.front() == "self" ? 1 : 0;
    size_t wanted = parameters.size() - receivers;
    unknown(arityCode(id, std::nullopt), id,
            "expected " + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") + ", found " +
                std::to_string(operands.size() - receivers));
    complete = false;
  }
  if (!complete) return {};
  out_.calls[id] = std::move(plan);
  return result;
}

// The position of the parameter that a named argument is for, or nothing after reporting.
std::optional<size_t> Checker::namedPosition(const Operand& operand, const std::vector<std::string_view>& names) {
  std::string_view wanted = name(operand.name.id);
  auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  suggest(report(DiagCode::fn_call_unknown_named_arg, ast_.span(operand.value),
                 "there is no parameter `" + std::string(wanted) + "`"),
          wanted, names);
  return std::nullopt;
}

}
