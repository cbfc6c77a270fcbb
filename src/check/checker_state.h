#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/check.h"
#include "base/deep_stack.h"
#include "check/checker.h"
#include "check/scope.h"
#include "diag/render.h"

// The working state of one check. Methods are spread over the .cpp files of this
// folder by concern; each file begins with what it is about.
namespace relon::check {

using namespace syntax;

// What a position asks of the expression in it; `type` invalid asks for nothing.
struct Demand {
  TypeId type;
  // The code under which a misfit is reported.
  DiagCode code = DiagCode::static_type_mismatch;
  // A value that only the run can tell is left to it.
  bool takesAny = false;
};

// A value that is typed as a whole, such as an argument: what is wrong with a part of it is
// reported there, once.
struct Slot {
  Span span;
  DiagCode code = DiagCode::static_type_mismatch;
};

class Checker {
 public:
  Checker(const Ast& ast, const callable::Set& callables, const Options& options, DiagnosticSink& sink,
          std::unordered_map<ExprId, TypeId> knownResults, ir::TypeTable knownTypes, bool widensResults);

  TypedDocument run();

  // Results of functions without declared result type, for the next round.
  const std::unordered_map<ExprId, TypeId>& results() const { return results_; }
  // For the last round, if it found other results than the one before.
  void reportEndlessResults();
  // Some type was asked for while it was being determined.
  bool usedUnfinishedType() const { return usedUnfinished_; }

 private:
  // An instance that is declared, but whose fields or variants may not be known yet.
  struct Definition {
    enum class Step : uint8_t { Waiting, Running, Done };
    const Nominal* nominal = nullptr;
    std::vector<TypeId> arguments;
    Step step = Step::Waiting;
    // The instance whose definition asked for this one first, or none.
    TypeId user = {};
  };

  // How far the type of a field's value is determined.
  struct FieldState {
    enum class Step : uint8_t { Waiting, Running, Done };
    // What the binding's value is.
    enum class Role : uint8_t { Value, Source, Key };
    Role role = Role::Value;
    // None for items.
    const Field* field = nullptr;
    // Where its value stands.
    Scope* scope = nullptr;
    // The declared type; none for a shorthand function, where it is the result's.
    TypeNodeId declared;
    // What the surrounding dict's schema asks of the value, and whether it only promises it.
    TypeId expected;
    bool isPromised = false;
    // What the value is a part of, if it is asked for something.
    Slot* slot = nullptr;
    Step step = Step::Waiting;
  };

  // An argument as written; the receiver of a method and the left side of a pipe come first.
  struct Operand {
    ExprId value;
    Name name;
  };

  // checker.cpp
  // The type of the file's value, or none after reporting.
  TypeId checkFile(const Document& document);

  // imports.cpp: modules, and what `#import` brings into a scope
  void checkModules();
  // Notes which types a file declares, for their brands.
  void noteDeclarers(const Document& document);
  void importInto(Scope& scope, Scope& everything, const ImportDirective& import);
  void importLibrary(Scope& scope, Scope& everything, const ImportDirective& import);
  BindingId libraryMember(const std::string& module, Name member, Name alias);
  void importName(Scope& scope, ModuleId module, const ImportItem& item, std::vector<Label>& missing);
  void noteMissing(Scope& scope, const ImportItem& item, const Diagnostic& hint, std::vector<Label>& missing);
  void reportMissing(const ImportDirective& import, std::vector<Label> missing);
  BindingId failedImport();
  bool hasDictValue(const ImportDirective& import);
  void suggestMember(Diagnostic& missing, ModuleId module, NameId wanted);
  void importEverything(Scope& everything, const ImportDirective& import);
  void importUnknown(Scope& scope, Scope& everything, const ImportDirective& import);
  // The scope of a value before which these attributes stand: `scope`, or one
  // with their imports inside it.
  Scope* scopeWithImports(const Attributes& attributes, Scope* scope);
  // The scope in which an expression stands: `scope_` and the imports before it.
  Scope* scopeOfValue(ExprId id);
  void ignoreImports(const Field& field);
  // A member that the value of a module has for importers, or none.
  BindingId moduleMember(ModuleId module, NameId name);
  bool hasComputedKeys(ModuleId module) const;
  BindingId computedMember(ModuleId module, NameId name);
  BindingId computedImport(NameId name);
  bool isKnownName(Name name);
  std::vector<NameId> moduleMembers(ModuleId module);
  Nominal* moduleType(ModuleId module, NameId name);
  // What `lib.name` names for an imported file `lib`; an invalid binding after
  // reporting, nothing where it is an access like any other.
  std::optional<BindingId> importedMember(const AccessExpr& access, ExprId id);
  bool isImportedFile(BindingId binding) const;
  bool isFailedImport(BindingId binding) const;
  // Whether a name that is not found may have come with a module that failed to load.
  bool mayBeImported() const;
  bool isUnknownImport(std::span<const Name> path);
  // The declared or imported type with this path, or null.
  Nominal* findNominal(std::span<const Name> path);
  // The declaration that a type is an instance of, or null.
  Nominal* nominalOf(TypeId type) const;

