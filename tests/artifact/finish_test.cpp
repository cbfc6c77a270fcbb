#include <gtest/gtest.h>

#include "artifact/object.h"
#include "artifact/symbols.h"
#include "artifact/wasm.h"
#include "artifact/wasm_reader.h"
#include "programs.h"

// The last steps on LLVM modules written by hand, wrong ones above all: what an
// artefact may define and need is checked on the finished bytes.
namespace relon::artifact {
namespace {

constexpr const char* kNative = "x86_64-pc-linux-gnu";
constexpr const char* kWasm = "wasm32-unknown-unknown";

constexpr std::string_view kProgram = R"(
callable "now_ms" @now_ms () -> Int gate reads_clock
func @main(%n: Int) -> Int {
  enter
  return %n
}
entry @main(n)
)";

const std::string kEntry = R"(
define i32 @price_run(ptr %context, ptr %arguments, ptr %result) {
  %n = load i64, ptr %arguments
  %x = call i64 @body(i64 %n)
  store i64 %x, ptr %result
  ret i32 0
}
)";
const std::string kPure = "define internal i64 @body(i64 %n) { %r = add i64 %n, 7\n ret i64 %r }\n";

Result<ObjectArtifact> object(const std::string& text) {
  auto machine = targetMachine(kNative);
  return finishObject(compiledFrom(text), *machine, program(kProgram), "price");
}

Result<WasmArtifact> wasm(const std::string& text) {
  auto machine = targetMachine(kWasm);
  codegen::Compiled compiled = compiledFrom(text, {}, {"now_ms"});
  compiled.module->setTargetTriple(machine->getTargetTriple());
  compiled.module->setDataLayout(machine->createDataLayout());
  return finishWasm(std::move(compiled), *machine, program(kProgram), "price");
}

TEST(FinishObject, ExportsTheEntryAndTheTables) {
  Result<ObjectArtifact> artifact = object(kEntry + kPure);
  ASSERT_TRUE(artifact) << artifact.error().message;
  Result<ObjectSymbols> symbols = readSymbols(artifact->object);
  ASSERT_TRUE(symbols);
  std::vector<std::string> expected = {"price_import_count", "price_imports", "price_run", "price_site_count",
                                       "price_sites"};
  EXPECT_EQ(symbols->defined, expected);
  EXPECT_TRUE(symbols->undefined.empty());
  EXPECT_EQ(std::string(artifact->archive.begin(), artifact->archive.begin() + 8), "!<arch>\n");
}

TEST(FinishObject, IsDeterministic) {
  Result<ObjectArtifact> one = object(kEntry + kPure);
  Result<ObjectArtifact> two = object(kEntry + kPure);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->object, two->object);
  EXPECT_EQ(one->archive, two->archive);
}

TEST(FinishObject, AllowsMathAndMemory) {
  EXPECT_TRUE(object(kEntry + "declare double @sin(double)\n"
                              "define internal i64 @body(i64 %n) { %f = sitofp i64 %n to double\n"
                              "%s = call double @sin(double %f)\n%r = fptosi double %s to i64\n ret i64 %r }\n"));
}

TEST(FinishObject, RefusesUndefinedSymbolsByName) {
  Result<ObjectArtifact> artifact = object(kEntry + "declare i64 @body(i64)\n");
  ASSERT_FALSE(artifact);
  EXPECT_EQ(artifact.error().code, "undefined_symbol");
  EXPECT_NE(artifact.error().message.find("`body`"), std::string::npos) << artifact.error().message;
}

TEST(FinishObject, GrantsCalledSymbols) {
  auto machine = targetMachine(kNative);
  codegen::Compiled compiled = compiledFrom(kEntry + "declare i64 @body(i64)\n");
  compiled.calledSymbols = {"body"};
  EXPECT_TRUE(finishObject(std::move(compiled), *machine, program(kProgram), "price"));
}

TEST(FinishObject, RefusesStrayDefinitions) {
  Result<ObjectArtifact> artifact = object(kEntry + "define i64 @body(i64 %n) { ret i64 %n }\n");
  ASSERT_FALSE(artifact);
  EXPECT_NE(artifact.error().message.find("`body`"), std::string::npos) << artifact.error().message;
}

