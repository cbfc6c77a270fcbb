#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "ir/builder.h"
#include "ir/names.h"
#include "ir/quote.h"
#include "ir/rules.h"
#include "ir/text_reader.h"

// Two passes over the tokens: the first declares records, callables and the
// heads of functions, skipping bodies; the second reads the bodies, which may
// refer to functions that stand further down.
namespace relon::ir {

namespace {

constexpr int kRegionDepthLimit = 1000;

const std::unordered_map<std::string_view, Opcode>& opcodes() {
  static const std::unordered_map<std::string_view, Opcode> table = [] {
    std::unordered_map<std::string_view, Opcode> result;
    for (size_t i = 0; i < kOpcodeCount; ++i) result.emplace(info(Opcode(i)).text, Opcode(i));
    return result;
  }();
  return table;
}

// The names in scope while a body is read.
class Scope {
 public:
  std::optional<ValueId> find(const std::string& name) const {
    auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  bool define(const std::string& name, ValueId value) {
    order_.push_back(name);
    bool isNew = values_.emplace(name, value).second;
    if (!isNew) order_.pop_back();
    return isNew;
  }
  size_t mark() const { return order_.size(); }
  void leave(size_t mark) {
    for (; order_.size() > mark; order_.pop_back()) values_.erase(order_.back());
  }

 private:
  std::unordered_map<std::string, ValueId> values_;
  std::vector<std::string> order_;
};

std::optional<Span> spanOf(const std::string& place) {
  uint32_t numbers[3];
  const char* at = place.data();
  const char* end = at + place.size();
  for (int i = 0; i < 3; ++i) {
    auto [next, code] = std::from_chars(at, end, numbers[i]);
    if (code != std::errc()) return std::nullopt;
    constexpr std::string_view kSeparators = ":-";
    at = next;
    if (i < 2 && (at == end || *at++ != kSeparators[static_cast<size_t>(i)])) return std::nullopt;
  }
  if (at != end || numbers[0] == FileId::kNone || numbers[1] > numbers[2]) return std::nullopt;
  return Span{FileId(numbers[0]), numbers[1], numbers[2]};
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : reader_(std::move(tokens)) {}

  std::variant<Module, IrError> run() {
    declareNominalTypes();
    heads();
    for (size_t i = 0; i < bodies_.size() && !reader_.failed(); ++i) body(FunctionId(i), bodies_[i]);
    if (!reader_.failed() && module_.entry) module_.entry->function = function(entryName_);
    requireDefinitions();
    if (reader_.failed()) return reader_.error();
    return std::move(module_);
  }

 private:
  bool fail(std::string message) { return reader_.fail(std::move(message)); }

  // Records and enums get their ids in the order of the text, whoever names them first.
  void declareNominalTypes() {
    int depth = 0;
    for (; !reader_.atEnd(); reader_.moveTo(reader_.position() + 1)) {
      if (reader_.atMark("{")) ++depth;
      if (reader_.atMark("}")) --depth;
      bool isName = reader_.peek().kind == TokenKind::Word || reader_.peek().kind == TokenKind::Text;
      bool isNamed = depth == 0 && isName && reader_.position() > 0 && !reader_.peek().text.empty();
      if (isNamed && reader_.previous().is(TokenKind::Word, "record"))
        module_.types.declare(TypeKind::Record, reader_.peek().text);
      if (isNamed && reader_.previous().is(TokenKind::Word, "enum"))
        module_.types.declare(TypeKind::Enum, reader_.peek().text);
    }
    reader_.moveTo(0);
  }

  void requireDefinitions() {
    for (size_t i = 0; i < module_.types.size() && !reader_.failed(); ++i) {
      const Type& type = module_.types.get(TypeId(i));
      if (!module_.types.isBuiltin(TypeId(i)) && !defined_.contains(static_cast<uint32_t>(i)))
        fail("no such type: `" + type.brand + '`');
    }
  }

  // Pass 1.
  void heads() {
    if (reader_.takeWord("module")) module_.name = reader_.expect(TokenKind::Text, "the module's name");
    while (!reader_.failed() && !reader_.atEnd()) {
      if (reader_.takeWord("record"))
        record();
      else if (reader_.takeWord("enum"))
        enumeration();
      else if (reader_.takeWord("callable"))
        callable();
      else if (reader_.takeWord("func"))
        head();
      else if (!module_.entry && reader_.takeWord("entry"))
        entry();
      else
        fail("expected `record`, `enum`, `callable`, `func` or `entry`, found `" + reader_.peek().text + '`');
    }
  }

  // The name of a type that is being defined, or none after failing.
  std::optional<TypeId> nominalType(TypeKind kind) {
    TypeId id = readType(reader_, module_.types);
    if (reader_.failed()) return std::nullopt;
    bool isNew = !module_.types.isBuiltin(id) && module_.types.get(id).kind == kind;
    if (!isNew) fail("expected the name of a new type");
    if (isNew && !defined_.insert(id.index()).second) fail("a type of that name exists");
    if (!reader_.expectMark("{")) return std::nullopt;
    return id;
  }

  // Variants with their payloads: `Circle {r: Float}, Point, Pair (Int, Int)`.
  void enumeration() {
    std::optional<TypeId> id = nominalType(TypeKind::Enum);
    std::vector<std::string> names;
    std::vector<TypeId> payloads;
    while (id && !reader_.failed() && !reader_.takeMark("}")) {
      names.push_back(reader_.expectName("a variant's name"));
      bool hasPayload = reader_.atMark("{") || reader_.atMark("(");
      payloads.push_back(hasPayload ? readType(reader_, module_.types) : module_.types.noneType());
      if (!reader_.takeMark(",") && !reader_.atMark("}")) reader_.expectMark("}");
    }
    if (!reader_.failed()) module_.types.defineEnum(*id, std::move(names), std::move(payloads));
  }

  VariantRef variant() {
    TypeId type = readType(reader_, module_.types);
    std::string name = reader_.expectName("a variant");
    int index = module_.types.get(type).kind == TypeKind::Enum ? module_.types.fieldIndex(type, name) : -1;
    if (index < 0) fail("no such variant: `" + name + '`');
    return {type, static_cast<uint32_t>(std::max(index, 0))};
  }

  void record() {
    std::optional<TypeId> id = nominalType(TypeKind::Record);
    if (!id) return;
    NamedTypes fields = readFields(reader_, module_.types, "}");
    bool isOpen = reader_.takeWord("open");
    if (!reader_.failed()) module_.types.defineRecord(*id, std::move(fields.names), std::move(fields.types), isOpen);
  }

  void callable() {
    CallableRef callable;
    callable.name = reader_.expect(TokenKind::Text, "the callable's name");
    callable.symbol = reader_.expect(TokenKind::Symbol, "the callable's symbol");
    reader_.expectMark("(");
    while (!reader_.failed() && !reader_.takeMark(")")) {
      callable.parameters.push_back(readType(reader_, module_.types));
      if (!reader_.takeMark(",") && !reader_.atMark(")")) reader_.expectMark(")");
    }
    reader_.expectMark("->");
    callable.result = readType(reader_, module_.types);
    while (!reader_.failed() && callableFlag(callable)) continue;
    CallableId id(module_.callables.size());
    if (!callables_.emplace(callable.name, id).second) fail("a callable of that name exists");
    module_.callables.push_back(std::move(callable));
  }

  // One of `pure`, `gate reads_clock`, `flag 7`; false where none follows.
  bool callableFlag(CallableRef& callable) {
    if (reader_.takeWord("gate")) return setBit(callable.gate, gate(), 64);
    if (reader_.takeWord("flag")) return setBit(callable.flags, reader_.expectInteger<uint32_t>("a bit"), 32);
    if (reader_.peek().kind != TokenKind::Word) return false;
    std::optional<uint32_t> bit = flagBit(reader_.peek().text);
    if (bit) reader_.expect(TokenKind::Word, "a flag");
    return bit && setBit(callable.flags, *bit, 32);
  }

  template <typename Mask>
  bool setBit(Mask& mask, uint32_t bit, uint32_t size) {
    if (bit >= size) return fail("no such bit");
    mask |= Mask(1) << bit;
    return true;
  }

  uint32_t gate() {
    if (reader_.peek().kind == TokenKind::Number) return reader_.expectInteger<uint32_t>("a capability");
    std::string name = reader_.expect(TokenKind::Word, "a capability");
    std::optional<uint32_t> bit = gateBit(name);
    if (!bit) fail("no such capability: `" + name + '`');
    return bit.value_or(0);
  }

  std::vector<Value> parameters(std::string_view close) {
    std::vector<Value> values;
    while (!reader_.failed() && !reader_.takeMark(close)) {
      std::string name = reader_.expect(TokenKind::Value, "a parameter");
      reader_.expectMark(":");
      values.push_back({readType(reader_, module_.types), std::move(name)});
      if (!reader_.takeMark(",") && !reader_.atMark(close)) reader_.expectMark(close);
    }
    return values;
  }

  void head() {
    std::string name = reader_.expect(TokenKind::Symbol, "the function's name");
    std::vector<Value> values;
    if (reader_.takeMark("[")) values = parameters("]");
    auto captures = static_cast<uint32_t>(values.size());
    reader_.expectMark("(");
    for (Value& value : parameters(")")) values.push_back(std::move(value));
    reader_.expectMark("->");
    TypeId result = readType(reader_, module_.types);
    Span place = span();
    reader_.expectMark("{");
    bodies_.push_back(reader_.position());
    skipBody();
    if (!functions_.emplace(name, FunctionId(module_.functions.size())).second) fail("a function of that name exists");
    Builder::newFunction(module_, std::move(name), std::move(values), captures, result, place);
  }

  void skipBody() {
    for (int open = 1; open > 0 && !reader_.failed();) {
      if (reader_.atMark("{")) ++open;
      if (reader_.atMark("}")) --open;
      if (reader_.atEnd()) fail("the function's body is not closed");
      reader_.moveTo(reader_.position() + 1);
    }
  }

  void entry() {
    Entry entry;
    entryName_ = reader_.expect(TokenKind::Symbol, "the entry's function");
    entry.isMain = reader_.takeMark("(");
    while (entry.isMain && !reader_.failed() && !reader_.takeMark(")")) {
      entry.parameterNames.push_back(reader_.expectName("a parameter's name"));
      if (!reader_.takeMark(",") && !reader_.atMark(")")) reader_.expectMark(")");
    }
    module_.entry = std::move(entry);
  }

  FunctionId function(const std::string& name) {
    auto found = functions_.find(name);
    if (found != functions_.end()) return found->second;
    fail("no such function: `" + name + '`');
    return FunctionId(0);
  }

  Span span() {
    if (reader_.peek().kind != TokenKind::Place) return Span::none();
    std::optional<Span> place = spanOf(reader_.expect(TokenKind::Place, "a place"));
    if (!place) fail("expected a place in the form `@file:begin-end`");
    return place.value_or(Span::none());
  }

  // Pass 2.
  void body(FunctionId id, size_t position) {
    reader_.moveTo(position);
    Builder builder(module_, id);
    builder_ = &builder;
    scope_ = Scope();
    for (ValueId parameter : builder.function().parameters) define(parameter, nameOf(parameter));
    ops(0);
    builder_ = nullptr;
  }

  std::string nameOf(ValueId value) { return builder_->function().values[value.index()].name; }

  void define(ValueId value, const std::string& name) {
    if (!scope_.define(name, value)) fail("`%" + name + "` is already defined");
    builder_->function().values[value.index()].name = isWord(name) ? name : std::string();
  }

  // Up to and with the closing brace.
  void ops(int depth) {
    if (depth > kRegionDepthLimit) fail("regions are nested too deeply");
    while (!reader_.failed() && !reader_.takeMark("}")) op(depth);
  }

  void op(int depth) {
    std::vector<std::string> results;
    while (reader_.peek().kind == TokenKind::Value) {
      results.push_back(reader_.expect(TokenKind::Value, "a result"));
      if (!reader_.takeMark(",")) break;
    }
    if (!results.empty()) reader_.expectMark("=");
    uint32_t line = reader_.peek().line;
    std::string name = reader_.expect(TokenKind::Word, "an operation");
    auto code = opcodes().find(name);
    if (code == opcodes().end()) return void(fail("no such operation: `" + name + '`'));
    Op op{code->second, reader_.takeMark("!"), {}, {}, {}, {}, {}};
    op.attribute = attribute(op.code);
    op.operands = operands(line);
    op.span = span();
    op.regions = regions(depth);
    finish(std::move(op), results, line);
  }

  std::vector<ValueId> operands(uint32_t line) {
    std::vector<ValueId> values;
    while (reader_.peek().kind == TokenKind::Value && reader_.peek().line == line) {
      std::string name = reader_.expect(TokenKind::Value, "an operand");
      std::optional<ValueId> value = scope_.find(name);
      if (!value) fail("`%" + name + "` is not defined here");
      values.push_back(value.value_or(ValueId(0)));
      if (!reader_.takeMark(",")) break;
    }
    return values;
  }

  std::vector<RegionId> regions(int depth) {
    std::vector<RegionId> ids;
    while (!reader_.failed() && (reader_.atMark("{") || reader_.atMark("(") || reader_.atWord("else"))) {
      if (reader_.takeWord("else") && ids.empty()) fail("`else` without a region before it");
      size_t mark = scope_.mark();
      std::vector<Value> values;
      if (reader_.takeMark("(")) values = parameters(")");
      reader_.expectMark("{");
      ids.push_back(builder_->beginRegion(values));
      for (size_t i = 0; i < values.size(); ++i) define(builder_->regionParameter(ids.back(), i), values[i].name);
      ops(depth + 1);
      builder_->endRegion();
      scope_.leave(mark);
    }
    return ids;
  }

  void finish(Op op, const std::vector<std::string>& results, uint32_t line) {
    if (reader_.failed()) return;
    auto failHere = [&](const std::string& why) {
      fail(std::string("`") + info(op.code).text + "` in line " + std::to_string(line) + ": " + why);
    };
    if (std::optional<std::string> problem = checkOp(module_, builder_->function(), op)) return failHere(*problem);
    bool isProved = op.proved;
    const std::vector<ValueId>& ids = builder_->emit(op.code, op.operands, op.attribute, op.span, op.regions);
    if (ids.size() != results.size()) return failHere("it has " + std::to_string(ids.size()) + " results");
    for (size_t i = 0; i < results.size(); ++i) define(ids[i], results[i]);
    builder_->function().ops.back().proved = isProved;
  }

  Attribute attribute(Opcode code) {
    switch (info(code).attribute) {
      case AttributeKind::kNone:
        return {};
      case AttributeKind::kInt:
        return reader_.expectInteger<int64_t>("an Int");
      case AttributeKind::kFloat:
        return number();
      case AttributeKind::kBool:
        return boolean();
      case AttributeKind::kText:
        return reader_.expect(TokenKind::Text, "a string");
      case AttributeKind::kType:
        return readType(reader_, module_.types);
      case AttributeKind::kIndex:
        return code == Opcode::CheckCapability ? gate() : reader_.expectInteger<uint32_t>("a position");
      case AttributeKind::kVariant:
        return variant();
      case AttributeKind::kFunction:
        return function(reader_.expect(TokenKind::Symbol, "a function"));
      case AttributeKind::kCallee:
        return callee();
      case AttributeKind::kFailure:
        return failure();
      case AttributeKind::kSource:
        return source();
    }
    return {};
  }

  double number() {
    if (reader_.takeWord("nan")) return std::numeric_limits<double>::quiet_NaN();
    if (reader_.takeWord("inf")) return std::numeric_limits<double>::infinity();
    std::string text = reader_.expect(TokenKind::Number, "a Float");
    double value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) fail("expected a Float, found `" + text + '`');
    return value;
  }