  // methods.cpp
  struct MethodInfo {
    const Method* method = nullptr;
    // The brand or the builtin type that it belongs to.
    std::string owner;
    Nominal* nominal = nullptr;
    // Of its type, as they are called where it is written.
    std::vector<Name> ownerGenerics;
    // Where it is written.
    File* file = nullptr;
    bool isChecked = false;
  };
  std::string methodOwner(TypeId type) const;
  static std::string_view ownerName(std::string_view owner);
  void declareExtension(const SchemaDirective& extension);
  void declareMethods(Nominal* nominal, const SchemaDirective& directive);
  void declareMethods(const std::string& owner, Nominal* nominal, const SchemaDirective& directive);
  void warnOfShadowing(const Method& method, const std::vector<Name>& ownerGenerics);
  void checkDerive(const std::string& owner, Name derive, const Method* method);
  void checkMethods();
  bool isDerived(TypeId receiver, std::string_view method);
  MethodInfo* findMethod(TypeId receiver, std::string_view method);
  TypeId selfType(const MethodInfo& info, TypeId receiver);
  TypeId methodType(MethodInfo& info, TypeId receiver);
  // `a[k]` on a value whose type has the method `index`, or nothing.
  TypeId badIndexResult(ExprId id, TypeId result);
  TypeId operandType(MethodInfo& info, TypeId receiver);
  std::optional<TypeId> inferIndexMethod(const AccessExpr& access, ExprId id, TypeId object);
  ExprId equalityMethod(TypeId type);
  bool mayCallOperator(ExprId id, std::string_view method, TypeId given);
  std::optional<TypeId> inferOperatorMethod(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right);

  // method_calls.cpp: calls, and what they tell of type parameters
  TypeId callOwnMethod(ExprId id, TypeId receiver, MethodInfo& info, std::vector<Operand> operands, bool hasReceiver);
  bool mayCallInternal(const MethodInfo& info);
  TypeId callNativeMethod(ExprId id, const MethodInfo& info, const std::vector<Operand>& operands);
  // A method as a call sees it: the type parameters that the receiver does not tell, and what
  // the arguments tell of them; Never where they tell nothing.
  struct Signature {
    const MethodInfo& method;
    TypeId receiver;
    std::vector<Name> generics;
    std::vector<TypeId> told;
    bool hasReceiver = true;
  };
  Signature signatureOf(const MethodInfo& info, TypeId receiver, bool hasReceiver) const;
  // With type parameters of its own, or of its type.
  static bool isGeneric(const MethodInfo& info);
  bool instantiate(Signature& signature, std::span<const Operand> operands);
  bool inferArgument(Signature& signature, std::span<const Operand> operands, size_t index);
  bool mayBeExpected(TypeId type);
  TypeNodeId parameterType(const MethodInfo& info, std::span<const Operand> operands, size_t index) const;
  TypeId declaredType(const Signature& signature, TypeNodeId written, TypeId untold);
  TypeId ownerOf(const MethodInfo& info, TypeId receiver) const;
  std::optional<TypeId> callStatic(const AccessExpr& access, ExprId id, std::vector<Operand> operands);

  // declare.cpp: attributes of the document and of fields
  void declareDocument();
  std::vector<const Attribute*> attributesOf(const Document& document) const;
  static bool declaresType(const Attribute& attribute);
  static bool isSchemaField(const Field& field);
  void declareNominal(Nominal nominal);
  // The type for these arguments, defined when it is first asked for.
  TypeId instance(Nominal& nominal, const std::vector<TypeId>& arguments);
  // Whether a declaration asks for itself with other arguments again and again.
  bool isEndless(const Nominal& nominal, std::string_view brand) const;
  // Gives a declared type its fields or variants; false if that is going on already.
  bool define(TypeId type);
  std::unordered_map<NameId, TypeId> withTypeParameters(const Nominal& nominal, const std::vector<TypeId>& arguments);
  void defineEnum(TypeId type, const EnumDirective& enumeration);
  TypeId payloadType(const EnumVariant& variant);
  bool isGivenMore(std::string_view variant, const std::vector<std::string>& declared);
  void declareMain(const MainDirective& main, Span span);
  // The declared result; `Dict` without arguments is allowed over a dict literal
  // and declares nothing.
  TypeId mainResult();
  void ignoreDecorator(const Decorator& decorator);
  void ignoreDirective(const Directive& directive, std::string_view place);
  void checkFieldAttributes(const Field& field);
  void checkAtomAttributes(const Attributes& attributes);
  bool isInternal(const Field& field) const;
  // Declarations that stand alone in a dict: they count in the root dict only.
  void ignoreDeclarations(ExprId dict, const Field& field);

  // schemas.cpp: what a `#schema` declares
  // A schema's fields while they are put together.
  struct SchemaShape {
    std::vector<std::string> names;
    std::vector<TypeId> types;
    SchemaInfo info;
    // By name.
    std::unordered_map<std::string, size_t> positions;
  };
  void defineSchema(TypeId type, const SchemaDirective& schema);
  // What an alias or a tuple schema stands for; nothing for other schemas.
  std::optional<TypeId> aliased(Nominal& nominal, const std::vector<TypeId>& arguments);
  TypeId aliasedType(const SchemaDirective& schema);
  TypeId tupleSchema(Nominal& nominal, const std::vector<TypeId>& arguments, std::vector<TypeId> elements);
  bool isTupleSchema(TypeId type) const { return kind(type) == ir::TypeKind::Tuple && nominalOf(type); }
  void addTerm(ExprId term, SchemaShape& shape);
  void addBase(ExprId term, TypeId base, SchemaShape& shape);
  void addField(const Field& field, SchemaShape& shape);
  void mergeField(const std::string& name, TypeId type, const SchemaField& field, SchemaShape& shape);
  SchemaField fieldMeta(const Field& field, const Directive*& brand);
  void readMeta(const OperandDirective& directive, SchemaField& field);
  TypeId fieldTypeOf(const Field& field, const Directive* brand);
  // The type that a term of a composition or a field's value names, or none after reporting.
  TypeId namedType(ExprId term);
  TypeId brandType(const OperandDirective& brand, DiagCode code);
  // Checks predicates and defaults, once for all instances of a schema.
  void checkSchemas();
  void checkTerm(ExprId term, TypeId type);
  void checkSchemaField(const Field& field, TypeId type, TypeId self);
  void checkDefault(ExprId fallback, TypeId wanted);
  void checkComputedDefault(ExprId fallback, TypeId schema, TypeId self, TypeId wanted);
  void checkFunction(ExprId function, TypeId given, TypeId wanted);
  void checkInherited(TypeId type, Span span);
  // What a computed default is given: the fields of the schema that it may read.
  TypeId selfType(TypeId type);