TEST(FinishObject, RefusesBrokenModules) {
  // The result does not dominate its use.
  EXPECT_FALSE(object(kEntry + "define internal i64 @body(i64 %n) {\n  br i1 true, label %a, label %b\n"
                               "a:\n  %x = add i64 %n, 1\n  br label %b\nb:\n  ret i64 %x\n}\n"));
}

TEST(FinishWasm, ImportsNothing) {
  Result<WasmArtifact> artifact = wasm(kEntry + kPure);
  ASSERT_TRUE(artifact) << artifact.error().message;
  Result<std::vector<WasmImport>> imports = readWasmImports(artifact->module);
  ASSERT_TRUE(imports);
  EXPECT_TRUE(imports->empty());
  EXPECT_NE(artifact->loader.find("export async function instantiate"), std::string::npos);
  EXPECT_NE(artifact->manifest.find("\"imports\": []"), std::string::npos) << artifact->manifest;
}

TEST(FinishWasm, ImportsTheHostFunctionThatIsCalled) {
  Result<WasmArtifact> artifact = wasm(kEntry +
                                       "declare i64 @now_ms()\n"
                                       "define internal i64 @body(i64 %n) { %r = call i64 @now_ms()\n ret i64 %r }\n");
  ASSERT_TRUE(artifact) << artifact.error().message;
  std::vector<WasmImport> expected = {{"env", "now_ms", 0}};
  EXPECT_EQ(readWasmImports(artifact->module).value(), expected);
  EXPECT_NE(artifact->manifest.find("\"name\": \"now_ms\""), std::string::npos);
}

TEST(FinishWasm, RefusesUndefinedFunctionsByName) {
  Result<WasmArtifact> artifact =
      wasm(kEntry +
           "declare double @sin(double)\n"
           "define internal i64 @body(i64 %n) { %f = sitofp i64 %n to double\n"
           "%s = call double @sin(double %f)\n%r = fptosi double %s to i64\n ret i64 %r }\n");
  ASSERT_FALSE(artifact);
  EXPECT_NE(artifact.error().message.find("sin"), std::string::npos) << artifact.error().message;
}

// An import that says so itself, but is none of the program's.
TEST(FinishWasm, RefusesImportsThatAreNotGranted) {
  Result<WasmArtifact> artifact =
      wasm(kEntry +
           "declare i64 @steal(i64) #0\n"
           "define internal i64 @body(i64 %n) { %r = call i64 @steal(i64 %n)\n ret i64 %r }\n"
           "attributes #0 = { \"wasm-import-module\"=\"env\" \"wasm-import-name\"=\"steal\" }\n");
  ASSERT_FALSE(artifact);
  EXPECT_EQ(artifact.error().code, "undefined_symbol");
  EXPECT_NE(artifact.error().message.find("`env.steal`"), std::string::npos) << artifact.error().message;
}

// Comparing texts may end in a call of memcmp or bcmp, which wasm has to bring along.
TEST(FinishWasm, BringsMemoryFunctions) {
  EXPECT_TRUE(wasm(kEntry +
                   "declare i32 @memcmp(ptr, ptr, i32)\ndeclare i32 @bcmp(ptr, ptr, i32)\n"
                   "define internal i64 @body(i64 %n) { %p = inttoptr i64 %n to ptr\n %s = trunc i64 %n to i32\n"
                   "%a = call i32 @memcmp(ptr %p, ptr null, i32 %s)\n%b = call i32 @bcmp(ptr %p, ptr null, i32 %s)\n"
                   "%c = add i32 %a, %b\n%r = sext i32 %c to i64\n ret i64 %r }\n"));
}

// The linker can be used again after an error.
TEST(FinishWasm, LinksAgainAfterAnError) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_FALSE(wasm(kEntry + "declare i64 @body(i64)\n"));
    EXPECT_TRUE(wasm(kEntry + kPure));
  }
}

}
}
