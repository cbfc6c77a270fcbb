#include "artifact/emit_object.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include "artifact/make_error.h"
#include "codegen/optimise.h"
#include "hostir/large_stack.h"

namespace relon::artifact {

Result<Done> checkModule(const llvm::Module& module) {
  std::string broken;
  llvm::raw_string_ostream report(broken);
  if (!llvm::verifyModule(module, &report)) return Done{};
  return makeError("internal_error", "the LLVM module is not valid: " + broken);
}

Result<std::vector<uint8_t>> emitObject(llvm::Module& module, llvm::TargetMachine& machine) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile)) {
    return makeError("internal_error", "LLVM cannot write object files for " + machine.getTargetTriple().str());
  }
  hostir::onLargeStack([&] { passes.run(module); });
  return std::vector<uint8_t>(bytes.begin(), bytes.end());
}

}
