#pragma once

#include <llvm/IR/Function.h>

// Functions that host code may call although it does not contain them: every
// program can provide them, and they do nothing but compute.
namespace relon::hostir {

enum class External {
  Unknown,
  // A function of libm on doubles.
  Math,
  // The same, but part of the result goes through the second argument.
  MathByPointer,
  // memcpy, memmove, memset: writes where the first argument points.
  WritesMemory,
  // memcmp and its like.
  ReadsMemory,
  // relon_fail.
  Fails,
  // relon_allocate: fresh memory of this evaluation.
  Allocates,
  // relon_list_reserve, relon_list_grow: the builder gets fresh memory.
  Builds,
};

// By name and type: a function of another type is another function.
External classifyExternal(const llvm::Function& declaration);

}
