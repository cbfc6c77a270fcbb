// A function is pure when nothing but its result can be observed and nothing but its
// arguments goes into it. Two kinds of effects: plain ones show in the body alone (a call
// out of the module, a mutable global, volatile memory); for the others it matters where
// pointers come from (a write through an argument), so every function is looked at once
// for each combination of origins that its parameters have in calls.
#include "hostir/purity.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>

#include "hostir/externals.h"
#include "hostir/pointer_origin.h"
#include "relon/abi.h"

namespace relon::hostir {

namespace {

using Found = std::optional<Finding>;

Found effectOfMention(const llvm::Function& function, const llvm::GlobalValue& global) {
  auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(&global);
  if (variable == nullptr) return std::nullopt;
  std::string symbol = variable->getName().str();
  if (variable->isThreadLocal()) return Finding{"uses the thread-local variable ", symbol};
  if (variable->isDeclaration()) return Finding{"uses ", symbol, ", which is outside the given host code"};
  if (variable->isConstant()) return std::nullopt;
  return Finding{useOf(function, global) + " the mutable global ", symbol};
}

// Intrinsics whose result depends on more than their operands, or that change the
// machine's state, or end the process.
bool isEffect(const llvm::Function& intrinsic) {
  if (intrinsic.isTargetIntrinsic()) return !intrinsic.doesNotAccessMemory();
  switch (intrinsic.getIntrinsicID()) {
    case llvm::Intrinsic::not_intrinsic:
    case llvm::Intrinsic::addressofreturnaddress:
    case llvm::Intrinsic::clear_cache:
    case llvm::Intrinsic::debugtrap:
    case llvm::Intrinsic::frameaddress:
    case llvm::Intrinsic::get_dynamic_area_offset:
    case llvm::Intrinsic::get_fpenv:
    case llvm::Intrinsic::get_fpmode:
    case llvm::Intrinsic::get_rounding:
    case llvm::Intrinsic::pcmarker:
    case llvm::Intrinsic::read_register:
    case llvm::Intrinsic::read_volatile_register:
    case llvm::Intrinsic::readcyclecounter:
    case llvm::Intrinsic::readsteadycounter:
    case llvm::Intrinsic::reset_fpenv:
    case llvm::Intrinsic::reset_fpmode:
    case llvm::Intrinsic::returnaddress:
    case llvm::Intrinsic::set_fpenv:
    case llvm::Intrinsic::set_fpmode:
    case llvm::Intrinsic::set_rounding:
    case llvm::Intrinsic::sponentry:
    case llvm::Intrinsic::thread_pointer:
    case llvm::Intrinsic::trap:
    case llvm::Intrinsic::ubsantrap:
    case llvm::Intrinsic::vastart:
    case llvm::Intrinsic::write_register:
      return true;
    default:
      return false;
  }
}

Found effectOfCall(const llvm::CallBase& call) {
  if (call.isInlineAsm()) return Finding{"contains inline assembly"};
  const llvm::Function* callee = calleeOf(call);
  if (callee == nullptr) return Finding{"calls through a pointer"};
  std::string symbol = callee->getName().str();
  if (callee->isIntrinsic())
    return isEffect(*callee) ? Found(Finding{"uses the machine's state through ", symbol}) : std::nullopt;
  bool isUnknown = callee->isDeclaration() && classifyExternal(*callee) == External::Unknown;
  if (isUnknown) return Finding{"calls ", symbol, ", which is outside the given host code", true};
  return std::nullopt;
}

Found plainEffectOf(const llvm::Instruction& instruction) {
  if (instruction.isVolatile()) return Finding{"accesses volatile memory"};
  if (instruction.isAtomic()) return Finding{"uses atomic operations"};
  auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
  return call == nullptr ? std::nullopt : effectOfCall(*call);
}

// More than any field has: how much is accessed is not known.
constexpr uint64_t kAnySize = UINT64_MAX;

// The fields of the context that a pure function may touch, and how: budgets and failures
// are the same in every evaluation, grants and the embedder's data are not.
struct Field {
  // Natively, and on wasm32.
  uint64_t offset;
  uint64_t wasmOffset;
  uint64_t size;
  bool mayWrite;
};
constexpr Field kFields[] = {
    {offsetof(relon_context, steps_left), 8, 8, true},   {offsetof(relon_context, max_elements), 16, 8, false},
    {offsetof(relon_context, status), 60, 4, false},     {offsetof(relon_context, detail), 72, 16, true},
    {offsetof(relon_context, max_steps), 120, 8, false},
};

// The parameter is the context itself, not a pointer into it and nothing else.
bool isContext(const llvm::Value& value, const std::vector<Origins>& parameters) {
  auto* argument = llvm::dyn_cast<llvm::Argument>(&value);
  return argument != nullptr && parameters[argument->getArgNo()] == kContext;
}

// What a body does by itself and through the pointers that it has.
class Body {
 public:
  Body(const llvm::Function& function, const std::vector<Origins>& parameters)
      : layout_(function.getDataLayout()), parameters_(parameters) {
    for (Origins origins : parameters) readsMatter_ |= (origins & (kContext | kComputed)) != 0;
    for (const llvm::Instruction& instruction : llvm::instructions(function))
      readsMatter_ |= llvm::isa<llvm::IntToPtrInst>(instruction);
  }

