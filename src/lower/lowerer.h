#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/deep_stack.h"
#include "check/needs.h"
#include "check/typed.h"
#include "ir/builder.h"
#include "lower/lower.h"
#include "relon/abi.h"

// The working state of one lowering. Methods are spread over the .cpp files of
// this folder by concern; each file begins with what it is about.
namespace relon::lower {

using namespace syntax;
using check::Binding;
using check::BindingId;
using check::BuiltinId;
using check::BuiltinOp;
using check::CallPlan;
using ir::Opcode;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// What is known of a variable or field in one IR function: its value, or the
// cell that computes it on first need, or both once it is certainly computed.
struct Slot {
  ValueId value;
  ValueId cell;
  // What the field needs on a condition is available.
  bool isPrepared = false;
};

// One IR function while its body is being emitted.
struct Frame {
  Frame(ir::Module& module, ir::FunctionId id, Frame* outer, bool capturesOnDemand)
      : builder(module, id), parent(outer), isThunk(capturesOnDemand) {
    builder.hidePlaces(!module.function(id).span.valid());
  }

  ir::Builder builder;
  Frame* parent;
  // The computation of a cell: takes what it needs from `parent` when it needs it.
  bool isThunk;
  std::vector<BindingId> captured;
  std::unordered_map<BindingId, Slot> slots;
  // Earlier contents of changed slots, undone when a region is left.
  std::vector<std::pair<BindingId, Slot>> trail;
};

// A function with captures as an IR function: one of the program, or one that makes values
// of schemas, whose predicates and defaults use something of the document.
struct LoweredFunction {
  ir::FunctionId id;
  std::vector<BindingId> captures;
  // By capture: it is passed as a cell.
  std::vector<bool> asCell;
};

// A function argument of `map` and the like, ready to be applied in a loop: a
// known function, or a closure value that was computed before the loop.
struct Applicable {
  ExprId function;
  ValueId closure;
};

// One step of a pipeline. Steps of one group belong to one comprehension and
// alternate element by element; different groups are different lists in the source.
struct Stage {
  enum class Kind : uint8_t { Map, Filter };
  Kind kind = Kind::Map;
  uint32_t group = 0;
  // `map` and `filter`
  Applicable function;
  // Comprehension: its variable, and the element or condition.
  BindingId variable;
  ExprId body;
  TypeId in;
  TypeId out;
  bool cannotFail = false;
  Span span;
};

// A list that is produced element by element rather than built.
struct Stream {
  bool isRange = false;
  // Range: first, end and how many lie between. List: the list.
  ValueId first;
  ValueId second;
  ValueId length;
  TypeId element;
  std::vector<Stage> stages;
  uint32_t groups = 0;
  // The variable that has the position in the list; none in most streams.
  BindingId index;
  Span span;
};

using Values = std::vector<ValueId>;

// A step of the way from an argument to a value in it: a name; a position; the key at
// a position of a list of keys; or a way so far, as a String.
struct PathPiece {
  std::string text;
  ValueId value;
  ValueId index;
};

// Where values become a schema's: what a failure is called, and whether there is one.
struct Site {
  relon_status failure = relon_type_mismatch;
  // A parameter or result of a function: predicates are not run.
  bool isPromise = false;
  // An argument of `#main`: failures say where in it.
  bool tracksPath = false;
  std::vector<PathPiece> path;
  // While the values of a dict are converted: its keys.
  ValueId keys;
  // Values that are of the schema already are made anew: a function promised them.
  bool revalidates = false;
};

// A field that a schema's value may be made from: decided by `isGiven`, or where that
// is invalid, by whether there is a `value`.
struct Offer {
  ValueId isGiven;
  std::function<ValueId()> value;
};

struct Offers {
  // By position in the schema.
  std::vector<Offer> fields;
  // A Dict<Any>, or none.
  ValueId undeclared;
};

// What a loop does with each element: the next accumulators from the element and
// the accumulators. With early exit, the first value is whether to go on.
using Consumer = std::function<Values(ValueId element, const Values& accumulators)>;

// What ends a pipeline.
struct Sink {
  Values start;
  Consumer consume;
  bool stops = false;
  bool cannotFail = true;
  // The stream's elements go to a list; then `consume` is unused.
  bool isList = false;
};

// An argument of a builtin: an expression that is lowered where it is needed, so
// that a pipeline can go into the loop that walks it, or a value.
struct BuiltinArgument {
  ExprId expr;
  ValueId value;
};

// A call of a builtin; arguments by parameter.
struct BuiltinCall {
  // What the row of builtins.def tells the op.
  std::string_view text;
  std::vector<BuiltinArgument> arguments;
  TypeId result;
  Span at;
  // The method that compares elements, or none.
  ExprId equality;
};

class Lowerer {
 public:
  Lowerer(const check::TypedDocument& document, const callable::Set& callables,
          std::shared_ptr<const SourceMap> sources);
  ir::Module run();

