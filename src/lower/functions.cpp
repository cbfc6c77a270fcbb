// Functions and calls. A function whose name is known is called directly, with
// what it captures as leading arguments; a closure value is made only where a
// function is used as a value.
#include "lower/lowerer.h"

namespace relon::lower {

const LoweredFunction& Lowerer::lowerFunction(ExprId closure) {
  if (auto known = functions_.find(closure); known != functions_.end()) return known->second;
  const check::ClosureInfo& info = document_.closures.at(closure);
  std::vector<ir::Value> parameters;
  for (BindingId parameter : info.parameters)
    parameters.push_back({document_.binding(parameter).type, bindingName(parameter)});
  TypeId result = types()[info.type].closureResult();
  const ClosureExpr& expr = *as<ClosureExpr>(ast_.expr(closure));
  Span at = span(expr.body);
  auto named = functionNames_.find(closure);
  std::string name(named == functionNames_.end() ? "fn" : ast_.name(named->second));
  LoweredFunction declared = declareFunction(std::move(name), info.captures, std::move(parameters), result, at);
  const LoweredFunction& stored = functions_[closure] = std::move(declared);
  auto body = [&](const Values& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) setSlot(info.parameters[i], {arguments[i], {}});
    return convert(lower(expr.body), result, at);
  };
  bool outer = std::exchange(isInSchema_, false);
  defineFunction(stored, body, at);
  isInSchema_ = outer;
  return stored;
}

LoweredFunction Lowerer::declareFunction(std::string name, std::vector<BindingId> captures,
                                         std::vector<ir::Value> parameters, TypeId result, Span at) {
  LoweredFunction declared{.id = {}, .captures = std::move(captures), .asCell = {}};
  std::vector<ir::Value> all;
  for (BindingId capture : declared.captures) {
    Slot known = slot(capture);
    if (!known.value.valid() && !known.cell.valid()) known.value = readBinding(capture, at);
    declared.asCell.push_back(known.cell.valid());
    all.push_back({typeOf(known.cell.valid() ? known.cell : known.value), bindingName(capture)});
  }
  all.insert(all.end(), parameters.begin(), parameters.end());
  auto captured = static_cast<uint32_t>(declared.captures.size());
  declared.id = ir::Builder::newFunction(module_, std::move(name), std::move(all), captured, result, at);
  return declared;
}

void Lowerer::defineFunction(const LoweredFunction& function, const std::function<ValueId(const Values&)>& body,
                             Span at) {
  Frame frame(module_, function.id, frame_, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, at);
  size_t captures = function.captures.size();
  for (size_t i = 0; i < captures; ++i) {
    ValueId value = out().parameter(i);
    setSlot(function.captures[i], function.asCell[i] ? Slot{{}, value} : Slot{value, {}});
  }
  Values parameters;
  for (size_t i = captures; i < out().function().parameters.size(); ++i) parameters.push_back(out().parameter(i));
  out().ret(body(parameters), at);
  frame_ = frame.parent;
}

Values Lowerer::captureOperands(const LoweredFunction& function, Span at) {
  Values operands;
  for (size_t i = 0; i < function.captures.size(); ++i) {
    const Slot& known = slot(function.captures[i]);
    operands.push_back(function.asCell[i] ? known.cell : readBinding(function.captures[i], at));
  }
  return operands;
}

ValueId Lowerer::wrapper(std::string name, ValueId inner, TypeId type, std::vector<BindingId> captures,
                         const std::function<ValueId(ValueId inner, const Values&)>& body, Span at) {
  const ir::Type shape = types()[type];
  std::vector<ir::Value> parameters{{typeOf(inner), "function"}};
  for (TypeId parameter : shape.closureParameters()) parameters.push_back({parameter, ""});
  LoweredFunction function =
      declareFunction(std::move(name), std::move(captures), std::move(parameters), shape.closureResult(), at);
  ++module_.functions[function.id.index()].captures;
  Values operands = captureOperands(function, at);
  operands.push_back(inner);
  auto inside = [&](const Values& given) { return body(given.front(), Values(given.begin() + 1, given.end())); };
  defineFunction(function, inside, at);
  return emit(Opcode::ClosureMake, std::move(operands), at, function.id);
}

ValueId Lowerer::closureValue(ExprId closure, Span at) {
  const LoweredFunction& function = lowerFunction(closure);
  return emit(Opcode::ClosureMake, captureOperands(function, at), at, function.id);
}

