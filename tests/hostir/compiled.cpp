#include "compiled.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <llvm/IR/Verifier.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/SourceMgr.h>

namespace relon::hostir {

namespace {

std::string commandFor(Language language, const std::string& flags) {
  const std::string clang =
      " -O2 -Xclang -disable-llvm-passes -fwrapv -fno-exceptions -ffp-contract=off -fno-math-errno "
      "-emit-llvm -c " +
      flags + " -o out.bc -I" RELON_TEST_INCLUDE_DIR " source";
  switch (language) {
    case Language::C:
      return "clang-22 -x c -std=c17" + clang;
    case Language::Cxx:
      return "clang++-22 -x c++ -std=c++20" + clang;
    case Language::Rust:
      return "rustc --crate-name host --crate-type lib --emit=llvm-bc -Copt-level=3 -Ccodegen-units=1 -Cpanic=abort "
             "-Cno-prepopulate-passes " +
             flags + " -o out.bc source";
  }
  return {};
}

}

std::unique_ptr<llvm::Module> compiled(llvm::LLVMContext& context, Language language, const std::string& source,
                                       const std::string& flags) {
  std::string directory = (std::filesystem::temp_directory_path() / "relon-test-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) return nullptr;
  std::ofstream(directory + "/source") << source;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module;
  if (std::system(("cd " + directory + " && " + commandFor(language, flags)).c_str()) == 0)
    module = llvm::parseIRFile(directory + "/out.bc", problem, context);
  std::filesystem::remove_all(directory);
  bool isValid = module != nullptr && !llvm::verifyModule(*module);
  return isValid ? std::move(module) : nullptr;
}

bool hasRustCompiler() {
  return std::system("rustc --version > /dev/null 2>&1") == 0;
}

}
