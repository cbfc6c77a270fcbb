#pragma once

#include <span>
#include <string>
#include <vector>

#include <llvm/IR/Module.h>

#include "base/source.h"

namespace relon::artifact {

// Adds `NAME_sites`, an array of relon_site, and `NAME_site_count` to a module,
// so that a caller without the compiler can print where a failure happened.
// Places that are not known have line 0. `sources` may be null.
void addSiteTable(llvm::Module& module, const std::string& name, std::span<const Span> sites, const SourceMap* sources);

// Adds `NAME_imports`, an array of C strings, and `NAME_import_count`.
void addImportTable(llvm::Module& module, const std::string& name, const std::vector<std::string>& imports);

}
