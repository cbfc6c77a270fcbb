#include "hostir/admission_rules.h"

#include <algorithm>
#include <iterator>

#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalIFunc.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Intrinsics.h>

#include "hostir/externals.h"

namespace relon::hostir {

namespace {

using Found = std::optional<Finding>;

constexpr const char* kOutside = ", which is not part of the given host code";

template <size_t N>
bool isOneOf(llvm::StringRef name, const char* const (&names)[N]) {
  return std::ranges::find(names, name) != std::end(names);
}

template <size_t N>
bool startsWithOneOf(llvm::StringRef name, const char* const (&prefixes)[N]) {
  return std::ranges::any_of(prefixes, [&](const char* prefix) { return name.starts_with(prefix); });
}

// The first finding that `find` has in the instructions.
template <typename Find>
Found firstIn(const llvm::Function& function, Find find) {
  for (const llvm::Instruction& instruction : llvm::instructions(function))
    if (Found found = find(instruction)) return found;
  return std::nullopt;
}

// The same for calls, except of inline assembly.
template <typename Find>
Found firstCallIn(const llvm::Function& function, Find find) {
  return firstIn(function, [&](const llvm::Instruction& instruction) -> Found {
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    return call == nullptr || call->isInlineAsm() ? std::nullopt : find(*call);
  });
}

template <typename Find>
Found firstMentionIn(const llvm::Function& function, ModuleFacts& facts, Find find) {
  for (const llvm::GlobalValue* global : facts.reach.mentions(function))
    if (Found found = find(*global)) return found;
  return std::nullopt;
}

std::set<std::string> featuresOf(const llvm::Function& function) {
  llvm::SmallVector<llvm::StringRef> parts;
  function.getFnAttribute("target-features").getValueAsString().split(parts, ',', -1, false);
  std::set<std::string> features;
  for (llvm::StringRef part : parts)
    if (part.consume_front("+")) features.insert(part.str());
  return features;
}

Found checkCoroutine(const llvm::Function& function, ModuleFacts&) {
  if (!function.isPresplitCoroutine()) return std::nullopt;
  return Finding{"is a coroutine"};
}

Found checkConstructor(const llvm::Function& function, ModuleFacts& facts) {
  return firstMentionIn(function, facts, [&](const llvm::GlobalValue& global) -> Found {
    if (!facts.constructed.contains(&global)) return std::nullopt;
    return Finding{"uses ", global.getName().str(), ", which code that runs at program start initialises"};
  });
}

Found checkIndirectBranch(const llvm::Function& function, ModuleFacts&) {
  static constexpr const char* kJumps[] = {
      "setjmp",   "_setjmp",    "__sigsetjmp",         "sigsetjmp",           "savectx", "vfork", "longjmp",
      "_longjmp", "siglongjmp", "llvm.eh.sjlj.setjmp", "llvm.eh.sjlj.longjmp"};
  return firstIn(function, [](const llvm::Instruction& instruction) -> Found {
    if (llvm::isa<llvm::IndirectBrInst, llvm::CallBrInst>(instruction)) return Finding{"jumps to a computed label"};
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    const llvm::Function* callee = call == nullptr ? nullptr : calleeOf(*call);
    if (callee == nullptr || !isOneOf(callee->getName(), kJumps)) return std::nullopt;
    return Finding{"calls ", callee->getName().str(), ", which jumps between functions", true};
  });
}

Found checkVariadicBody(const llvm::Function& function, ModuleFacts&) {
  if (function.isVarArg()) return Finding{"takes a variable number of arguments"};
  return std::nullopt;
}

Found checkForeignAttribute(const llvm::Function& function, ModuleFacts&) {
  struct Named {
    llvm::Attribute::AttrKind kind;
    const char* name;
  };
  static constexpr Named kForeign[] = {{llvm::Attribute::Naked, "naked"},
                                       {llvm::Attribute::StrictFP, "strictfp"},
                                       {llvm::Attribute::SafeStack, "safestack"},
                                       {llvm::Attribute::ShadowCallStack, "shadowcallstack"}};
  for (const Named& attribute : kForeign) {
    if (function.hasFnAttribute(attribute.kind))
      return Finding{std::string("is compiled with the attribute `") + attribute.name + "`"};
  }
  return std::nullopt;
}

Found checkOwnFeatures(const llvm::Function& function, ModuleFacts& facts) {
  std::string more;
  for (const std::string& feature : featuresOf(function))
    if (!facts.features.contains(feature)) more += (more.empty() ? "`" : ", `") + feature + "`";
  if (more.empty()) return std::nullopt;
  return Finding{"is compiled for a CPU with " + more + ", unlike the rest of the host code"};
}

Found checkThreadLocal(const llvm::Function& function, ModuleFacts& facts) {
  return firstMentionIn(function, facts, [](const llvm::GlobalValue& global) -> Found {
    if (!global.isThreadLocal()) return std::nullopt;
    return Finding{"uses the thread-local variable ", global.getName().str()};
  });
}

Found checkMutableGlobal(const llvm::Function& function, ModuleFacts& facts) {
  return firstMentionIn(function, facts, [&](const llvm::GlobalValue& global) -> Found {
    auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&global);
    if (variable == nullptr || variable->isConstant() || variable->isDeclaration()) return std::nullopt;
    return Finding{useOf(function, global) + " the mutable global ", global.getName().str()};
  });
}

Found checkInlineAsm(const llvm::Function& function, ModuleFacts&) {
  return firstIn(function, [](const llvm::Instruction& instruction) -> Found {
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    if (call == nullptr || !call->isInlineAsm()) return std::nullopt;
    return Finding{"contains inline assembly"};
  });
}

Found checkExceptionHandling(const llvm::Function& function, ModuleFacts&) {
  static constexpr const char* kThrowing[] = {"__cxa_throw", "__cxa_rethrow", "__cxa_allocate_exception",
                                              "_Unwind_",    "llvm.eh.",      "std::__throw_"};
  return firstIn(function, [](const llvm::Instruction& instruction) -> Found {
    bool handles = instruction.isEHPad() || llvm::isa<llvm::InvokeInst, llvm::ResumeInst>(instruction);
    if (handles) return Finding{"handles C++ exceptions or has cleanups for them"};
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    const llvm::Function* callee = call == nullptr ? nullptr : calleeOf(*call);
    if (callee == nullptr || !startsWithOneOf(llvm::demangle(callee->getName()), kThrowing)) return std::nullopt;
    return Finding{"can throw an exception: it calls ", callee->getName().str(), "", true};
  });
}

Found checkVariadicCall(const llvm::Function& function, ModuleFacts&) {
  return firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    const llvm::Function* callee = calleeOf(call);
    bool isVariadic = callee != nullptr && callee->isVarArg() && !callee->isIntrinsic();
    if (!isVariadic) return std::nullopt;
    return Finding{"calls ", callee->getName().str(), ", which takes a variable number of arguments", true};
  });
}

