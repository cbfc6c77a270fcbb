#include "hostir/reach.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <llvm/Analysis/ValueTracking.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

namespace relon::hostir {

namespace {

// Collects the globals behind constants, without recursion: constants may nest deeply.
class Mentions {
 public:
  explicit Mentions(std::vector<const llvm::GlobalValue*>& found) : found_(found) {}

  void add(const llvm::Instruction& instruction) {
    for (const llvm::Use& operand : instruction.operands()) push(operand);
    while (!pending_.empty()) {
      const llvm::Constant* constant = pending_.back();
      pending_.pop_back();
      take(*constant);
    }
  }

 private:
  void push(const llvm::Value* value) {
    auto* constant = llvm::dyn_cast<llvm::Constant>(value);
    if (constant != nullptr && seen_.insert(constant).second) pending_.push_back(constant);
  }

  void take(const llvm::Constant& constant) {
    if (auto* alias = llvm::dyn_cast<llvm::GlobalAlias>(&constant)) return push(alias->getAliasee());
    if (auto* global = llvm::dyn_cast<llvm::GlobalValue>(&constant)) {
      found_.push_back(global);
      auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(global);
      bool hasFixedContent = variable != nullptr && variable->isConstant() && variable->hasInitializer();
      if (hasFixedContent) push(variable->getInitializer());
      return;
    }
    for (const llvm::Use& operand : constant.operands()) push(operand);
  }

  std::vector<const llvm::GlobalValue*>& found_;
  std::set<const llvm::Constant*> seen_;
  std::vector<const llvm::Constant*> pending_;
};

// The functions met so far, each with the place of the one it was met from.
class Frontier {
 public:
  explicit Frontier(const llvm::Function& root) { add(root, 0); }

  void add(const llvm::Function& function, size_t from) {
    if (!function.isDeclaration() && seen_.insert(&function).second) met_.push_back({&function, from});
  }

  bool has(size_t place) const { return place < met_.size(); }
  const llvm::Function& at(size_t place) const { return *met_[place].first; }

  Chain chainTo(size_t place) const {
    Chain chain = {met_[place].first};
    for (; place != 0; chain.push_back(met_[place].first)) place = met_[place].second;
    std::ranges::reverse(chain);
    return chain;
  }

 private:
  std::vector<std::pair<const llvm::Function*, size_t>> met_;
  std::set<const llvm::Function*> seen_;
};

std::string itaniumName(const std::string& symbol) {
  llvm::ItaniumPartialDemangler demangler;
  if (demangler.partialDemangle(symbol.c_str()) || !demangler.isFunction()) return {};
  char* text = demangler.getFunctionName(nullptr, nullptr);
  std::string name = text == nullptr ? "" : text;
  std::free(text);
  return name;
}

}

const std::vector<const llvm::GlobalValue*>& Reach::mentions(const llvm::Function& function) {
  auto [place, isNew] = mentions_.try_emplace(&function);
  if (!isNew) return place->second;
  Mentions mentions(place->second);
  for (const llvm::Instruction& instruction : llvm::instructions(function)) mentions.add(instruction);
  return place->second;
}

std::optional<Chain> Reach::search(const llvm::Function& root, llvm::function_ref<bool(const llvm::Function&)> wanted) {
  Frontier frontier(root);
  for (size_t place = 0; frontier.has(place); ++place) {
    const llvm::Function& function = frontier.at(place);
    if (wanted(function)) return frontier.chainTo(place);
    for (const llvm::GlobalValue* global : mentions(function)) {
      if (auto* next = llvm::dyn_cast<llvm::Function>(global)) frontier.add(*next, place);
    }
  }
  return std::nullopt;
}

const llvm::GlobalValue* globalBehind(const llvm::Value* value) {
  const llvm::Value* base = llvm::getUnderlyingObject(value, 0);
  if (auto* alias = llvm::dyn_cast<llvm::GlobalAlias>(base)) return alias->getAliaseeObject();
  return llvm::dyn_cast<llvm::GlobalValue>(base);
}

const llvm::Function* calleeOf(const llvm::CallBase& call) {
  const llvm::Value* callee = call.getCalledOperand()->stripPointerCastsAndAliases();
  return llvm::dyn_cast<llvm::Function>(callee);
}

std::string quoted(llvm::StringRef symbol) {
  std::string name = itaniumName(symbol.str());
  return "`" + (name.empty() ? llvm::demangle(symbol) : name) + "`";
}

std::string describe(const Chain& chain) {
  std::string text;
  for (const llvm::Function* function : chain) text += (text.empty() ? "" : " -> ") + quoted(function->getName());
  return text;
}

std::string useOf(const llvm::Function& function, const llvm::GlobalValue& variable) {
  for (const llvm::Instruction& instruction : llvm::instructions(function)) {
    const llvm::Value* pointer = llvm::getLoadStorePointerOperand(&instruction);
    bool isIt = pointer != nullptr && globalBehind(pointer) == &variable;
    if (isIt) return llvm::isa<llvm::StoreInst>(instruction) ? "writes" : "reads";
  }
  return "uses";
}

}
