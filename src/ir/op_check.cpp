#include <string_view>

#include "ir/rules.h"

namespace relon::ir {

namespace {

using Problem = std::optional<std::string>;

constexpr int kDepthLimit = 64;

bool fitsWithin(const TypeTable& types, TypeId from, TypeId to, int depth) {
  if (from == to) return true;
  const Type& a = types.get(from);
  const Type& b = types.get(to);
  if (depth > kDepthLimit || a.kind != b.kind || a.arguments.size() != b.arguments.size()) return false;
  if (!a.brand.empty() || !b.brand.empty() || a.fieldNames != b.fieldNames) return false;
  bool isList = a.kind == TypeKind::List || a.kind == TypeKind::Dict;
  if (!isList && a.kind != TypeKind::Tuple && a.kind != TypeKind::Record) return false;
  for (size_t i = 0; i < a.arguments.size(); ++i) {
    bool isEmptyList = isList && a.arguments[i] == types.neverType();
    if (!isEmptyList && !fitsWithin(types, a.arguments[i], b.arguments[i], depth + 1)) return false;
  }
  return true;
}

// Whether a type is one that the operand code of ops.def stands for.
bool matchesCode(char code, TypeKind kind) {
  switch (code) {
    case 'i':
      return kind == TypeKind::Int;
    case 'f':
      return kind == TypeKind::Float;
    case 'b':
      return kind == TypeKind::Bool;
    case 's':
      return kind == TypeKind::String;
    case 'l':
      return kind == TypeKind::List;
    case 'r':
      return kind == TypeKind::Tuple || kind == TypeKind::Record;
    case 'n':
      return kind == TypeKind::Enum;
    case 'd':
      return kind == TypeKind::Dict;
    case 'c':
      return kind == TypeKind::Closure;
    case 'e':
      return kind == TypeKind::Cell;
    case 'u':
      return kind == TypeKind::Builder;
    default:
      return true;
  }
}

class OpCheck {
 public:
  OpCheck(const Module& module, const Function& function, const Op& op)
      : module_(module), types_(module.types), function_(function), op_(op) {}

  Problem run() const {
    if (Problem problem = operandCodes()) return problem;
    if (!attributeFits()) return "wrong attribute";
    if (!regionCountFits()) return "wrong number of regions";
    return specific();
  }

 private:
  TypeId operandType(size_t i) const { return function_.type(op_.operands[i]); }
  const Type& operand(size_t i) const { return types_.get(operandType(i)); }

  Problem operandCodes() const {
    std::string_view codes = info(op_.code).operands;
    bool repeats = codes.ends_with('*');
    if (repeats) codes.remove_suffix(1);
    size_t least = repeats ? codes.size() - 1 : codes.size();
    if (op_.operands.size() < least || (!repeats && op_.operands.size() > least)) {
      return "expected " + std::to_string(least) + " operands, found " + std::to_string(op_.operands.size());
    }
    for (size_t i = 0; i < op_.operands.size(); ++i) {
      char code = codes[std::min(i, codes.size() - 1)];
      if (!matchesCode(code, operand(i).kind)) return mismatch(i, std::string("an operand of code `") + code + '`');
    }
    return {};
  }

  std::string mismatch(size_t i, const std::string& expected) const {
    return "operand " + std::to_string(i + 1) + ": expected " + expected + ", found `" + types_.text(operandType(i)) +
           '`';
  }

  bool attributeFits() const {
    const Attribute& attribute = op_.attribute;
    switch (info(op_.code).attribute) {
      case AttributeKind::kNone:
        return std::holds_alternative<std::monostate>(attribute);
      case AttributeKind::kInt:
        return std::holds_alternative<int64_t>(attribute);
      case AttributeKind::kFloat:
        return std::holds_alternative<double>(attribute);
      case AttributeKind::kBool:
        return std::holds_alternative<bool>(attribute);
      case AttributeKind::kText:
        return std::holds_alternative<std::string>(attribute);
      case AttributeKind::kType:
        return std::holds_alternative<TypeId>(attribute) && std::get<TypeId>(attribute).index() < types_.size();
      case AttributeKind::kIndex:
        return std::holds_alternative<uint32_t>(attribute);
      case AttributeKind::kVariant:
        return std::holds_alternative<VariantRef>(attribute) && exists(std::get<VariantRef>(attribute));
      case AttributeKind::kFunction:
        return std::holds_alternative<FunctionId>(attribute) && exists(std::get<FunctionId>(attribute));
      case AttributeKind::kCallee:
        return std::holds_alternative<Callee>(attribute) &&
               std::visit([&](auto id) { return exists(id); }, std::get<Callee>(attribute));
      case AttributeKind::kFailure:
        return std::holds_alternative<Failure>(attribute);
      case AttributeKind::kSource:
        return std::holds_alternative<EachSource>(attribute);
    }
    return false;
  }

