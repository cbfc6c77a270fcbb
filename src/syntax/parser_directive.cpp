// Attributes: decorators and directives, but for schemas (parser_schema.cpp).

#include <algorithm>
#include <array>

#include "syntax/parser_state.h"

namespace relon::syntax {
namespace {

struct FlagName {
  std::string_view name;
  FlagDirective::Kind kind;
};
constexpr std::array kFlags = {
    FlagName{"internal", FlagDirective::Kind::Internal},
    FlagName{"relaxed", FlagDirective::Kind::Relaxed},
    FlagName{"unstrict", FlagDirective::Kind::Unstrict},
    FlagName{"native", FlagDirective::Kind::Native},
};

struct OperandName {
  std::string_view name;
  OperandDirective::Kind kind;
};
constexpr std::array kOperands = {
    OperandName{"default", OperandDirective::Kind::Default},
    OperandName{"expect", OperandDirective::Kind::Expect},
    OperandName{"msg", OperandDirective::Kind::Msg},
    OperandName{"error", OperandDirective::Kind::Error},
    OperandName{"brand", OperandDirective::Kind::Brand},
    OperandName{"derive", OperandDirective::Kind::Derive},
    OperandName{"no_auto_derive", OperandDirective::Kind::NoAutoDerive},
};

}

Attributes Parser::attributes() {
  Attributes result;
  result.documentation = documentation();
  while (!failed_ && startsAttribute()) result.list.push_back(attribute());
  return result;
}

Attribute Parser::attribute() {
  if (at(TokenKind::At)) return decorator();
  return directive();
}

Decorator Parser::decorator() {
  uint32_t begin = here();
  Decorator result;
  next();
  do result.path.push_back(expectName("the name of a decorator"));
  while (accept(TokenKind::Dot));
  if (!failed_ && at(TokenKind::LeftParen)) {
    result.hasArguments = true;
    result.arguments = arguments();
  }
  result.span = spanFrom(begin);
  return result;
}

ExprId Parser::decorate(ExprId value, Attributes& attributes) {
  std::vector<Attribute>& list = attributes.list;
  for (size_t i = list.size(); i-- > 0;) {
    Decorator* decorator = std::get_if<Decorator>(&list[i]);
    if (!decorator) continue;
    CallExpr call{decoratorCallee(*decorator), {Argument{{}, value}}, true};
    call.arguments.insert(call.arguments.end(), decorator->arguments.begin(), decorator->arguments.end());
    Span whole = decorator->span.to(ast_.span(value));
    value = ast_.addExpr({.span = whole, .form = std::move(call)});
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return value;
}

ExprId Parser::decoratorCallee(const Decorator& decorator) {
  const std::vector<Name>& path = decorator.path;
  if (std::ranges::any_of(path, [](const Name& name) { return !name.valid(); })) {
    return ast_.addExpr({.span = decorator.span, .form = ErrorExpr{}});
  }
  ExprId callee = ast_.addExpr({.span = path.front().span, .form = NameExpr{path.front().id}});
  for (size_t i = 1; i < path.size(); ++i) {
    Span whole = path.front().span.to(path[i].span);
    callee = ast_.addExpr({.span = whole, .form = AccessExpr{.object = callee, .name = path[i]}});
  }
  return callee;
}

Directive Parser::directive() {
  uint32_t begin = here();
  Directive result{Span::none(), FlagDirective{FlagDirective::Kind::Internal}};
  next();
  std::string_view name = text(tok());
  Span nameSpan = {file_, begin, tok().end};
  if (at(TokenKind::Identifier)) {
    next();
    directiveBody(result, name, nameSpan);
  } else {
    expected("the name of a directive");
  }
  result.span = spanFrom(begin);
  if (ImportDirective* import = std::get_if<ImportDirective>(&result.form)) import->span = result.span;
  return result;
}

void Parser::directiveBody(Directive& directive, std::string_view name, Span nameSpan) {
  for (const FlagName& flag : kFlags)
    if (flag.name == name) return void(directive.form = FlagDirective{flag.kind});
  for (const OperandName& entry : kOperands)
    if (entry.name == name) return void(directive.form = operandDirective(entry.kind, name));
  if (name == "schema") return void(directive.form = schemaDirective(false));
  if (name == "extend") return void(directive.form = schemaDirective(true));
  if (name == "enum") return void(directive.form = enumDirective());
  if (name == "import") return void(directive.form = importDirective());
  if (name == "main") return void(directive.form = mainDirective());
  std::string help = name == "strict" ? "files are strict unless they say `#relaxed`" : "";
  error(nameSpan, "there is no directive `#" + std::string(name.substr(0, 40)) + "`", std::move(help));
}

OperandDirective Parser::operandDirective(OperandDirective::Kind kind, std::string_view name) {
  OperandDirective result{kind, {}, {}};
  if (startsAttribute() || at(TokenKind::Comma) || at(TokenKind::RightBrace) || at(TokenKind::EndOfFile)) {
    expected("an operand after `#" + std::string(name) + "`");
    result.operand = errorExpr();
    return result;
  }
  bool readsAsType = kind == OperandDirective::Kind::Brand && (at(TokenKind::Identifier) || at(TokenKind::LeftParen));
  if (!readsAsType) {
    result.operand = operand();
    return result;
  }
  uint32_t begin = here();
  bool single = at(TokenKind::Identifier) && skipType(pos_) == pos_ + 1;
  NameId word = names_.intern(text(tok()));
  result.type = type();
  result.operand = single ? add(begin, NameExpr{word}) : add(begin, TypeExpr{result.type});
  return result;
}

// ---- `#import`

ImportDirective Parser::importDirective() {
  ImportDirective result;
  if (accept(TokenKind::Star)) {
    result.form = ImportDirective::Form::All;
  } else if (accept(TokenKind::LeftBrace)) {
    result.form = ImportDirective::Form::Names;
    commaList(TokenKind::RightBrace, [&] { result.items.push_back(importItem()); });
  } else {
    result.alias = expectName("`*`, a name or `{` after `#import`");
  }
  if (!failed_ && !acceptWord("from")) expected("`from`");
  if (failed_ || !at(TokenKind::String)) return expected("the path of the module as a string"), result;
  result.path = stringOf(tok());
  next();
  importPin(result);
  return result;
}

// `sha256:"…"`. A name without `:` and a string behind belongs to what follows.
void Parser::importPin(ImportDirective& import) {
  if (!at(TokenKind::Identifier) || !at(TokenKind::Colon, 1) || !at(TokenKind::String, 2)) return;
  uint32_t begin = here();
  import.pinAlgorithm = nameAt(tok());
  import.pinDigest = stringOf(tok(2));
  for (int i = 0; i < 3; ++i) next();
  import.pinSpan = spanFrom(begin);
}

ImportItem Parser::importItem() {
  ImportItem item;
  item.name = expectName("a name to import");
  item.alias = acceptWord("as") ? expectName("a name after `as`") : item.name;
  return item;
}

// ---- `#main`

MainDirective Parser::mainDirective() {
  MainDirective result;
  if (!expect(TokenKind::LeftParen, "after `#main`")) return result;
  commaList(TokenKind::RightParen, [&] { result.parameters.push_back(mainParameter()); });
  if (accept(TokenKind::Arrow)) result.result = type();
  return result;
}

Parameter Parser::mainParameter() {
  uint32_t begin = here();
  Parameter result;
  if (at(TokenKind::Identifier) && (at(TokenKind::Comma, 1) || at(TokenKind::RightParen, 1))) {
    std::string name(text(tok()).substr(0, 40));
    expected("a type before the parameter", "write `Int " + name + "` or another type");
  }
  result.type = type();
  result.name = expectName("the name of the parameter");
  result.span = spanFrom(begin);
  return result;
}

// ---- `#enum`

EnumDirective Parser::enumDirective() {
  EnumDirective result;
  result.name = expectName("the name of the enum");
  result.generics = genericNames();
  if (!expect(TokenKind::LeftBrace, "and the variants of the enum")) return result;
  commaList(TokenKind::RightBrace, [&] {
    if (!at(TokenKind::Comma)) result.variants.push_back(enumVariant());
  });
  return result;
}

EnumVariant Parser::enumVariant() {
  uint32_t begin = here();
  EnumVariant result;
  result.documentation = documentation();
  result.name = expectName("the name of a variant");
  if (accept(TokenKind::LeftBrace)) {
    result.form = EnumVariant::Form::Struct;
    commaList(TokenKind::RightBrace, [&] { result.fields.push_back(reversedParameter()); });
  } else if (accept(TokenKind::LeftParen)) {
    result.form = EnumVariant::Form::Tuple;
    commaList(TokenKind::RightParen, [&] {
      Parameter field;
      uint32_t start = here();
      field.type = type();
      field.span = spanFrom(start);
      result.fields.push_back(field);
    });
  }
  result.span = spanFrom(begin);
  return result;
}

}
