#include <gtest/gtest.h>

#include <llvm/AsmParser/Parser.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/SourceMgr.h>

#include "codegen/run_ahead.h"

namespace relon::codegen {
namespace {

// `body` of an i64 function `f` with the parameter %x.
bool mayRun(const std::string& body, const std::string& others = "") {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  auto module = llvm::parseAssemblyString(others + "\ndefine i64 @f(i64 %x) {\n" + body + "}\n", problem, context);
  if (module == nullptr) ADD_FAILURE() << problem.getMessage().str();
  return module != nullptr && mayRunAhead(*module->getFunction("f"));
}

TEST(RunAhead, ArithmeticThatWrapsAndOwnVariables) {
  EXPECT_TRUE(mayRun("  %a = mul i64 %x, 3\n  %b = ashr i64 %a, 3\n  %c = xor i64 %a, %b\n  ret i64 %c\n"));
  EXPECT_TRUE(mayRun("  %v = alloca i64\n  store i64 %x, ptr %v\n  %a = load i64, ptr %v\n  ret i64 %a\n"));
  EXPECT_TRUE(mayRun("  %a = sdiv i64 %x, 7\n  ret i64 %a\n"));
  EXPECT_TRUE(mayRun("  %a = call i64 @g(i64 %x)\n  ret i64 %a\n", "define i64 @g(i64 %y) {\n  ret i64 %y\n}"));
}

TEST(RunAhead, NothingThatAnArgumentCouldSpoil) {
  EXPECT_FALSE(mayRun("  %a = sdiv i64 7, %x\n  ret i64 %a\n")) << "a division by zero";
  EXPECT_FALSE(mayRun("  %a = add nsw i64 %x, 1\n  ret i64 %a\n")) << "an overflow";
  EXPECT_FALSE(mayRun("  %a = shl i64 1, %x\n  ret i64 %a\n")) << "a shift too far";
  EXPECT_FALSE(mayRun("  %p = inttoptr i64 %x to ptr\n  %a = load i64, ptr %p\n  ret i64 %a\n"));
  EXPECT_FALSE(mayRun("  br label %l\nl:\n  br label %l\n")) << "a loop";
  EXPECT_FALSE(mayRun("  %a = call i64 @f(i64 %x)\n  ret i64 %a\n")) << "a recursion";
  EXPECT_FALSE(mayRun("  %a = call i64 @g(i64 %x)\n  ret i64 %a\n", "declare i64 @g(i64)"));
  EXPECT_FALSE(mayRun("  store i64 %x, ptr @v\n  ret i64 %x\n", "@v = global i64 0"));
  EXPECT_FALSE(mayRun("  unreachable\n"));
}

}
}
