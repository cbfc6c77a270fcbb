#include <thread>
#include <vector>

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/Support/MemoryBufferRef.h>

#include "host_files.h"
#include "hostir/cache.h"
#include "hostir/obtain.h"

namespace relon::hostir {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class SourceTest : public HostFilesTest {
 protected:
  static Result<std::string> compile(const std::string& path, HostOptions options = {}) {
    return compileToBitcode({.path = path, .bytes = {}}, options);
  }
  static Result<std::string> compileWasm(const std::string& path) {
    HostOptions options;
    options.wasm = true;
    return compile(path, options);
  }

  // The module, kept until the end of the test.
  const llvm::Module& parse(const Result<std::string>& bitcode) {
    if (!bitcode) throw std::runtime_error(bitcode.error().message);
    auto module = llvm::parseBitcodeFile(llvm::MemoryBufferRef(*bitcode, "test"), context_);
    if (!module) throw std::runtime_error(llvm::toString(module.takeError()));
    module_ = std::move(*module);
    return *module_;
  }

  // Temporary files mean nothing to the user.
  void expectError(const Result<std::string>& result, const std::string& code, const std::string& part) const {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, code);
    EXPECT_TRUE(contains(result.error().message, "error[" + code + "]")) << result.error().message;
    EXPECT_TRUE(contains(result.error().message, part)) << result.error().message;
    EXPECT_FALSE(contains(result.error().message, path("tmp/"))) << result.error().message;
  }

 private:
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
};

constexpr const char* kAdd = "#include <stdint.h>\nint64_t add(int64_t a, int64_t b) { return a + b; }\n";

// A C++ compiler that counts its runs and fails once `broken` exists.
class CountingCompiler {
 public:
  CountingCompiler(const std::string& script, const std::string& directory)
      : runs_(directory + "/runs"), broken_(directory + "/broken"), variable_("RELON_CLANGXX", script) {}

  static std::string text(const std::string& directory) {
    return "echo run >>" + directory + "/runs\n[ -e " + directory + "/broken ] && exit 1\nexec clang++-22 \"$@\"\n";
  }
  void breakDown() const { std::ofstream(broken_) << "yes"; }
  int runs() const {
    std::ifstream file(runs_);
    std::string line;
    int count = 0;
    while (std::getline(file, line)) ++count;
    return count;
  }

 private:
  std::string runs_;
  std::string broken_;
  Variable variable_;
};

class CacheTest : public SourceTest {
 protected:
  CountingCompiler install() const {
    return CountingCompiler(writeScript("compiler", CountingCompiler::text(path("."))), path("."));
  }
};

TEST_F(SourceTest, C) {
  const llvm::Module& module = parse(compile(write("host.c", kAdd)));
  const llvm::Function* add = module.getFunction("add");
  ASSERT_NE(add, nullptr);
  EXPECT_FALSE(add->hasFnAttribute(llvm::Attribute::OptimizeNone));
  EXPECT_FALSE(add->hasFnAttribute(llvm::Attribute::StackProtectStrong));
}

// Overflow wraps, products are not fused with sums, and square roots set no errno.
TEST_F(SourceTest, ArithmeticIsDefined) {
  const llvm::Module& module = parse(compile(write("host.cpp",
                                                   "#include <cmath>\n"
                                                   "extern \"C\" long sum(long a, long b) { return a + b; }\n"
                                                   "extern \"C\" double fused(double a) { return a * a + a; }\n"
                                                   "extern \"C\" double root(double a) { return std::sqrt(a); }\n")));
  for (const llvm::Function& function : module) {
    EXPECT_FALSE(function.getName().starts_with("llvm.fmuladd"));
    EXPECT_NE(function.getName(), "sqrt") << "root is not the intrinsic";
    for (const llvm::BasicBlock& block : function) {
      for (const llvm::Instruction& each : block) {
        if (llvm::isa<llvm::OverflowingBinaryOperator>(each)) {
          EXPECT_FALSE(each.hasNoSignedWrap());
        }
      }
    }
  }
}

TEST_F(SourceTest, EveryExtensionOfCpp) {
  for (const char* name : {"a.cc", "a.cpp", "a.cxx"}) {
    EXPECT_TRUE(compile(write(name, "#include <relon/callable.h>\nstatic_assert(__cplusplus >= 202002L);\n")).ok())
        << name;
  }
}

