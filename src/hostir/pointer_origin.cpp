// A pointer is traced back to the objects that it may point into. One that was loaded
// from local memory comes from whatever was stored there: for that, all uses of the
// object are looked at, and an object whose address leaves sight has foreign content.
#include "hostir/pointer_origin.h"

#include <set>

#include <llvm/IR/Constants.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include "hostir/externals.h"
#include "hostir/reach.h"

namespace relon::hostir {

namespace {

External externalOf(const llvm::CallBase& call) {
  const llvm::Function* callee = calleeOf(call);
  bool isExternal = callee != nullptr && callee->isDeclaration();
  return isExternal ? classifyExternal(*callee) : External::Unknown;
}

// The pointers that this one is computed from within the same object or objects; empty
// for a pointer that has no such predecessor.
std::vector<const llvm::Value*> steppedFrom(const llvm::Value& pointer) {
  if (auto* element = llvm::dyn_cast<llvm::GEPOperator>(&pointer)) return {element->getPointerOperand()};
  if (auto* phi = llvm::dyn_cast<llvm::PHINode>(&pointer)) return {phi->value_op_begin(), phi->value_op_end()};
  if (auto* select = llvm::dyn_cast<llvm::SelectInst>(&pointer))
    return {select->getTrueValue(), select->getFalseValue()};
  if (auto* freeze = llvm::dyn_cast<llvm::FreezeInst>(&pointer)) return {freeze->getOperand(0)};
  unsigned opcode = llvm::Operator::getOpcode(&pointer);
  if (opcode == llvm::Instruction::BitCast || opcode == llvm::Instruction::AddrSpaceCast)
    return {llvm::cast<llvm::User>(pointer).getOperand(0)};
  return {};
}

class Tracing {
 public:
  explicit Tracing(const std::vector<Origins>& parameters) : parameters_(parameters) {}

  Origins run(const llvm::Value& pointer) {
    askOrigin(pointer);
    while (!pending_.empty()) {
      auto [value, wantsContent] = pending_.back();
      pending_.pop_back();
      wantsContent ? answerContent(*value) : answerOrigin(*value);
    }
    return found_;
  }

 private:
  // A pointer, and whether the origin of what is stored there is wanted, or its own.
  using Question = std::pair<const llvm::Value*, bool>;

  void ask(Question question) {
    if (asked_.insert(question).second) pending_.push_back(question);
  }
  void askOrigin(const llvm::Value& pointer) { ask({&pointer, false}); }
  void askContent(const llvm::Value& pointer) { ask({&pointer, true}); }

  void answerOrigin(const llvm::Value& pointer) {
    if (llvm::isa<llvm::ConstantPointerNull, llvm::UndefValue>(pointer)) return;
    std::vector<const llvm::Value*> from = steppedFrom(pointer);
    for (const llvm::Value* value : from) askOrigin(*value);
    if (!from.empty()) return;
    if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&pointer)) return askContent(*load->getPointerOperand());
    found_ |= originOfObject(pointer);
  }

  Origins originOfObject(const llvm::Value& object) const {
    if (auto* argument = llvm::dyn_cast<llvm::Argument>(&object)) return parameters_[argument->getArgNo()];
    if (llvm::isa<llvm::AllocaInst>(object)) return kOwn;
    if (llvm::isa<llvm::IntToPtrInst>(object)) return kForeign | kComputed;
    auto* call = llvm::dyn_cast<llvm::CallBase>(&object);
    return call != nullptr && externalOf(*call) == External::Allocates ? kOwn : kForeign;
  }

  // What a parameter points to was written by somebody else; only the content of other
  // own objects is what their uses tell.
  bool isFresh(const llvm::Value& object) const {
    return !llvm::isa<llvm::Argument>(object) && originOfObject(object) == kOwn;
  }

  void answerContent(const llvm::Value& pointer) {
    std::vector<const llvm::Value*> from = steppedFrom(pointer);
    for (const llvm::Value* value : from) askContent(*value);
    if (!from.empty()) return;
    if (isFresh(pointer)) {
      collectContent(pointer);
    } else {
      found_ |= kForeign;
    }
  }

  void collectContent(const llvm::Value& object) {
    std::set<const llvm::Value*> seen = {&object};
    std::vector<const llvm::Value*> aliases = {&object};
    while (!aliases.empty()) {
      const llvm::Value* alias = aliases.back();
      aliases.pop_back();
      for (const llvm::Use& use : alias->uses()) {
        const llvm::User& user = *use.getUser();
        if (steppedFrom(user).empty()) {
          takeUse(use);
        } else if (seen.insert(&user).second) {
          aliases.push_back(&user);
        }
      }
    }
  }