  Found effectOf(const llvm::Instruction& instruction) const {
    if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction))
      return read(*load->getPointerOperand(), sizeOf(*load->getType()));
    if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) return effectOfStore(*store);
    if (auto* memory = llvm::dyn_cast<llvm::MemIntrinsic>(&instruction)) return effectOfMemory(*memory);
    if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction)) return effectOfIntrinsic(*intrinsic);
    // What leaves the function or decides what it does.
    bool isOutlet = llvm::isa<llvm::ReturnInst, llvm::CallBase>(instruction) || instruction.isTerminator();
    if (isOutlet && std::ranges::any_of(instruction.operand_values(), isAddressNumber)) return addressFinding();
    auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    return call == nullptr ? std::nullopt : effectOfExternal(*call);
  }

  // The origins that the callee's parameters have in this call.
  std::vector<Origins> parametersIn(const llvm::CallBase& call) const {
    std::vector<Origins> origins;
    for (const llvm::Use& argument : call.args()) {
      bool isPointer = argument->getType()->isPointerTy();
      // A copy of its own, which the call makes.
      bool isCopy = isPointer && call.isByValArgument(call.getArgOperandNo(&argument));
      origins.push_back(!isPointer ? 0u : isCopy ? kOwn : originInCallee(*argument));
    }
    return origins;
  }

 private:
  uint64_t sizeOf(llvm::Type& type) const { return layout_.getTypeStoreSize(&type).getKnownMinValue(); }

  Origins originInCallee(const llvm::Value& argument) const {
    Origins found = originsOf(argument, parameters_);
    bool pointsIntoContext = (found & kContext) != 0 && !isContext(argument, parameters_);
    return pointsIntoContext ? found | kForeign : found;
  }

  bool mayAccess(const llvm::Value& pointer, uint64_t size, bool writes) const {
    llvm::APInt distance(layout_.getIndexTypeSizeInBits(pointer.getType()), 0);
    const llvm::Value* base = pointer.stripAndAccumulateConstantOffsets(layout_, distance, true);
    if (!isContext(*base, parameters_)) return false;
    uint64_t offset = distance.getZExtValue();
    for (const Field& field : kFields) {
      uint64_t begin = layout_.getPointerSize() == 4 ? field.wasmOffset : field.offset;
      bool isInside = offset >= begin && offset - begin < field.size && size <= field.size - (offset - begin);
      if (isInside) return field.mayWrite || !writes;
    }
    return false;
  }

  Found read(const llvm::Value& pointer, uint64_t size) const {
    if (!readsMatter_) return std::nullopt;
    Origins origins = originsOf(pointer, parameters_);
    if ((origins & kComputed) != 0) return Finding{"reads memory at an address that is a computed number"};
    if ((origins & kContext) == 0 || mayAccess(pointer, size, false)) return std::nullopt;
    return Finding{"reads the context's own data"};
  }

  Found write(const llvm::Value& pointer, uint64_t size) const {
    Origins origins = originsOf(pointer, parameters_);
    if ((origins & kForeign) != 0) return Finding{"writes to memory that is neither local nor its result"};
    if ((origins & kContext) == 0 || mayAccess(pointer, size, true)) return std::nullopt;
    return Finding{"writes to the context's own data"};
  }

  Found effectOfStore(const llvm::StoreInst& store) const {
    if (dependsOnAddress(*store.getValueOperand())) return addressFinding();
    return write(*store.getPointerOperand(), sizeOf(*store.getValueOperand()->getType()));
  }

  Found effectOfMemory(const llvm::MemIntrinsic& memory) const {
    if (auto* transfer = llvm::dyn_cast<llvm::MemTransferInst>(&memory))
      if (Found found = read(*transfer->getRawSource(), kAnySize)) return found;
    return write(*memory.getRawDest(), kAnySize);
  }

  // Masked stores and their like.
  Found effectOfIntrinsic(const llvm::IntrinsicInst& call) const {
    bool mayWrite = call.mayWriteToMemory() && !call.onlyAccessesInaccessibleMemory();
    if (!mayWrite || call.getIntrinsicID() == llvm::Intrinsic::prefetch) return std::nullopt;
    for (const llvm::Use& argument : call.args()) {
      if (!argument->getType()->isPtrOrPtrVectorTy()) continue;
      if (Found found = write(*argument, kAnySize)) return found;
    }
    return std::nullopt;
  }

  Found effectOfExternal(const llvm::CallBase& call) const {
    const llvm::Function* callee = calleeOf(call);
    if (callee == nullptr || !callee->isDeclaration()) return std::nullopt;
    switch (classifyExternal(*callee)) {
      case External::WritesMemory:
        if (Found found = readThroughAll(call)) return found;
        return writeThrough(call, 0);
      case External::MathByPointer:
        return writeThrough(call, 1);
      case External::Builds:
        if (Found found = writeThrough(call, 1)) return found;
        [[fallthrough]];
      case External::Fails:
      case External::Allocates:
        return useContext(call);
      case External::ReadsMemory:
        return readThroughAll(call);
      case External::Math:
      case External::Unknown:
        return std::nullopt;
    }
    return std::nullopt;
  }

  Found readThroughAll(const llvm::CallBase& call) const {
    for (const llvm::Use& argument : call.args()) {
      if (!argument->getType()->isPointerTy()) continue;
      if (Found found = read(*argument, kAnySize)) return found;
    }
    return std::nullopt;
  }

  Found writeThrough(const llvm::CallBase& call, unsigned index) const {
    return index < call.arg_size() ? write(*call.getArgOperand(index), kAnySize) : std::nullopt;
  }

  Found useContext(const llvm::CallBase& call) const {
    bool isGiven = call.arg_size() > 0 && isContext(*call.getArgOperand(0), parameters_);
    return isGiven ? std::nullopt : Found(Finding{"uses a context that is not the one it is given"});
  }

  static bool isAddressNumber(const llvm::Value* value) { return dependsOnAddress(*value); }
  static Finding addressFinding() { return {"makes a number of an address"}; }

  const llvm::DataLayout& layout_;
  const std::vector<Origins>& parameters_;
  // Not every pointer may be read through, as usual.
  bool readsMatter_ = false;
};