Found checkIndirectCall(const llvm::Function& function, ModuleFacts& facts) {
  Found found = firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    if (calleeOf(call) != nullptr) return std::nullopt;
    return Finding{"calls a function through a pointer"};
  });
  if (found) return found;
  return firstMentionIn(function, facts, [](const llvm::GlobalValue& global) -> Found {
    if (!llvm::isa<llvm::GlobalIFunc>(global)) return std::nullopt;
    return Finding{"uses ", global.getName().str(), ", which is chosen when a program is loaded"};
  });
}

// LLVM keeps such a call as it is, and it has no meaning.
Found checkCallType(const llvm::Function& function, ModuleFacts&) {
  return firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    const llvm::Function* callee = calleeOf(call);
    if (callee == nullptr || callee->getFunctionType() == call.getFunctionType()) return std::nullopt;
    return Finding{"calls ", callee->getName().str(), " with a type that it does not have", true};
  });
}

Found checkPanic(const llvm::Function& function, ModuleFacts&) {
  static constexpr const char* kPanics[] = {"core::", "alloc::", "std::panicking", "std::rt::", "std::process"};
  return firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    const llvm::Function* callee = calleeOf(call);
    if (callee == nullptr || !callee->isDeclaration()) return std::nullopt;
    bool ends = callee->doesNotReturn() || call.doesNotReturn();
    if (!ends || !startsWithOneOf(llvm::demangle(callee->getName()), kPanics)) return std::nullopt;
    return Finding{"can panic: it calls ", callee->getName().str(), "", true};
  });
}

Found checkTargetIntrinsic(const llvm::Function& function, ModuleFacts&) {
  return firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    const llvm::Function* callee = calleeOf(call);
    if (callee == nullptr || !callee->isTargetIntrinsic()) return std::nullopt;
    return Finding{"uses ", callee->getName().str(), ", an instruction of one kind of CPU", true};
  });
}

Found checkSanitizer(const llvm::Function& function, ModuleFacts&) {
  static constexpr const char* kRuntimes[] = {"__asan_", "__tsan_", "__msan_", "__hwasan_", "__ubsan_", "__sanitizer_"};
  return firstCallIn(function, [](const llvm::CallBase& call) -> Found {
    const llvm::Function* callee = calleeOf(call);
    if (callee == nullptr || !startsWithOneOf(callee->getName(), kRuntimes)) return std::nullopt;
    return Finding{"is instrumented by a sanitizer: it calls ", callee->getName().str(), "", true};
  });
}