  bool exists(FunctionId id) const { return id.index() < module_.functions.size(); }
  bool exists(VariantRef variant) const {
    if (variant.type.index() >= types_.size()) return false;
    const Type& type = types_.get(variant.type);
    return type.kind == TypeKind::Enum && variant.index < type.arguments.size();
  }
  bool exists(CallableId id) const { return id.index() < module_.callables.size(); }

  bool regionCountFits() const {
    if (op_.code == Opcode::Switch) return !op_.regions.empty();
    if (op_.code == Opcode::If || op_.code == Opcode::Attempt) return op_.regions.size() == 2;
    return op_.regions.size() == (op_.code == Opcode::Each ? 1 : 0);
  }

  // The operands from `first` on stand for exactly these types.
  Problem operandsFit(size_t first, std::span<const TypeId> expected) const {
    if (op_.operands.size() - first != expected.size()) {
      return "expected " + std::to_string(first + expected.size()) + " operands, found " +
             std::to_string(op_.operands.size());
    }
    for (size_t i = 0; i < expected.size(); ++i) {
      if (fits(types_, operandType(first + i), expected[i])) continue;
      return mismatch(first + i, '`' + types_.text(expected[i]) + '`');
    }
    return {};
  }

  Problem attributeIs(TypeKind kind) const {
    if (types_.get(std::get<TypeId>(op_.attribute)).kind == kind) return {};
    return "the attribute is of the wrong kind of type";
  }

  Problem specific() const {
    switch (op_.code) {
      case Opcode::StructMake:
        return structMake();
      case Opcode::StructGet:
        return std::get<uint32_t>(op_.attribute) < operand(0).arguments.size() ? Problem() : "no such field";
      case Opcode::StructExtend:
      case Opcode::StructUndeclared:
        return openRecord();
      case Opcode::VariantMake:
        return variantMake();
      case Opcode::VariantGet:
        return std::get<uint32_t>(op_.attribute) < operand(0).arguments.size() ? Problem() : "no such variant";
      case Opcode::OptionSettle:
        return types_.isOption(function_.type(op_.operands[0])) ? Problem() : mismatch(0, "an Option");
      case Opcode::DictMake:
        return dictMake();
      case Opcode::ListMake:
        return listMake();
      case Opcode::BuilderNew:
        return attributeIs(TypeKind::Builder);
      case Opcode::BuilderPush:
        return operandsFit(1, operand(0).arguments);
      case Opcode::CellNew:
        return attributeIs(TypeKind::Cell);
      case Opcode::CellDefine:
        return cellDefine();
      case Opcode::ClosureMake:
        return closureMake();
      case Opcode::Call:
        return call();
      case Opcode::CallClosure:
        return operandsFit(1, operand(0).closureParameters());
      case Opcode::Each:
        return each();
      case Opcode::If:
      case Opcode::Switch:
      case Opcode::Attempt:
        return regionsWithoutParameters();
      case Opcode::CheckCapability:
        return std::get<uint32_t>(op_.attribute) < 64 ? Problem() : "no such capability bit";
      default:
        return {};
    }
  }

  Problem structMake() const {
    const Type& type = types_.get(std::get<TypeId>(op_.attribute));
    if (type.kind != TypeKind::Tuple && type.kind != TypeKind::Record) return "expected a tuple or record type";
    return operandsFit(0, type.arguments);
  }

