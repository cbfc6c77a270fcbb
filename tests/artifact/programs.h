#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codegen/codegen.h"
#include "ir/module.h"

// What the tests of this suite share: programs from text, and other programs run.
namespace relon::artifact {

// The IR must parse and verify.
ir::Module program(std::string_view text);

// An LLVM module from text, as codegen would return it.
codegen::Compiled compiledFrom(const std::string& text, std::string scalarEntry = {},
                               std::vector<std::string> imports = {});
std::unique_ptr<llvm::TargetMachine> targetMachine(const char* triple);

// A directory that is removed at the end of the test.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::string path(const std::string& name) const { return root_ + "/" + name; }
  void write(const std::string& name, std::string_view text) const;
  void write(const std::string& name, const std::vector<uint8_t>& bytes) const;

  struct Outcome {
    int status;
    // Standard output and error together.
    std::string output;
  };
  // Runs a shell command in the directory.
  Outcome run(const std::string& command) const;

 private:
  std::string root_;
};

// The text of a file beside the tests.
std::string testData(const std::string& name);

}
