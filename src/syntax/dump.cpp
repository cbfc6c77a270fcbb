// The tree as text. Works on a list of what is still to print, not by
// recursion: chains of 10,000 operators or calls are flat in the source.

#include <charconv>

#include "syntax/parser.h"

namespace relon::syntax {
namespace {

constexpr std::string_view kOperators[] = {"+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "|"};
constexpr std::string_view kBases[] = {"root", "sibling", "uncle", "this", "prev", "next", "index"};
constexpr std::string_view kFlags[] = {"internal", "relaxed", "unstrict", "native"};
constexpr std::string_view kOperands[] = {"default", "expect", "msg", "error", "brand", "derive", "no_auto_derive"};

template <size_t N, typename Enum>
std::string nameOf(const std::string_view (&names)[N], Enum value) {
  return std::string(names[static_cast<size_t>(value)]);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// A line to print at a depth, and the expression whose lines it begins.
struct Pending {
  int depth;
  std::string label;
  ExprId expr;
};

class Dumper {
 public:
  explicit Dumper(const Ast& ast) : ast_(ast) {}

  std::string run() {
    line(0, "document");
    for (const Attribute& attribute : ast_.document.attributes.list) add(attribute);
    child("", ast_.document.root);
    flush();
    while (!pending_.empty()) {
      Pending next = std::move(pending_.back());
      pending_.pop_back();
      depth_ = next.depth;
      print(next);
      flush();
    }
    return std::move(out_);
  }

 private:
  void line(int depth, std::string_view text) {
    out_.append(static_cast<size_t>(depth) * 2, ' ').append(text).append("\n");
  }

  void child(std::string label, ExprId expr) { children_.push_back({depth_ + 1, std::move(label), expr}); }
  void remark(std::string text) { child(std::move(text), ExprId()); }

  // Moves the collected children to the front of what is to be printed.
  void flush() {
    while (!children_.empty()) {
      pending_.push_back(std::move(children_.back()));
      children_.pop_back();
    }
  }

  void print(const Pending& next) {
    std::string text = next.label;
    if (next.expr.valid()) {
      const Expr& expr = ast_.expr(next.expr);
      if (!text.empty()) text += " ";
      if (const Attributes* attributes = ast_.attributes(expr))
        for (const Attribute& attribute : attributes->list) add(attribute);
      current_ = next.expr;
      text += std::visit([&](const auto& form) { return show(form); }, expr.form);
    }
    line(next.depth, text);
  }

  // ---- names and types

  std::string name(Name n) const { return n.valid() ? std::string(ast_.name(n)) : "_"; }

  std::string path(const std::vector<Name>& names) const {
    std::string result;
    for (Name n : names) result += (result.empty() ? "" : ".") + name(n);
    return result;
  }

  std::string types(const std::vector<TypeNodeId>& list) const {
    std::string result;
    for (TypeNodeId id : list) result += (result.empty() ? "" : ", ") + type(id);
    return result;
  }

  // Types nest no deeper than the parser allows.
  std::string type(TypeNodeId id) const {
    if (!id.valid()) return "?";
    const auto& form = ast_.type(id).form;
    if (const auto* tuple = std::get_if<TupleType>(&form)) return "(" + types(tuple->elements) + ")";
    const auto& named = std::get<NamedType>(form);
    return path(named.path) + (named.arguments.empty() ? "" : "<" + types(named.arguments) + ">");
  }

  std::string parameters(const std::vector<Parameter>& list) const {
    std::string result;
    for (const Parameter& p : list) {
      if (!result.empty()) result += ", ";
      result += (p.type.valid() ? type(p.type) + " " : "") + name(p.name);
    }
    return "(" + result + ")";
  }

  std::string signature(const std::vector<Parameter>& list, TypeNodeId result) const {
    return parameters(list) + (result.valid() ? " -> " + type(result) : "");
  }

  std::string generics(const std::vector<Name>& names) const { return names.empty() ? "" : "<" + path(names) + ">"; }

  // ---- attributes

  void add(const Attribute& attribute) {
    if (const auto* decorator = std::get_if<Decorator>(&attribute)) {
      remark("@" + path(decorator->path));
      for (const Argument& argument : decorator->arguments) add(argument);
      return;
    }
    std::visit([&](const auto& form) { addDirective(form); }, std::get<Directive>(attribute).form);
  }

  void add(const Argument& argument) {
    child(argument.name.valid() ? "argument " + name(argument.name) + " =" : "argument", argument.value);
  }

  void addDirective(const FlagDirective& d) { remark("#" + nameOf(kFlags, d.kind)); }
  void addDirective(const OperandDirective& d) { child("#" + nameOf(kOperands, d.kind), d.operand); }
  void addDirective(const MainDirective& d) { remark("#main " + signature(d.parameters, d.result)); }

  void addDirective(const SchemaDirective& d) {
    std::string head = (d.isExtend ? "#extend " : "#schema ") + name(d.name) + generics(d.generics);
    child(head + (d.colon ? ":" : ""), d.body);
    if (!d.with) return;
    for (const Method& m : d.with->methods)
      child("method " + name(m.name) + generics(m.generics) + signature(m.parameters, m.result),
            m.function.valid() ? as<ClosureExpr>(ast_.expr(m.function))->body : ExprId());
  }

  void addDirective(const EnumDirective& d) {
    std::string text = "#enum " + name(d.name) + generics(d.generics);
    for (const EnumVariant& v : d.variants)
      text += " " + name(v.name) + (v.form == EnumVariant::Form::Unit ? "" : parameters(v.fields));
    remark(text);
  }

  void addDirective(const ImportDirective& d) {
    std::string what = d.form == ImportDirective::Form::All ? "*" : name(d.alias);
    if (d.form == ImportDirective::Form::Names) {
      what = "{";
      for (const ImportItem& item : d.items) what += " " + name(item.name) + " as " + name(item.alias);
      what += " }";
    }
    remark("#import " + what + " from " + quoted(d.path) + (d.pinAlgorithm.valid() ? " " + name(d.pinAlgorithm) : ""));
  }

  // ---- expressions: each returns its own line and collects its children

  std::string show(const ErrorExpr&) { return "error"; }
  std::string show(const IntLiteral& e) { return std::to_string(e.magnitude); }
  std::string show(const BoolLiteral& e) { return e.value ? "true" : "false"; }
  std::string show(const NullLiteral&) { return "null"; }
  std::string show(const StringLiteral& e) { return quoted(e.value); }
  std::string show(const NameExpr& e) { return "name " + std::string(ast_.name(e.name)); }
  std::string show(const TypeExpr& e) { return "type " + type(e.type); }
  std::string show(const WildcardExpr&) { return "*"; }
  std::string show(const ReferenceExpr& e) { return "&" + nameOf(kBases, e.base); }

  std::string show(const FloatLiteral& e) {
    char buffer[32];
    auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, e.value);
    return "float " + std::string(buffer, end);
  }

  std::string show(const FString& e) {
    for (const FString::Piece& piece : e.pieces) {
      if (piece.expr.valid()) {
        child("", piece.expr);
      } else {
        remark(quoted(piece.text));
      }
    }
    return "f-string";
  }

  std::string show(const AccessExpr& e) {
    child("", e.object);
    std::string mark = e.optional ? "?" : "";
    if (e.form == AccessExpr::Form::Member) return "member " + mark + "." + name(e.name);
    if (e.form == AccessExpr::Form::Position) return "member " + mark + "." + std::to_string(e.position);
    child("key", e.key);
    return "index" + mark;
  }

  std::string show(const CallExpr& e) {
    child("", e.callee);
    for (const Argument& argument : e.arguments) add(argument);
    return "call";
  }

  std::string show(const UnaryExpr& e) {
    child("", e.operand);
    return e.op == UnaryExpr::Op::Negate ? "negate" : "not";
  }

  // The whole chain at one depth: the first operand, then operator and operand.
  std::string show(const BinaryExpr&) {
    std::vector<ExprId> spine = ast_.leftSpine(current_);
    child("", as<BinaryExpr>(ast_.expr(spine.front()))->left);
    for (ExprId id : spine) {
      const auto* binary = as<BinaryExpr>(ast_.expr(id));
      child(nameOf(kOperators, binary->op), binary->right);
    }
    return "chain";
  }

  std::string show(const ConditionalExpr& e) {
    for (const ConditionalExpr::Branch& branch : e.branches) {
      child("if", branch.condition);
      child("then", branch.value);
    }
    child("else", e.otherwise);
    return "conditional";
  }

  std::string show(const ClosureExpr& e) {
    child("", e.body);
    return (e.shorthand ? "function " : "closure ") + signature(e.parameters, e.result);
  }

  std::string show(const SpreadExpr& e) {
    child("", e.source);
    return "spread" + (e.hint.valid() ? " <" + type(e.hint) + ">" : "");
  }

  std::string show(const ListExpr& e) {
    for (const ListExpr::Item& item : e.items) {
      for (const Attribute& attribute : item.attributes.list) add(attribute);
      child("", item.value);
    }
    return "list";
  }

  std::string show(const ComprehensionExpr& e) {
    child("", e.element);
    child("in", e.source);
    if (e.condition.valid()) child("if", e.condition);
    return "comprehension " + name(e.variable);
  }

  std::string show(const TupleExpr& e) {
    for (ExprId item : e.items) child("", item);
    return "tuple";
  }

  std::string show(const DictExpr& e) {
    for (const Field& field : e.fields) {
      for (const Attribute& attribute : field.attributes.list) add(attribute);
      std::string label = field.type.valid() ? type(field.type) + " " : "";
      if (field.dynamicKey.valid()) child("key", field.dynamicKey);
      if (field.form == Field::Form::Spread) child("", field.value);
      if (field.form == Field::Form::Plain)
        child("field " + label + (field.key.valid() ? name(field.key) : "[]") + ":", field.value);
    }
    return "dict";
  }

  std::string show(const VariantExpr& e) {
    child("", e.dict);
    return "variant " + path(e.path);
  }

  std::string show(const MatchExpr& e) {
    child("", e.scrutinee);
    for (const MatchExpr::Arm& arm : e.arms) child("arm " + pattern(arm.pattern) + ":", arm.value);
    return "match";
  }

  std::string pattern(const Pattern& p) const {
    if (p.form == Pattern::Form::Wildcard) return "_";
    if (p.form == Pattern::Form::Type) return type(p.type);
    std::string result = path(p.path) + (p.form == Pattern::Form::Fields ? " {" : " (");
    for (const Pattern::Binding& b : p.bindings)
      result += " " + (b.field.valid() ? name(b.field) + ": " : "") + name(b.name);
    return result + (p.form == Pattern::Form::Fields ? " }" : " )");
  }

  std::string show(const WhereExpr& e) {
    child("", e.body);
    child("where", e.bindings);
    return "where";
  }

  const Ast& ast_;
  std::string out_;
  std::vector<Pending> pending_;
  std::vector<Pending> children_;
  ExprId current_;
  int depth_ = 0;
};

}

std::string dump(const Ast& ast) {
  return Dumper(ast).run();
}

}