  // schema_values.cpp
  bool isSchema(TypeId type) const { return out_.schemas.contains(type); }
  // Whether a value of the record or dict type can be made a value of the schema.
  bool schemaFits(TypeId from, TypeId schema) const;
  bool mayBeAbsent(TypeId schema, size_t position) const;
  // Of the attributes before a value the last `#brand` counts, and of those before parentheses.
  std::vector<TypeId> brandsOf(ExprId id);
  TypeId branded(ExprId id, TypeId found, const std::vector<TypeId>& brands);
  // The type of an operand that is inferred already.
  TypeId settledType(ExprId id) const;
  TypeId schemaRecord(const DictExpr& dict, ExprId id, DictInfo& info, TypeId schema);
  bool schemaField(BindingId field, uint32_t index, DictInfo& info, TypeId schema);
  void expectFields(const DictExpr& dict, const DictInfo& info, TypeId expected);

  // extents.cpp
  // A value cannot contain a value of its own type; behind a list or an enum it can.
  void reportEndless(TypeId type, Span span);
  bool containsInline(TypeId whole, TypeId part, std::unordered_set<TypeId>& seen);
  // What a value holds in place: how many values, and how deep they lie in one another.
  struct Extent {
    size_t depth = 1;
    size_t parts = 1;
    bool isOpen = false;
  };
  Extent extent(TypeId type);
  // Reports at the place if it is too much.
  bool requireExtent(const Extent& whole, Span at);

  // type_names.cpp: written types
  TypeId resolveType(TypeNodeId id);
  TypeId resolveNamed(const NamedType& type, Span span);
  TypeId resolveGeneric(std::string_view name, const NamedType& type, Span span);
  TypeId resolveNominal(Nominal& nominal, const NamedType& type, Span span);
  TypeId resolveBuiltin(std::string_view name, const std::vector<TypeId>& arguments);
  // All or none.
  std::optional<std::vector<TypeId>> resolveTypes(const std::vector<TypeNodeId>& ids);
  TypeId unknownType(const NamedType& type, Span span);
  static bool isBuiltinType(std::string_view name);

  // enums.cpp: values of enums
  // The enum and the variant that a path names, if the path is one. Option and
  // Result have no declaration.
  struct VariantName {
    std::string_view enumName;
    Name variant;
    Nominal* nominal = nullptr;
  };
  std::optional<VariantName> variantOfPath(std::span<const Name> path);
  std::optional<VariantName> variantName(ExprId id);
  // Whether a method of the enum has the name, and no variant.
  bool namesMethod(const VariantName& name);
  // `Some`, `None`, `Ok`, `Err` without their enum's name.
  std::optional<VariantName> preludeVariant(Name name);
  TypeId inferVariant(ExprId id, const VariantName& name, std::vector<ExprId> fields, ExprId dict, TypeId expected);
  // The variant's position in the enum, or nothing after reporting.
  std::optional<uint32_t> findVariant(TypeId type, Name variant, DiagCode code, Span at);
  TypeId inferGenericVariant(ExprId id, const VariantName& name, const std::vector<ExprId>& fields, ExprId dict,
                             TypeId expected);
  TypeId makeVariant(ExprId id, TypeId type, Name variant, std::vector<ExprId> fields, ExprId dict);
  TypeId fillVariant(ExprId id, TypeId type, Name variant, std::vector<ExprId> fields, ExprId dict);
  bool demandPayload(ExprId dict, TypeId payload, const std::string& variant);
  bool isEnum(TypeId type, std::string_view name) const;
  bool isInstance(TypeId type, const VariantName& name) const;
  // Learns type arguments from what is given where `pattern` is declared.
  void unify(TypeNodeId pattern, TypeId given, const std::vector<Name>& generics, std::vector<TypeId>& arguments);

  // match.cpp
  TypeId matchedType(const MatchExpr& match, TypeId scrutinee);
  TypeId requireBrand(const MatchExpr& match, ExprId id, TypeId scrutinee);
  bool namesBrand(const Pattern& pattern);
  const std::vector<Name>* namedPath(const Pattern& pattern) const;
  std::optional<ArmPlan> armPlan(const Pattern& pattern, TypeId scrutinee);
  ArmPlan unreachedArm(const Pattern& pattern);
  std::optional<ArmPlan> variantArm(const Pattern& pattern, TypeId scrutinee);
  std::optional<ArmPlan> typeArm(const Pattern& pattern, TypeId scrutinee);
  bool bindPayload(const Pattern& pattern, TypeId scrutinee, ArmPlan& arm);
  void bindField(const Pattern::Binding& binding, TypeId payload, uint32_t field, ArmPlan& arm);
  bool checkExhaustive(const MatchExpr& match, ExprId id, TypeId scrutinee, const std::vector<ArmPlan>& arms);
  TypeId joinArms(const MatchExpr& match, ExprId id, const std::vector<TypeId>& found, TypeId expected);

