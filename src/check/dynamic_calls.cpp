// Methods of values whose type the run decides: by kind, by brand (language reference,
// file 03, section 5); and what comprehensions walk.
#include <algorithm>

#include "check/checker_state.h"

namespace relon::check {

using ir::TypeKind;

// Nothing where one builtin is all there is, which says itself what the receiver must be.
std::optional<TypeId> Checker::callDynamic(ExprId id, std::string_view method, const std::vector<Operand>& operands) {
  std::vector<CallPlan::Alternative> alternatives = alternativesFor(method, operands.size());
  auto isAnother = [&](const CallPlan::Alternative& alternative) {
    return alternative.function.valid() ||
           info(alternative.builtin).places != info(alternatives.front().builtin).places;
  };
  bool isField = mayBeField(method);
  if (!isField && std::none_of(alternatives.begin(), alternatives.end(), isAnother)) return std::nullopt;
  CallPlan plan{.kind = CallPlan::Kind::Dynamic};
  plan.mayBeField = isField;
  plan.alternatives = std::move(alternatives);
  plan.method = method;
  return callAny(id, std::move(plan), operands);
}

// Whether a dict of the program may have a function under this name.
bool Checker::mayBeField(std::string_view member) {
  auto isData = [&](ExprId value) {
    const Expr& expr = ast_.expr(value);
    return as<IntLiteral>(expr) || as<FloatLiteral>(expr) || as<BoolLiteral>(expr) || as<StringLiteral>(expr) ||
           as<FString>(expr) || as<ListExpr>(expr) || as<TupleExpr>(expr) || as<DictExpr>(expr);
  };
  auto note = [&](const Field& field) {
    if (field.form != Field::Form::Plain || isData(field.value)) return;
    if (field.dynamicKey.valid()) hasComputedFunctions_ = true;
    if (field.key.id.valid()) functionFields_.insert(name(field.key.id));
  };
  for (size_t i = 0; !knowsFunctionFields_ && i < ast_.exprCount(); ++i)
    if (const DictExpr* dict = as<DictExpr>(ast_.expr(ExprId(i))))
      std::for_each(dict->fields.begin(), dict->fields.end(), note);
  if (!knowsFunctionFields_) noteLibraryValues();
  knowsFunctionFields_ = true;
  return hasComputedFunctions_ || functionFields_.contains(member);
}

// Methods of schemas and enums come before builtins, and those before what `#extend` adds.
std::vector<CallPlan::Alternative> Checker::alternativesFor(std::string_view method, size_t arguments) {
  std::vector<CallPlan::Alternative> found;
  TypeId any = types().anyType();
  addDeclaredMethods(method, arguments, found);
  addBuiltin("String", types().stringType(), method, arguments, found);
  addBuiltin("List", types().list(any), method, arguments, found);
  addBuiltin("Iter", types().iter(any), method, arguments, found);
  addBuiltin("Dict", types().dict(any), method, arguments, found);
  for (TypeId type : {types().intType(), types().floatType(), types().boolType(), types().stringType(),
                      types().list(any), types().dict(any)})
    addOwnMethod(type, method, arguments, found);
  return found;
}

// Of schemas and enums.
void Checker::addDeclaredMethods(std::string_view method, size_t arguments, std::vector<CallPlan::Alternative>& found) {
  auto has = [&](const auto& owner) {
    auto declared = owner.second.find(method);
    return declared != owner.second.end() && declared->second.nominal;
  };
  if (std::none_of(methods_.begin(), methods_.end(), has)) return;
  for (File& file : files_)
    for (auto& [text, nominal] : file.nominals) {
      TypeId type = instance(nominal, std::vector<TypeId>(nominal.generics().size(), types().anyType()));
      if (type.valid() && nominalOf(type)) addOwnMethod(type, method, arguments, found);
    }
}

// What it gives depends on arguments that the run decides too.
void Checker::addBuiltin(std::string_view carrier, TypeId receiver, std::string_view method, size_t arguments,
                         std::vector<CallPlan::Alternative>& found) {
  auto builtin = findBuiltin(carrier, method);
  if (!builtin) return;
  for (BuiltinId overload : overloads(*builtin)) {
    BuiltinCall call = beginCall(overload);
    const std::vector<TypePattern>& parameters = call.signature.parameters;
    if (parameters.size() != arguments || parameters[0].head != carrier) continue;
    call.arguments.assign(call.arguments.size(), types().anyType());
    if (!fits(substitute(call, parameters[0]), receiver)) continue;
    found.push_back({receiver, overload, {}, substitute(call, call.signature.result)});
    return;
  }
}

void Checker::addOwnMethod(TypeId receiver, std::string_view method, size_t arguments,
                           std::vector<CallPlan::Alternative>& found) {
  MethodInfo* info = receiver.valid() ? findMethod(receiver, method) : nullptr;
  bool isUsable = info && !info->method->isNative && info->method->parameters.size() + 1 == arguments;
  bool isInside = info && currentMethod_ && currentMethod_->owner == info->owner;
  if (!isUsable || (info->method->isInternal && !isInside) || !methodType(*info, receiver).valid()) return;
  found.push_back({receiver, {}, info->method->function, {}});
}

// A list; what the method `iter` of a value gives; where the run decides, one of them.
TypeId Checker::iterated(const ComprehensionExpr& loop, ExprId id, TypeId source) {
  if (kind(source) == TypeKind::List) return types()[source].element();
  if (types().isIter(source)) return types()[source].typeArguments[0];
  if (isUnfinished(source, id) || kind(source) == TypeKind::Never) return source;
  TypeId any = types().anyType();
  std::vector<CallPlan::Alternative> own;
  if (isAny(source)) {
    bool hasIterators = ast_.names().knows("iter");
    out_.demanded[loop.source.index()] = hasIterators ? any : types().list(any);
    if (!hasIterators) return any;
    for (const CallPlan::Alternative& alternative : alternativesFor("iter", 1))
      if (alternative.function.valid()) own.push_back(alternative);
    out_.calls[id] = CallPlan{.kind = CallPlan::Kind::Dynamic, .arguments = {{loop.source, 0}}, .alternatives = own};
    return any;
  }
  MethodInfo* method = nominalOf(source) ? findMethod(source, "iter") : nullptr;
  if (method && method->method->usesSelf) addOwnMethod(source, "iter", 1, own);
  TypeId found = own.empty() ? TypeId() : types()[out_.closures[own[0].function].type].closureResult();
  bool isWalked = found.valid() && (kind(found) == TypeKind::List || types().isIter(found));
  if (!isWalked) {
    unknown(DiagCode::non_iterable_source, loop.source,
            "a comprehension walks a list, found `" + describe(source) + "`");
    return {};
  }
  out_.calls[id] =
      CallPlan{.kind = CallPlan::Kind::Function, .function = own[0].function, .arguments = {{loop.source, 0}}};
  return iterated(loop, id, found);
}

}