TEST_F(SourceTest, Rust) {
  const std::string source = "#[no_mangle]\npub extern \"C\" fn mix(a: i64, b: i64) -> i64 { a * 31 + b }\n";
  const llvm::Module& module = parse(compile(write("2-mix.rs", source)));
  const llvm::Function* mix = module.getFunction("mix");
  ASSERT_NE(mix, nullptr);
  EXPECT_FALSE(mix->isDeclaration());
  EXPECT_EQ(mix->arg_size(), 2u);
}

// Panics that cannot happen are gone; loops wait for the CPU that they will run on.
TEST_F(SourceTest, RustIsSimplifiedButNotVectorised) {
  const std::string source =
      "#[no_mangle]\npub extern \"C\" fn total(data: *const i64, size: i64) -> i64 {\n"
      "  let list = unsafe { std::slice::from_raw_parts(data, size as usize) };\n"
      "  let mut sum = 0;\n  for i in 0..list.len() { sum += list[i] * list[i]; }\n  sum\n}\n";
  for (const llvm::Function& function : parse(compile(write("host.rs", source)))) {
    EXPECT_FALSE(function.getName().contains("panic")) << function.getName().str();
    for (const llvm::BasicBlock& block : function) {
      for (const llvm::Instruction& each : block) EXPECT_FALSE(each.getType()->isVectorTy());
    }
  }
}

TEST_F(SourceTest, HeadersBesideTheSourceAndInGivenDirectories) {
  std::filesystem::create_directory(path("more"));
  write("near.h", "#define NEAR 1\n");
  write("more/far.h", "#define FAR 2\n");
  HostOptions options;
  options.includeDirectories = {path("more")};
  const std::string source =
      write("host.c", "#include <near.h>\n#include <far.h>\nint sum(void) { return NEAR + FAR; }\n");
  EXPECT_TRUE(compile(source, options).ok());
}

TEST_F(SourceTest, NamesThatLookLikeOptions) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(path("."));
  write("-x.c", kAdd);
  write("@x.c", kAdd);
  EXPECT_TRUE(compile("-x.c").ok());
  EXPECT_TRUE(compile("@x.c").ok());
  std::filesystem::current_path(before);
}

TEST_F(SourceTest, BadCodeShowsTheCompilersMessageAndTheHostPath) {
  const std::string source = write("bad.cpp", "int f() { return nonsense; }\n");
  expectError(compile(source), "host_compile_failed", source + ":1:18: error: use of undeclared identifier 'nonsense'");
  EXPECT_FALSE(contains(compile(source).error().message, "\x1b"));
}

TEST_F(SourceTest, BadRust) {
  const std::string source = write("bad.rs", "pub fn f() -> i64 { nonsense }\n");
  expectError(compile(source), "host_compile_failed", source + ":1:21");
}

TEST_F(SourceTest, MissingCompiler) {
  const Variable variable("RELON_CLANGXX", "/nonexistent");
  const Result<std::string> result = compile(write("host.cpp", kAdd));
  expectError(result, "host_compiler_not_found", "clang++-22");
  expectError(result, "host_compiler_not_found", "RELON_CLANGXX, which is `/nonexistent`");
}

TEST_F(SourceTest, CompilerThatCannotBeStarted) {
  const std::string program = write("clang",
                                    "\x7f"
                                    "ELF and nothing more");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const Variable variable("RELON_CLANG", program);
  expectError(compile(write("host.c", kAdd)), "host_compile_failed", "cannot be started");
}

TEST_F(SourceTest, CompilerThatWritesNothing) {
  const Variable variable("RELON_CLANG", writeScript("clang", "exit 0\n"));
  expectError(compile(write("host.c", kAdd)), "host_compile_failed", "wrote no result");
}

TEST_F(SourceTest, UnreadableFile) {
  expectError(compile(path("absent.c")), "host_input_invalid", "No such file");
  std::filesystem::create_directory(path("directory.c"));
  expectError(compile(path("directory.c")), "host_input_invalid", "directory");
}

TEST_F(SourceTest, UnknownExtension) {
  expectError(compile(write("host.f90", "")), "host_input_invalid", ".c, .cc, .cpp, .cxx, .rs");
  expectError(compile(write("host", "")), "host_input_invalid", ".c, .cc, .cpp, .cxx, .rs");
}