  // scope.cpp: names
  Scope* newScope(Scope::Kind kind, Scope* parent);
  BindingId newBinding(Binding binding);
  // `at` is where the name stands, for warnings.
  BindingId lookup(NameId name, Span at = Span::none());
  void warnOfHiding(NameId name, BindingId variable, BindingId field, Span at);
  void use(ExprId id, BindingId binding);
  TypeId typeOf(BindingId binding);
  std::vector<std::string_view> visibleNames();

  // fits.cpp: relations between types
  bool fits(TypeId from, TypeId to) const;
  bool recordFits(TypeId from, TypeId to) const;
  bool enumFits(TypeId from, TypeId to) const;
  bool argumentsFit(const std::vector<TypeId>& from, const std::vector<TypeId>& to) const;
  bool closureFits(TypeId from, TypeId to) const;
  // Whether every field of the record fits the dict's value type.
  bool entriesFit(TypeId record, TypeId value) const;
  bool fitsAsItIs(TypeId from, TypeId to) const;
  // The type of both, or none.
  TypeId join(TypeId a, TypeId b);
  // The type of all of them; where they have none in common, Any in a relaxed file.
  TypeId joinAll(const std::vector<TypeId>& all);
  TypeId joinContainers(TypeId a, TypeId b);
  TypeId joinRecords(TypeId a, TypeId b);
  TypeId joinClosures(TypeId a, TypeId b);
  // The type of a record's or dict's values; Any where they have none in common.
  TypeId valueType(TypeId dict);
  bool isDict(TypeId type) const { return kind(type) == ir::TypeKind::Record || kind(type) == ir::TypeKind::Dict; }
  bool isAny(TypeId type) const { return type == types().anyType(); }
  // Int or Float.
  bool isNumeric(TypeId type) const;
  // Int, Float or Number.
  bool isNumber(TypeId type) const { return isNumeric(type) || type == types().numberType(); }
  ir::TypeKind kind(TypeId type) const { return types()[type].kind; }
  std::string describe(TypeId type) const;

  // Infers with a demand, reports a misfit, and notes the conversion where the value's type
  // is another than the demanded one.
  TypeId demand(ExprId id, Demand demand);
  // As `demand`, for a value that is no part of what is being inferred around it.
  TypeId demandApart(ExprId id, Demand demand);
  TypeId meet(ExprId id, TypeId found, Demand demand);
  // The values of which one becomes the expression's, and what all of them are.
  std::vector<TypeId> inferBranches(ExprId id, const std::vector<ExprId>& values, TypeId expected);
  TypeId inferBranch(ExprId id, ExprId value, TypeId expected);
  bool allFit(const std::vector<TypeId>& found, TypeId expected) const;
  TypeId settleBranches(ExprId id, const std::vector<ExprId>& values, const std::vector<TypeId>& found,
                        TypeId expected);
  void misfit(ExprId id, TypeId found, Demand demand);
  // Reports that the value has no type.
  TypeId undetermined(ExprId id, DiagCode code = DiagCode::expression_type_unknown);
  // Something is wrong with a part of a value: at the slot around it, or else there.
  Diagnostic& misfitPart(Span part, std::string message, DiagCode code = DiagCode::static_type_mismatch);

  // expressions.cpp: one overload per node; `expected` may be invalid
  TypeId infer(ExprId id, TypeId expected = {});
  TypeId inferHere(ExprId id, TypeId expected);
  TypeId inferForm(const ErrorExpr&, ExprId, TypeId);
  TypeId inferForm(const IntLiteral&, ExprId, TypeId);
  TypeId inferForm(const FloatLiteral&, ExprId, TypeId);
  TypeId inferForm(const BoolLiteral&, ExprId, TypeId);
  TypeId inferForm(const NullLiteral&, ExprId, TypeId);
  TypeId inferForm(const StringLiteral&, ExprId, TypeId);
  TypeId inferForm(const FString&, ExprId, TypeId);
  TypeId inferForm(const NameExpr&, ExprId, TypeId);
  TypeId inferForm(const TypeExpr&, ExprId, TypeId);
  TypeId inferForm(const WildcardExpr&, ExprId, TypeId);
  TypeId inferForm(const ReferenceExpr&, ExprId, TypeId);
  TypeId inferForm(const AccessExpr&, ExprId, TypeId);
  TypeId inferForm(const CallExpr&, ExprId, TypeId);
  TypeId inferForm(const UnaryExpr&, ExprId, TypeId);
  TypeId inferForm(const BinaryExpr&, ExprId, TypeId);
  TypeId inferForm(const ConditionalExpr&, ExprId, TypeId);
  TypeId inferForm(const ClosureExpr&, ExprId, TypeId);
  TypeId inferForm(const SpreadExpr&, ExprId, TypeId);
  TypeId inferForm(const ListExpr&, ExprId, TypeId);
  TypeId inferForm(const ComprehensionExpr&, ExprId, TypeId);
  TypeId inferForm(const TupleExpr&, ExprId, TypeId);
  TypeId inferForm(const DictExpr&, ExprId, TypeId);
  TypeId inferForm(const VariantExpr&, ExprId, TypeId);
  TypeId inferForm(const MatchExpr&, ExprId, TypeId);
  TypeId inferForm(const WhereExpr&, ExprId, TypeId);
  TypeId typeValue(ExprId id, std::string text);
  std::string typeText(TypeNodeId id) const;
  bool areDecidedByRun(const ListExpr& list, const std::vector<TypeId>& found) const;
  TypeId unlikeItems(ExprId id, const std::vector<TypeId>& found);
  // Reports code at id and makes its type unknown.
  TypeId unknown(DiagCode code, ExprId id, std::string message);
  // Adds what was probably meant.
  static void suggest(Diagnostic& diagnostic, std::string_view wanted, const std::vector<std::string_view>& candidates);

