#pragma once

#include <string>
#include <vector>

#include <llvm/IR/Module.h>

#include "callable/set.h"

namespace relon::hostir {

// The rows that RELON_CALLABLE left in a module, in the order of their names.
std::vector<callable::Callable> readRows(const llvm::Module& module);

// Removes rows and everything else that only describes or keeps alive: the lists
// of used symbols, annotations, pointers to rows.
void removeRows(llvm::Module& module);

// The LLVM type of a callable by its signature and flags, as codegen declares it.
llvm::FunctionType* functionType(llvm::LLVMContext& context, const ir::TypeTable& types,
                                 const callable::Signature& signature, uint32_t flags);

// An LLVM function type in Relon's words: `(Int, Bool, a pointer) -> Float`.
std::string describeType(const llvm::FunctionType& type);

}