TEST_F(SourceTest, TemporaryDirectoryThatDoesNotExist) {
  const Variable variable("TMPDIR", "/nonexistent");
  expectError(compile(write("host.c", kAdd)), "io_error", "temporary directory");
}

TEST_F(SourceTest, EightThreadsCompileTheSameFile) {
  const std::string source = write("host.cpp",
                                   "#include <algorithm>\n#include <relon/callable.h>\n"
                                   "extern \"C\" int64_t most(int64_t a, int64_t b) { return std::max(a, b); }\n"
                                   "RELON_CALLABLE(most, \"most\", relon::pure, \"\");\n");
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&result, &source] {
      Result<std::string> bitcode = compile(source);
      result = bitcode ? *bitcode : bitcode.error().message;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, results[0]);
  EXPECT_NE(parse(results[0]).getFunction("most"), nullptr);
}

TEST_F(SourceTest, WasmC) {
  const llvm::Module& module =
      parse(compileWasm(write("host.c", std::string("#include <math.h>\n#include <string.h>\n") + kAdd)));
  EXPECT_EQ(module.getTargetTriple().str(), "wasm32-unknown-unknown");
  EXPECT_NE(module.getFunction("add"), nullptr);
}

TEST_F(SourceTest, WasmCpp) {
  const std::string source =
      "#include <algorithm>\n#include <string>\n#include <relon/callable.h>\n"
      "extern \"C\" int64_t most(int64_t a, int64_t b) { return std::max(a, b); }\n"
      "RELON_CALLABLE(most, \"most\", relon::pure, \"\");\n";
  const llvm::Module& module = parse(compileWasm(write("host.cpp", source)));
  EXPECT_EQ(module.getTargetTriple().str(), "wasm32-unknown-unknown");
  EXPECT_NE(module.getFunction("most"), nullptr);
  EXPECT_NE(module.getNamedGlobal("relon_row_most"), nullptr);
}

// A rustc without the target's `core`, whatever the one installed has.
TEST_F(SourceTest, WasmRustWithoutCore) {
  const Variable variable("RELON_RUSTC",
                          writeScript("rustc",
                                      "case \"$1\" in\n"
                                      "  -vV) echo rustc 1.0 ;;\n"
                                      "  --print*) echo /nonexistent/lib ;;\n"
                                      "  *) echo \"error[E0463]: can't find crate for core\" >&2; exit 1 ;;\n"
                                      "esac\n"));
  const Result<std::string> result =
      compileWasm(write("host.rs", "#[no_mangle] pub extern \"C\" fn f() -> i64 { 1 }\n"));
  expectError(result, "host_compile_failed", "can't find crate for core");
  expectError(result, "host_compile_failed", "rustup target add wasm32-unknown-unknown");
  expectError(result, "host_compile_failed", "libstd-rust-dev-wasm32");
}

TEST_F(CacheTest, ASecondCompilationIsAHit) {
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", kAdd);
  const Result<std::string> first = compile(source);
  ASSERT_TRUE(first.ok()) << first.error().message;
  compiler.breakDown();
  const Result<std::string> second = compile(source);
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(compiler.runs(), 1);
}

TEST_F(CacheTest, AChangedHeaderIsAMiss) {
  const CountingCompiler compiler = install();
  write("rate.h", "#define RATE 7\n");
  const std::string source = write("host.cpp", "#include \"rate.h\"\nextern \"C\" int rate() { return RATE; }\n");
  const Result<std::string> first = compile(source);
  write("rate.h", "#define RATE 8\n");
  const Result<std::string> second = compile(source);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(*first, *second);
  EXPECT_EQ(compiler.runs(), 2);
}

TEST_F(CacheTest, AMissingHeaderIsAMiss) {
  const CountingCompiler compiler = install();
  write("rate.h", "#define RATE 7\n");
  const std::string source = write("host.cpp", "#include \"rate.h\"\nextern \"C\" int rate() { return RATE; }\n");
  ASSERT_TRUE(compile(source).ok());
  std::filesystem::remove(path("rate.h"));
  expectError(compile(source), "host_compile_failed", "'rate.h' file not found");
}

TEST_F(CacheTest, AChangedSourceIsAMiss) {
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", "extern \"C\" int rate() { return 7; }\n");
  ASSERT_TRUE(compile(source).ok());
  write("host.cpp", "extern \"C\" int rate() { return 8; }\n");
  ASSERT_TRUE(compile(source).ok());
  EXPECT_EQ(compiler.runs(), 2);
}

