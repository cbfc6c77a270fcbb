#include "hostir/bridge.h"
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include "hostir/errors.h"
namespace relon::hostir {
Result<ReadModule> readModule(llvm::LLVMContext& context, std::string_view bytes, const std::string& name) {
  llvm::SMDiagnostic diagnostic;
  auto module = llvm::parseIR(llvm::MemoryBufferRef(llvm::StringRef(bytes.data(), bytes.size()), name), diagnostic, context);
  if (!module) return hostError("host_input_invalid", name, diagnostic.getMessage().str());
  return ReadModule{std::move(module), {}};
}
}
