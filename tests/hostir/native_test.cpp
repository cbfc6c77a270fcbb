#include <bit>
#include <thread>
#include <vector>

#include "callable/set.h"
#include "host_files.h"
#include "hostir/host_ir.h"
#include "relon/context.h"
#include "relon/value.h"

namespace relon::hostir {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class NativeTest : public HostFilesTest {
 protected:
  using Built = Result<std::unique_ptr<HostNative>>;

  static Built build(const std::vector<std::string>& paths, const std::vector<std::string>& declarations = {}) {
    HostOptions options;
    for (const std::string& path : paths) options.inputs.push_back({path, {}});
    for (const std::string& text : declarations) {
      options.declarations.push_back(callable::parseNativeDeclaration(text).value());
    }
    return buildNative(options);
  }

  static const callable::Callable* find(const Built& built, std::string_view name) {
    if (!built) {
      ADD_FAILURE() << built.error().message;
      return nullptr;
    }
    for (const callable::Callable& each : (*built)->callables()) {
      if (each.name == name) return &each;
    }
    ADD_FAILURE() << name << " is not there";
    return nullptr;
  }

  // Calls a function of the build through its thunk; words in, a word out.
  static uint64_t call(const Built& built, std::string_view name, std::vector<uint64_t> arguments) {
    const callable::Callable* callable = find(built, name);
    if (callable == nullptr) return 0xDEAD;
    Context context;
    uint64_t result = 0;
    callable->thunk(callable->target, &context, arguments.data(), &result);
    return result;
  }

