// Judges callables: walks what they reach, lets each rule look at each body once, and
// explains the first finding by the calls that lead to it. The optimised copy shows what
// code can do; but calls are inlined there, so the calls are looked up in the raw code.
#include "hostir/admit.h"

#include <map>

#include "hostir/admission_rules.h"
#include "hostir/optimised_copy.h"
#include "hostir/purity.h"
#include "hostir/reach.h"

namespace relon::hostir {

namespace {

// A form of the module, raw or optimised, and what its rules say of its functions.
class Form {
 public:
  Form(const llvm::Module& module, std::span<const Rule> rules) : facts_(module), rules_(rules) {}

  struct Violation {
    const Rule* rule;
    Finding finding;
  };

  const llvm::Function* find(std::string_view symbol) const {
    const llvm::Function* function = facts_.module.getFunction(llvm::StringRef(symbol.data(), symbol.size()));
    return function == nullptr || function->isDeclaration() ? nullptr : function;
  }

  bool hasSymbol(const std::string& symbol) const { return facts_.module.getNamedValue(symbol) != nullptr; }

  ModuleFacts& facts() { return facts_; }

  const std::optional<Violation>& violationIn(const llvm::Function& function) {
    auto [place, isNew] = verdicts_.try_emplace(&function);
    if (isNew) place->second = judge(function);
    return place->second;
  }

 private:
  std::optional<Violation> judge(const llvm::Function& function) {
    for (const Rule& rule : rules_)
      if (std::optional<Finding> finding = rule.check(function, facts_)) return Violation{&rule, *std::move(finding)};
    return std::nullopt;
  }

  ModuleFacts facts_;
  std::span<const Rule> rules_;
  std::map<const llvm::Function*, std::optional<Violation>> verdicts_;
};

}

class Judge::State {
 public:
  State(const llvm::Module& module, std::span<const std::string> callables)
      : copy_(optimisedCopy(module, callables)),
        raw_(module, rulesForRawCode()),
        optimised_(*copy_, rulesForOptimisedCode()) {}

  std::optional<Refusal> refusal(std::string_view symbol);
  std::optional<std::string> effect(std::string_view symbol, CallShape shape);

 private:
  // Whether a body of the raw code does what was found in the optimised code.
  using Recognise = llvm::function_ref<bool(const llvm::Function&)>;

  std::optional<Refusal> firstViolation(Form& form, std::string_view symbol);
  Chain retrace(const Chain& chain, const Finding& finding, Recognise recognise);
  std::string rawSymbol(const std::string& symbol) const;

  std::unique_ptr<llvm::Module> copy_;
  Form raw_;
  Form optimised_;
};

// Variables that the optimiser takes apart are called after the whole: `table.0`.
std::string Judge::State::rawSymbol(const std::string& symbol) const {
  for (std::string name = symbol;; name.resize(name.rfind('.'))) {
    if (raw_.hasSymbol(name)) return name;
    if (name.find('.') == std::string::npos) return symbol;
  }
}

// The calls in the raw code that lead to what was found; those of the optimised code
// where the raw code does not show it.
Chain Judge::State::retrace(const Chain& chain, const Finding& finding, Recognise recognise) {
  const llvm::Function* root = raw_.find(std::string_view(chain.front()->getName()));
  if (root == nullptr) return chain;
  auto mentionsIt = [&](const llvm::Function& function) {
    if (finding.symbol.empty()) return recognise(function);
    for (const llvm::GlobalValue* global : raw_.facts().reach.mentions(function))
      if (global->getName() == finding.symbol) return true;
    return false;
  };
  return raw_.facts().reach.search(*root, mentionsIt).value_or(chain);
}

std::optional<Refusal> Judge::State::firstViolation(Form& form, std::string_view symbol) {
  const llvm::Function* root = form.find(symbol);
  auto chain = form.facts().reach.search(
      *root, [&](const llvm::Function& function) { return form.violationIn(function).has_value(); });
  if (!chain) return std::nullopt;
  Form::Violation violation = *form.violationIn(*chain->back());
  Finding& finding = violation.finding;
  if (!finding.symbol.empty()) finding.symbol = rawSymbol(finding.symbol);
  Chain raw = retrace(*chain, finding, [&](const llvm::Function& function) {
    return violation.rule->check(function, raw_.facts()).has_value();
  });
  std::string name = finding.symbol.empty() ? "" : quoted(finding.symbol);
  return Refusal{violation.rule->name, describe(raw) + " " + finding.before + name + finding.after};
}

std::optional<Refusal> Judge::State::refusal(std::string_view symbol) {
  if (raw_.find(symbol) == nullptr || optimised_.find(symbol) == nullptr)
    return Refusal{"missing-body", quoted(std::string(symbol)) + " is not defined in the given host code"};
  if (auto refusal = firstViolation(raw_, symbol)) return refusal;
  return firstViolation(optimised_, symbol);
}

std::optional<std::string> Judge::State::effect(std::string_view symbol, CallShape shape) {
  const llvm::Function* root = optimised_.find(symbol);
  if (root == nullptr) return quoted(std::string(symbol)) + " is not defined in the given host code";
  std::optional<Effect> effect = findEffect(*root, shape, optimised_.facts().reach);
  if (!effect) return std::nullopt;
  Finding& finding = effect->finding;
  if (!finding.symbol.empty()) finding.symbol = rawSymbol(finding.symbol);
  Chain raw = retrace(effect->chain, finding, [&](const llvm::Function& function) {
    std::optional<Finding> found = plainEffect(function, raw_.facts().reach);
    return found && found->before == finding.before;
  });
  std::string name = finding.symbol.empty() ? "" : quoted(finding.symbol);
  if (finding.isCall) return describe(raw) + " -> " + name + finding.after;
  return describe(raw) + " " + finding.before + name + finding.after;
}

Judge::Judge(const llvm::Module& module, std::span<const std::string> callables)
    : state_(std::make_unique<State>(module, callables)) {}

Judge::~Judge() = default;

std::optional<Refusal> Judge::refusal(std::string_view symbol) {
  return state_->refusal(symbol);
}

std::optional<std::string> Judge::effect(std::string_view symbol, CallShape shape) {
  return state_->effect(symbol, shape);
}

}