  bool boolean() {
    if (reader_.takeWord("true")) return true;
    if (!reader_.takeWord("false")) fail("expected `true` or `false`");
    return false;
  }

  Callee callee() {
    if (reader_.peek().kind == TokenKind::Symbol) return function(reader_.expect(TokenKind::Symbol, "a function"));
    std::string name = reader_.expect(TokenKind::Text, "what to call");
    auto found = callables_.find(name);
    if (found != callables_.end()) return found->second;
    fail("no such callable: `" + name + '`');
    return CallableId(0);
  }

  Failure failure() {
    Failure failure{0, {}};
    if (reader_.peek().kind == TokenKind::Number) {
      failure.kind = reader_.expectInteger<int32_t>("an error kind");
    } else {
      std::string name = reader_.expect(TokenKind::Word, "an error kind");
      std::optional<int32_t> kind = errorKind(name);
      if (!kind) fail("no such error kind: `" + name + '`');
      failure.kind = kind.value_or(0);
    }
    failure.message = reader_.expect(TokenKind::Text, "a message");
    return failure;
  }

  EachSource source() {
    EachSource source;
    if (reader_.takeWord("list"))
      source.kind = EachSource::Kind::List;
    else if (!reader_.takeWord("range"))
      fail("expected `range` or `list`");
    source.stops = reader_.takeWord("stops");
    return source;
  }

  TokenReader reader_;
  Module module_;
  Builder* builder_ = nullptr;
  Scope scope_;
  std::unordered_set<uint32_t> defined_;
  std::unordered_map<std::string, CallableId> callables_;
  std::unordered_map<std::string, FunctionId> functions_;
  std::vector<size_t> bodies_;
  std::string entryName_;
};

}

std::variant<Module, IrError> parseModule(std::string_view text) {
  auto tokens = lexText(text);
  if (auto* error = std::get_if<IrError>(&tokens)) return *error;
  return Parser(std::move(std::get<std::vector<Token>>(tokens))).run();
}

}