  // operators.cpp
  TypeId inferOperator(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right);
  TypeId inferAdd(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right);
  TypeId inferArithmetic(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right);
  TypeId operandMisfit(const BinaryExpr& binary, ExprId id, TypeId left, TypeId right, std::string_view help);
  void foldConstant(const BinaryExpr& binary, ExprId id);

  // access.cpp
  TypeId inferAccess(const AccessExpr& access, ExprId id, TypeId object);
  TypeId inferMember(ExprId id, TypeId object, std::string_view name);
  TypeId inferPayload(ExprId id, TypeId object, std::string_view member);
  TypeId inferPosition(ExprId id, TypeId object, uint64_t position);
  TypeId inferKey(const AccessExpr& access, ExprId id, TypeId object);
  // Of a record or tuple by a key that is computed.
  TypeId inferComputedKey(const AccessExpr& access, ExprId id, TypeId object, TypeId key);
  TypeId inferOptional(const AccessExpr& access, ExprId id, TypeId object);
  // Whether `?` before the access leads to nothing, as is known statically.
  bool missesCertainly(const AccessExpr& access, TypeId object);
  // An access path with `?` somewhere: what follows applies inside the Option.
  bool isOptionalPath(ExprId id) const;
  bool hasOptionalLink(ExprId id) const;
  TypeId optionOf(TypeId type);
  std::optional<std::string> memberText(const AccessExpr& access) const;

  // found_values.cpp: what `?.` finds, in relaxed files
  TypeId foundType(ExprId id, TypeId type);
  bool isFound(ExprId id) const;
  bool isFound(ExprId id, int& steps) const;
  TypeId inferShown(ExprId id);
  void noteHit(ExprId id, TypeId type);
  bool isFoundOption(ExprId id, TypeId type) const;
  TypeId givenType(ExprId id, TypeId found, TypeId wanted) const;
  TypeId plain(ExprId id, TypeId type);
  void setDemanded(ExprId id, TypeId found, TypeId wanted);

  // references.cpp
  // Whether an access path that begins with a reference names a field or item, which
  // then becomes its use, as it does for the parts of the path.
  enum class Outcome : uint8_t { NoReference, Found, Failed };
  Outcome resolveReference(const AccessExpr& access, ExprId id);
  TypeId inferFirst(const ReferenceExpr& reference, const AccessExpr& access, ExprId id);
  BindingId findFirst(const ReferenceExpr& reference, ExprId literal, const std::string& text);
  BindingId resolveFirst(const ReferenceExpr& reference, const AccessExpr& access, ExprId id);
  TypeId inferCandidates(const ReferenceExpr& reference, const AccessExpr& access, ExprId id);
  std::vector<BindingId> candidates(ExprId literal, bool withInternal);
  const Scope* listItem() const;
  BindingId neighbour(const ReferenceExpr& reference, ExprId id);
  TypeId inferNeighbour(const ReferenceExpr& reference, ExprId id);
  TypeId inferIndex(ExprId id);
  ItemPosition itemPosition(const Scope& item) const;
  BindingId loopIndex(const Scope& loop);
  bool isInElement() const;
  // The literal that a reference begins at, or none after reporting.
  std::optional<ExprId> container(ReferenceExpr::Base base, ExprId id);
  BindingId fieldOf(ExprId literal, std::string_view name, bool withInternal);
  BindingId itemOf(ExprId literal, std::string_view position);
  // The document's value, without what is written around its literal.
  ExprId rootLiteral() const;
  // Where methods, predicates and defaults stand: in the document's dict, if it is one.
  Scope* documentScope() const;

  // dicts.cpp
  // Declares the fields of a literal in the current scope, once for that scope.
  DictInfo& declareDict(ExprId id, bool isWhere);
  void declareField(ExprId dict, const Field& field, uint32_t position, Scope* scope, DictInfo& info);
  // Declares the fields or items of the literal that is a field's value.
  void openField(BindingId binding);
  TypeId fieldType(BindingId binding);
  TypeId inferField(BindingId binding, const FieldState& state);
  void checkFunctionKey(const Field& field);
  bool isUnfinished(TypeId type, ExprId use);
  TypeId fieldDeclaredType(TypeNodeId declared, ExprId value);
  TypeId unfinishedType(BindingId binding, const FieldState& state);
  void reportCycles();
  std::string bindingLabel(BindingId field) const;
  // Indexes into the bindings of those that are part of the value.
  std::vector<uint32_t> valueFields(const DictExpr& dict, const DictInfo& info) const;
  TypeId dictRecord(ExprId id, DictInfo& info);

