#include "codegen/function_emitter.h"

// Constants and arithmetic.
namespace relon::codegen {

using ir::Opcode;

void FunctionEmitter::emit(Case<Opcode::ConstInt>, const ir::Op& op) {
  define(op, int64(std::get<int64_t>(op.attribute)));
}

void FunctionEmitter::emit(Case<Opcode::ConstFloat>, const ir::Op& op) {
  define(op, llvm::ConstantFP::get(builder_.getDoubleTy(), std::get<double>(op.attribute)));
}

void FunctionEmitter::emit(Case<Opcode::ConstBool>, const ir::Op& op) {
  define(op, builder_.getInt1(std::get<bool>(op.attribute)));
}

void FunctionEmitter::emit(Case<Opcode::ConstText>, const ir::Op& op) {
  define(op, module_.text(std::get<std::string>(op.attribute)));
}

void FunctionEmitter::checkedArithmetic(const ir::Op& op, llvm::Intrinsic::ID checked,
                                        llvm::Instruction::BinaryOps plain) {
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  if (ranges_.proves(op)) {
    llvm::Value* result = builder_.CreateBinOp(plain, left, right);
    bool keepsSign = plain != llvm::Instruction::Sub && nonNegative(op.operands[0]) && nonNegative(op.operands[1]);
    if (auto* instruction = llvm::dyn_cast<llvm::BinaryOperator>(result)) {
      instruction->setHasNoSignedWrap();
      instruction->setHasNoUnsignedWrap(keepsSign);
    }
    return define(op, result);
  }
  llvm::Value* pair = builder_.CreateBinaryIntrinsic(checked, left, right);
  failIf(builder_.CreateExtractValue(pair, 1), relon_numeric_overflow, op.span);
  define(op, builder_.CreateExtractValue(pair, 0));
}

void FunctionEmitter::emit(Case<Opcode::IntAdd>, const ir::Op& op) {
  checkedArithmetic(op, llvm::Intrinsic::sadd_with_overflow, llvm::Instruction::Add);
}

void FunctionEmitter::emit(Case<Opcode::IntSub>, const ir::Op& op) {
  checkedArithmetic(op, llvm::Intrinsic::ssub_with_overflow, llvm::Instruction::Sub);
}

void FunctionEmitter::emit(Case<Opcode::IntMul>, const ir::Op& op) {
  checkedArithmetic(op, llvm::Intrinsic::smul_with_overflow, llvm::Instruction::Mul);
}

// Zero first, then MIN by -1.
void FunctionEmitter::checkDivisor(const ir::Op& op) {
  if (ranges_.proves(op)) return;
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  failIf(builder_.CreateICmpEQ(right, int64(0)), relon_division_by_zero, op.span);
  if (nonNegative(op.operands[0])) return;
  llvm::Value* overflows =
      builder_.CreateAnd(builder_.CreateICmpEQ(left, int64(INT64_MIN)), builder_.CreateICmpEQ(right, int64(-1)));
  failIf(overflows, relon_numeric_overflow, op.span);
}

void FunctionEmitter::emit(Case<Opcode::IntDiv>, const ir::Op& op) {
  checkDivisor(op);
  bool isUnsigned = nonNegative(op.operands[0]) && nonNegative(op.operands[1]);
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  define(op, isUnsigned ? builder_.CreateUDiv(left, right) : builder_.CreateSDiv(left, right));
}

void FunctionEmitter::emit(Case<Opcode::IntRem>, const ir::Op& op) {
  checkDivisor(op);
  bool isUnsigned = nonNegative(op.operands[0]) && nonNegative(op.operands[1]);
  llvm::Value* left = operand(op, 0);
  llvm::Value* right = operand(op, 1);
  define(op, isUnsigned ? builder_.CreateURem(left, right) : builder_.CreateSRem(left, right));
}

void FunctionEmitter::emit(Case<Opcode::IntNeg>, const ir::Op& op) {
  if (op.proved) return define(op, builder_.CreateNSWNeg(operand(op, 0)));
  failIf(builder_.CreateICmpEQ(operand(op, 0), int64(INT64_MIN)), relon_numeric_overflow, op.span);
  define(op, builder_.CreateNSWNeg(operand(op, 0)));
}

void FunctionEmitter::emit(Case<Opcode::IntToFloat>, const ir::Op& op) {
  define(op, builder_.CreateSIToFP(operand(op, 0), builder_.getDoubleTy()));
}

// The saturating difference is exactly the length where that is positive.
void FunctionEmitter::emit(Case<Opcode::RangeLen>, const ir::Op& op) {
  llvm::Value* distance = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::ssub_sat, operand(op, 1), operand(op, 0));
  define(op, builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, distance, int64(0)));
}

void FunctionEmitter::emit(Case<Opcode::FloatAdd>, const ir::Op& op) {
  define(op, builder_.CreateFAdd(operand(op, 0), operand(op, 1)));
}

void FunctionEmitter::emit(Case<Opcode::FloatSub>, const ir::Op& op) {
  define(op, builder_.CreateFSub(operand(op, 0), operand(op, 1)));
}

void FunctionEmitter::emit(Case<Opcode::FloatMul>, const ir::Op& op) {
  define(op, builder_.CreateFMul(operand(op, 0), operand(op, 1)));
}

void FunctionEmitter::emit(Case<Opcode::FloatDiv>, const ir::Op& op) {
  llvm::Value* zero = llvm::ConstantFP::get(builder_.getDoubleTy(), 0.0);
  if (!op.proved) failIf(builder_.CreateFCmpOEQ(operand(op, 1), zero), relon_division_by_zero, op.span);
  define(op, builder_.CreateFDiv(operand(op, 0), operand(op, 1)));
}

// The run-time library's, which needs no libm and is exact everywhere.
void FunctionEmitter::emit(Case<Opcode::FloatRem>, const ir::Op& op) {
  llvm::Value* zero = llvm::ConstantFP::get(builder_.getDoubleTy(), 0.0);
  if (!op.proved) failIf(builder_.CreateFCmpOEQ(operand(op, 1), zero), relon_division_by_zero, op.span);
  llvm::Type* real = builder_.getDoubleTy();
  llvm::Function* remainder = module_.runtime("relon_float_rem", llvm::FunctionType::get(real, {real, real}, false));
  define(op, builder_.CreateCall(remainder, {operand(op, 0), operand(op, 1)}));
}

void FunctionEmitter::emit(Case<Opcode::FloatNeg>, const ir::Op& op) {
  define(op, builder_.CreateFNeg(operand(op, 0)));
}

}
