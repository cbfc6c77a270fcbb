#include <charconv>
#include <cmath>
#include <unordered_set>

#include "ir/module.h"
#include "ir/names.h"
#include "ir/quote.h"

// Names are made unique while printing: a repeated `%x` becomes `%x.1`, and a
// value without a name gets the next number. Both survive parsing unchanged, so
// that printing what was parsed gives the same text.
namespace relon::ir {

namespace {

class UniqueNames {
 public:
  std::string take(const std::string& wish) {
    if (wish.empty()) return std::to_string(next_++);
    std::string name = wish;
    for (int i = 1; !used_.insert(name).second; ++i) name = wish + '.' + std::to_string(i);
    return name;
  }

 private:
  std::unordered_set<std::string> used_;
  size_t next_ = 0;
};

std::string floatText(double value) {
  if (std::isnan(value)) return "nan";
  char buffer[32];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  bool isWhole = text.find_first_of(".einf") == std::string::npos;
  return isWhole ? text + ".0" : text;
}

std::string functionWish(const Function& function) {
  return function.name.empty() ? "f" : function.name;
}

std::vector<std::string> functionNames(const Module& module) {
  UniqueNames unique;
  std::vector<std::string> names;
  for (const Function& function : module.functions) {
    names.push_back('@' + wordOrQuoted(unique.take(functionWish(function))));
  }
  return names;
}

// What all of a module's text refers to.
struct Context {
  const Module& module;
  PrintOptions options;
  std::vector<std::string> functionNames;
  std::string out;

  std::string typeText(TypeId type) const { return module.types.text(type); }
};

void printSpan(Context& context, Span span) {
  if (!context.options.spans || !span.valid()) return;
  context.out +=
      " @" + std::to_string(span.file.index()) + ':' + std::to_string(span.begin) + '-' + std::to_string(span.end);
}

// The text of an attribute, with a space before it; one overload per alternative.
struct AttributeText {
  const Context& context;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(int64_t value) const { return ' ' + std::to_string(value); }
  std::string operator()(double value) const { return ' ' + floatText(value); }
  std::string operator()(bool value) const { return value ? " true" : " false"; }
  std::string operator()(const std::string& value) const { return ' ' + quoted(value); }
  std::string operator()(TypeId type) const { return ' ' + context.typeText(type); }
  std::string operator()(uint32_t index) const { return ' ' + std::to_string(index); }
  std::string operator()(const VariantRef& variant) const {
    const std::string& name = context.module.types.get(variant.type).fieldNames[variant.index];
    return ' ' + context.typeText(variant.type) + ' ' + wordOrQuoted(name);
  }
  std::string operator()(FunctionId function) const { return ' ' + context.functionNames[function.index()]; }
  std::string operator()(const Callee& callee) const {
    if (auto* function = std::get_if<FunctionId>(&callee)) return (*this)(*function);
    return (*this)(context.module.callables[std::get<CallableId>(callee).index()].name);
  }
  std::string operator()(const Failure& failure) const {
    std::string_view kind = errorKindName(failure.kind);
    std::string text = kind.empty() ? std::to_string(failure.kind) : std::string(kind);
    return ' ' + text + ' ' + quoted(failure.message);
  }
  std::string operator()(const EachSource& source) const {
    std::string kind = source.kind == EachSource::Kind::Range ? " range" : " list";
    return source.stops ? kind + " stops" : kind;
  }
};

std::string attributeText(const Context& context, const Op& op) {
  if (op.code == Opcode::CheckCapability) {
    std::string_view name = gateName(std::get<uint32_t>(op.attribute));
    if (!name.empty()) return ' ' + std::string(name);
  }
  return std::visit(AttributeText{context}, op.attribute);
}

class FunctionPrinter {
 public:
  FunctionPrinter(Context& context, const Function& function)
      : context_(context), function_(function), names_(function.values.size()) {}

  void print(const std::string& name) {
    auto captures = std::span(function_.parameters).first(function_.captures);
    out() += "func " + name;
    if (!captures.empty()) out() += '[' + parameters(captures) + ']';
    out() += '(' + parameters(std::span(function_.parameters).subspan(function_.captures)) + ") -> ";
    out() += context_.typeText(function_.result);
    printSpan(context_, function_.span);
    out() += " {\n";
    printOps(function_.region(function_.body), 1);
    out() += "}\n";
  }

 private:
  std::string& out() { return context_.out; }

  const std::string& define(ValueId value) {
    std::string wish = function_.values[value.index()].name;
    return names_[value.index()] = unique_.take(isWord(wish) ? wish : std::string());
  }

