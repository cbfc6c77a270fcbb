#include "codegen/memory.h"

// The two functions that a host calls.
namespace relon::codegen {

namespace {

class EntryEmitter {
 public:
  EntryEmitter(ModuleEmitter& module, ir::FunctionId id)
      : module_(module), source_(module.source().function(id)), body_(module.function(id)), builder_(module.llvm()) {
    for (ir::ValueId parameter : source_.parameters) parameters_.push_back(source_.type(parameter));
  }

  bool isScalar() const {
    for (ir::TypeId type : parameters_) {
      if (module_.passing(type) != Passing::Scalar) return false;
    }
    return module_.passing(source_.result) == Passing::Scalar;
  }

  // relon_status(relon_context*, const void* arguments, void* result)
  void emitRecord(const std::string& name, llvm::Function* scalarEntry) {
    llvm::Type* pointer = builder_.getPtrTy();
    llvm::Function* function = open(name, {pointer, pointer, pointer});
    std::vector<int64_t> offsets = module_.structOffsets(parameters_);
    std::vector<llvm::Value*> arguments;
    for (size_t i = 0; i < parameters_.size(); ++i) {
      llvm::Value* address = atOffset(builder_, function->getArg(1), offsets[i]);
      arguments.push_back(loadValue(builder_, module_, address, parameters_[i]));
    }
    if (scalarEntry == nullptr) return finish(std::move(arguments), function->getArg(2));
    passOn(scalarEntry, std::move(arguments), function->getArg(2));
  }

  // relon_status(relon_context*, scalars..., scalar* result)
  llvm::Function* emitScalar(const std::string& name) {
    std::vector<llvm::Type*> types = {builder_.getPtrTy()};
    for (ir::TypeId type : parameters_) types.push_back(module_.valueType(type));
    types.push_back(builder_.getPtrTy());
    llvm::Function* function = open(name, types);
    std::vector<llvm::Value*> arguments;
    for (unsigned i = 0; i < parameters_.size(); ++i) {
      llvm::Argument* argument = function->getArg(i + 1);
      if (argument->getType()->isIntegerTy(1)) argument->addAttr(llvm::Attribute::ZExt);
      arguments.push_back(argument);
    }
    finish(std::move(arguments), function->getArg(static_cast<unsigned>(types.size() - 1)));
    return function;
  }

 private:
  llvm::Function* open(const std::string& name, std::vector<llvm::Type*> types) {
    auto* type = llvm::FunctionType::get(builder_.getInt32Ty(), types, false);
    auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module_.target());
    function->addFnAttr(llvm::Attribute::NoUnwind);
    context_ = function->getArg(0);
    context_->addAttr(llvm::Attribute::NoAlias);
    context_->addAttr(
        llvm::Attribute::getWithDereferenceableBytes(module_.llvm(), static_cast<uint64_t>(module_.context().size)));
    function->getArg(static_cast<unsigned>(types.size() - 1))->addAttr(llvm::Attribute::NoAlias);
    builder_.SetInsertPoint(llvm::BasicBlock::Create(module_.llvm(), "entry", function));
    if (module_.checksStack()) setStackLimit();
    return function;
  }

  // So many bytes below here, but not below address 0.
  void setStackLimit() {
    llvm::IntegerType* word = module_.wordType();
    llvm::Value* here = builder_.CreatePtrToInt(builder_.CreateStackSave(), word);
    llvm::Value* bytes = builder_.CreateLoad(builder_.getInt64Ty(), field(module_.context().stackBytes));
    llvm::Value* most =
        builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, bytes, builder_.CreateZExt(here, builder_.getInt64Ty()));
    builder_.CreateStore(builder_.CreateSub(here, builder_.CreateTrunc(most, word)),
                         field(module_.context().stackLimit));
  }

  // The program's code is in one entry only: the other calls it, and is not to be given a
  // copy, which would take as long again to compile.
  void passOn(llvm::Function* entry, std::vector<llvm::Value*> arguments, llvm::Value* memory) {
    arguments.insert(arguments.begin(), context_);
    arguments.push_back(memory);
    llvm::CallInst* call = builder_.CreateCall(entry, arguments);
    call->setAttributes(entry->getAttributes().removeFnAttributes(module_.llvm()));
    call->setIsNoInline();
    call->setTailCall();
    builder_.CreateRet(call);
  }

  llvm::Value* field(int64_t offset) { return atOffset(builder_, context_, offset); }

  void finish(std::vector<llvm::Value*> arguments, llvm::Value* memory) {
    llvm::Value* depth = builder_.CreateLoad(builder_.getInt64Ty(), field(module_.context().maxDepth));
    arguments.insert(arguments.begin(), {context_, depth});
    if (module_.passing(source_.result) == Passing::Aggregate) arguments.push_back(memory);
    llvm::CallInst* call = builder_.CreateCall(body_, arguments);
    call->setCallingConv(llvm::CallingConv::Fast);
    llvm::Value* status = call;
    if (call->getType()->isStructTy()) {
      status = builder_.CreateExtractValue(call, 0);
      storeResult(status, builder_.CreateExtractValue(call, 1), memory);
    }
    builder_.CreateRet(status);
  }

  // A failed run leaves the result as it was.
  void storeResult(llvm::Value* status, llvm::Value* value, llvm::Value* memory) {
    llvm::Function* function = builder_.GetInsertBlock()->getParent();
    auto* success = llvm::BasicBlock::Create(module_.llvm(), "success", function);
    auto* end = llvm::BasicBlock::Create(module_.llvm(), "end", function);
    builder_.CreateCondBr(builder_.CreateICmpEQ(status, builder_.getInt32(relon_ok)), success, end);
    builder_.SetInsertPoint(success);
    storeValue(builder_, module_, value, memory, source_.result);
    builder_.CreateBr(end);
    builder_.SetInsertPoint(end);
  }

  ModuleEmitter& module_;
  const ir::Function& source_;
  llvm::Function* body_;
  llvm::IRBuilder<> builder_;
  llvm::Argument* context_ = nullptr;
  std::vector<ir::TypeId> parameters_;
};

}

std::string ModuleEmitter::emitEntries(const std::string& name) {
  EntryEmitter entry(*this, source_.entry->function);
  llvm::Function* scalarEntry = entry.isScalar() ? entry.emitScalar(name + "_call") : nullptr;
  entry.emitRecord(name + "_run", scalarEntry);
  return scalarEntry != nullptr ? name + "_call" : "";
}

}
