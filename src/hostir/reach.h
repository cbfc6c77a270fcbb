#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

namespace relon::hostir {

// Something that one function's body does, as a sentence about it in three parts:
// `reads the mutable global `, `counter`, and what there is to say after the name.
struct Finding {
  std::string before;
  // The function or variable that it is about; empty where it is about none.
  std::string symbol = {};
  std::string after = {};
  // It is a call of `symbol`.
  bool isCall = false;
};

// From the function that was asked about to one that it reaches.
using Chain = std::vector<const llvm::Function*>;

// What the bodies of a module mention, and so what they can reach.
class Reach {
 public:
  // The functions and variables that the body mentions, directly or within constants;
  // aliases count as what they stand for. Each once, in the order of mention.
  const std::vector<const llvm::GlobalValue*>& mentions(const llvm::Function& function);

  // The shortest chain from `root` to a defined function that is `wanted`.
  std::optional<Chain> search(const llvm::Function& root, llvm::function_ref<bool(const llvm::Function&)> wanted);

 private:
  std::map<const llvm::Function*, std::vector<const llvm::GlobalValue*>> mentions_;
};

// The function or variable behind casts and aliases; null where there is none.
const llvm::GlobalValue* globalBehind(const llvm::Value* value);

// The function that is called; null for inline assembly and calls through pointers.
const llvm::Function* calleeOf(const llvm::CallBase& call);

// A symbol for people, in backquotes: demangled, without parameters.
std::string quoted(llvm::StringRef symbol);

// `f` -> `g`
std::string describe(const Chain& chain);

// What the first instruction of the body that mentions the variable does with it:
// reads, writes or uses.
std::string useOf(const llvm::Function& function, const llvm::GlobalValue& variable);

}