  std::string parameters(std::span<const ValueId> values) {
    std::string text;
    for (ValueId value : values) {
      if (!text.empty()) text += ", ";
      text += '%' + define(value) + ": " + context_.typeText(function_.type(value));
    }
    return text;
  }

  void printOps(const Region& region, size_t depth) {
    for (OpId op : region.ops) printOp(function_.op(op), depth);
  }

  void printOp(const Op& op, size_t depth) {
    std::string head;
    std::string operands;
    for (ValueId operand : op.operands) operands += (operands.empty() ? " %" : ", %") + names_[operand.index()];
    head += info(op.code).text;
    if (op.proved) head += '!';
    head += attributeText(context_, op) + operands;
    std::string results;
    for (ValueId result : op.results) results += (results.empty() ? "%" : ", %") + define(result);
    out().append(2 * depth, ' ');
    out() += results.empty() ? head : results + " = " + head;
    printSpan(context_, op.span);
    printRegions(op, depth);
    out() += '\n';
  }

  void printRegions(const Op& op, size_t depth) {
    for (size_t i = 0; i < op.regions.size(); ++i) {
      const Region& region = function_.region(op.regions[i]);
      if (i > 0) out() += " else";
      if (!region.parameters.empty()) out() += " (" + parameters(region.parameters) + ')';
      out() += " {\n";
      printOps(region, depth + 1);
      out().append(2 * depth, ' ');
      out() += '}';
    }
  }

  Context& context_;
  const Function& function_;
  std::vector<std::string> names_;
  UniqueNames unique_;
};

// `Circle {r: Float}, Point, Pair (Int, Int)`
std::string variantsText(const TypeTable& types, const Type& type) {
  std::string text;
  for (size_t i = 0; i < type.arguments.size(); ++i) {
    text += (i > 0 ? ", " : "") + wordOrQuoted(type.fieldNames[i]);
    if (type.arguments[i] != types.noneType()) text += ' ' + types.text(type.arguments[i]);
  }
  return text;
}

void printNominalTypes(Context& context) {
  const TypeTable& types = context.module.types;
  for (size_t i = 0; i < types.size(); ++i) {
    const Type& type = types.get(TypeId(i));
    if (types.isBuiltin(TypeId(i))) continue;
    if (type.kind == TypeKind::Enum) {
      context.out += "enum " + types.text(TypeId(i)) + " { " + variantsText(types, type) + " }\n";
      continue;
    }
    context.out += "record " + types.text(TypeId(i)) + " { " + fieldsText(types, type);
    context.out += type.arguments.empty() ? "}" : " }";
    context.out += type.open ? " open\n" : "\n";
  }
}

std::string callableText(const Context& context, const CallableRef& callable) {
  std::string text = "callable " + quoted(callable.name) + " @" + wordOrQuoted(callable.symbol) + " (";
  for (size_t i = 0; i < callable.parameters.size(); ++i) {
    text += (i > 0 ? ", " : "") + context.typeText(callable.parameters[i]);
  }
  text += ") -> " + context.typeText(callable.result);
  for (uint32_t bit = 0; bit < 32; ++bit) {
    if ((callable.flags >> bit & 1) == 0) continue;
    std::string_view name = flagName(bit);
    text += name.empty() ? " flag " + std::to_string(bit) : ' ' + std::string(name);
  }
  for (uint32_t bit = 0; bit < 64; ++bit) {
    if ((callable.gate >> bit & 1) == 0) continue;
    std::string_view name = gateName(bit);
    text += " gate " + (name.empty() ? std::to_string(bit) : std::string(name));
  }
  return text + '\n';
}

void printEntry(Context& context, const Entry& entry) {
  context.out += "\nentry " + context.functionNames[entry.function.index()];
  if (entry.isMain) {
    context.out += '(';
    for (size_t i = 0; i < entry.parameterNames.size(); ++i) {
      context.out += (i > 0 ? ", " : "") + wordOrQuoted(entry.parameterNames[i]);
    }
    context.out += ')';
  }
  context.out += '\n';
}

}

std::string print(const Module& module, PrintOptions options) {
  Context context{module, options, functionNames(module), {}};
  context.out = "module " + quoted(module.name) + "\n";
  printNominalTypes(context);
  for (const CallableRef& callable : module.callables) context.out += callableText(context, callable);
  for (size_t i = 0; i < module.functions.size(); ++i) {
    context.out += '\n';
    FunctionPrinter(context, module.functions[i]).print(context.functionNames[i]);
  }
  if (module.entry) printEntry(context, *module.entry);
  return std::move(context.out);
}

}