 private:
  // lower.cpp
  void evaluateModule(syntax::ModuleId module);
  void lowerNamedFunctions(ExprId dict);
  TypeId withoutClosures(TypeId type);
  ValueId lowerIndexMethod(const AccessExpr& access, ExprId id, ExprId method, ValueId object, ValueId key);
  ValueId chooseIndex(const AccessExpr& access, ExprId id, const std::vector<CallPlan::Alternative>& methods,
                      ValueId object);

  // fields.cpp: dict literals, `where`, laziness
  ValueId lowerDict(ExprId id, TypeId type);
  ValueId keepUndeclared(ValueId value, const check::DictInfo& info, Span span);
  ValueId lowerDynamicDict(ExprId id, TypeId type);
  void lowerWhere(ExprId bindings);
  ValueId forceField(BindingId field);
  ValueId moduleValue(BindingId module);
  ValueId readBinding(BindingId binding, Span span);
  Slot& slot(BindingId binding);
  void setSlot(BindingId binding, Slot slot);
  size_t mark() const { return frame_->trail.size(); }
  void undoTo(size_t mark);
  // Makes every field that evaluating `field` may need, but not certainly needs, available.
  void prepareNeeds(BindingId field);
  // The same for fields that are needed on a condition.
  void prepare(std::vector<BindingId> pending);
  void collectConditionalNeeds(BindingId field, std::vector<BindingId>& out, std::unordered_set<BindingId>& seen);
  void makeCells(const std::vector<BindingId>& fields);
  ValueId makeThunk(BindingId field);
  bool isAvailable(BindingId field);
  ValueId computeField(BindingId field);
  Span fieldSpan(BindingId field) const;
  // Empty for items and computed keys.
  std::string bindingName(BindingId binding) const;

  // functions.cpp
  const LoweredFunction& lowerFunction(ExprId closure);
  LoweredFunction declareFunction(std::string name, std::vector<BindingId> captures, std::vector<ir::Value> parameters,
                                  TypeId result, Span span);
  // Emits the function's body, which is given the parameters behind the captures.
  void defineFunction(const LoweredFunction& function, const std::function<ValueId(const Values&)>& body, Span span);
  Values captureOperands(const LoweredFunction& function, Span span);
  // A function around another one, which it captures, as a value.
  ValueId wrapper(std::string name, ValueId inner, TypeId type, std::vector<BindingId> captures,
                  const std::function<ValueId(ValueId inner, const Values&)>& body, Span span);
  ValueId closureValue(ExprId closure, Span span);
  ValueId callFunction(ExprId closure, Values arguments, Span span);
  ValueId callCallable(const std::string& name, Values arguments, Span span);
  ValueId lowerCall(ExprId id, const CallPlan& plan, Span span);
  // The method of the first alternative that the receiver is a value of.
  void refuseCall(ExprId id, ExprId callee, ValueId function, Span span);
  void refuseMethod(ValueId receiver, std::string_view method, Span span);
  ValueId calledValue(ExprId callee, Span span);
  ValueId requireReceiver(ValueId value, ExprId call);
  ValueId callFieldOrMethod(const CallPlan& plan, const Values& arguments, Span span);
  ValueId callDynamic(const CallPlan& plan, const Values& arguments, size_t alternative, Span span);
  ValueId callOwnMethod(ExprId method, Values arguments, Span span);
  ValueId applyAlternative(const CallPlan::Alternative& alternative, const Values& arguments, Span span);
  ValueId lowerLifted(ExprId id, const check::LiftedCall& lifted);
  Values lowerArguments(const CallPlan& plan, size_t count);
  // A builtin or host function as a closure.
  ValueId namedClosure(ExprId id);
  ValueId libraryValue(ExprId id);
  ValueId freeClosure(TypeId closure, const std::function<ValueId(Values)>& apply, Span at);
  ValueId applyNamed(ExprId function, Values arguments, Span span);
  Applicable applicable(ExprId function);
  ValueId apply(const Applicable& function, Values arguments, Span span);
  bool applyCannotFail(ExprId function);

