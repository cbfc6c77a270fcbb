#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/interner.h"
#include "base/source.h"

// The syntax tree of a program, the file it begins with and the modules that are
// imported: what the texts say, nothing resolved.
// Section numbers below refer to the language reference, file 01.
//
// Expressions, types and dicts live in tables and are named by ids, so that
// later phases attach facts to them in tables of their own.
namespace relon::syntax {

using ExprId = Id<struct ExprTag>;
using TypeNodeId = Id<struct TypeNodeTag>;
// A position in Ast::modules.
using ModuleId = Id<struct ModuleTag>;

// A name with its place.
struct Name {
  NameId id;
  Span span;
  bool valid() const { return id.valid(); }
};

// ---------------------------------------------------------------- types

// `Int`, `geo.Point`, `List<Int>`, `"odd name"`. At least one segment.
struct NamedType {
  std::vector<Name> path;
  std::vector<TypeNodeId> arguments;
};

// `(Int, String)`; `()` is the empty tuple, `(T)` a tuple of one.
struct TupleType {
  std::vector<TypeNodeId> elements;
};

struct TypeNode {
  Span span;
  std::variant<NamedType, TupleType> form;
};

// ---------------------------------------------------------------- attributes

struct Argument {
  // Set for `name = value`.
  Name name;
  ExprId value;
};

// `@a.b(args)`, as it is read. Before a value it becomes a call, see `CallExpr`.
struct Decorator {
  Span span;
  std::vector<Name> path;
  std::vector<Argument> arguments;
  bool hasArguments = false;
};

struct Parameter {
  Span span;
  // Invalid where the type is left to inference.
  TypeNodeId type;
  // Invalid for `_`.
  Name name;
};

// `name<T>(a: Int, …) -> R: body` within `with { … }`, with its pragmas.
struct Method {
  Span span;
  Name name;
  std::vector<Name> generics;
  std::vector<Parameter> parameters;
  TypeNodeId result;
  // A ClosureExpr with the parameters, `self` before them if the body mentions it.
  // Invalid for `#native` methods.
  ExprId function;
  bool usesSelf = false;
  bool isNative = false;
  bool isInternal = false;
  // The constraint named by a `#derive C` directly before the method.
  std::vector<Name> derives;
  std::string documentation;
};

struct WithBlock {
  Span span;
  std::vector<Method> methods;
  // Pragmas that stand before no method.
  std::vector<Name> derives;
  std::vector<Name> noAutoDerives;
};

// `#internal`, `#relaxed`, `#unstrict`, `#native`
struct FlagDirective {
  enum class Kind : uint8_t { Internal, Relaxed, Unstrict, Native };
  Kind kind;
};

// `#default e`, `#expect e`, `#msg e`, `#error e`, `#brand e`, `#derive e`, `#no_auto_derive e`
struct OperandDirective {
  enum class Kind : uint8_t { Default, Expect, Msg, Error, Brand, Derive, NoAutoDerive };
  Kind kind;
  ExprId operand;
  // For `#brand T`, when the operand also reads as a type.
  TypeNodeId type;
  // `#brand` in parentheses with its value: another one before those applies to the branded value.
  bool isInner = false;
};

// `#schema Name<T> body with { … }` and `#extend Name with { … }`
struct SchemaDirective {
  bool isExtend = false;
  Name name;
  std::vector<Name> generics;
  // Written with `:` (dict-field sugar, section 4.10).
  bool colon = false;
  // A dict, tuple, `A + {…}`, name, or anything else (diagnosed later).
  ExprId body;
  // Set when the body reads as a type: a tuple schema or an alias.
  TypeNodeId bodyType;
  std::optional<WithBlock> with;
};

struct EnumVariant {
  enum class Form : uint8_t { Unit, Struct, Tuple };
  Span span;
  Name name;
  Form form = Form::Unit;
  // For tuple variants the names are invalid.
  std::vector<Parameter> fields;
  std::string documentation;
};

struct EnumDirective {
  Name name;
  std::vector<Name> generics;
  std::vector<EnumVariant> variants;
};

struct ImportItem {
  Name name;
  // The name it is bound to here; equal to `name` without `as`.
  Name alias;
};

struct ImportDirective {
  enum class Form : uint8_t { Alias, All, Names };
  Form form = Form::Alias;
  // For Form::Alias.
  Name alias;
  // For Form::Names.
  std::vector<ImportItem> items;
  std::string path;
  // Of the whole directive, where what is wrong with it is reported.
  Span span;
  // `sha256:"…"`; the name is invalid without a pin.
  Name pinAlgorithm;
  std::string pinDigest;
  Span pinSpan;
  // Set when modules are loaded: the file that it names. Invalid for modules of
  // the library and for those that could not be loaded.
  ModuleId module;
};

struct MainDirective {
  std::vector<Parameter> parameters;
  TypeNodeId result;
};

struct Directive {
  // From the `#` to the end of the operand.
  Span span;
  std::variant<FlagDirective, OperandDirective, SchemaDirective, EnumDirective, ImportDirective, MainDirective> form;
};

using Attribute = std::variant<Directive, Decorator>;

// The attribute as a directive with an operand, or null.
inline const OperandDirective* operandOf(const Attribute& attribute) {
  const auto* directive = std::get_if<Directive>(&attribute);
  return directive ? std::get_if<OperandDirective>(&directive->form) : nullptr;
}

struct Attributes {
  std::vector<Attribute> list;
  // The comment lines directly before, without comment signs.
  std::string documentation;
  bool empty() const { return list.empty(); }
};

// ---------------------------------------------------------------- expressions

struct IntLiteral {
  // The magnitude; 2^63 appears only directly under unary minus.
  uint64_t magnitude;
};
struct FloatLiteral {
  double value;
};
struct BoolLiteral {
  bool value;
};
struct NullLiteral {};
struct StringLiteral {
  std::string value;
};

// Alternating text and `${…}` pieces; a piece without expression is text.
struct FString {
  struct Piece {
    std::string text;
    ExprId expr;
  };
  std::vector<Piece> pieces;
};

struct NameExpr {
  NameId name;
};

// A type used as a value: `Int`, `List<Int>` (section 4.3).
struct TypeExpr {
  TypeNodeId type;
};

// `*`, the wildcard of schema bodies.
struct WildcardExpr {};

struct ReferenceExpr {
  enum class Base : uint8_t { Root, Sibling, Uncle, This, Prev, Next, Index };
  Base base;
};

// `object.name`, `object.0`, `object[key]`, each also with `?` before.
struct AccessExpr {
  enum class Form : uint8_t { Member, Position, Key };
  ExprId object;
  Form form = Form::Member;
  bool optional = false;
  // Member
  Name name;
  // Position
  uint64_t position = 0;
  // Key
  ExprId key;
};

// A decorator before a value is a call with the value as first argument.
struct CallExpr {
  ExprId callee;
  std::vector<Argument> arguments;
  bool isDecorator = false;
};

struct UnaryExpr {
  enum class Op : uint8_t { Negate, Not };
  Op op;
  ExprId operand;
};

enum class BinaryOp : uint8_t { Add, Sub, Mul, Div, Rem, Lt, Gt, Le, Ge, Eq, Ne, And, Or, Pipe };

// Operator chains are left-deep and may be 10,000 long: walk the left spine
// with a loop (`leftSpine`), never by recursion.
struct BinaryExpr {
  BinaryOp op;
  Span opSpan;
  ExprId left;
  ExprId right;
};

// `c1 ? a : c2 ? b : e`, flattened so that long chains do not nest.
struct ConditionalExpr {
  struct Branch {
    ExprId condition;
    ExprId value;
  };
  std::vector<Branch> branches;
  ExprId otherwise;
};

// `(Int a, b) -> T => body`; also the value of a shorthand field `f(a): body`.
struct ClosureExpr {
  std::vector<Parameter> parameters;
  TypeNodeId result;
  ExprId body;
  bool shorthand = false;
};

struct SpreadExpr {
  TypeNodeId hint;
  ExprId source;
};

struct ListExpr {
  struct Item {
    Attributes attributes;
    ExprId value;
  };
  std::vector<Item> items;
};

struct ComprehensionExpr {
  ExprId element;
  Name variable;
  ExprId source;
  // Invalid without `if`.
  ExprId condition;
};

struct TupleExpr {
  std::vector<ExprId> items;
};

struct Field {
  enum class Form : uint8_t {
    // `key: value`, `Type key: value`, `key(params): value`
    Plain,
    // `...source`; `value` is the SpreadExpr
    Spread,
    // attributes only, as `#schema P {…}` standing alone; moved to DictExpr::attributes
    Attributes,
  };
  Form form = Form::Plain;
  Span span;
  Attributes attributes;
  // The declared type, or none.
  TypeNodeId type;
  // An identifier or string key; invalid for dynamic keys and spreads.
  Name key;
  bool keyIsString = false;
  // `[<hint> key]: value`
  ExprId dynamicKey;
  TypeNodeId dynamicKeyHint;
  ExprId value;
};

struct DictExpr {
  // In source order; Form::Attributes entries are kept for the formatter.
  std::vector<Field> fields;
};

// `Shape.Circle { r: 1.0 }`; the last of at least two path names is the variant.
struct VariantExpr {
  std::vector<Name> path;
  ExprId dict;
};

struct Pattern {
  enum class Form : uint8_t { Wildcard, Type, Positional, Fields };
  Form form = Form::Wildcard;
  Span span;
  // Type
  TypeNodeId type;
  // Positional and Fields: `Shape.Circle`
  std::vector<Name> path;
  struct Binding {
    // Fields: the payload field; invalid for Positional.
    Name field;
    // The bound name; invalid for `_`.
    Name name;
  };
  std::vector<Binding> bindings;
};

struct MatchExpr {
  struct Arm {
    Pattern pattern;
    ExprId value;
  };
  ExprId scrutinee;
  std::vector<Arm> arms;
};

struct WhereExpr {
  ExprId body;
  // A DictExpr.
  ExprId bindings;
};

// Stands where a syntax error was; already reported.
struct ErrorExpr {};

struct Expr {
  Span span;
  // Written in parentheses; the span is that of the inside.
  bool parenthesised = false;
  // Attributes written directly before this atom (section 6.3 c); an index
  // into Ast::attributeSets, or none.
  uint32_t attributeSet = UINT32_MAX;
  std::variant<ErrorExpr, IntLiteral, FloatLiteral, BoolLiteral, NullLiteral, StringLiteral, FString, NameExpr,
               TypeExpr, WildcardExpr, ReferenceExpr, AccessExpr, CallExpr, UnaryExpr, BinaryExpr, ConditionalExpr,
               ClosureExpr, SpreadExpr, ListExpr, ComprehensionExpr, TupleExpr, DictExpr, VariantExpr, MatchExpr,
               WhereExpr>
      form;
};

// ---------------------------------------------------------------- the tree

struct Document {
  FileId file;
  // Leading attributes, then those that stood alone in the root dict (section 5).
  Attributes attributes;
  ExprId root;
  // The expressions of this file: from `firstExpr` up to `endExpr`.
  uint32_t firstExpr = 0;
  uint32_t endExpr = 0;
};

class Ast {
 public:
  explicit Ast(Interner& names) : names_(&names) {}

