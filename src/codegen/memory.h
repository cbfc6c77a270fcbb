#pragma once

#include <llvm/IR/IRBuilder.h>

#include "codegen/module_emitter.h"

// Values in memory, in the C layout.
namespace relon::codegen {

llvm::Value* atOffset(llvm::IRBuilderBase& builder, llvm::Value* base, int64_t offset);
// Aggregates are not read: their address is the value.
llvm::Value* loadValue(llvm::IRBuilderBase& builder, ModuleEmitter& module, llvm::Value* address, ir::TypeId type);
void storeValue(llvm::IRBuilderBase& builder, ModuleEmitter& module, llvm::Value* value, llvm::Value* address,
                ir::TypeId type);
void copyBytes(llvm::IRBuilderBase& builder, llvm::Value* to, llvm::Value* from, ir::Layout layout);

}