  // expressions.cpp
  ValueId lower(ExprId id);
  ValueId lowerHere(ExprId id);
  // Without what its place demands.
  ValueId lowerItself(ExprId id);
  ValueId lowerForm(const IntLiteral&, ExprId);
  ValueId lowerForm(const FloatLiteral&, ExprId);
  ValueId lowerForm(const BoolLiteral&, ExprId);
  ValueId lowerForm(const StringLiteral&, ExprId);
  ValueId lowerForm(const FString&, ExprId);
  void checkElements(size_t count, Span span);
  size_t elementsOf(const check::DictInfo& info) const;
  // As text and as a condition, for the value of this expression.
  ValueId textOf(ExprId id, ValueId value);
  ValueId truthOf(ExprId id, ValueId value);
  ValueId compare(const BinaryExpr& op, ValueId left, ValueId right, Span span);
  ValueId lowerForm(const NameExpr&, ExprId);
  ValueId lowerForm(const TypeExpr&, ExprId);
  ValueId lowerForm(const ReferenceExpr&, ExprId);
  ValueId lowerForm(const AccessExpr&, ExprId);
  ValueId lowerForm(const CallExpr&, ExprId);
  ValueId lowerForm(const UnaryExpr&, ExprId);
  ValueId lowerForm(const BinaryExpr&, ExprId);
  ValueId lowerForm(const ConditionalExpr&, ExprId);
  ValueId lowerForm(const ClosureExpr&, ExprId);
  ValueId lowerForm(const SpreadExpr&, ExprId);
  ValueId lowerForm(const ListExpr&, ExprId);
  ValueId lowerForm(const ComprehensionExpr&, ExprId);
  ValueId lowerForm(const TupleExpr&, ExprId);
  ValueId lowerForm(const DictExpr&, ExprId);
  ValueId lowerForm(const WhereExpr&, ExprId);
  ValueId lowerForm(const VariantExpr&, ExprId);
  ValueId lowerForm(const MatchExpr&, ExprId);
  ValueId lowerItem(ExprId literal, size_t position, ExprId value);

  // access.cpp
  // The member that an access names as text, where it does.
  std::optional<std::string> memberText(const AccessExpr& access) const;
  ValueId lowerPosition(const check::ItemPosition& position, Span span);
  ValueId lowerCandidates(const AccessExpr& access, ExprId id);
  ValueId lowerAccess(const AccessExpr& access, ExprId id, ValueId object);
  ValueId lowerListAccess(const AccessExpr& access, ExprId id, ValueId list);
  ValueId lowerDictAccess(const AccessExpr& access, ExprId id, ValueId dict);
  ValueId lowerAnyAccess(const AccessExpr& access, ExprId id, ValueId any);
  ValueId lowerFieldAccess(const AccessExpr& access, ExprId id, ValueId structure);
  ValueId lowerComputedKey(const AccessExpr& access, ExprId id, ValueId structure);
  // The first value whose name is the key, and what stands for a key that none has.
  ValueId chooseByName(ValueId key, const std::vector<std::string>& names, const std::function<ValueId(size_t)>& value,
                       const std::function<ValueId()>& otherwise, Span span);
  ValueId accessKey(const AccessExpr& access, Span span);
  ValueId none(TypeId option, Span span);
  // What an access that leads nowhere gives: None after `?`, a failure otherwise.
  ValueId missing(const AccessExpr& access, ExprId id, ValueId key, TypeId type);
  ValueId lowerVariant(ExprId id, const check::VariantPlan& plan);
  ExprId fieldSource(ExprId dict, std::string_view name) const;
  template <typename Unchecked>
  ValueId lowerForm(const Unchecked&, ExprId) {
    RELON_UNREACHABLE("the checker lets no such expression through");
  }
  ValueId concatenateItems(const ListExpr& list, const Values& items, TypeId type, Span span);
  ValueId lowerLongChain(const ConditionalExpr& conditional, ExprId id);
  ValueId chooseBranch(const ConditionalExpr& conditional, size_t first, size_t run, Span span);
  ValueId firstOf(const ConditionalExpr& conditional, size_t first, size_t end, Span span);
  ValueId branchFrom(const ConditionalExpr& conditional, size_t branch, TypeId type, Span span);

