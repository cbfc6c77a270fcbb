#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "check/builtin.h"
#include "ir/type.h"
#include "syntax/ast.h"

// What checking found out about a document: the type of every expression, what
// every name means, and what every call calls. Plain data beside the tree.
namespace relon::check {

using ir::TypeId;
using syntax::ExprId;
using BindingId = Id<struct BindingTag>;

// Something a name can refer to.
struct Binding {
  enum class Kind : uint8_t {
    // A parameter of `#main`.
    MainParameter,
    // A parameter of a function: `closure`, `position`.
    Parameter,
    // The variable of a comprehension, or one that a pattern of `match` binds.
    Local,
    // A field of a dict literal or of a `where` block, or an item of a list or tuple:
    // `dict`, `position`, `value`. Computed keys and the sources of spreads are fields
    // without a name. A field that a spread brings: `source`, `member`.
    Field,
    // An imported library module: `module`.
    Module,
    // An imported member of a library module: `builtin`.
    Builtin,
    // The value of an imported file: `file`. Without one, something that could not
    // be imported, which is reported already.
    Import,
    // A member of that value: `file`, `position` in its record, `name` in a dict. Members
    // that a literal defines are fields instead.
    ImportMember,
  };
  Kind kind = Kind::Field;
  NameId name;
  Span span;
  TypeId type;
  // The innermost function whose body contains the definition; none in the document itself.
  ExprId owner;
  ExprId dict;
  ExprId closure;
  uint32_t position = 0;
  ExprId value;
  // The spread's source, whose record has the field at `member`.
  BindingId source;
  uint32_t member = 0;
  std::string module;
  syntax::ModuleId file;
  BuiltinId builtin{};
  // Field: its value is this function, called without going through a value.
  ExprId function;
};

// What a call, a pipe or a method call does.
struct CallPlan {
  enum class Kind : uint8_t {
    // A function of the program that is known here: `function`.
    Function,
    // The value of `callee`, a closure.
    Closure,
    // A host or library function: `callable`.
    Callable,
    Builtin,
    // A method of a value whose type the run decides: one of `alternatives`.
    Dynamic,
  };
  // What a method is for receivers of `type`: `function`, or else `builtin`.
  struct Alternative {
    TypeId type;
    BuiltinId builtin{};
    ExprId function;
    // Of the builtin.
    TypeId result;
    // For `<=` and `>=`: the method `eq` beside `lt`.
    ExprId equality;
  };
  // In the order of evaluation; `position` is the parameter it is for.
  struct Argument {
    ExprId value;
    uint32_t position = 0;
  };
  Kind kind = Kind::Closure;
  ExprId function;
  ExprId callee;
  std::string callable;
  BuiltinId builtin{};
  std::vector<Argument> arguments;
  std::vector<Alternative> alternatives;
  // Dynamic: the method's name; empty where a comprehension walks the value.
  std::string method;
  // Dynamic: a dict may have a function of this name, which wins over the method.
  bool mayBeField = false;

  // The argument for a position, or none.
  ExprId argument(uint32_t position) const {
    for (const Argument& argument : arguments)
      if (argument.position == position) return argument.value;
    return {};
  }
};

// A call after `?`: it applies inside the Option that `subject`, the receiver or the function,
// is; what it gives there is `result`.
struct LiftedCall {
  ExprId subject;
  TypeId inner;
  TypeId result;
};

// An enum's value that an expression makes.
struct VariantPlan {
  TypeId type;
  uint32_t variant = 0;
  // By position in the payload, for units and tuples; or the dict literal that gives its fields.
  std::vector<ExprId> fields;
  ExprId dict;
};

// What an arm of a `match` stands for, and what it binds.
struct ArmPlan {
  enum class Test : uint8_t {
    // Every value that comes here.
    Always,
    // No value of the scrutinee's static type.
    Never,
    // A variant of the scrutinee's enum.
    Variant,
    // Values of type `type`, where the run decides; the scrutinee becomes Any.
    Type,
  };
  struct Binding {
    BindingId variable;
    // In the payload.
    uint32_t field = 0;
  };
  Test test = Test::Always;
  uint32_t variant = 0;
  TypeId type;
  std::vector<Binding> bindings;
};

// Where an item stands in the list: behind so many single items and all of the spreads'.
struct ItemPosition {
  int64_t items = 0;
  std::vector<ExprId> spreads;
};

struct DictInfo {
  // By field index, then the fields that spreads bring. Invalid for spreads, attributes,
  // and fields that a later one replaces.
  std::vector<BindingId> bindings;
  // By field index: the computed key or the spread's source, evaluated when the dict is
  // entered, before its fields. Otherwise invalid.
  std::vector<BindingId> entered;
  // A `where` block: its fields are variables and no part of a value.
  bool isWhere = false;
  // Fields of the value, by record position: the index of the defining one in `bindings`.
  // In source order where only the run knows the keys.
  std::vector<uint32_t> recordFields;
  // A schema's value: the fields that the schema does not declare, as indexes.
  std::vector<uint32_t> undeclared;
  // A schema's value that a function takes or gives: its predicates are not run.
  bool isPromised = false;
};

// How a declared field of a schema gets its value.
struct SchemaField {
  // Functions of the field's value that must all give something truthy.
  std::vector<ExprId> predicates;
  // What a failed predicate says; empty for the usual words.
  std::string message;
  // The value of the field where it is absent, or none.
  ExprId fallback;
  // `fallback` is a function of the other fields.
  bool isComputed = false;

