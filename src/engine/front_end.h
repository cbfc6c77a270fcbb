#pragma once

#include <string>

#include "callable/set.h"
#include "engine/module_sources.h"
#include "ir/module.h"
#include "relon/build.h"
#include "relon/result.h"

// From a text to verified IR.
namespace relon::engine {

struct FrontEndInput {
  // Stands in messages; `.rir` at its end means a text of IR.
  std::string name;
  std::string text;
  ErrorFormat format = ErrorFormat::Text;
  uint64_t capabilities = 0;
  ModuleSources modules;
};

struct FrontEndOutput {
  ir::Module module;
  // Rendered.
  std::string warnings;
};

Result<std::string> readFile(const std::string& path, ErrorFormat format);
Result<FrontEndOutput> runFrontEnd(const FrontEndInput& input, const callable::Set& callables);

// One token, or one node of the tree, a line. Not for IR texts.
Result<std::string> dumpTokens(const FrontEndInput& input);
Result<std::string> dumpAst(const FrontEndInput& input);
// An error at a place in the output of a document. Texts of IR have no such places.
Error errorInDocument(const FrontEndInput& input, std::string_view pointer, std::string code, std::string_view message);
// The text as the formatter writes it. Not for IR texts.
Result<std::string> layOut(const FrontEndInput& input);

}