  // operators.cpp
  ValueId lowerLink(const BinaryExpr& op, ExprId id, ValueId left);
  ValueId binary(const BinaryExpr& op, ValueId left, ValueId right, TypeId type, Span span);
  ValueId chooseOperator(const BinaryExpr& op, ExprId id, const std::vector<CallPlan::Alternative>& methods,
                         ValueId left, ValueId right);
  // What an operator calls; for `<=` and `>=` also `eq`, if there is one.
  struct OperatorMethod {
    ExprId function;
    ExprId equality;
  };
  ValueId callOperator(const BinaryExpr& op, OperatorMethod method, ValueId left, ValueId right, TypeId type,
                       Span span);
  ValueId arithmetic(BinaryOp op, ValueId left, ValueId right, Span span);
  bool isEnum(ValueId value) { return kindOf(value) == TypeKind::Enum; }
  ValueId negate(ValueId operand, Span span);
  ValueId anyArithmetic(BinaryOp op, ValueId left, ValueId right, Span span);
  ValueId revalidated(ValueId sum, Span span);
  bool isNumber(ValueId value) { return typeOf(value) == types().numberType(); }
  // `body` of the Int or Float that a number is.
  bool isAnyValue(ValueId value) { return typeOf(value) == types().anyType(); }
  ValueId perNumbers(ValueId a, ValueId b, const std::function<ValueId(ValueId, ValueId)>& body, Span span);
  ValueId perNumber(ValueId value, const std::function<ValueId(ValueId)>& body, Span span);
  ValueId order(BinaryOp op, ValueId left, ValueId right, Span span);
  bool isFloat(ValueId value) { return kindOf(value) == TypeKind::Float; }
  ValueId shortCircuit(const BinaryExpr& op, ValueId left, Span span);
  ValueId concatenate(Values pieces, Span span);

  // streams.cpp: map, filter, reduce, comprehensions: one loop each
  Stream openStream(ExprId list);
  const CallPlan* builtinPlan(ExprId id) const;
  Stream comprehension(ExprId id);
  void countFrom(Stream& stream, BindingId index);
  void addComprehension(Stream& stream, ExprId id);
  Stream positionsBelow(ValueId length, Span span);
  Stream rangeStream(ValueId first, ValueId end, Span span);
  Stream streamOf(BuiltinOp op, BuiltinCall& call);
  void finishBefore(ExprId next, Stream& stream);
  Stream streamOver(ValueId list, TypeId type, Span span);
  ValueId streamLength(const Stream& stream, Span span);
  Values runStream(const Stream& stream, const Sink& sink, Span span);
  Values runFused(const Stream& stream, const Sink& sink, Span span);
  Values runSeparately(const Stream& stream, const Sink& sink, Span span);
  Values attempt(const std::function<Values()>& first, const std::function<Values()>& second, Span span);
  Values stage(const Stream& stream, size_t index, ValueId element, const Values& accumulators, const Sink& sink);
  ValueId applyStage(const Stage& stage, ValueId element);
  ValueId collect(const Stream& stream, Span span);
  void buildInto(ValueId builder, const Stream& stream, bool reserved, Span span);

  // builtins.cpp: calls of builtins
#define RELON_BUILTIN_OP(Name) ValueId lower##Name(BuiltinCall& call);
#include "check/builtins.def"
  ValueId lowerBuiltin(ExprId id, const CallPlan& plan, Span span);
  ValueId applyBuiltin(BuiltinId builtin, const Values& arguments, TypeId result, Span span);
  ValueId dispatch(BuiltinOp op, BuiltinCall& call);
  BuiltinCall builtinCall(ExprId id, const CallPlan& plan, Span span);
  ValueId argument(BuiltinCall& call, size_t index);
  ValueId numberAs(TypeId type, ValueId value, Span span);
  ValueId extreme(BuiltinCall& call, BinaryOp better);
  ValueId chooseNumber(BinaryOp better, BuiltinCall& call);
  ValueId within(ValueId value, ValueId low, ValueId high, Span span);
  ValueId kindText(ValueId value, Span span);