  // spreads.cpp: spreads and computed keys of dict literals, and merging
  BindingId declareEntered(ExprId dict, const Field& field, uint32_t position, FieldState::Role role, ExprId value);
  // Declares the fields that the spreads of a dict bring. Not before they are asked for,
  // since the sources' types are needed.
  void declareSpreads(Scope* scope);
  // Makes sure that what `name` is in the scope is known; whether it has the name.
  bool prepareName(Scope* scope, NameId name);
  void declareMember(Scope* scope, uint32_t position, uint32_t member, TypeId source);
  void reportDuplicate(const Binding& earlier, const Field& spread, std::string_view name, bool isLater);
  bool hasKnownKeys(BindingId source);
  TypeId inferSource(ExprId spread);
  TypeId inferDictKey(const Field& field);
  // Only the run knows the literal's keys.
  bool isDynamic(const DictExpr& dict, const DictInfo& info);
  TypeId dynamicDict(const DictExpr& dict, DictInfo& info);
  TypeId resolveHint(TypeNodeId hint);
  // The type of `left + right`.
  TypeId mergedType(TypeId left, TypeId right);
  TypeId mergedRecord(TypeId left, TypeId right);
  bool mergeFits(TypeId merged, TypeId schema) const;

  // items.cpp: lists and tuples
  // One scope for each item.
  void enterItems(ExprId literal);
  TypeId inferItem(ExprId literal, uint32_t position, ExprId value, Demand wanted);
  // The items as bindings, for those who refer to them.
  const std::vector<BindingId>& declareItems(ExprId literal);
  std::vector<ExprId> itemValues(ExprId literal) const;

  // closures.cpp
  TypeId closureType(ExprId id, TypeId expected);
  // What `-> T` or, before a shorthand, `T f(…)` declares.
  TypeNodeId declaredResult(const ClosureExpr& closure, ExprId id) const;
  std::vector<TypeId> closureParameters(const ClosureExpr& closure, ExprId id, TypeId expected);
  TypeId closureBody(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult);
  TypeId closureResult(const ClosureExpr& closure, ExprId id, TypeId result, TypeId expectedResult);

  // captures.cpp
  void computeCaptures();
  bool growCaptures(ExprId function);
  bool schemasUseDocument() const;
  void checkArgumentOrder();
  BindingId findNeeded(BindingId from, const std::unordered_set<BindingId>& wanted,
                       std::unordered_set<BindingId>& seen);

  // calls.cpp
  // What can be called without being a value: a builtin or a callable.
  struct Named {
    std::optional<BuiltinId> builtin;
    const callable::Callable* callable = nullptr;
    explicit operator bool() const { return builtin || callable; }
  };
  Named namedFunction(ExprId callee);
  Named calledByName(ExprId callee);
  DiagCode arityCode(ExprId id, std::optional<BuiltinId> builtin);
  std::optional<std::string> missingFunction(ExprId callee);
  TypeId unknownFunction(ExprId callee, const std::string& text);
  // `@d(x)` before a value; nothing where it is an ordinary call.
  std::optional<TypeId> inferDecorator(const CallExpr& call, ExprId id, TypeId expected);
  TypeId callVariant(const CallExpr& call, ExprId id, const VariantName& variant, TypeId expected);
  TypeId inferCall(ExprId id, ExprId callee, std::vector<Operand> operands, TypeId expected);
  TypeId inferPipe(const BinaryExpr& pipe, ExprId id);
  TypeId callMember(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands, TypeId expected);
  TypeId callOn(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands, TypeId receiver,
                TypeId expected);
  bool isCalledField(TypeId receiver, std::string_view member);
  TypeId callTarget(BindingId target, ExprId id, ExprId callee, const std::vector<Operand>& operands);
  TypeId callMethod(ExprId id, TypeId receiver, std::string_view method, const std::vector<Operand>& operands,
                    TypeId expected);
  TypeId callOnNever(ExprId id, const std::vector<Operand>& operands);
  std::string_view carrier(TypeId receiver) const;
  TypeId unknownMember(const std::string& module, std::string_view member, Span span);
  TypeId callLiteral(ExprId id, ExprId function, const std::vector<Operand>& operands);
  TypeId callFunction(ExprId id, ExprId function, TypeId type, const std::vector<Operand>& operands);
  // `function` gives the parameters their names, where it is known.
  TypeId callClosure(ExprId id, ExprId callee, TypeId type, const std::vector<Operand>& operands, ExprId function = {});
  ExprId functionOf(const AccessExpr& access);
  bool isModuleName(ExprId id);
  bool isComputedKey(ExprId id);
  TypeId callCallable(ExprId id, const callable::Callable& callable, const std::vector<Operand>& operands);
  // Matches operands with parameters; the result type, or none after reporting.
  TypeId bindArguments(ExprId id, CallPlan plan, std::vector<TypeId> parameters,
                       const std::vector<std::string_view>& names, const std::vector<Operand>& operands, TypeId result);
  std::optional<size_t> namedPosition(const Operand& operand, const std::vector<std::string_view>& names);
  TypeId callAny(ExprId id, CallPlan plan, const std::vector<Operand>& operands);
  TypeId notCallable(ExprId id, ExprId callee, TypeId type);
  TypeId unknownMethod(ExprId id, TypeId receiver, std::string_view method);
  std::vector<std::string_view> parameterNames(ExprId function) const;
  std::optional<std::vector<Name>> namePath(ExprId id) const;
  std::optional<std::string> dottedName(ExprId id) const;

