#pragma once

#include <memory>
#include <string>

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

namespace relon::hostir {

enum class Language { C, Cxx, Rust };

// The raw IR of a source, from the real compiler with the flags that host code is
// compiled with, and `flags`. Null when it cannot be compiled; the compiler's messages
// are then on standard error.
std::unique_ptr<llvm::Module> compiled(llvm::LLVMContext& context, Language language, const std::string& source,
                                       const std::string& flags = "");

bool hasRustCompiler();

}