  // list_builtins.cpp
  Stream argumentStream(BuiltinCall& call, size_t index);
  Applicable argumentFunction(BuiltinCall& call, size_t index, Stream& stream);
  Stream addStage(Stage::Kind kind, BuiltinCall& call);
  ValueId quantify(BuiltinCall& call, bool every);
  ValueId elementAt(BuiltinCall& call, bool last);
  ValueId occursBefore(ValueId list, ValueId index, Span span);
  ValueId lengthOf(ValueId value, Span span);
  // A list that `push` fills from a stream, an element at a time.
  ValueId gatherFrom(const Stream& stream, TypeId element,
                     const std::function<void(ValueId builder, ValueId item)>& push, Span span);

  // iterators.cpp
  Stream openSource(ExprId comprehension);
  ValueId walked(ValueId value, Span span);
  ValueId iteratedList(BuiltinCall& call);
  ValueId entriesOf(ValueId dict, TypeId pair, Span span);

  // dict_builtins.cpp
  // A dict literal's, in order.
  bool hasKnownKeys(ValueId dict);
  ValueId keysOf(ValueId dict, Span span);
  ValueId valuesOf(ValueId dict, TypeId value, Span span);
  ValueId chooseKeys(BuiltinCall& call, bool selected);

  // conversions.cpp: between types, to text, to Bool, equality
  ValueId convert(ValueId value, TypeId to, Span span);
  ValueId unreachable(TypeId type, Span span);
  // Fails; stands where a value of the type would be.
  ValueId failure(relon_status kind, std::string message, TypeId type, Span span);
  ValueId convertList(ValueId list, TypeId to, Span span);
  ValueId convertRecord(ValueId record, TypeId to, Span span);
  ValueId toText(ValueId value, Span span);
  ValueId toBool(ValueId value, Span span);
  ValueId equal(ValueId a, ValueId b, Span span);
  ValueId equalAggregates(ValueId a, ValueId b, Span span);
  ValueId enumToBool(ValueId value, Span span);
  ValueId equalEnums(ValueId a, ValueId b, Span span);
  ValueId equalParts(ValueId a, ValueId b, Span span);
  ir::FunctionId equalityFunction(TypeId type, Span span);
  ValueId equalFields(ValueId a, ValueId b, Span span);
  ValueId equalElements(ValueId a, ValueId b, Span span);

  ValueId convertEnum(ValueId value, TypeId to, Span span);
  ValueId convertClosure(ValueId closure, TypeId to, Span span);
  // The entries of a record or dict as a dict with this value type.
  ValueId convertDict(ValueId dict, TypeId to, Span span);

  // enums.cpp: variants, `match`, Option
  ValueId makeVariant(TypeId type, uint32_t variant, Values fields, Span span);
  ValueId some(ValueId value, Span span);
  ValueId payloadField(ValueId value, uint32_t variant, uint32_t field, Span span);
  // One region for each variant of the value's enum, given its payload.
  ValueId perVariant(ValueId value, const std::function<ValueId(uint32_t variant, ValueId payload)>& body, Span span);
  ValueId isVariant(ValueId value, uint32_t variant, Span span);
  ValueId lowerArm(const MatchExpr& match, ExprId id, size_t arm, ValueId scrutinee);
  ValueId lowerVariantMatch(const MatchExpr& match, ExprId id, ValueId scrutinee);
  ValueId lowerTypeMatch(const MatchExpr& match, ExprId id, size_t arm, ValueId scrutinee);
  Span lastArmSpan(const MatchExpr& match, ExprId id, size_t index) const;
  ValueId noArm(ExprId id, TypeId type);
  ValueId equalVariants(ValueId a, ValueId b, Span span);

  // any.cpp: values whose type is decided at run time
  ValueId toAny(ValueId value, Span span);
  ValueId fromAny(ValueId any, TypeId type, Span span);
  // A type as a value.
  ValueId typeValue(ExprId id);
  ValueId anyOf(ir::AnyVariant variant, ValueId payload, Span span);
  // The function that `known` has for the type; emitted when it is first asked for.
  using PerType = std::map<std::pair<TypeId, relon_status>, LoweredFunction>;
  const LoweredFunction& perType(PerType& known, TypeId type, const char* prefix, TypeId from, TypeId to,
                                 const std::function<ValueId(ValueId)>& body, Span span);
  ValueId aggregateToAny(ValueId value, Span span);
  ValueId anyFields(ValueId structure, Span span);
  ValueId anyObject(ValueId entries, const std::string& brand, const std::string& of, Span span);
  ValueId enumToAny(ValueId value, Span span);
  ValueId plainAny(ValueId option, Span span);
  ValueId payloadEntries(ValueId payload, Span span);
  ValueId closureToAny(ValueId closure, Span span);