  // dynamic_calls.cpp
  std::optional<TypeId> callDynamic(ExprId id, std::string_view method, const std::vector<Operand>& operands);
  bool mayBeField(std::string_view member);
  std::vector<CallPlan::Alternative> alternativesFor(std::string_view method, size_t arguments);
  void addDeclaredMethods(std::string_view method, size_t arguments, std::vector<CallPlan::Alternative>& found);
  void addBuiltin(std::string_view carrier, TypeId receiver, std::string_view method, size_t arguments,
                  std::vector<CallPlan::Alternative>& found);
  void addOwnMethod(TypeId receiver, std::string_view method, size_t arguments,
                    std::vector<CallPlan::Alternative>& found);
  // The element type of what a comprehension walks, or none after reporting.
  TypeId iterated(const ComprehensionExpr& loop, ExprId id, TypeId source);

  // optional_calls.cpp
  TypeId callInside(const AccessExpr& access, ExprId id, ExprId callee, std::vector<Operand> operands, TypeId receiver);
  TypeId callNothing(ExprId id, const std::vector<Operand>& operands);
  TypeId callLifted(ExprId id, ExprId callee, TypeId function, const std::vector<Operand>& operands);
  TypeId lift(ExprId id, LiftedCall call);

  // builtin_calls.cpp
  // A call of one overload while it is being typed.
  struct BuiltinCall {
    BuiltinId id;
    BuiltinSignature signature;
    // By type parameter, as far as known.
    std::vector<TypeId> arguments;
    // By parameter: the operand that is for it.
    std::vector<size_t> operands;

    std::optional<size_t> generic(std::string_view head) const;
  };
  BuiltinCall beginCall(BuiltinId overload) const;
  TypeId callBuiltin(ExprId id, BuiltinId builtin, const std::vector<Operand>& operands, TypeId expected);
  static bool takesOption(BuiltinId builtin);
  std::vector<BuiltinCall> placeOperands(ExprId id, BuiltinId builtin, const std::vector<Operand>& operands);
  bool nameOperands(BuiltinCall& call, const std::vector<Operand>& operands);
  size_t fittingOperands(BuiltinCall& call, const std::vector<TypeId>& given);
  bool holdsAny(TypeId type) const;
  bool operandFits(TypeId given, const TypePattern& pattern, TypeId wanted) const;
  void bind(BuiltinCall& call, const TypePattern& pattern, TypeId given);
  TypeId substitute(const BuiltinCall& call, const TypePattern& pattern);
  std::string describePattern(const BuiltinCall& call, const TypePattern& pattern);
  void builtinMisfit(const std::vector<BuiltinCall>& candidates, const std::vector<Operand>& operands,
                     const std::vector<TypeId>& given);
  TypeId finishCall(ExprId id, BuiltinCall& call, const std::vector<Operand>& operands,
                    const std::vector<TypeId>& given, TypeId expected);
  void noteEquality(ExprId id, TypeId element, TypeId wanted);
  TypeId dateType();
  TypeId builtinResult(ExprId id, const BuiltinCall& call, const CallPlan& plan);
  bool bindFunction(BuiltinCall& call, const TypePattern& pattern, ExprId function, TypeId expected);
  bool functionResultFits(ExprId function, TypeId found, TypeId wanted);
  TypeId expectedResult(const BuiltinCall& call, const TypePattern& result, TypeId expected);

  // function_values.cpp: functions as arguments and values
  TypeId functionArgument(ExprId function, std::vector<TypeId> parameters, TypeId expectedResult);
  bool allFit(const std::vector<TypeId>& from, const std::vector<TypeId>& to) const;
  TypeId namedAsFunction(Named named, ExprId id, const std::vector<TypeId>& parameters);
  TypeId builtinAsFunction(BuiltinId builtin, ExprId id, const std::vector<TypeId>& parameters);
  TypeId callableAsFunction(const callable::Callable& callable, ExprId id, const std::vector<TypeId>& parameters);
  Named calledFunction(ExprId callee);
  std::vector<TypeId> widestParameters(BuiltinId builtin);
  TypeId functionValue(Named named, ExprId id, TypeId expected);

  // library_values.cpp: library modules as values
  TypeId libraryValue(ExprId id, const std::string& module);
  std::string libraryOf(std::span<const Name> path);
  bool hasPlainField(ExprId literal, NameId name) const;
  void noteLibraryValues();

  template <typename T>
  static const T* formOf(const Attribute& attribute) {
    const Directive* directive = std::get_if<Directive>(&attribute);
    return directive ? std::get_if<T>(&directive->form) : nullptr;
  }
  ir::TypeTable& types() { return out_.types; }
  const ir::TypeTable& types() const { return out_.types; }
  std::string_view name(NameId id) const { return ast_.name(id); }
  // Of some findings about a body the language reference (file 05, section 6) says that they are
  // about the program from its first directive on.
  bool isOfProgram(DiagCode code, Span span) const {
    bool isListed = code == DiagCode::non_exhaustive_match || code == DiagCode::fn_call_arg_count ||
                    code == DiagCode::unknown_reference_type || code == DiagCode::match_arm_type_mismatch ||
                    code == DiagCode::dynamic_brand_dispatch_match;
    return isListed && bodySpan_.valid() && span == bodySpan_;
  }
  Diagnostic& report(DiagCode code, Span span, std::string message) {
    Diagnostic& diagnostic = sink_.report(code, span, std::move(message));
    if (isOfProgram(code, span)) diagnostic.labels.push_back({programSpan_, "the program"});
    return diagnostic;
  }

