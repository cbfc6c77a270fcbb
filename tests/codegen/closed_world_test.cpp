#include <gtest/gtest.h>

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include "codegen/codegen.h"
#include "harness.h"
#include "parsed.h"

// What the emitted LLVM looks like, in the few points that are promises.
namespace relon::codegen {
namespace {

constexpr std::string_view kSum = R"(module "m"
callable "test.add7" @add7 (Int) -> Int pure
func @main(%n: Int) -> Int {
  enter
  %z = const.int 0
  %s = each range %z, %n, %z (%i: Int, %x: Int, %acc: Int) {
    %r = call "test.add7" %x
    %t = int.add %acc, %r
    yield %t
  }
  return %s
}
entry @main(n)
)";

Compiled compiled(const ir::Module& module, CompileOptions options, Stage stage = Stage::Asm) {
  auto machine = takeTargetMachine(TargetKind::Native, options);
  EXPECT_TRUE(machine);
  auto result = compile(module, test::testCallables(), nullptr, options, TargetKind::Native, **machine, stage);
  if (result) return std::move(*result);
  ADD_FAILURE() << result.error().message;
  return {};
}

// Names of the called functions; "" for calls through a pointer. Intrinsics aside.
std::vector<std::string> callees(const llvm::Module& module) {
  std::vector<std::string> names;
  for (const llvm::Function& function : module) {
    for (const llvm::Instruction& instruction : llvm::instructions(function)) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (call == nullptr) continue;
      const llvm::Function* callee = call->getCalledFunction();
      if (callee == nullptr || !callee->isIntrinsic())
        names.push_back(callee != nullptr ? callee->getName().str() : "");
    }
  }
  return names;
}

TEST(Bindings, ImportedIsOneIndirectCall) {
  Compiled result = compiled(parsed(kSum), {.binding = Binding::Imported});
  EXPECT_EQ(result.imports, std::vector<std::string>{"test.add7"});
  for (const std::string& callee : callees(*result.module))
    EXPECT_TRUE(callee == "" || callee == "program_call") << callee;
}

TEST(Bindings, CalledIsADirectCallOfTheSymbol) {
  Compiled result = compiled(parsed(kSum), {.binding = Binding::Called});
  EXPECT_TRUE(result.imports.empty());
  EXPECT_EQ(result.calledSymbols, std::vector<std::string>{"add7"});
  for (const std::string& callee : callees(*result.module))
    EXPECT_TRUE(callee == "add7" || callee == "program_call") << callee;
}

TEST(Bindings, ReportNamesEachCallOnce) {
  Compiled result = compiled(parsed(kSum), {.binding = Binding::Called});
  ASSERT_EQ(result.report.sites.size(), 1u);
  EXPECT_EQ(result.report.sites[0].callee, "test.add7");
  EXPECT_EQ(result.report.sites[0].binding, Binding::Called);
}

TEST(Entries, ScalarEntryOnlyWhereAllIsScalar) {
  EXPECT_EQ(compiled(parsed(kSum), {.name = "sum"}, Stage::Llvm).scalarEntry, "sum_call");
  Compiled other = compiled(parsed(R"(module "m"
func @main(%s: String) -> Int {
  enter
  %n = text.len %s
  return %n
}
entry @main(s)
)"),
                            {}, Stage::Llvm);
  EXPECT_EQ(other.scalarEntry, "");
  EXPECT_NE(other.module->getFunction("program_run"), nullptr);
}

// The run-time library is linked and pruned: the finished module needs nothing but libc.
TEST(RuntimeLibrary, IsInTheModule) {
  Compiled result = compiled(parsed(R"(module "m"
func @main(%a: Float, %b: Float) -> (Float, List<Float>) {
  enter
  %r = float.rem %a, %b
  %l = list.make List<Float> %r, %a
  %t = struct.make (Float, List<Float>) %r, %l
  return %t
}
entry @main(a, b)
)"),
                             {});
  for (const llvm::Function& function : *result.module) {
    if (!function.isDeclaration() || function.isIntrinsic()) continue;
    EXPECT_TRUE(function.getName() == "malloc" || function.getName() == "free") << function.getName().str();
  }
}

}
}