TEST_F(CacheTest, OtherFlagsAreAMiss) {
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", kAdd);
  ASSERT_TRUE(compile(source).ok());
  ASSERT_TRUE(compileWasm(source).ok());
  HostOptions options;
  options.includeDirectories = {path(".")};
  ASSERT_TRUE(compile(source, options).ok());
  EXPECT_EQ(compiler.runs(), 3);
}

TEST_F(CacheTest, AnotherCompilerIsAMiss) {
  const std::string source = write("host.cpp", kAdd);
  {
    const CountingCompiler compiler = install();
    ASSERT_TRUE(compile(source).ok());
  }
  writeScript("compiler", CountingCompiler::text(path(".")) + "# changed\n");
  const CountingCompiler compiler(path("compiler"), path("."));
  ASSERT_TRUE(compile(source).ok());
  EXPECT_EQ(compiler.runs(), 2);
}

TEST_F(CacheTest, OffByVariable) {
  const Variable off("RELON_CACHE", "off");
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", kAdd);
  ASSERT_TRUE(compile(source).ok());
  ASSERT_TRUE(compile(source).ok());
  EXPECT_EQ(compiler.runs(), 2);
  EXPECT_FALSE(std::filesystem::exists(path("cache")));
}

TEST_F(CacheTest, DamagedEntriesAreIgnoredAndReplaced) {
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", kAdd);
  const Result<std::string> first = compile(source);
  ASSERT_TRUE(first.ok());
  for (int kind = 0; kind < 3; ++kind) {
    for (const auto& entry : std::filesystem::directory_iterator(path("cache/relon/host"))) {
      const bool isResult = entry.path().extension() == ".bin";
      if (kind == 0 && isResult) std::ofstream(entry.path(), std::ios::app) << "x";
      if (kind == 1 && isResult) std::filesystem::resize_file(entry.path(), 3);
      if (kind == 2 && !isResult)
        std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 70);
    }
    const Result<std::string> again = compile(source);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, *first);
    EXPECT_EQ(compiler.runs(), kind + 2);
  }
}

TEST_F(CacheTest, AnUnusableDirectoryIsNoError) {
  const Variable nowhere("XDG_CACHE_HOME", write("file", "in the way"));
  EXPECT_TRUE(compile(write("host.c", kAdd)).ok());
}

TEST_F(CacheTest, OnlyTheUserMayLook) {
  ASSERT_TRUE(compile(write("host.c", kAdd)).ok());
  EXPECT_EQ(std::filesystem::status(path("cache/relon/host")).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(CacheTest, WhatDependsOnTheTimeIsNotKept) {
  const CountingCompiler compiler = install();
  const std::string source = write("host.cpp", "extern \"C\" const char* built() { return __TIME__; }\n");
  ASSERT_TRUE(compile(source).ok());
  ASSERT_TRUE(compile(source).ok());
  EXPECT_EQ(compiler.runs(), 2);
}

TEST_F(CacheTest, RustModulesAreWatched) {
  write("rate.rs", "pub const RATE: i64 = 7;\n");
  const std::string source =
      write("host.rs", "mod rate;\n#[no_mangle]\npub extern \"C\" fn rate_of() -> i64 { rate::RATE }\n");
  const Result<std::string> first = compile(source);
  write("rate.rs", "pub const RATE: i64 = 8;\n");
  const Result<std::string> second = compile(source);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(*first, *second);
}

TEST(Digest, TellsListsApart) {
  EXPECT_NE(digest({"ab", "c"}), digest({"a", "bc"}));
  EXPECT_NE(digest({"ab"}), digest({"ab", ""}));
  EXPECT_EQ(digest({"ab"}), digest({"ab"}));
}

TEST(Dependencies, EscapesAndContinuations) {
  const std::vector<std::string> expected = {"a b.c", "x#y.h", "$z.h", "plain.h"};
  EXPECT_EQ(dependenciesOf("host: a\\ b.c x\\#y.h \\\n  $$z.h plain.h\nother: no.h\n"), expected);
  EXPECT_TRUE(dependenciesOf("").empty());
  EXPECT_TRUE(dependenciesOf("host:\n").empty());
  EXPECT_TRUE(dependenciesOf("host: \\").size() <= 1);
}

}
}