  // Whether undetermined types are allowed where the expression stands.
  bool isRelaxed() const { return isErased_ || file_->isRelaxed; }
  static bool isRelaxed(const Document& document);

  const Ast& ast_;
  const callable::Set& callables_;
  Options options_;
  DiagnosticSink& sink_;
  TypedDocument out_;

  std::deque<Scope> scopes_;
  Scope* scope_ = nullptr;
  // By module; the document's is the last.
  std::deque<File> files_;
  // The one that is being checked.
  File* file_ = nullptr;
  // The function whose body is being inferred.
  ExprId function_;
  std::unordered_map<TypeId, Definition> definitions_;
  // Declared while another one is defined, in order.
  std::vector<TypeId> undefined_;
  bool isDefining_ = false;
  Slot* slot_ = nullptr;
  // Paths with `?` that find an Option; that is the value itself.
  std::unordered_set<ExprId> foundOptions_;
  // Branches of different kinds, and what is to be said of them where a type is needed. What
  // they give is left to the run.
  std::unordered_map<ExprId, std::string> undetermined_;
  // The one that is being defined, or none.
  TypeId defined_;
  // Attributes that stand before a value without being part of it.
  std::unordered_map<ExprId, const Attributes*> attributesBefore_;
  // Whether what is demanded is the parameter or result of a function.
  bool isPromise_ = false;
  // The first file that declares a type of this name.
  std::unordered_map<std::string_view, const Document*> declarers_;
  std::unordered_map<TypeId, Nominal*> nominalOf_;
  // By owner and name.
  std::map<std::string, std::map<std::string_view, MethodInfo>> methods_;
  // By owner: methods that a schema would have by default.
  std::map<std::string, std::unordered_set<std::string_view>> notDerived_;
  // The method whose body is being checked, or null.
  const MethodInfo* currentMethod_ = nullptr;
  // Types are being joined: Any is not taken for another type.
  mutable bool isJoining_ = false;
  // Type parameters stand for Any where the expression is.
  bool isErased_ = false;
  // While a generic declaration is defined: what its parameters stand for.
  std::unordered_map<NameId, TypeId> typeParameters_;
  // In an arm of a `match` on a variable: the variant that it is known to be.
  std::unordered_map<BindingId, uint32_t> narrowed_;
  std::unordered_map<BindingId, FieldState> fields_;
  std::unordered_map<ExprId, Scope*> dictScopes_;
  // A list or tuple that has been entered: the scopes of its items, and how many of them
  // have their type.
  struct ItemScopes {
    Scope* parent = nullptr;
    std::vector<Scope*> scopes;
    uint32_t done = 0;
    bool isRunning = false;
  };
  std::unordered_map<ExprId, ItemScopes> itemScopes_;
  // By shorthand function: the type written before its name.
  std::unordered_map<ExprId, TypeNodeId> shorthandResults_;
  // By expression with imports before it: the scope that they made.
  std::unordered_map<ExprId, Scope*> importScopes_;
  // What failed imports bring.
  BindingId failedImport_;
  std::unordered_map<ExprId, TypeId> knownResults_;
  // Other results than the known ones are Any in relaxed files.
  bool widensResults_ = false;
  std::unordered_map<ExprId, TypeId> results_;
  bool usedUnfinished_ = false;
  // Values whose type was asked for while it was being determined, and the first use of what
  // has no type but for that.
  std::unordered_set<ExprId> unfinished_;
  ExprId unfinishedUse_;
  std::unordered_map<ExprId, int64_t> constants_;
  std::unordered_map<TypeId, Extent> extents_;
  bool mayBeEndless_ = false;
  int endlessReports_ = 0;
  // By computed default: its schema.
  std::unordered_map<ExprId, TypeId> wholeSelves_;
  // The dicts of all literals of variants, by the variant's name; once they were looked for.
  std::unordered_map<std::string_view, std::vector<const DictExpr*>> variantLiterals_;
  bool knowsLiterals_ = false;
  // The names under which dicts may have functions, once they were looked for: those of
  // fields, or all of them.
  std::unordered_set<std::string_view> functionFields_;
  bool hasComputedFunctions_ = false;
  // By the name of an import: the library module.
  std::unordered_map<NameId, std::string> libraries_;
  bool knowsFunctionFields_ = false;
  // Operands whose type is already determined while the operation around them is.
  std::unordered_set<ExprId> settled_;
  // Fields that have been warned of.
  std::unordered_set<BindingId> ambiguous_;
  DeepStack stack_;
  // Calls of `infer` inside one another: all, and those outside the innermost field.
  int depth_ = 0;
  int fieldDepth_ = 0;
  // Of a program's body, and of the first directive before it.
  Span bodySpan_ = Span::none();
  Span programSpan_ = Span::none();
  // Under which an unknown type name is reported.
  DiagCode unknownTypeCode_ = DiagCode::unknown_type_name;
  // Where an unknown type is reported; at the type itself if invalid.
  Span unknownTypeSpan_ = Span::none();
  // The spread whose source is about to be inferred; its type must be determined.
  ExprId spreadOfSource_;
};

}
