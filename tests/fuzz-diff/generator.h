#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "choices.h"
#include "library.h"
#include "types.h"

namespace relon::fuzz {

// A program and the JSON arguments to run it with; documents have none to take and run
// once, with an empty text.
struct GeneratedProgram {
  std::string source;
  std::vector<std::string> arguments;
  // The files that it imports, by their paths.
  std::map<std::string, std::string> modules = {};
};

// A random well-typed program. The same choices give the same program.
GeneratedProgram generate(Choices& choices);

struct Variable {
  std::string name;
  Type type;
  // Of a function that is called by its name; else empty.
  std::vector<std::string> parameters = {};
  // `#internal`: only for the dict that it is a field of and what is in there.
  bool isInternal = false;
};

// A dict of the document that is being written: what its fields' paths begin with after
// `&root.`, and the fields that references reach.
struct DictLevel {
  std::string path;
  std::vector<Variable> fields;
};

// An item of a list literal that is being written. `neighbour` is `&prev` or `&next`.
struct ListItem {
  Type type;
  std::string neighbour;
  bool isAtEnd = true;
};

// An imported file, and what it declares besides what it imports.
struct Module {
  std::string alias;
  std::string text;
  Declarations declarations;
  std::vector<Variable> fields;
};

// Writes a program's text. Each member that returns text writes an expression of the type
// that it is asked for, which can be an operand as it stands. `depth` bounds the nesting.
class Generator {
 public:
  explicit Generator(Choices& choices) : choices_(choices) {}
  // One whose names begin behind `names`.
  Generator(Choices& choices, std::vector<Module> files, int names)
      : choices_(choices), files_(std::move(files)), names_(names) {}
  GeneratedProgram program();

 private:
  // An alternative of writing an expression; empty text where it has none of that type.
  using Form = std::string (Generator::*)(const Type&, int depth);

  // modules.cpp: imported files
  Module newModule();
  Module module();
  void importFiles();
  void importFile(const Module& file);
  std::string importedNames(const Module& file, std::map<std::string, std::string>& renamed);

  // generator.cpp: the document
  std::string declarationsText(const std::string& body);
  std::string imported(const std::string& module);
  std::string mainText();
  std::string rootDict(uint32_t count, int depth);
  std::string rootExpression();

  // bindings.cpp: one field of a dict or `where` block; what it binds is added to the scope
  std::string binding(int depth);
  std::string valueBinding(int depth);
  std::string functionBinding(int depth);
  std::string decoratedBinding(int depth);
  std::string closureBinding(int depth);
  std::string recursiveBinding(int depth);
  std::string recursion(const std::string& name, const std::string& next, const Type& type, int depth);
  std::string functionsBinding(int depth);
  std::string iteratorBinding(int depth);
  std::string nestedDict(int depth);
  // Of the innermost of `dicts_`.
  std::string dictField(int depth);

  // declarations.cpp
  void declareAll();
  std::string schemaText();
  void declare(std::string text);
  std::string tupleText(SchemaDeclaration made);
  std::string composition(SchemaDeclaration& schema);
  std::string newField(SchemaDeclaration& schema);
  std::string fieldText(const SchemaField& field);
  std::string computedDefault(const SchemaDeclaration& schema, const Type& type);
  std::string predicate(const Type& type);
  std::string methodText(Method& made, const Type& self);
  std::string operatorText(SchemaDeclaration& schema, const Type& self);
  std::string iterationText(SchemaDeclaration& schema, const Type& self);
  std::string internalMethod(SchemaDeclaration& schema, const Type& self);
  std::string extensionText();
  Type selfType(uint32_t schema);
  uint32_t genericCount(uint32_t cases);
  std::string enumText();
  std::string variantText(Variant& variant, uint32_t generics);
  Type declaredType(int depth, uint32_t generics);

  // expressions.cpp: any type
  std::string expression(const Type& type, int depth);
  // Where the type stands beside the value: more can be left out.
  std::string slotted(const Type& type, int depth);
  std::string leaf(const Type& type);
  std::string variable(const Type& type, int depth);
  // Under a name with its type, where the form of a value tells too much or too little:
  // the members of a dict literal are known, those of a `Dict` are not; `[][0]` has none.
  std::string bound(const Type& type, int depth);
  std::string newlyBound(const Type& type, int depth);
  std::string ternary(const Type& type, int depth);
  std::string whereBlock(const Type& type, int depth);
  std::vector<Variable> functionsOf(const Type& result);
  std::string argumentsOf(const Variable& function, size_t first, int depth);
  std::string called(const Type& type, int depth);
  std::string decorated(const Type& type, int depth);
  std::pair<std::string, std::string> decoration(const Type& type, int depth);
  std::string piped(const Type& type, int depth);
  std::string method(const Type& type, int depth);
  std::string accessed(const Type& type, int depth);
  std::string indexed(const Type& type, int depth);
  std::string projected(const Type& type, int depth);
  std::string reference(const Type& type, int depth);
  std::string neighbour(const Type& type, int depth);
  std::string library(const Type& type, int depth);
  std::string libraryArgument(const LibraryCall& call, size_t index, const Type& type, int depth);