ValueId Lowerer::callFunction(ExprId closure, Values arguments, Span at) {
  const LoweredFunction& function = lowerFunction(closure);
  Values operands = captureOperands(function, at);
  auto parameters = types()[document_.closures.at(closure).type].closureParameters();
  std::vector<TypeId> wanted(parameters.begin(), parameters.end());
  for (size_t i = 0; i < arguments.size(); ++i) operands.push_back(convert(arguments[i], wanted[i], at));
  return emit(Opcode::Call, std::move(operands), at, ir::Callee(function.id));
}

// A gate is checked after the arguments are evaluated and before the call; a
// function that walks its arguments is charged their lengths.
ValueId Lowerer::callCallable(const std::string& name, Values arguments, Span at) {
  const callable::Callable* callable = callables_.find(name);
  RELON_CHECK(callable, "the checker found the callable");
  auto [known, isNew] = callableIds_.try_emplace(name, ir::CallableId(module_.callables.size()));
  if (isNew) module_.callables.push_back(callable::reference(*callable, types()));
  const ir::CallableRef reference = module_.callables[known->second.index()];
  for (size_t i = 0; i < arguments.size(); ++i) arguments[i] = convert(arguments[i], reference.parameters[i], at);
  for (uint32_t bit = 0; bit < 64; ++bit)
    if (reference.gate >> bit & 1) effect(Opcode::CheckCapability, {}, at, bit);
  if (reference.flags & relon_callable_walks_arguments) {
    for (ValueId argument : arguments)
      if (kindOf(argument) == TypeKind::String || kindOf(argument) == TypeKind::List)
        effect(Opcode::Charge, {lengthOf(argument, at)}, at);
  }
  return emit(Opcode::Call, std::move(arguments), at, ir::Callee(known->second));
}

ValueId Lowerer::lowerLifted(ExprId id, const check::LiftedCall& lifted) {
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  Span at = span(id);
  TypeId type = document_.type(id);
  ValueId subject = convert(lowerItself(lifted.subject), types().option(lifted.inner), at);
  auto inside = [&] {
    given_[lifted.subject] = payloadField(subject, kSome, 0, at);
    ValueId result = lowerCall(id, document_.calls.at(id), at);
    given_.erase(lifted.subject);
    return convert(convert(result, lifted.result, at), type, at);
  };
  return choose(isVariant(subject, kSome, at), inside, [&] { return none(type, at); }, at);
}

// Arguments in the order of evaluation, placed by position.
Values Lowerer::lowerArguments(const CallPlan& plan, size_t count) {
  Values arguments(count);
  for (const CallPlan::Argument& argument : plan.arguments) arguments[argument.position] = lower(argument.value);
  return arguments;
}

ValueId Lowerer::lowerCall(ExprId id, const CallPlan& plan, Span at) {
  switch (plan.kind) {
    case CallPlan::Kind::Builtin:
      return lowerBuiltin(id, plan, at);
    case CallPlan::Kind::Callable:
      return callCallable(plan.callable, lowerArguments(plan, plan.arguments.size()), at);
    case CallPlan::Kind::Function:
      return callFunction(plan.function, lowerArguments(plan, plan.arguments.size()), at);
    case CallPlan::Kind::Dynamic:
      return callFieldOrMethod(plan, lowerArguments(plan, plan.arguments.size()), at);
    case CallPlan::Kind::Closure: {
      Values operands{calledValue(plan.callee, at)};
      if (kindOf(operands[0]) == TypeKind::Never) return operands[0];
      Values arguments = lowerArguments(plan, plan.arguments.size());
      auto refuse = [&] { refuseCall(id, plan.callee, operands[0], at); };
      if (isEnum(operands[0])) return callAny(operands[0], std::move(arguments), refuse, at);
      auto given = types()[typeOf(operands[0])].closureParameters();
      std::vector<TypeId> wanted(given.begin(), given.end());
      for (size_t i = 0; i < arguments.size(); ++i) operands.push_back(convert(arguments[i], wanted[i], at));
      return emit(Opcode::CallClosure, std::move(operands), at);
    }
  }
  RELON_UNREACHABLE("every call has a plan");
}

// A function that a dict does not have is not found, like a method.
ValueId Lowerer::calledValue(ExprId callee, Span at) {
  const AccessExpr* access = as<AccessExpr>(ast_.expr(callee));
  bool isMember = access && access->form == AccessExpr::Form::Member && !access->optional;
  bool isField = isMember && !document_.use(callee).valid() && !document_.lifted.contains(callee);
  if (!isField || types()[document_.type(access->object)].kind != TypeKind::Dict) return lower(callee);
  ValueId dict = lower(access->object);
  ValueId key = out().constText(std::string(ast_.name(access->name.id)), at);
  ValueId position = callCallable("_dict_find", {emit(Opcode::DictKeys, {dict}, at), key}, at);
  auto take = [&] { return emitProved(Opcode::ListGet, {emit(Opcode::DictValues, {dict}, at), position}, at); };
  auto refuse = [&] {
    refuseMethod(dict, ast_.name(access->name.id), at);
    return unreachable(document_.type(callee), at);
  };
  return choose(emit(Opcode::IntLe, {out().constInt(0, at), position}, at), take, refuse, at);
}