  // dicts.cpp: lists of keys and values, and dicts from them
  ValueId textList(const std::vector<std::string>& texts, Span span);
  ValueId emptyDict(TypeId value, Span span);
  ValueId sortedDict(ValueId keys, ValueId values, TypeId value, Span span);
  ValueId gather(ValueId list, ValueId positions, Span span);
  ValueId schemaEntries(ValueId record, TypeId value, Span span);
  ValueId mergeDicts(ValueId left, ValueId right, TypeId type, Span span);
  ValueId mergeRecords(ValueId left, ValueId right, TypeId type, Span span);
  ValueId undeclaredFields(ValueId record, const std::vector<std::string>& declared, Span span);
  ValueId mergeEntries(ValueId left, ValueId right, TypeId type, Span span);
  bool isDict(TypeId type) { return types()[type].kind == TypeKind::Record || types()[type].kind == TypeKind::Dict; }
  // A String or Int as the text of a key; Any must be one of them.
  ValueId keyText(ValueId key, Span span);
  // The value of a key; missing ones fail.
  ValueId lookUp(ValueId dict, ValueId key, Span span);
  // Whether an Any holds a value of the type.
  ValueId isOfType(ValueId any, TypeId type, Span span);
  void refuseType(ValueId any, TypeId type, Span span);
  std::string brandText(TypeId type);
  ValueId mismatch(ValueId any, TypeId type, Span span);
  ValueId aggregateFromAny(ValueId any, TypeId type, Span span);
  ValueId payloadOf(ValueId any, ir::AnyVariant variant, TypeId type, Span span);
  ValueId objectOf(ValueId any, Span span);
  ValueId tupleFromAny(ValueId items, ValueId any, TypeId type, Span span);
  ValueId enumFromAny(ValueId any, TypeId type, Span span);
  ValueId iterFromAny(ValueId any, TypeId type, Span span);
  ValueId variantFromEntries(ValueId any, ValueId object, TypeId type, uint32_t variant, Span span);
  ValueId closureFromAny(ValueId function, TypeId type, Span span);
  ValueId callAny(ValueId function, Values arguments, const std::function<void()>& refuse, Span span);
  ValueId isListOf(ValueId items, TypeId element, Span span);
  ValueId isDictOfType(ValueId any, TypeId type, Span span);
  ValueId both(ValueId condition, const std::function<ValueId()>& other, Span span);

  // schemas.cpp: values of schemas
  ValueId constructSchema(TypeId type, const Offers& offers, Span span);
  ValueId schemaField(TypeId type, uint32_t position, const Offer& offer, Span span);
  ValueId checkedField(TypeId type, uint32_t position, const std::function<ValueId()>& source, Span span);
  ValueId absentField(TypeId type, uint32_t position, Span span);
  ValueId givenOrNot(TypeId type, uint32_t position, const Offer& offer, Span span);
  ValueId computedField(TypeId type, uint32_t position, const Values& fields, Span span);
  ValueId selfOf(TypeId type, const Values& fields, Span span);
  // A dict without a schema.
  ValueId plainRecord(const std::map<std::string, ValueId>& entries, Span span);
  ValueId readField(ValueId value, Span span);
  void requirePredicates(TypeId type, uint32_t position, ValueId value, Span span);
  void refuseWith(Values message, Span span);
  ValueId refused(Values message, TypeId type, Span span);
  ValueId pathText(Span span);
  ValueId detached(const std::function<ValueId()>& body);
  ValueId toSchema(ValueId value, TypeId type, Span span);
  Offers offersOf(ValueId value, TypeId type, Span span);
  Offers offersOfRecord(ValueId record, TypeId type, Span span);
  Offers offersOfDict(ValueId dict, TypeId type, Span span);
  Offer offerOf(ValueId field, Span span);
  // Of a Dict<Any>.
  Offer entryOffer(ValueId dict, const std::string& name, Span span);
  ValueId otherEntries(ValueId dict, const std::vector<std::string>& names, Span span);
  ValueId lowerSchemaLiteral(ExprId id, TypeId type);
  ValueId makeByFunction(ExprId id, TypeId type, const Offers& offers);
  ValueId undeclaredOf(ExprId id);
  // The conversion as a function of its own, one per pair of types and kind of site;
  // recursive types need it.
  ValueId convertByFunction(ValueId value, TypeId to, const std::function<ValueId(ValueId)>& body, Span span);
  ValueId convertAt(Site site, ValueId value, TypeId to, Span span);
  Site siteOf(ExprId id) const;
  // Whether a function may have promised the value, so that no predicate has been run.
  bool mayBePromised(ExprId id) const;
  bool mayHoldPromise(const Binding& binding) const;
  bool isDeclared(const Binding& binding) const;
  // The value of a declared place: predicates have been run on it.
  ValueId validated(ValueId value, ExprId id, relon_status failure);
  void noteResults(ExprId id);