  // What this use of a pointer to an object may put into the object.
  void takeUse(const llvm::Use& use) {
    const llvm::User* user = use.getUser();
    bool isHarmless =
        llvm::isa<llvm::LoadInst, llvm::ICmpInst, llvm::ReturnInst, llvm::PtrToIntInst, llvm::PtrToAddrInst>(user);
    if (isHarmless) return;
    if (auto* store = llvm::dyn_cast<llvm::StoreInst>(user)) return takeStore(*store, use);
    if (auto* call = llvm::dyn_cast<llvm::CallBase>(user)) return takeCall(*call, use);
    found_ |= kForeign;
  }

  void takeStore(const llvm::StoreInst& store, const llvm::Use& use) {
    const llvm::Value& value = *store.getValueOperand();
    bool addressLeavesSight = use.getOperandNo() != llvm::StoreInst::getPointerOperandIndex();
    if (addressLeavesSight || value.getType()->isAggregateType() || value.getType()->isVectorTy()) {
      found_ |= kForeign;
    } else if (value.getType()->isPointerTy()) {
      askOrigin(value);
    }
  }

  void takeCall(const llvm::CallBase& call, const llvm::Use& use) {
    if (llvm::isa<llvm::MemSetInst, llvm::LifetimeIntrinsic, llvm::AssumeInst>(call)) return;
    if (auto* transfer = llvm::dyn_cast<llvm::MemTransferInst>(&call)) {
      if (use.getOperandNo() == 0) askContent(*transfer->getSource());
      return;
    }
    External external = externalOf(call);
    if (external == External::Builds && use.getOperandNo() == 1) {
      found_ |= kOwn;
    } else if (external != External::ReadsMemory && external != External::Fails &&
               external != External::MathByPointer) {
      found_ |= kForeign;
    }
  }

  const std::vector<Origins>& parameters_;
  Origins found_ = 0;
  std::set<Question> asked_;
  std::vector<Question> pending_;
};

bool isPointerNumber(const llvm::Value& value) {
  unsigned opcode = llvm::Operator::getOpcode(&value);
  return opcode == llvm::Instruction::PtrToInt || opcode == llvm::Instruction::PtrToAddr;
}

// A sum of numbers, some of them subtracted. How many addresses go into it, those that are
// subtracted counted as negative: a difference of addresses counts 0.
class Sum {
 public:
  explicit Sum(const llvm::Value& value) { add(value, 1, 0); }

  bool hasAddress() const { return addresses_ != 0; }
  const std::vector<const llvm::Value*>& terms() const { return terms_; }

 private:
  static constexpr int kMaxDepth = 8;

  void add(const llvm::Value& value, int sign, int depth) {
    if (isPointerNumber(value)) {
      addresses_ += sign;
      return;
    }
    auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(&value);
    unsigned opcode = operation == nullptr || depth == kMaxDepth ? 0u : static_cast<unsigned>(operation->getOpcode());
    // `~x` is `-x - 1`.
    bool isComplement = opcode == llvm::Instruction::Xor && llvm::isa<llvm::ConstantInt>(operation->getOperand(1)) &&
                        llvm::cast<llvm::ConstantInt>(operation->getOperand(1))->isMinusOne();
    if (isComplement) {
      add(*operation->getOperand(0), -sign, depth + 1);
    } else if (opcode == llvm::Instruction::Add || opcode == llvm::Instruction::Sub) {
      add(*operation->getOperand(0), sign, depth + 1);
      add(*operation->getOperand(1), opcode == llvm::Instruction::Sub ? -sign : sign, depth + 1);
    } else {
      terms_.push_back(&value);
    }
  }

  int addresses_ = 0;
  std::vector<const llvm::Value*> terms_;
};

// The result says something about the numbers that go in.
bool carriesNumbers(const llvm::Value& value) {
  if (auto* compare = llvm::dyn_cast<llvm::ICmpInst>(&value)) return compare->getOperand(0)->getType()->isIntegerTy();
  return llvm::isa<llvm::BinaryOperator, llvm::CastInst, llvm::PHINode, llvm::SelectInst, llvm::FreezeInst,
                   llvm::IntrinsicInst, llvm::ConstantExpr>(value);
}

}

Origins originsOf(const llvm::Value& pointer, const std::vector<Origins>& parameters) {
  return Tracing(parameters).run(pointer);
}

bool dependsOnAddress(const llvm::Value& value) {
  std::set<const llvm::Value*> seen = {&value};
  std::vector<const llvm::Value*> pending = {&value};
  while (!pending.empty()) {
    const llvm::Value* next = pending.back();
    pending.pop_back();
    if (!next->getType()->isIntOrIntVectorTy() && !next->getType()->isFPOrFPVectorTy()) continue;
    Sum sum(*next);
    if (sum.hasAddress()) return true;
    for (const llvm::Value* term : sum.terms()) {
      if (!carriesNumbers(*term)) continue;
      for (const llvm::Use& operand : llvm::cast<llvm::User>(term)->operands())
        if (seen.insert(operand).second) pending.push_back(operand);
    }
  }
  return false;
}

}