  ExprId addExpr(Expr expr) {
    exprs_.push_back(std::move(expr));
    return ExprId(exprs_.size() - 1);
  }
  TypeNodeId addType(TypeNode type) {
    types_.push_back(std::move(type));
    return TypeNodeId(types_.size() - 1);
  }
  uint32_t addAttributes(Attributes attributes) {
    attributeSets_.push_back(std::move(attributes));
    return static_cast<uint32_t>(attributeSets_.size() - 1);
  }

  const Expr& expr(ExprId id) const { return exprs_[id.index()]; }
  Expr& expr(ExprId id) { return exprs_[id.index()]; }
  const TypeNode& type(TypeNodeId id) const { return types_[id.index()]; }
  const Attributes* attributes(const Expr& e) const {
    return e.attributeSet == UINT32_MAX ? nullptr : &attributeSets_[e.attributeSet];
  }
  Attributes* attributes(const Expr& e) {
    return e.attributeSet == UINT32_MAX ? nullptr : &attributeSets_[e.attributeSet];
  }
  Span span(ExprId id) const { return exprs_[id.index()].span; }
  std::string_view name(NameId id) const { return names_->text(id); }
  std::string_view name(Name n) const { return names_->text(n.id); }
  Interner& names() const { return *names_; }
  size_t exprCount() const { return exprs_.size(); }
  size_t typeCount() const { return types_.size(); }

  // The operator chain that ends in `id`, from its first operand's parent to
  // `id` itself; `BinaryExpr`s only.
  std::vector<ExprId> leftSpine(ExprId id) const;

  // The file that the program begins with.
  Document document;
  // Its modules, each after those that it imports.
  std::vector<Document> modules;

 private:
  Interner* names_;
  std::deque<Expr> exprs_;
  std::deque<TypeNode> types_;
  std::deque<Attributes> attributeSets_;
};

// The imports of a file, in the order of their effect: those of the document, then
// those written before values. One that stands alone in a nested dict has no effect.
std::vector<ImportDirective*> importsOf(Ast& ast, Document& document);

template <typename T>
const T* as(const Expr& e) {
  return std::get_if<T>(&e.form);
}

}
