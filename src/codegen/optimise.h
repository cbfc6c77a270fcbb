#pragma once

#include <string>
#include <vector>

#include "codegen/codegen.h"

namespace relon::codegen {

// Gives every function the machine's CPU and features; inlining needs them equal.
void setTargetAttributes(llvm::Module& module, const llvm::TargetMachine& machine);

// Makes everything but `kept` internal, and removes what is then unused.
void prune(llvm::Module& module, const std::vector<std::string>& kept);

// Marks the bodies to be inlined, within a budget of size times call sites. Returns
// why a body stays one internal function; empty where its inlining is forced.
std::string forceInlining(llvm::Function& body);

// Optimises for the machine; at level 0 only what must be inlined is. For a program with a
// huge function it lowers the level of the machine, too.
void optimise(llvm::Module& module, llvm::TargetMachine& machine, int level);

}
