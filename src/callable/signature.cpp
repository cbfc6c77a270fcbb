#include <algorithm>

#include "callable/scanner.h"
#include "callable/set.h"
#include "ir/quote.h"

// Parses the type syntax that ir::TypeTable::text prints.
namespace relon::callable {

namespace {

// Types nest at most so deep; deeper text is refused rather than recursed into.
constexpr int kMaxDepth = 100;

class TypeParser {
 public:
  TypeParser(Scanner& scanner, ir::TypeTable& types) : scanner_(scanner), types_(types) {}

  ir::TypeId type();
  std::vector<ir::TypeId> listUpTo(std::string_view close);

 private:
  ir::TypeId typeBelow();
  ir::TypeId tupleOrParenthesised();
  ir::TypeId record();
  ir::TypeId quotedBrand();
  ir::TypeId named(std::string_view name);
  ir::TypeId generic(std::string_view name);
  std::string fieldName();
  bool isDict(const std::vector<ir::TypeId>& arguments) const;

  Scanner& scanner_;
  ir::TypeTable& types_;
  int depth_ = 0;
};

ir::TypeId TypeParser::type() {
  if (depth_ == kMaxDepth) {
    scanner_.fail("types are nested deeper than " + std::to_string(kMaxDepth) + " levels");
    return types_.neverType();
  }
  ++depth_;
  const ir::TypeId result = typeBelow();
  --depth_;
  return result;
}

ir::TypeId TypeParser::typeBelow() {
  if (scanner_.accept("(")) return tupleOrParenthesised();
  if (scanner_.accept("{")) return record();
  if (scanner_.peek('"')) return quotedBrand();
  const std::string_view name = scanner_.word("a type", true);
  if (scanner_.failed()) return types_.neverType();
  if (scanner_.accept("<")) return generic(name);
  return named(name);
}

ir::TypeId TypeParser::quotedBrand() {
  std::string brand = scanner_.quotedWord();
  return scanner_.failed() ? types_.neverType() : types_.declareRecord(std::move(brand));
}

ir::TypeId TypeParser::named(std::string_view name) {
  if (name == "Int") return types_.intType();
  if (name == "Float") return types_.floatType();
  if (name == "Bool") return types_.boolType();
  if (name == "String") return types_.stringType();
  if (name == "None") return types_.noneType();
  if (name == "Never") return types_.neverType();
  if (name == "Any") return types_.anyType();
  if (name == "Number") return types_.numberType();
  if (ir::isTypeName(name)) return types_.declareRecord(std::string(name));
  scanner_.fail("`" + std::string(name) + "` needs type arguments");
  return types_.neverType();
}

// `Dict<V>` as IR text has it, or the language's `Dict<String, V>`.
bool TypeParser::isDict(const std::vector<ir::TypeId>& arguments) const {
  return arguments.size() == 1 || (arguments.size() == 2 && arguments[0] == types_.stringType());
}

ir::TypeId TypeParser::generic(std::string_view name) {
  std::vector<ir::TypeId> arguments = listUpTo(">");
  if (scanner_.failed()) return types_.neverType();
  const ir::TypeId last = arguments.empty() ? types_.neverType() : arguments.back();
  if (name == "List" && arguments.size() == 1) return types_.list(last);
  if (name == "Option" && arguments.size() == 1) return types_.option(last);
  if (name == "Given" && arguments.size() == 1) return types_.given(last);
  if (name == "Result" && arguments.size() == 2) return types_.result(arguments[0], last);
  if (name == "Dict" && isDict(arguments)) return types_.dict(last);
  if (name == "Fn" && !arguments.empty()) {
    arguments.pop_back();
    return types_.closure(std::move(arguments), last);
  }
  scanner_.fail("there is no type `" + std::string(name) + "` with " + std::to_string(arguments.size()) + " arguments");
  return types_.neverType();
}

// Types separated by commas, up to and with the closing bracket.
std::vector<ir::TypeId> TypeParser::listUpTo(std::string_view close) {
  std::vector<ir::TypeId> list;
  if (scanner_.accept(close)) return list;
  do {
    list.push_back(type());
  } while (scanner_.accept(","));
  scanner_.expect(close);
  return list;
}

// `()`, `(Int)`, `(Int,)`, `(Int, String)`: only the second is no tuple.
ir::TypeId TypeParser::tupleOrParenthesised() {
  std::vector<ir::TypeId> elements;
  bool comma = false;
  while (!scanner_.failed() && !scanner_.accept(")")) {
    if (!elements.empty() && !comma) {
      scanner_.fail("expected `,` or `)`");
      break;
    }
    elements.push_back(type());
    comma = scanner_.accept(",");
  }
  if (elements.size() == 1 && !comma) return elements[0];
  return types_.tuple(std::move(elements));
}

std::string TypeParser::fieldName() {
  return scanner_.peek('"') ? scanner_.quotedWord() : std::string(scanner_.word("a field's name", true));
}

ir::TypeId TypeParser::record() {
  std::vector<std::string> names;
  std::vector<ir::TypeId> fields;
  while (!scanner_.failed() && !scanner_.accept("}")) {
    if (!names.empty()) scanner_.expect(",");
    names.push_back(fieldName());
    if (std::count(names.begin(), names.end(), names.back()) > 1) scanner_.fail("a field is named twice");
    scanner_.expect(":");
    fields.push_back(type());
  }
  if (scanner_.failed()) return types_.neverType();
  return types_.record(std::move(names), std::move(fields), scanner_.accept("open"));
}

}

Result<Signature> parseSignature(std::string_view text, ir::TypeTable& types) {
  Scanner scanner(text);
  TypeParser parser(scanner, types);
  Signature signature;
  scanner.expect("(");
  if (!scanner.failed()) signature.parameters = parser.listUpTo(")");
  scanner.expect("->");
  if (!scanner.failed()) signature.result = parser.type();
  if (!scanner.failed() && !scanner.atEnd()) scanner.fail("expected nothing more");
  if (scanner.failed()) return scanner.error();
  return signature;
}

}