// Intrinsics that need a run-time system or a frame of their own.
bool isSupportedIntrinsic(const llvm::Function& intrinsic) {
  static constexpr const char* kUnsupported[] = {"llvm.coro.",
                                                 "llvm.localescape",
                                                 "llvm.localrecover",
                                                 "llvm.gc",
                                                 "llvm.experimental.gc.",
                                                 "llvm.experimental.stackmap",
                                                 "llvm.experimental.patchpoint",
                                                 "llvm.call.preallocated",
                                                 "llvm.read_register",
                                                 "llvm.write_register",
                                                 "llvm.va_"};
  bool isKnown = intrinsic.getIntrinsicID() != llvm::Intrinsic::not_intrinsic;
  return isKnown && !startsWithOneOf(intrinsic.getName(), kUnsupported);
}

Found checkExternal(const llvm::Function& function, ModuleFacts& facts) {
  return firstMentionIn(function, facts, [](const llvm::GlobalValue& global) -> Found {
    if (!global.isDeclaration()) return std::nullopt;
    std::string symbol = global.getName().str();
    auto* callee = llvm::dyn_cast<llvm::Function>(&global);
    if (callee == nullptr) return Finding{"uses ", symbol, kOutside};
    if (callee->isIntrinsic()) {
      if (isSupportedIntrinsic(*callee)) return std::nullopt;
      return Finding{"uses ", symbol, ", which programs do not support", true};
    }
    if (classifyExternal(*callee) != External::Unknown) return std::nullopt;
    return Finding{"calls ", symbol, kOutside, true};
  });
}

// In the order in which they are tried on a function: the rule that says most comes first.
constexpr Rule kRaw[] = {
    {"coroutine", checkCoroutine},
    {"constructor", checkConstructor},
    {"indirect-branch", checkIndirectBranch},
    {"varargs", checkVariadicBody},
    {"foreign-attribute", checkForeignAttribute},
    {"call-type", checkCallType},
    {"cpu-feature", checkOwnFeatures},
};

constexpr Rule kOptimised[] = {
    {"thread-local", checkThreadLocal},
    {"mutable-global", checkMutableGlobal},
    {"inline-asm", checkInlineAsm},
    {"exception-handling", checkExceptionHandling},
    {"varargs", checkVariadicCall},
    {"indirect-call", checkIndirectCall},
    {"may-panic", checkPanic},
    {"cpu-feature", checkTargetIntrinsic},
    {"foreign-attribute", checkSanitizer},
    {"unknown-external", checkExternal},
};

// The functions in llvm.global_ctors, and every variable that they can reach.
std::set<const llvm::GlobalValue*> constructedIn(const llvm::Module& module, Reach& reach) {
  std::set<const llvm::GlobalValue*> constructed;
  const llvm::GlobalVariable* list = module.getNamedGlobal("llvm.global_ctors");
  if (list == nullptr || !list->hasInitializer()) return constructed;
  for (const llvm::Use& entry : list->getInitializer()->operands()) {
    auto* parts = llvm::dyn_cast<llvm::ConstantStruct>(entry);
    auto* constructor =
        parts == nullptr ? nullptr : llvm::dyn_cast_or_null<llvm::Function>(globalBehind(parts->getOperand(1)));
    if (constructor == nullptr) continue;
    reach.search(*constructor, [&](const llvm::Function& function) {
      for (const llvm::GlobalValue* global : reach.mentions(function)) {
        auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(global);
        bool canChange = variable != nullptr && !variable->isConstant() && !variable->isDeclaration();
        if (canChange) constructed.insert(variable);
      }
      return false;
    });
  }
  return constructed;
}

std::set<std::string> commonFeatures(const llvm::Module& module) {
  std::optional<std::set<std::string>> common;
  for (const llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    std::set<std::string> features = featuresOf(function);
    if (!common) common = features;
    std::erase_if(*common, [&](const std::string& feature) { return !features.contains(feature); });
  }
  return common.value_or(std::set<std::string>());
}

}

ModuleFacts::ModuleFacts(const llvm::Module& judged)
    : module(judged), constructed(constructedIn(judged, reach)), features(commonFeatures(judged)) {}

std::span<const Rule> rulesForRawCode() {
  return kRaw;
}

std::span<const Rule> rulesForOptimisedCode() {
  return kOptimised;
}

}