// `a | f` is an operator; other calls look for a function.
void Lowerer::refuseCall(ExprId id, ExprId callee, ValueId function, Span at) {
  const BinaryExpr* pipe = as<BinaryExpr>(ast_.expr(id));
  bool isOperator = pipe && (!as<CallExpr>(ast_.expr(pipe->right)) || ast_.expr(pipe->right).parenthesised);
  const NameExpr* named = as<NameExpr>(ast_.expr(callee));
  ValueId text = named && !isOperator ? out().constText(std::string(ast_.name(named->name)), at)
                                      : callCallable("_any_kind", {function}, at);
  if (isOperator) text = concatenate({out().constText("`|` needs a function, found ", at), text}, at);
  ValueId status = out().constInt(isOperator ? relon_unsupported_operator : relon_function_not_found, at);
  callCallable("_refuse", {status, text}, at);
}

void Lowerer::refuseMethod(ValueId receiver, std::string_view method, Span at) {
  ValueId kind = callCallable("_any_kind", {toAny(receiver, at)}, at);
  ValueId path = concatenate({kind, out().constText("." + std::string(method), at)}, at);
  callCallable("_refuse", {out().constInt(relon_function_not_found, at), path}, at);
}

// The method is one of some kinds of values alone.
ValueId Lowerer::requireReceiver(ValueId value, ExprId call) {
  Span at = span(call);
  TypeId any = types().anyType();
  const AccessExpr& callee = *as<AccessExpr>(ast_.expr(as<CallExpr>(ast_.expr(call))->callee));
  std::string_view method = ast_.name(callee.name.id);
  std::pair<std::string_view, TypeId> kinds[] = {{"String", types().stringType()},
                                                 {"List", types().list(any)},
                                                 {"Iter", types().iter(any)},
                                                 {"Dict", types().dict(any)}};
  ValueId has;
  for (auto [carrier, kind] : kinds) {
    if (!check::findBuiltin(carrier, method)) continue;
    auto is = [&, type = kind] { return isOfType(value, type, at); };
    has = has.valid() ? choose(has, [&] { return out().constBool(true, at); }, is, at) : is();
  }
  auto refuse = [&] {
    refuseMethod(value, method, at);
    return unreachable(any, at);
  };
  return choose(has, [&] { return value; }, refuse, at);
}

// An own function of a dict wins over a method.
ValueId Lowerer::callFieldOrMethod(const CallPlan& plan, const Values& arguments, Span at) {
  if (!plan.mayBeField) return callDynamic(plan, arguments, 0, at);
  constexpr auto kSome = static_cast<uint32_t>(ir::OptionVariant::Some);
  constexpr auto kClosure = static_cast<uint32_t>(ir::AnyVariant::Closure);
  ValueId receiver = toAny(arguments[0], at);
  ValueId found = callCallable("_any_find_member", {receiver, out().constText(plan.method, at)}, at);
  auto isFunction = [&] { return isVariant(payloadField(found, kSome, 0, at), kClosure, at); };
  auto call = [&] {
    Values given(arguments.begin() + 1, arguments.end());
    return callAny(payloadField(found, kSome, 0, at), std::move(given), [] {}, at);
  };
  return choose(
      both(isVariant(found, kSome, at), isFunction, at), call, [&] { return callDynamic(plan, arguments, 0, at); }, at);
}

ValueId Lowerer::callDynamic(const CallPlan& plan, const Values& arguments, size_t index, Span at) {
  if (index == plan.alternatives.size()) {
    if (plan.method.empty()) return arguments[0];
    refuseMethod(arguments[0], plan.method, at);
    return unreachable(types().anyType(), at);
  }
  const CallPlan::Alternative& alternative = plan.alternatives[index];
  return choose(
      isOfType(arguments[0], alternative.type, at), [&] { return applyAlternative(alternative, arguments, at); },
      [&] { return callDynamic(plan, arguments, index + 1, at); }, at);
}

// A method that never says `self` takes no receiver.
ValueId Lowerer::callOwnMethod(ExprId method, Values arguments, Span at) {
  bool takesSelf = document_.closures.at(method).parameters.size() == arguments.size();
  if (!takesSelf) arguments.erase(arguments.begin());
  return callFunction(method, std::move(arguments), at);
}