  bool isPlain() const { return predicates.empty() && !fallback.valid(); }
};

// A schema, by position in its record.
struct SchemaInfo {
  std::vector<SchemaField> fields;
  // The schemas that it is composed of.
  std::vector<TypeId> bases;
};

struct ClosureInfo {
  std::vector<BindingId> parameters;
  TypeId type;
  // The field it is the value of, if it is.
  BindingId field;
  // The function whose body contains it.
  ExprId owner;
  // Variables of enclosing functions or the document that it, or a function it
  // mentions, uses; in order of first use.
  std::vector<BindingId> captures;
  // Functions it mentions by name.
  std::vector<ExprId> mentions;
};

struct TypedDocument {
  const syntax::Ast* ast = nullptr;
  ir::TypeTable types;
  // By expression. The type of the value itself...
  std::vector<TypeId> exprTypes;
  // ...and the type that its place demands, where that is another one.
  std::vector<TypeId> demanded;
  // By expression: what a name, or an access path that begins with a reference, denotes.
  std::vector<BindingId> uses;
  std::vector<Binding> bindings;
  std::unordered_map<ExprId, CallPlan> calls;
  std::unordered_map<ExprId, DictInfo> dicts;
  std::unordered_map<ExprId, ClosureInfo> closures;
  std::unordered_map<ExprId, VariantPlan> variants;
  // By type, schema or enum used as a value: its text form.
  std::unordered_map<ExprId, std::string> typeValues;
  // By name of a library module used as a value: its functions, in the order of the record.
  std::unordered_map<ExprId, std::vector<BuiltinId>> libraries;
  // By comparison or arithmetic on a value with methods: the function that does it.
  std::unordered_map<ExprId, ExprId> operatorMethods;
  // By such an expression on a value whose type the run decides: what it may be for a brand.
  std::unordered_map<ExprId, std::vector<CallPlan::Alternative>> operatorAlternatives;
  // By `<=` and `>=` on a value with `lt`: its method `eq`, if it has one.
  std::unordered_map<ExprId, ExprId> equalityMethods;
  // By `match`: its arms in order.
  std::unordered_map<ExprId, std::vector<ArmPlan>> matches;
  // By member access on an enum, in the arm of a variant: that variant.
  std::unordered_map<ExprId, uint32_t> payloads;
  // By comprehension: its variable, and the position where `&index` asks for it.
  std::unordered_map<ExprId, BindingId> loops;
  std::unordered_map<ExprId, BindingId> loopIndexes;
  // By list or tuple literal whose items are referred to one by one: the items; invalid
  // for spreads.
  std::unordered_map<ExprId, std::vector<BindingId>> items;
  // By `&index` in a list literal.
  std::unordered_map<ExprId, ItemPosition> positions;
  // By access with a computed key after a reference: the fields it may mean.
  std::unordered_map<ExprId, std::vector<BindingId>> candidates;
  // Accesses that apply inside an Option and give one.
  std::unordered_set<ExprId> lifted;
  std::unordered_map<ExprId, LiftedCall> liftedCalls;
  // Options of which the place needs the value: what a path with `?` finds.
  std::unordered_set<ExprId> found;
  // By receiver whose type the run decides, of a method that is one builtin: the call.
  std::unordered_map<ExprId, ExprId> receivers;
  // Options in text, in conditions and in comparisons that stand for what they hold: what a
  // path with `?` finds.
  std::unordered_set<ExprId> hits;
  // By schema record.
  std::unordered_map<TypeId, SchemaInfo> schemas;
  // By expression with `#brand T` before it: T. Several where parentheses separate them, in the
  // order in which they apply.
  std::unordered_map<ExprId, std::vector<TypeId>> brands;
  // Demands of function parameters and results, which are not validated.
  std::unordered_set<ExprId> promised;
  // By `@value(x)`: x.
  std::unordered_map<ExprId, ExprId> replacements;
  std::vector<BindingId> mainParameters;
  // By module: the binding of its value, of kind Import.
  std::vector<BindingId> modules;
  bool isMain = false;
  TypeId resultType;

  // Whether the expression is a dict literal whose value has just its fields, as
  // they are written: no schema is applied to it.
  bool isLiteral(ExprId id) const {
    bool isPlain = !type(id).valid() || (types[type(id)].kind == ir::TypeKind::Record && types[type(id)].brand.empty());
    return syntax::as<syntax::DictExpr>(ast->expr(id)) && isPlain && !demanded[id.index()].valid();
  }
  TypeId type(ExprId id) const { return exprTypes[id.index()]; }
  const Binding& binding(BindingId id) const { return bindings[id.index()]; }
  BindingId use(ExprId id) const { return uses[id.index()]; }
};

}
