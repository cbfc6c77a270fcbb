#include "codegen/function_emitter.h"

// Comparison.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::compareInts(const ir::Op& op, llvm::CmpInst::Predicate predicate) {
  define(op, builder_.CreateICmp(predicate, operand(op, 0), operand(op, 1)));
}

void FunctionEmitter::compareFloats(const ir::Op& op, llvm::CmpInst::Predicate predicate) {
  define(op, builder_.CreateFCmp(predicate, operand(op, 0), operand(op, 1)));
}

void FunctionEmitter::emit(Case<Opcode::IntEq>, const ir::Op& op) {
  compareInts(op, llvm::CmpInst::ICMP_EQ);
}
void FunctionEmitter::emit(Case<Opcode::IntLt>, const ir::Op& op) {
  compareInts(op, llvm::CmpInst::ICMP_SLT);
}
void FunctionEmitter::emit(Case<Opcode::IntLe>, const ir::Op& op) {
  compareInts(op, llvm::CmpInst::ICMP_SLE);
}
void FunctionEmitter::emit(Case<Opcode::FloatLt>, const ir::Op& op) {
  compareFloats(op, llvm::CmpInst::FCMP_OLT);
}
void FunctionEmitter::emit(Case<Opcode::FloatLe>, const ir::Op& op) {
  compareFloats(op, llvm::CmpInst::FCMP_OLE);
}

void FunctionEmitter::emit(Case<Opcode::FloatEq>, const ir::Op& op) {
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  llvm::Value* bothNan = builder_.CreateAnd(builder_.CreateFCmpUNO(left, left), builder_.CreateFCmpUNO(right, right));
  define(op, builder_.CreateOr(builder_.CreateFCmpOEQ(left, right), bothNan));
}

// An Int is compared with the Float rounded to an integer in the direction that
// keeps the answer; Floats that no Int reaches decide by their sign, NaN never holds.
void FunctionEmitter::compareMixed(const ir::Op& op, llvm::CmpInst::Predicate predicate, llvm::Intrinsic::ID rounding) {
  llvm::Value* exact = operand(op, 0);
  llvm::Value* real = operand(op, 1);
  llvm::Value* least = llvm::ConstantFP::get(builder_.getDoubleTy(), -0x1p63);
  llvm::Value* beyond = llvm::ConstantFP::get(builder_.getDoubleTy(), 0x1p63);
  llvm::Value* rounded =
      builder_.CreateIntrinsic(llvm::Intrinsic::fptosi_sat, {builder_.getInt64Ty(), builder_.getDoubleTy()},
                               {builder_.CreateUnaryIntrinsic(rounding, real)});
  llvm::Value* holds = builder_.CreateICmp(predicate, exact, rounded);
  bool isBelow = predicate == llvm::CmpInst::ICMP_SLT || predicate == llvm::CmpInst::ICMP_SLE;
  llvm::Value* above = builder_.CreateFCmpOGE(real, beyond);
  llvm::Value* below = builder_.CreateFCmpOLT(real, least);
  llvm::Value* within = isBelow ? builder_.CreateFCmpOGE(real, least) : builder_.CreateFCmpOLT(real, beyond);
  define(op, builder_.CreateOr(isBelow ? above : below, builder_.CreateAnd(within, holds)));
}

void FunctionEmitter::emit(Case<Opcode::MixedLt>, const ir::Op& op) {
  compareMixed(op, llvm::CmpInst::ICMP_SLT, llvm::Intrinsic::ceil);
}

void FunctionEmitter::emit(Case<Opcode::MixedLe>, const ir::Op& op) {
  compareMixed(op, llvm::CmpInst::ICMP_SLE, llvm::Intrinsic::floor);
}

void FunctionEmitter::emit(Case<Opcode::MixedGt>, const ir::Op& op) {
  compareMixed(op, llvm::CmpInst::ICMP_SGT, llvm::Intrinsic::floor);
}

void FunctionEmitter::emit(Case<Opcode::MixedGe>, const ir::Op& op) {
  compareMixed(op, llvm::CmpInst::ICMP_SGE, llvm::Intrinsic::ceil);
}

void FunctionEmitter::emit(Case<Opcode::BoolEq>, const ir::Op& op) {
  compareInts(op, llvm::CmpInst::ICMP_EQ);
}
void FunctionEmitter::emit(Case<Opcode::BoolNot>, const ir::Op& op) {
  define(op, builder_.CreateNot(operand(op, 0)));
}

void FunctionEmitter::emit(Case<Opcode::TextEq>, const ir::Op& op) {
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  llvm::Value* size = sizeOf(left);
  llvm::BasicBlock* start = builder_.GetInsertBlock();
  llvm::BasicBlock* compare = block("compare");
  llvm::BasicBlock* done = block("compared");
  builder_.CreateCondBr(builder_.CreateICmpEQ(size, sizeOf(right)), compare, done);
  builder_.SetInsertPoint(compare);
  llvm::Value* word = builder_.CreateTrunc(size, module_.wordType());
  llvm::Value* order = builder_.CreateCall(module_.compareBytes(), {dataOf(left), dataOf(right), word});
  llvm::Value* same = builder_.CreateICmpEQ(order, int32(0));
  builder_.CreateBr(done);
  builder_.SetInsertPoint(done);
  llvm::PHINode* result = builder_.CreatePHI(builder_.getInt1Ty(), 2);
  result->addIncoming(builder_.getFalse(), start);
  result->addIncoming(same, compare);
  define(op, result);
}

}
