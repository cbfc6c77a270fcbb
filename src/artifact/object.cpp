#include "artifact/object.h"

#include <llvm/Object/ArchiveWriter.h>

#include "artifact/emit_object.h"
#include "artifact/header.h"
#include "artifact/make_error.h"
#include "artifact/names.h"
#include "artifact/symbols.h"
#include "artifact/tables.h"

namespace relon::artifact {
namespace {

std::vector<std::string> exportedSymbols(const codegen::Compiled& compiled, const std::string& name) {
  std::vector<std::string> symbols = {compiled.recordEntry, name + "_sites", name + "_site_count", name + "_imports",
                                      name + "_import_count"};
  if (!compiled.scalarEntry.empty()) symbols.push_back(compiled.scalarEntry);
  return symbols;
}

// Deterministic: no times, no owners.
Result<std::vector<uint8_t>> makeArchive(const std::vector<uint8_t>& object, const std::string& memberName) {
  llvm::StringRef bytes(reinterpret_cast<const char*>(object.data()), object.size());
  llvm::NewArchiveMember member(llvm::MemoryBufferRef(bytes, memberName));
  auto archive = llvm::writeArchiveToBuffer(member, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
                                            true, false);
  if (!archive) return makeError("internal_error", llvm::toString(archive.takeError()));
  llvm::StringRef buffer = (*archive)->getBuffer();
  return std::vector<uint8_t>(buffer.bytes_begin(), buffer.bytes_end());
}

}

Result<ObjectArtifact> finishObject(codegen::Compiled compiled, llvm::TargetMachine& machine, const ir::Module& module,
                                    const std::string& name) {
  if (!isIdentifier(name)) return makeError("invalid_name", "`" + name + "` cannot begin the names of C symbols");
  addSiteTable(*compiled.module, name, compiled.sites, module.sources.get());
  addImportTable(*compiled.module, name, compiled.imports);
  Result<Done> valid = checkModule(*compiled.module);
  if (!valid) return std::move(valid).error();
  Result<std::vector<uint8_t>> object = emitObject(*compiled.module, machine);
  if (!object) return std::move(object).error();
  Result<Done> checked = checkSymbols(*object, exportedSymbols(compiled, name), compiled.calledSymbols);
  if (!checked) return std::move(checked).error();
  Result<std::vector<uint8_t>> archive = makeArchive(*object, name + ".o");
  if (!archive) return std::move(archive).error();
  return ObjectArtifact{.object = std::move(*object),
                        .archive = std::move(*archive),
                        .header = generateHeader(entryShape(module), name, compiled.imports),
                        .report = std::move(compiled.report)};
}

}