  Problem openRecord() const {
    if (!operand(0).open) return mismatch(0, "an open record");
    if (op_.code == Opcode::StructUndeclared) return {};
    if (operand(1).element() == types_.anyType()) return {};
    return mismatch(1, "`Dict<Any>`");
  }

  // A payload's fields, and behind them what an open one has undeclared; a unit variant has none.
  Problem variantMake() const {
    const VariantRef& variant = std::get<VariantRef>(op_.attribute);
    const Type& payload = types_.get(types_.get(variant.type).arguments[variant.index]);
    std::vector<TypeId> expected = payload.arguments;
    if (payload.open) expected.push_back(types_.get(types_.anyObject()).arguments[0]);  // Dict<Any>
    return operandsFit(0, expected);
  }

  Problem dictMake() const {
    if (Problem problem = attributeIs(TypeKind::Dict)) return problem;
    TypeId value = types_.get(std::get<TypeId>(op_.attribute)).element();
    if (!fits(types_, operand(0).element(), types_.stringType())) return mismatch(0, "`List<String>`");
    if (!fits(types_, operand(1).element(), value)) return mismatch(1, "a list of the dict's values");
    return {};
  }

  Problem listMake() const {
    if (Problem problem = attributeIs(TypeKind::List)) return problem;
    std::vector<TypeId> expected(op_.operands.size(), types_.get(std::get<TypeId>(op_.attribute)).element());
    return operandsFit(0, expected);
  }

  Problem cellDefine() const {
    const Type& closure = operand(1);
    if (closure.arguments.size() != 1) return "a cell is computed by a closure without parameters";
    if (fits(types_, closure.closureResult(), operand(0).element())) return {};
    return "the closure's result is not the cell's value";
  }

  Problem closureMake() const {
    const Function& target = module_.function(std::get<FunctionId>(op_.attribute));
    return operandsFit(0, parameterTypes(target, target.captures));
  }

  Problem call() const {
    const Callee& callee = std::get<Callee>(op_.attribute);
    if (auto* id = std::get_if<FunctionId>(&callee)) {
      const Function& target = module_.function(*id);
      return operandsFit(0, parameterTypes(target, target.parameters.size()));
    }
    return operandsFit(0, module_.callables[std::get<CallableId>(callee).index()].parameters);
  }

  static std::vector<TypeId> parameterTypes(const Function& target, size_t count) {
    std::vector<TypeId> types;
    for (size_t i = 0; i < count; ++i) types.push_back(target.type(target.parameters[i]));
    return types;
  }

  Problem each() const {
    bool isRange = std::get<EachSource>(op_.attribute).kind == EachSource::Kind::Range;
    size_t sources = isRange ? 2 : 1;
    if (op_.operands.size() < sources) return "too few operands";
    TypeKind wanted = isRange ? TypeKind::Int : TypeKind::List;
    for (size_t i = 0; i < sources; ++i) {
      if (operand(i).kind != wanted) return mismatch(i, isRange ? "`Int`" : "a list");
    }
    const Region& body = function_.region(op_.regions[0]);
    if (body.parameters.size() < 2) return "the body needs an index and an element";
    if (function_.type(body.parameters[0]) != types_.intType()) return "the body's index is an `Int`";
    TypeId element = isRange ? types_.intType() : operand(0).element();
    if (function_.type(body.parameters[1]) != element) return "the body's element has the wrong type";
    std::vector<TypeId> accumulators;
    for (size_t i = 2; i < body.parameters.size(); ++i) accumulators.push_back(function_.type(body.parameters[i]));
    return operandsFit(sources, accumulators);
  }

  Problem regionsWithoutParameters() const {
    for (RegionId region : op_.regions) {
      if (!function_.region(region).parameters.empty()) return "the regions have no parameters";
    }
    return {};
  }

  const Module& module_;
  const TypeTable& types_;
  const Function& function_;
  const Op& op_;
};

}

bool fits(const TypeTable& types, TypeId from, TypeId to) {
  return from == types.neverType() || fitsWithin(types, from, to, 0);
}

std::optional<std::string> checkOp(const Module& module, const Function& function, const Op& op) {
  return OpCheck(module, function, op).run();
}

}
