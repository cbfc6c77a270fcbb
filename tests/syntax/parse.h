#pragma once

#include <string>

#include "syntax/parser.h"

namespace relon::syntax {

struct Parsed {
  SourceMap sources;
  Interner names;
  DiagnosticSink sink;
  Ast ast;

  explicit Parsed(std::string text) : ast(names) {
    ast = parse(sources, sources.add("test.relon", std::move(text)), names, sink);
  }

  bool accepted() const { return !sink.hasErrors(); }
  std::string first() const { return sink.all().empty() ? "" : sink.all()[0].message; }
  // `line:column` of the first error.
  std::string place() const {
    if (sink.all().empty()) return "";
    LineColumn at = sources.lineColumn(sink.all()[0].span);
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  template <typename T>
  const T& root() const {
    return *as<T>(ast.expr(ast.document.root));
  }
};

}
