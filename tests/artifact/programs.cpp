#include "programs.h"

#include <sys/wait.h>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>

namespace relon::artifact {

ir::Module program(std::string_view text) {
  auto parsed = ir::parseModule(text);
  if (auto* error = std::get_if<ir::IrError>(&parsed)) {
    fprintf(stderr, "line %u: %s\n", error->line, error->message.c_str());
    abort();
  }
  auto module = std::move(std::get<ir::Module>(parsed));
  if (auto error = ir::verify(module)) ADD_FAILURE() << error->message;
  return module;
}

codegen::Compiled compiledFrom(const std::string& text, std::string scalarEntry, std::vector<std::string> imports) {
  codegen::Compiled compiled;
  compiled.context = std::make_unique<llvm::LLVMContext>();
  llvm::SMDiagnostic problem;
  compiled.module = llvm::parseAssemblyString(text, problem, *compiled.context);
  if (!compiled.module) ADD_FAILURE() << problem.getMessage().str() << " in line " << problem.getLineNo();
  compiled.recordEntry = "price_run";
  compiled.scalarEntry = std::move(scalarEntry);
  compiled.imports = std::move(imports);
  return compiled;
}

std::unique_ptr<llvm::TargetMachine> targetMachine(const char* triple) {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  std::string message;
  llvm::Triple parsed(triple);
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(parsed, message);
  if (target == nullptr) {
    ADD_FAILURE() << message;
    return nullptr;
  }
  const char* cpu = parsed.isWasm() ? "generic" : "x86-64";
  auto model = parsed.isWasm() ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(parsed, cpu, "", {}, model));
}

Workspace::Workspace() {
  std::string pattern = (std::filesystem::temp_directory_path() / "relon-test-XXXXXX").string();
  root_ = mkdtemp(pattern.data());
}

Workspace::~Workspace() {
  std::filesystem::remove_all(root_);
}

void Workspace::write(const std::string& name, std::string_view text) const {
  std::ofstream(path(name), std::ios::binary) << text;
}

void Workspace::write(const std::string& name, const std::vector<uint8_t>& bytes) const {
  write(name, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Workspace::Outcome Workspace::run(const std::string& command) const {
  std::string line = "cd '" + root_ + "' && { " + command + " ; } 2>&1";
  Outcome outcome{-1, {}};
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer;
  while (size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) outcome.output.append(buffer.data(), count);
  int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

std::string testData(const std::string& name) {
  std::ifstream stream(std::string(RELON_TEST_DATA) + "/" + name, std::ios::binary);
  EXPECT_TRUE(stream) << name;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}
