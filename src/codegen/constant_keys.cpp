#include <algorithm>
#include <map>

#include "codegen/function_emitter.h"

// Looking up a key in a dict whose keys are written in the program: the key's length and a
// few of its bytes decide which one it can be, one comparison whether it is.
namespace relon::codegen {

using ir::Opcode;

namespace {

constexpr const char* kFind = "relon_dict_find";
constexpr const char* kRequire = "relon_dict_require";
constexpr size_t kMaxKeys = 64;

// A key and its position in the dict.
struct Key {
  const std::string* text;
  int64_t position;
};
using Keys = std::vector<Key>;

// By the byte at an offset.
std::map<uint8_t, Keys> parted(const Keys& keys, size_t offset) {
  std::map<uint8_t, Keys> parts;
  for (const Key& key : keys) parts[static_cast<uint8_t>((*key.text)[offset])].push_back(key);
  return parts;
}

// The offset that tells most of the keys apart; all have one length.
size_t tellingOffset(const Keys& keys) {
  size_t best = 0;
  size_t most = 0;
  for (size_t i = 0; i < keys[0].text->size(); ++i) {
    size_t parts = parted(keys, i).size();
    if (parts > most) best = i;
    most = std::max(most, parts);
  }
  return best;
}

}

const ir::Op* FunctionEmitter::definition(ir::ValueId id, Opcode code) {
  if (definitions_.empty()) {
    definitions_.resize(function_.values.size());
    for (const ir::Op& op : function_.ops) {
      for (ir::ValueId result : op.results) definitions_[result.index()] = &op;
    }
  }
  const ir::Op* op = definitions_[id.index()];
  return op != nullptr && op->code == code ? op : nullptr;
}

// Empty where they are not all known, or too many. A dict's keys ascend; where IR was
// written by hand and they do not, the search decides what is found.
std::vector<std::string> FunctionEmitter::constantKeys(ir::ValueId keys) {
  const ir::Op* taken = definition(keys, Opcode::DictKeys);
  const ir::Op* dict = taken != nullptr ? definition(taken->operands[0], Opcode::DictMake) : nullptr;
  const ir::Op* list = dict != nullptr ? definition(dict->operands[0], Opcode::ListMake) : nullptr;
  if (list == nullptr || list->operands.size() > kMaxKeys) return {};
  std::vector<std::string> texts;
  for (ir::ValueId element : list->operands) {
    const ir::Op* text = definition(element, Opcode::ConstText);
    if (text == nullptr) return {};
    const auto& key = std::get<std::string>(text->attribute);
    if (!texts.empty() && texts.back() >= key) return {};
    texts.push_back(key);
  }
  return texts;
}

namespace {

// Emits the decision; every leaf goes on to `found` with a position or -1.
class KeySwitch {
 public:
  KeySwitch(llvm::IRBuilder<>& builder, ModuleEmitter& module, llvm::Value* data)
      : builder_(builder), module_(module), data_(data), code_(builder.GetInsertBlock()->getParent()) {
    found_ = llvm::BasicBlock::Create(builder.getContext(), "found", code_);
    position_ = llvm::PHINode::Create(builder.getInt64Ty(), 0, "position", found_);
  }

  llvm::Value* emit(llvm::Value* size, const Keys& keys) {
    std::map<size_t, Keys> lengths;
    for (const Key& key : keys) lengths[key.text->size()].push_back(key);
    branch(size, lengths, [&](const Keys& same) { emitSameLength(same); });
    builder_.SetInsertPoint(found_);
    return position_;
  }

 private:
  void yield(int64_t position) {
    position_->addIncoming(builder_.getInt64(static_cast<uint64_t>(position)), builder_.GetInsertBlock());
    builder_.CreateBr(found_);
  }

  llvm::BasicBlock* block(const char* name) { return llvm::BasicBlock::Create(builder_.getContext(), name, code_); }

  template <typename Part, typename Emit>
  void branch(llvm::Value* value, const std::map<Part, Keys>& parts, Emit&& emitPart) {
    llvm::BasicBlock* other = block("other_key");
    llvm::SwitchInst* choice = builder_.CreateSwitch(value, other);
    for (const auto& [part, keys] : parts) {
      llvm::BasicBlock* chosen = block("key");
      choice->addCase(llvm::cast<llvm::ConstantInt>(llvm::ConstantInt::get(value->getType(), part)), chosen);
      builder_.SetInsertPoint(chosen);
      emitPart(keys);
    }
    builder_.SetInsertPoint(other);
    yield(-1);
  }

  void emitSameLength(const Keys& keys) {
    if (keys.size() == 1) return emitComparison(keys[0]);
    size_t offset = tellingOffset(keys);
    llvm::Value* byte =
        builder_.CreateLoad(builder_.getInt8Ty(), atOffset(builder_, data_, static_cast<int64_t>(offset)));
    branch(byte, parted(keys, offset), [&](const Keys& same) { emitSameLength(same); });
  }

  void emitComparison(const Key& key) {
    llvm::Value* size = llvm::ConstantInt::get(module_.wordType(), key.text->size());
    llvm::Value* order = builder_.CreateCall(module_.compareBytes(), {data_, module_.bytes(*key.text), size});
    llvm::BasicBlock* other = block("other_key");
    llvm::BasicBlock* same = block("same_key");
    builder_.CreateCondBr(builder_.CreateICmpEQ(order, builder_.getInt32(0)), same, other);
    builder_.SetInsertPoint(other);
    yield(-1);
    builder_.SetInsertPoint(same);
    yield(key.position);
  }

  llvm::IRBuilder<>& builder_;
  ModuleEmitter& module_;
  llvm::Value* data_;
  llvm::Function* code_;
  llvm::BasicBlock* found_;
  llvm::PHINode* position_;
};

}

// A key that a dict must have and has not is left to the callable, which says so.
bool FunctionEmitter::findConstantKey(const ir::Op& op, ir::CallableId id) {
  const std::string& symbol = source_.callables[id.index()].symbol;
  if (symbol != kFind && symbol != kRequire) return false;
  std::vector<std::string> texts = constantKeys(op.operands[0]);
  if (texts.empty()) return false;
  Keys keys;
  for (size_t i = 0; i < texts.size(); ++i) keys.push_back({&texts[i], static_cast<int64_t>(i)});
  llvm::Value* key = operand(op, 1);
  llvm::Value* position = KeySwitch(builder_, module_, dataOf(key)).emit(sizeOf(key), keys);
  symbol == kFind ? define(op, position) : requireKey(op, id, position);
  return true;
}

void FunctionEmitter::requireKey(const ir::Op& op, ir::CallableId id, llvm::Value* position) {
  Slot result = slot(resultType(op));
  fill(result, position);
  llvm::BasicBlock* missing = block("missing");
  llvm::BasicBlock* next = block("next");
  branchUnlikely(builder_.CreateICmpSLT(position, int64(0)), missing, next);
  builder_.SetInsertPoint(missing);
  callCallable(op, id);
  fill(result, values_[op.results[0].index()]);
  builder_.CreateBr(next);
  builder_.SetInsertPoint(next);
  define(op, contents(result));
}

}