class Walk {
 public:
  explicit Walk(Reach& reach) : reach_(reach) {}

  std::optional<Effect> run(const llvm::Function& root, std::vector<Origins> parameters) {
    visit(root, std::move(parameters), 0);
    for (size_t place = 0; place < visits_.size(); ++place) {
      if (Found found = look(place)) return Effect{chainTo(place), *std::move(found)};
    }
    return std::nullopt;
  }

 private:
  // A function with parameters of these origins, met in the visit `from`.
  struct Visit {
    const llvm::Function* function;
    std::vector<Origins> parameters;
    size_t from;
  };

  void visit(const llvm::Function& function, std::vector<Origins> parameters, size_t from) {
    parameters.resize(function.arg_size(), kForeign);
    if (seen_.insert({&function, parameters}).second) visits_.push_back({&function, std::move(parameters), from});
  }

  Found look(size_t place) {
    const llvm::Function& function = *visits_[place].function;
    if (Found found = plainEffect(function, reach_)) return found;
    std::vector<Origins> parameters = visits_[place].parameters;
    Body body(function, parameters);
    for (const llvm::Instruction& instruction : llvm::instructions(function)) {
      if (Found found = body.effectOf(instruction)) return found;
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      const llvm::Function* callee = call == nullptr ? nullptr : calleeOf(*call);
      if (callee != nullptr && !callee->isDeclaration()) visit(*callee, body.parametersIn(*call), place);
    }
    return std::nullopt;
  }

  Chain chainTo(size_t place) const {
    Chain chain = {visits_[place].function};
    for (; place != 0; chain.insert(chain.begin(), visits_[place].function)) place = visits_[place].from;
    return chain;
  }

  Reach& reach_;
  std::vector<Visit> visits_;
  std::set<std::pair<const llvm::Function*, std::vector<Origins>>> seen_;
};

}

Found plainEffect(const llvm::Function& function, Reach& reach) {
  for (const llvm::GlobalValue* global : reach.mentions(function))
    if (Found found = effectOfMention(function, *global)) return found;
  for (const llvm::Instruction& instruction : llvm::instructions(function))
    if (Found found = plainEffectOf(instruction)) return found;
  return std::nullopt;
}

std::optional<Effect> findEffect(const llvm::Function& root, CallShape shape, Reach& reach) {
  std::vector<Origins> parameters(root.arg_size(), kForeign);
  if (shape.resultByPointer && !parameters.empty()) parameters.back() = kOwn;
  if (shape.takesContext && !parameters.empty()) parameters.front() = kContext;
  return Walk(reach).run(root, std::move(parameters));
}

}