  // iterators.cpp
  std::string iterator(const Type& type, int depth);
  std::vector<Variable> iterators() const;
  std::string drain(const Variable& iterator, int depth);
  std::string advanced(const Type& type, int depth);
  std::string walked(Type& element, int depth);
  std::string walkedIterator(Type& element, int depth);
  std::string walkedSchema(Type& element, int depth);

  // matches.cpp
  std::string matched(const Type& type, int depth);
  std::string matchedOption(const Type& type, int depth);
  std::string matchedResult(const Type& type, int depth);
  std::string matchedType(const Type& type, int depth);
  std::string typeArms(const Type& scrutinee, const Type& type, int depth);
  std::string matchedEnum(const Type& type, int depth);
  std::string arm(const Variant& variant, const Variable& scrutinee, const Type& type, int depth);
  std::string pattern(const Variant& variant, const Variable& scrutinee);

  // values.cpp: of one kind of type each
  std::string literal(const Type& type, int depth);
  std::string intLiteral();
  std::string floatLiteral();
  std::string stringLiteral();
  std::string list(const Type& type, int depth);
  std::string comprehension(const Type& type, int depth);
  std::string dict(const Type& type, int depth);
  std::string tuple(const Type& type, int depth);
  std::string enumValue(const Type& type, int depth);
  std::string schemaFields(const Type& type, int depth);
  std::string tupleFields(const SchemaDeclaration& declaration, const Type& type, int depth);
  std::string schemaValue(const Type& type, int depth);
  // Its parameters have the types of the place where it goes.
  std::string openLambda(const Type& type, int depth);
  std::string lambda(const Type& type, int depth);

  // operators.cpp
  Type operandType(const Type& type);
  std::string arithmetic(const Type& type, int depth);
  std::string comparison(const Type& type, int depth);
  std::string equality(const Type& type, int depth);
  std::string logic(const Type& type, int depth);
  std::string concatenation(const Type& type, int depth);
  std::string formatted(const Type& type, int depth);
  std::string merged(const Type& type, int depth);
  std::string operated(const Type& type, int depth);
  std::string mergedSchema(const Type& type, int depth);
  std::string mergedRecord(const Type& type, int depth);
  std::string joined(const std::string& left, const std::string& right, bool byPlus);
  std::string step(Type& type);
  std::string hit(const Type& type, int depth);
  std::string missed(const Type& type, int depth);

  // dynamic.cpp: values without a static type, in `#relaxed` files
  std::string dynamic(const Type& type, int depth);
  std::string dynamicPath(const Type& type, int depth);
  std::string throughFunction(const std::string& function, const Type& type, int depth);
  std::string dynamicSum(const std::string& function, const Type& type, const std::string& value, int depth);
  std::string dynamicMatch(const Type& type, int depth);

  // arguments.cpp
  std::string json(const Type& type, int depth);
  std::string jsonOfVariant(const Type& type, int depth);
  std::string jsonOfSchema(const Type& type, int depth);
  std::string wrongJson();
  std::string argumentsText();

  Type randomType(int depth);
  Type functionType();
  Type dataType(int depth);
  Type numberType();
  std::string fresh(const char* prefix) { return prefix + std::to_string(++names_); }
  std::string spelled(const Type& type) const { return spell(type, declarations_); }
  // `<T, U>`, or nothing.
  static std::string genericsText(uint32_t count) { return count == 0 ? "" : count == 1 ? "<T>" : "<T, U>"; }
  // Texts that refer to those before them only, then change places.
  template <typename Write>
  std::vector<std::string> shuffled(size_t count, Write write) {
    std::vector<std::string> texts;
    for (size_t i = 0; i < count; ++i) {
      std::string text = write(i);
      const size_t place = texts.size() - choices_.below(static_cast<uint32_t>(texts.size() + 1));
      texts.insert(texts.begin() + static_cast<std::ptrdiff_t>(place), std::move(text));
    }
    return texts;
  }
  // Items of a list, of which none refers to another.
  template <typename Write>
  std::string apart(size_t count, Write write) {
    const std::vector<ListItem> around = std::exchange(items_, {});
    ++containers_;
    std::string text = "[" + listed(count, write) + "]";
    --containers_;
    items_ = around;
    return text;
  }
  // Texts joined with a comma.
  template <typename Write>
  std::string listed(size_t count, Write write) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + write(i);
    return text;
  }

  Choices& choices_;
  // Every file imports those before it.
  std::vector<Module> files_;
  std::string importTexts_;
  Declarations declarations_;
  // What can be named, innermost last.
  std::vector<Variable> scope_;
  std::vector<Variable> parameters_;
  // Outermost first.
  std::vector<DictLevel> dicts_;
  std::vector<ListItem> items_;
  // Lists and comprehensions around what is written, which `&index` counts.
  int loops_ = 0;
  std::set<std::string, std::less<>> modules_;
  std::vector<std::string> declarationTexts_;
  int names_ = 0;
  // Lists, dicts, blocks and functions around what is written, within a field of `dicts_`.
  int containers_ = 0;
  // Enums and schemas that are being written, so that recursive ones come to an end.
  int nesting_ = 0;
  // The schema whose methods are being written.
  std::optional<uint32_t> owner_;
  bool isRelaxed_ = false;
};

}