ValueId Lowerer::applyAlternative(const CallPlan::Alternative& alternative, const Values& arguments, Span at) {
  Values given = arguments;
  given[0] = convert(given[0], alternative.type, at);
  if (alternative.function.valid()) return toAny(callOwnMethod(alternative.function, std::move(given), at), at);
  return toAny(applyBuiltin(alternative.builtin, given, alternative.result, at), at);
}

Applicable Lowerer::applicable(ExprId function) {
  bool isLiteral = as<ClosureExpr>(ast_.expr(function)) != nullptr;
  bool isName = as<NameExpr>(ast_.expr(function)) || as<AccessExpr>(ast_.expr(function));
  bool isNamed = isName && document_.calls.contains(function);
  BindingId use = document_.use(function);
  bool isKnown = use.valid() && document_.binding(use).function.valid();
  if (isLiteral || isNamed || isKnown) return {function, {}};
  return {function, lower(function)};
}

// A literal is expanded in place; its parameters are the arguments.
ValueId Lowerer::apply(const Applicable& function, Values arguments, Span at) {
  if (function.closure.valid() && isEnum(function.closure)) {
    auto refuse = [&] {
      ValueId found = callCallable("_any_kind", {function.closure}, at);
      refuseWith({out().constText("expected a function, found ", at), found}, at);
    };
    return callAny(function.closure, std::move(arguments), refuse, at);
  }
  if (function.closure.valid()) {
    auto given = types()[typeOf(function.closure)].closureParameters();
    std::vector<TypeId> wanted(given.begin(), given.end());
    Values operands{function.closure};
    for (size_t i = 0; i < arguments.size(); ++i) operands.push_back(convert(arguments[i], wanted[i], at));
    return emit(Opcode::CallClosure, std::move(operands), at);
  }
  if (const ClosureExpr* literal = as<ClosureExpr>(ast_.expr(function.function))) {
    const check::ClosureInfo& info = document_.closures.at(function.function);
    for (size_t i = 0; i < arguments.size(); ++i) {
      BindingId parameter = info.parameters[i];
      setSlot(parameter, {convert(arguments[i], document_.binding(parameter).type, at), {}});
    }
    return convert(lower(literal->body), types()[info.type].closureResult(), at);
  }
  if (document_.calls.contains(function.function)) return applyNamed(function.function, std::move(arguments), at);
  return callFunction(document_.binding(document_.use(function.function)).function, std::move(arguments), at);
}

ValueId Lowerer::applyNamed(ExprId function, Values arguments, Span at) {
  const CallPlan& plan = document_.calls.at(function);
  if (plan.kind == CallPlan::Kind::Callable) return callCallable(plan.callable, std::move(arguments), at);
  return applyBuiltin(plan.builtin, arguments, types()[document_.type(function)].closureResult(), at);
}

ValueId Lowerer::namedClosure(ExprId id) {
  TypeId result = types()[document_.type(id)].closureResult();
  auto apply = [&](Values arguments) {
    return convert(applyNamed(id, std::move(arguments), span(id)), result, span(id));
  };
  return freeClosure(document_.type(id), apply, span(id));
}

ValueId Lowerer::libraryValue(ExprId id) {
  Span at = span(id);
  const std::vector<TypeId> functions = types()[document_.type(id)].arguments;
  const std::vector<check::BuiltinId>& builtins = document_.libraries.at(id);
  Values fields;
  for (size_t i = 0; i < functions.size(); ++i) {
    TypeId result = types()[functions[i]].closureResult();
    auto apply = [&](const Values& arguments) {
      return convert(applyBuiltin(builtins[i], arguments, result, at), result, at);
    };
    fields.push_back(freeClosure(functions[i], apply, at));
  }
  return emit(Opcode::StructMake, std::move(fields), at, document_.type(id));
}

// A function value that captures nothing.
ValueId Lowerer::freeClosure(TypeId closure, const std::function<ValueId(Values)>& apply, Span at) {
  const ir::Type type = types()[closure];
  std::vector<ir::Value> parameters;
  for (TypeId parameter : type.closureParameters()) parameters.push_back({parameter, ""});
  ir::FunctionId function = ir::Builder::newFunction(module_, "named", parameters, 0, type.closureResult(), at);
  Frame frame(module_, function, frame_, false);
  frame_ = &frame;
  effect(Opcode::Enter, {}, at);
  Values arguments;
  for (size_t i = 0; i < parameters.size(); ++i) arguments.push_back(out().parameter(i));
  out().ret(apply(std::move(arguments)), at);
  frame_ = frame.parent;
  return emit(Opcode::ClosureMake, {}, at, function);
}

bool Lowerer::applyCannotFail(ExprId function) {
  const ClosureExpr* literal = as<ClosureExpr>(ast_.expr(function));
  return literal && needs_.cannotFailExpr(literal->body);
}

}