  void expectError(const Built& built, const std::string& code, const std::string& part) const {
    ASSERT_FALSE(built.ok());
    EXPECT_EQ(built.error().code, code) << built.error().message;
    EXPECT_TRUE(contains(built.error().message, part)) << built.error().message;
    EXPECT_FALSE(contains(built.error().message, path("tmp"))) << built.error().message;
  }
};

uint64_t word(const void* pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}

constexpr const char* kMix = "#include <stdint.h>\nint64_t mix(int64_t a, int64_t b) { return a * 31 + b; }\n";
constexpr const char* kMixIr =
    "define i64 @mix(i64 %a, i64 %b) {\n  %m = mul i64 %a, 31\n  %s = add i64 %m, %b\n  ret i64 %s\n}\n";
constexpr const char* kMixRust =
    "#[no_mangle]\npub extern \"C\" fn mix(a: i64, b: i64) -> i64 { let v: Vec<i64> = vec![a * 31, b]; v.iter().sum() "
    "}\n";
constexpr const char* kRows =
    "#include <relon/callable.h>\n"
    "extern \"C\" int64_t add_seven(int64_t x) { return x + 7; }\n"
    "RELON_CALLABLE(add_seven, \"math.add_seven\", relon::pure, \"adds seven\");\n"
    "extern \"C\" int64_t now_ms(relon::Context& context) {\n"
    "  context.fail(relon::ErrorKind::host_error, \"no clock\");\n  return 0;\n}\n"
    "RELON_CALLABLE(now_ms, \"now_ms\", relon::Capability::reads_clock, \"\");\n";

TEST_F(NativeTest, RowsOfACppFile) {
  const Built built = build({write("host.cpp", kRows)});
  const callable::Callable* add = find(built, "math.add_seven");
  ASSERT_NE(add, nullptr);
  EXPECT_EQ(add->symbol, "add_seven");
  EXPECT_EQ(add->signature, "(Int) -> Int");
  EXPECT_EQ(add->doc, "adds seven");
  EXPECT_EQ(add->gate, 0u);
  EXPECT_EQ(add->flags, uint32_t{relon_callable_pure});
  EXPECT_FALSE(add->isLibrary);
  EXPECT_EQ(reinterpret_cast<int64_t (*)(int64_t)>(add->address)(35), 42);
  EXPECT_EQ(call(built, "math.add_seven", {35}), 42u);
  EXPECT_EQ(find(built, "now_ms")->gate, uint64_t{1} << relon_reads_clock);
  EXPECT_EQ((*built)->callables().size(), 2u);
}

TEST_F(NativeTest, HostCodeFailsThroughItsContext) {
  const Built built = build({write("host.cpp", kRows)});
  const callable::Callable* now = find(built, "now_ms");
  ASSERT_NE(now, nullptr);
  Context context;
  int64_t result = 0;
  now->thunk(now->target, &context, nullptr, &result);
  EXPECT_EQ(context.status, relon_host_error);
  EXPECT_EQ(std::string(context.message.data, static_cast<size_t>(context.message.size)), "no clock");
}

TEST_F(NativeTest, HostCodeAllocates) {
  const Built built = build({write("host.cpp",
                                   "#include <relon/callable.h>\n"
                                   "extern \"C\" void upto(relon::Context& c, int64_t n, relon::List<int64_t>& out) {\n"
                                   "  int64_t* data = c.allocate<int64_t>(n);\n"
                                   "  for (int64_t i = 0; i < n; ++i) data[i] = i;\n"
                                   "  out = {data, n};\n}\n"
                                   "RELON_CALLABLE(upto, \"upto\", relon::pure, \"\");\n")});
  const callable::Callable* upto = find(built, "upto");
  ASSERT_NE(upto, nullptr);
  Context context;
  List<int64_t> list;
  const uint64_t arguments[] = {3};
  upto->thunk(upto->target, &context, arguments, &list);
  ASSERT_EQ(list.size, 3);
  EXPECT_EQ(list[2], 2);
}

// They run while the shared object is loaded, before anybody can tell it anything.
TEST_F(NativeTest, ConstructorsMayUseTheRunTimeLibrary) {
  const Built built = build({write("host.cpp",
                                   "#include <relon/callable.h>\n"
                                   "static relon::Context own;\n"
                                   "static const void* memory = own.allocate<int64_t>(4);\n"
                                   "extern \"C\" bool worked() { return memory != nullptr; }\n"
                                   "RELON_CALLABLE(worked, \"worked\", relon::pure, \"\");\n")});
  EXPECT_EQ(call(built, "worked", {}), 1u);
}

TEST_F(NativeTest, ExceptionsAndTheStandardLibraryInsideAFunction) {
  const Built built = build({write("host.cpp",
                                   "#include <stdexcept>\n#include <string>\n#include <relon/callable.h>\n"
                                   "extern \"C\" int64_t guarded(int64_t x) {\n"
                                   "  try { if (x > 1) throw std::runtime_error(std::string(3, 'x')); return 1; }\n"
                                   "  catch (const std::exception& e) { return e.what()[2]; }\n}\n"
                                   "RELON_CALLABLE(guarded, \"guarded\", relon::pure, \"\");\n")});
  EXPECT_EQ(call(built, "guarded", {5}), uint64_t{'x'});
}

TEST_F(NativeTest, DeclaredC) {
  const Built built = build({write("host.c", kMix)}, {"mix(Int, Int) -> Int"});
  EXPECT_EQ(call(built, "mix", {2, 5}), 67u);
  const callable::Callable* mix = find(built, "mix");
  ASSERT_NE(mix, nullptr);
  EXPECT_EQ(mix->symbol, "mix");
  EXPECT_EQ(mix->signature, "(Int, Int) -> Int");
  EXPECT_EQ(mix->flags, uint32_t{relon_callable_pure});
}

TEST_F(NativeTest, DeclaredRust) {
  EXPECT_EQ(call(build({write("host.rs", kMixRust)}, {"mix(Int, Int) -> Int"}), "mix", {2, 5}), 67u);
}

TEST_F(NativeTest, TwoRustFiles) {
  const std::string other =
      "#[no_mangle]\npub extern \"C\" fn size(a: i64) -> i64 { format!(\"{}\", a).len() as i64 }\n";
  const Built built =
      build({write("host.rs", kMixRust), write("other.rs", other)}, {"mix(Int, Int) -> Int", "size(Int) -> Int"});
  EXPECT_EQ(call(built, "mix", {2, 5}), 67u);
  EXPECT_EQ(call(built, "size", {12345}), 5u);
}

TEST_F(NativeTest, DeclaredIrText) {
  EXPECT_EQ(call(build({write("host.ll", kMixIr)}, {"mix(Int, Int) -> Int"}), "mix", {2, 5}), 67u);
}

TEST_F(NativeTest, BytesInMemory) {
  const std::string text = kMixIr;
  HostOptions options;
  options.inputs.push_back({"", {reinterpret_cast<const uint8_t*>(text.data()), text.size()}});
  options.declarations.push_back(callable::parseNativeDeclaration("mix(Int, Int) -> Int").value());
  EXPECT_EQ(call(buildNative(options), "mix", {2, 5}), 67u);
}

TEST_F(NativeTest, AllLanguagesTogether) {
  const Built built = build({write("rows.cpp", kRows), write("c.c", "long twice(long x) { return 2 * x; }\n"),
                             write("mix.rs", kMixRust), write("id.ll", "define i64 @same(i64 %x) { ret i64 %x }\n")},
                            {"twice(Int) -> Int", "mix(Int, Int) -> Int", "same(Int) -> Int"});
  EXPECT_EQ(call(built, "math.add_seven", {1}), 8u);
  EXPECT_EQ(call(built, "twice", {21}), 42u);
  EXPECT_EQ(call(built, "mix", {2, 5}), 67u);
  EXPECT_EQ(call(built, "same", {9}), 9u);
  EXPECT_EQ((*built)->callables().size(), 5u);
}

TEST_F(NativeTest, EveryDeclarableType) {
  const Built built =
      build({write("host.c",
                   "#include <stdbool.h>\n#include <relon/abi.h>\n"
                   "bool both(bool a, bool b) { return a && b; }\n"
                   "double half(double x) { return x / 2; }\n"
                   "int64_t size(const relon_string* s) { return s->size; }\n"
                   "int64_t last(const relon_list* l) { return ((const int64_t*)l->data)[l->size - 1]; }\n"
                   "typedef struct { int64_t a; double b; } pair;\n"
                   "void swap(const pair* p, struct { double b; int64_t a; }* r) { r->b = p->b; r->a = p->a; }\n")},
            {"both(Bool, Bool) -> Bool", "half(Float) -> Float", "size(String) -> Int", "last(List<Int>) -> Int",
             "swap((Int, Float)) -> (Float, Int)"});
  EXPECT_EQ(call(built, "both", {1, 1}), 1u);
  EXPECT_EQ(call(built, "both", {1, 0}), 0u);
  EXPECT_EQ(call(built, "half", {std::bit_cast<uint64_t>(3.0)}), std::bit_cast<uint64_t>(1.5));
  const String text("four");
  EXPECT_EQ(call(built, "size", {word(&text)}), 4u);
  const int64_t elements[] = {4, 5, 6};
  const List<int64_t> list(elements, 3);
  EXPECT_EQ(call(built, "last", {word(&list)}), 6u);

  const callable::Callable* swap = find(built, "swap");
  ASSERT_NE(swap, nullptr);
  EXPECT_EQ(swap->signature, "((Int, Float)) -> (Float, Int)");
  const Tuple<int64_t, double> pair{7, 2.5};
  Tuple<double, int64_t> swapped{};
  const uint64_t arguments[] = {word(&pair)};
  Context context;
  swap->thunk(swap->target, &context, arguments, &swapped);
  EXPECT_EQ(swapped.first, 2.5);
  EXPECT_EQ(swapped.second, 7);
}

TEST_F(NativeTest, DeclaredGate) {
  const Built built =
      build({write("host.c", "long now(void) { return 5; }\n")}, {"now() -> Int !reads_clock,reads_env"});
  const callable::Callable* now = find(built, "now");
  ASSERT_NE(now, nullptr);
  EXPECT_EQ(now->gate, (uint64_t{1} << relon_reads_clock) | (uint64_t{1} << relon_reads_env));
  EXPECT_EQ(now->flags & relon_callable_pure, 0u);
}

// Names that C++ or the C library already have.
TEST_F(NativeTest, AwkwardNames) {
  const Built built = build({write("host.c",
                                   "long delete(long x) { return x + 1; }\nlong getpid(void) { return 77; }\n"
                                   "double pow(long x) { return (double)x; }\nlong dotted(void) __asm__(\"my.name\");\n"
                                   "long dotted(void) { return 3; }\n")},
                            {"delete(Int) -> Int", "getpid() -> Int", "pow(Int) -> Float", "my.name() -> Int"});
  EXPECT_EQ(call(built, "delete", {1}), 2u);
  EXPECT_EQ(call(built, "getpid", {}), 77u);
  EXPECT_EQ(call(built, "pow", {4}), std::bit_cast<uint64_t>(4.0));
  EXPECT_EQ(call(built, "my.name", {}), 3u);
}

// The first one's calls of its own `twice` must not reach the second one's.
TEST_F(NativeTest, TwoHostsWithTheSameNames) {
  const Built first = build(
      {write("a.c", "long twice(long x) { return 2 * x; }\nlong f(long x) { return twice(x); }\n")}, {"f(Int) -> Int"});
  const Built second =
      build({write("b.c", "long twice(long x) { return 20 * x; }\nlong f(long x) { return twice(x); }\n")},
            {"f(Int) -> Int"});
  EXPECT_EQ(call(first, "f", {1}), 2u);
  EXPECT_EQ(call(second, "f", {1}), 20u);
}

TEST_F(NativeTest, ARowWinsOverADeclaration) {
  const Built built = build({write("host.cpp", kRows)}, {"math.add_seven(Int) -> Int", "now_ms() -> Int"});
  EXPECT_EQ(find(built, "math.add_seven")->symbol, "add_seven");
  EXPECT_EQ(find(built, "now_ms")->gate, uint64_t{1} << relon_reads_clock);
  EXPECT_EQ((*built)->callables().size(), 2u);
}

TEST_F(NativeTest, NoRowsAndNoDeclarations) {
  const Built built = build({write("host.c", kMix)});
  ASSERT_TRUE(built.ok()) << built.error().message;
  EXPECT_TRUE((*built)->callables().empty());
}

TEST_F(NativeTest, DeclaredFunctionThatIsNotThere) {
  expectError(build({write("host.c", kMix)}, {"mixx(Int, Int) -> Int"}), "host_symbol_missing", "`mixx`");
}

// What the process happens to have is not what the host files give.
TEST_F(NativeTest, DeclaredFunctionOfTheCLibrary) {
  expectError(build({write("host.c", kMix)}, {"getpid() -> Int"}), "host_symbol_missing", "`getpid`");
}

TEST_F(NativeTest, DeclaredFunctionThatIsStatic) {
  expectError(build({write("host.c", "static long mix(long x) { return x; }\nlong other(void) { return mix(1); }\n")},
                    {"mix(Int) -> Int"}),
              "host_symbol_missing", "`mix`");
}

TEST_F(NativeTest, DeclaredFunctionWithMangledName) {
  expectError(build({write("host.cpp", "long mix(long x) { return x; }\n")}, {"mix(Int) -> Int"}),
              "host_symbol_missing", "extern \"C\"");
}

TEST_F(NativeTest, SymbolThatTheHostLacks) {
  expectError(build({write("host.cpp", "long outside(long);\nextern \"C\" long mix(long x) { return outside(x); }\n")},
                    {"mix(Int) -> Int"}),
              "host_symbol_missing", "`outside(long)`");
}

TEST_F(NativeTest, TypeThatNeedsARow) {
  expectError(build({write("host.c", kMix)}, {"mix({a: Int}) -> Int"}), "host_signature_mismatch", "RELON_CALLABLE");
  expectError(build({write("host.c", kMix)}, {"mix(List<{a: Int}>) -> Int"}), "host_signature_mismatch", "{a: Int}");
}

TEST_F(NativeTest, NamesAreNotCode) {
  HostOptions options;
  options.inputs.push_back({write("host.c", kMix), {}});
  options.declarations.push_back({.name = "mix\"); int evil(", .signature = "(Int, Int) -> Int"});
  expectError(buildNative(options), "host_input_invalid", "is no name");
}

TEST_F(NativeTest, TheSameFunctionTwice) {
  const std::string a = write("a.c", kMix);
  const std::string b = write("b.c", kMix);
  const Built built = build({a, b}, {"mix(Int, Int) -> Int"});
  expectError(built, "host_compile_failed", "mix");
  EXPECT_TRUE(contains(built.error().message, a) && contains(built.error().message, b)) << built.error().message;
}

TEST_F(NativeTest, BadInputs) {
  expectError(build({write("bad.c", "int f(void) { return nonsense; }\n")}), "host_compile_failed",
              path("bad.c") + ":1:22: error");
  expectError(build({path("absent.ll")}), "host_input_invalid", "absent.ll");
  expectError(build({path("absent.cpp")}), "host_input_invalid", "absent.cpp");
  expectError(build({write("garbage.bc", "BC\xC0\xDE garbage")}), "host_input_invalid", "garbage.bc");
  expectError(build({write("host.txt", "")}), "host_input_invalid", ".cpp");
}

TEST_F(NativeTest, MissingCompiler) {
  const Variable variable("RELON_CLANGXX", "/nonexistent");
  expectError(build({write("host.c", kMix)}), "host_compiler_not_found", "clang++-22");
}

TEST_F(NativeTest, RowsOfAnotherVersion) {
  expectError(build({write("host.cpp",
                           "#include <relon/callable.h>\n#undef RELON_ABI_VERSION\n#define RELON_ABI_VERSION 99\n"
                           "extern \"C\" bool yes() { return true; }\n"
                           "RELON_CALLABLE(yes, \"yes\", relon::pure, \"\");\n")}),
              "host_input_invalid", "`yes`");
}

TEST_F(NativeTest, EightThreadsBuildTheSameFile) {
  const std::string source = write("host.cpp", kRows);
  std::vector<std::thread> threads;
  std::vector<uint64_t> results(8);
  for (uint64_t& result : results) {
    threads.emplace_back([&result, &source] { result = call(build({source}), "math.add_seven", {35}); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(results, std::vector<uint64_t>(8, 42));
}

}
}
