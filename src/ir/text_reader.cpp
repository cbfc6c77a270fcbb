#include "ir/text_reader.h"

#include <charconv>

namespace relon::ir {

namespace {

constexpr int kTypeDepthLimit = 200;

// `Type, Type` up to the closing mark; a comma may end the list.
std::vector<TypeId> readTypes(TokenReader& reader, TypeTable& types, std::string_view close, int depth) {
  std::vector<TypeId> result;
  while (!reader.failed() && !reader.takeMark(close)) {
    result.push_back(readType(reader, types, depth + 1));
    if (!reader.takeMark(",") && !reader.atMark(close)) reader.expectMark(close);
  }
  return result;
}

TypeId readGeneric(TokenReader& reader, TypeTable& types, const std::string& name, int depth) {
  reader.expectMark("<");
  std::vector<TypeId> arguments = readTypes(reader, types, ">", depth);
  bool isFn = name == "Fn";
  size_t expected = name == "Result" ? 2 : 1;
  if (reader.failed() || arguments.empty() || (!isFn && arguments.size() != expected)) {
    reader.fail("wrong number of type arguments of `" + name + '`');
    return types.neverType();
  }
  TypeId last = arguments.back();
  if (name == "List") return types.list(last);
  if (name == "Dict") return types.dict(last);
  if (name == "Option") return types.option(last);
  if (name == "Given") return types.given(last);
  if (name == "Result") return types.result(arguments.front(), last);
  if (name == "Cell") return types.cell(last);
  if (name == "Builder") return types.builder(last);
  arguments.pop_back();
  return types.closure(std::move(arguments), last);
}

TypeId readNamed(TokenReader& reader, TypeTable& types, int depth) {
  bool isQuoted = reader.peek().kind == TokenKind::Text;
  std::string name = reader.expectName("a type");
  if (reader.failed()) return types.neverType();
  if (isQuoted) return name.empty() ? (reader.fail("expected a type"), types.neverType()) : types.declareRecord(name);
  for (TypeId leaf : {types.intType(), types.floatType(), types.boolType(), types.noneType(), types.neverType(),
                      types.stringType(), types.anyType(), types.anyObject(), types.numberType()}) {
    if (types.text(leaf) == name) return leaf;
  }
  for (std::string_view generic : {"List", "Dict", "Option", "Result", "Given", "Fn", "Cell", "Builder"}) {
    if (generic == name && reader.atMark("<")) return readGeneric(reader, types, name, depth);
  }
  return types.declareRecord(name);
}

}

std::string TokenReader::expect(TokenKind kind, const char* what) {
  if (peek().kind != kind || failed()) {
    fail(std::string("expected ") + what + ", found `" + peek().text + '`');
    return {};
  }
  std::string text = peek().text;
  advance();
  return text;
}

bool TokenReader::expectMark(std::string_view mark) {
  if (takeMark(mark)) return true;
  return fail("expected `" + std::string(mark) + "`, found `" + peek().text + '`');
}

std::string TokenReader::expectName(const char* what) {
  bool isText = peek().kind == TokenKind::Text;
  return expect(isText ? TokenKind::Text : TokenKind::Word, what);
}

template <typename Integer>
Integer TokenReader::expectInteger(const char* what) {
  std::string text = expect(TokenKind::Number, what);
  Integer value = 0;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool isWhole = code == std::errc() && end == text.data() + text.size();
  if (!isWhole && !failed()) fail(std::string("expected ") + what + ", found `" + text + '`');
  return isWhole ? value : Integer(0);
}

template int64_t TokenReader::expectInteger<int64_t>(const char*);
template int32_t TokenReader::expectInteger<int32_t>(const char*);
template uint32_t TokenReader::expectInteger<uint32_t>(const char*);

bool TokenReader::fail(std::string message) {
  if (!error_) error_ = IrError{peek().line, std::move(message)};
  return false;
}

TypeId readType(TokenReader& reader, TypeTable& types, int depth) {
  if (depth > kTypeDepthLimit) reader.fail("types are nested too deeply");
  if (reader.failed()) return types.neverType();
  if (reader.takeMark("(")) return types.tuple(readTypes(reader, types, ")", depth));
  if (reader.takeMark("{")) {
    NamedTypes fields = readFields(reader, types, "}", depth + 1);
    return types.record(std::move(fields.names), std::move(fields.types), reader.takeWord("open"));
  }
  return readNamed(reader, types, depth);
}

NamedTypes readFields(TokenReader& reader, TypeTable& types, std::string_view close, int depth) {
  NamedTypes fields;
  while (!reader.failed() && !reader.takeMark(close)) {
    fields.names.push_back(reader.expectName("a field name"));
    reader.expectMark(":");
    fields.types.push_back(readType(reader, types, depth + 1));
    if (!reader.takeMark(",") && !reader.atMark(close)) reader.expectMark(close);
  }
  return fields;
}

}