  // input_forms.cpp: arguments of `#main`
  // Whether a schema with defaults or predicates is in the type.
  bool isConstrained(TypeId type);
  bool isRecursive(TypeId type);
  bool reaches(TypeId type, std::unordered_set<TypeId>& seen, const std::function<bool(TypeId)>& wanted);
  TypeId inputForm(TypeId type);
  std::vector<TypeId> inputForms(std::vector<TypeId> types);
  TypeId declareInput(TypeId type);
  TypeId inputSchema(TypeId type);
  TypeId inputEnum(TypeId type);
  void admitArguments();
  ValueId admit(ValueId argument, BindingId parameter);

  // Regions as values: emits what `body` emits in a region of its own that
  // yields its results.
  ir::RegionId region(const std::function<Values()>& body, Span span);
  // A branch of the source: each arm's region ends in a yield with the arm's span, which
  // is how coverage knows it.
  struct Arm {
    Span span;
    std::function<ValueId()> body;
  };
  ValueId chooseArm(ValueId condition, const Arm& then, const Arm& otherwise, Span span);
  ValueId choose(ValueId condition, const std::function<ValueId()>& then, const std::function<ValueId()>& otherwise,
                 Span span);

  ir::Builder& out() { return frame_->builder; }
  ir::TypeTable& types() { return module_.types; }
  TypeId typeOf(ValueId value) { return out().type(value); }
  TypeKind kindOf(ValueId value) { return types()[typeOf(value)].kind; }
  Span span(ExprId id) const { return ast_.span(id); }
  ValueId emit(Opcode code, Values operands, Span at, ir::Attribute attribute = {}) {
    return out().emit1(code, std::move(operands), at, std::move(attribute));
  }
  ValueId emitProved(Opcode code, Values operands, Span at, ir::Attribute attribute = {});
  void effect(Opcode code, Values operands, Span at, ir::Attribute attribute = {}) {
    out().emit(code, std::move(operands), std::move(attribute), at);
  }

  const check::TypedDocument& document_;
  const Ast& ast_;
  const callable::Set& callables_;
  ir::Module module_;
  check::Needs needs_;
  check::SchemaFunctions schemas_;
  // Of functions that are fields.
  std::unordered_map<ExprId, NameId> functionNames_;
  // Fields and functions are lowered where they are first needed.
  DeepStack stack_;
  Frame* frame_ = nullptr;
  std::unordered_map<ExprId, LoweredFunction> functions_;
  std::unordered_map<TypeId, ir::FunctionId> equalities_;
  std::optional<LoweredFunction> revalidation_;
  std::unordered_map<TypeId, ir::FunctionId> unreachables_;
  // By type, and what a failure is called.
  PerType toAnys_;
  PerType fromAnys_;
  std::unordered_map<std::string, ir::CallableId> callableIds_;
  // Calls of the program can be noticed by what happens before or after them.
  bool hasEffects_ = false;
  Site site_;
  // What is emitted makes a schema's value: predicates and defaults are expanded in it.
  bool isInSchema_ = false;
  // Expressions whose values are the document's declared result, or in it.
  std::unordered_set<ExprId> results_;
  // From, to, the failure's kind, promise, path, validation.
  using Conversion = std::tuple<TypeId, TypeId, relon_status, bool, bool, bool>;
  std::map<Conversion, LoweredFunction> conversions_;
  std::unordered_map<TypeId, TypeId> inputForms_;
  // Expressions whose values are there already: inside of what was lifted over them.
  std::unordered_map<ExprId, ValueId> given_;
  // By binding: some expression names it.
  std::vector<bool> isNamed_;
};

}
