#include <gtest/gtest.h>

#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/SourceMgr.h>

#include "compiled.h"
#include "hostir/admit.h"

namespace relon::hostir {
namespace {

constexpr const char* kAdmitted = "";

// The function asked about is always `f`. `rule` is the rule that refuses it, empty when
// it is admitted; `explanation` is part of what is said.
struct Case {
  const char* name;
  const char* source;
  const char* rule;
  const char* explanation = "";
  const char* flags = "";
  Language language = Language::Cxx;
};

std::ostream& operator<<(std::ostream& out, const Case& tested) {
  return out << tested.name;
}

void expectRefusal(const llvm::Module& module, const std::string& rule, const std::string& explanation) {
  const std::string symbols[] = {"f"};
  std::optional<Refusal> refusal = Judge(module, symbols).refusal("f");
  EXPECT_EQ(refusal ? refusal->rule : "", rule);
  if (refusal) {
    EXPECT_NE(refusal->explanation.find(explanation), std::string::npos) << "said: " << refusal->explanation;
  }
}

class Admit : public testing::TestWithParam<Case> {};

TEST_P(Admit, IsAsExpected) {
  const Case& tested = GetParam();
  if (tested.language == Language::Rust && !hasRustCompiler()) GTEST_SKIP() << "no rustc";
  llvm::LLVMContext context;
  auto module = compiled(context, tested.language, tested.source, tested.flags);
  ASSERT_NE(module, nullptr);
  expectRefusal(*module, tested.rule, tested.explanation);
}

std::string nameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

#define F "extern \"C\" int64_t f"
#define STDINT "#include <stdint.h>\n"

const Case kAdmittedCases[] = {
    {"Arithmetic", STDINT F "(int64_t x) { return x + 7; }", kAdmitted},
    {"CodeOfLevelZero", STDINT "static int64_t g(int64_t x) { return x; }" F "(int64_t x) { return g(x) + 7; }",
     kAdmitted, "", "-O0"},
    {"ConstTable", STDINT "static const int64_t kDays[] = {31, 28, 31, 30};" F "(int64_t m) { return kDays[m & 3]; }",
     kAdmitted},
    {"SortOfLocalArray",
     "#include <algorithm>\n" STDINT F "(int64_t x) { int64_t v[100]; for (int i = 0; i < 100; ++i) v[i] = (x * i) % "
     "37; std::sort(v, v + 100); return v[50]; }",
     kAdmitted},
    {"MathFunctions",
     "#include <cmath>\nextern \"C\" double f(double x) { return std::sin(std::sqrt(x)) + std::hypot(x, 2.0); }",
     kAdmitted},
    {"MemoryFunctions", "#include <string.h>\n" STDINT F "(const char* a, const char* b) { return memcmp(a, b, 8); }",
     kAdmitted},
    {"ContextFunctions",
     "#include <relon/callable.h>\nextern \"C\" int64_t f(relon::Context& c, int64_t x) { if (!c.allocate<char>(x)) "
     "c.fail(relon::ErrorKind::host_error, \"no\"); return x; }",
     kAdmitted},
    {"Recursion", STDINT F "(int64_t n) { return n < 2 ? n : f(n - 1) + f(n - 2); }", kAdmitted},
    {"FunctionPointerFoldedAway",
     STDINT "static int64_t twice(int64_t x) { return 2 * x; } static int64_t apply(int64_t (*g)(int64_t), int64_t x) "
            "{ return g(x); }" F "(int64_t x) { return apply(twice, x); }",
     kAdmitted},
    {"DevirtualisedCall",
     STDINT "struct B { virtual int64_t v() const { return 1; } }; struct D final : B { int64_t v() const "
            "override { return 2; } };" F "(int64_t x) { D d; return d.v() + x; }",
     kAdmitted, "", "-fno-rtti"},
    {"ExternalInDeadBranch",
     STDINT "extern \"C\" int64_t g(int64_t); static bool never() { return false; }" F
            "(int64_t x) { return never() ? g(x) : x; }",
     kAdmitted},
    {"NoinlineHelper",
     STDINT "__attribute__((noinline)) static int64_t g(int64_t x) { return x * x; }" F
            "(int64_t x) { return g(x) + 1; }",
     kAdmitted},
    {"ConstructorOfSomethingElse",
     STDINT "extern \"C\" int64_t g(); static int64_t other = g(); int64_t read() { return other; }" F
            "(int64_t x) { return x; }",
     kAdmitted},
    {"WholeModuleForOneCpu", STDINT F "(int64_t x) { return x + 7; }", kAdmitted, "", "-march=haswell"},
    // Volatile memory and atomics compile; whether they are pure is another question.
    {"AtomicArgument", STDINT F "(int64_t* p) { return __atomic_fetch_add(p, 1, __ATOMIC_SEQ_CST); }", kAdmitted},
    {"VolatileLocal", STDINT F "(int64_t x) { volatile int64_t v = x; return v; }", kAdmitted},
    {"NoThrowDestructors", STDINT "struct S { int64_t x; ~S() { x = 0; } };" F "(int64_t x) { S s{x}; return s.x; }",
     kAdmitted, "", "-fexceptions"},
    {"VectorsOfTheLanguage",
     STDINT "typedef int64_t v4 __attribute__((vector_size(32)));" F
            "(int64_t x) { v4 v = {x, 1, 2, 3}; v *= v; return v[0] + v[3]; }",
     kAdmitted},
};
INSTANTIATE_TEST_SUITE_P(Admitted, Admit, testing::ValuesIn(kAdmittedCases), nameOf);

const Case kRefused[] = {
    {"OnlyDeclared",
     STDINT F "(int64_t);"
              "extern \"C\" int64_t g(int64_t x) { return f(x); }",
     "missing-body", "`f` is not defined in the given host code"},
    {"GlobalRead",
     STDINT "int64_t counter;"
            "extern \"C\" int64_t f(int64_t x) { return x + counter; }",
     "mutable-global", "`f` reads the mutable global `counter`"},
    {"GlobalWritten", STDINT "int64_t last;" F "(int64_t x) { return last = x; }", "mutable-global",
     "`f` writes the mutable global `last`"},
    {"StaticLocal", STDINT F "(int64_t x) { static int64_t calls; return x + ++calls; }", "mutable-global",
     "`f::calls`"},
    {"GlobalThroughHelper",
     STDINT "namespace shop { int64_t rate; int64_t tax(int64_t x) { return x * rate; } }" F
            "(int64_t x) { return shop::tax(x); }",
     "mutable-global", "`f` -> `shop::tax` reads the mutable global `shop::rate`"},
    {"ThreadLocal", STDINT "thread_local int64_t n;" F "(int64_t x) { return n += x; }", "thread-local",
     "`f` uses the thread-local variable `n`"},
    {"Constructor",
     STDINT "extern \"C\" int64_t g(); static const int64_t kRate = g();" F "(int64_t x) { return x * kRate; }",
     "constructor", "`f` uses `kRate`, which code that runs at program start initialises"},
    // The optimiser can compute it, but what is linked is the raw code.
    {"ConstructorThatCouldBeFolded",
     STDINT "static int64_t g() { return 6; } static const int64_t kRate = g();" F "(int64_t x) { return x * kRate; }",
     "constructor"},
    {"InlineAssembly", STDINT F "(int64_t x) { asm(\"inc %0\" : \"+r\"(x)); return x; }", "inline-asm",
     "`f` contains inline assembly"},
    {"Throw", STDINT F "(int64_t x) { if (x < 0) throw 1; return x; }", "exception-handling", "throw", "-fexceptions"},
    {"TryAndCatch",
     STDINT "extern \"C\" int64_t g(int64_t);" F "(int64_t x) { try { return g(x); } catch (...) { return 0; } }",
     "exception-handling", "handles C++ exceptions", "-fexceptions"},
    {"ThrowInLibrary",
     "#include <string_view>\n" STDINT F
     "(const char* p, int64_t i) { return std::string_view(p, 4).substr((size_t)i).size() > 2; }",
     "exception-handling", "std::__throw_out_of_range"},
    {"CallsPrintf", "#include <stdio.h>\n" STDINT F "(int64_t x) { return printf(\"%ld\", x); }", "varargs",
     "`f` calls `printf`, which takes a variable number of arguments"},
    {"DefinesVariadic",
     "#include <stdarg.h>\n" STDINT "static int64_t sum(int n, ...) { va_list l; va_start(l, n); int64_t s = 0; while "
     "(n-- > 0) s += va_arg(l, int64_t); "
     "va_end(l); return s; }" F "(int64_t x) { return sum(2, x, x); }",
     "varargs", "`f` -> `sum` takes a variable number of arguments"},
    {"ComputedGoto",
     "#include <stdint.h>\nint64_t f(int64_t x) { static const void* const t[] = {&&a, &&b}; goto *t[x & 1]; "
     "a: return 1; b: return 2; }",
     "indirect-branch", "`f` jumps to a computed label", "", Language::C},
    {"Setjmp",
     "#include <setjmp.h>\n#include <stdint.h>\nint64_t f(int64_t x) { jmp_buf b; return setjmp(b) ? x : 0; }",
     "indirect-branch", "setjmp", "", Language::C},
    {"FunctionPointerArgument", STDINT F "(int64_t (*g)(int64_t)) { return g(1); }", "indirect-call",
     "`f` calls a function through a pointer"},
    {"FunctionTable",
     STDINT "static int64_t a(int64_t x) { return x; } static int64_t b(int64_t x) { return -x; }\n"
            "static int64_t (*const kTable[])(int64_t) = {a, b};" F "(int64_t i) { return kTable[i & 1](i); }",
     "indirect-call"},
    {"Getenv",
     "#include <stdlib.h>\n" STDINT "static int64_t g(int64_t x) { return getenv(\"HOME\") ? x : 0; }" F
     "(int64_t x) { return g(x); }",
     "unknown-external", "`f` -> `g` calls `getenv`, which is not part of the given host code"},
    {"ExternalVariable", STDINT "extern int64_t rate;" F "(int64_t x) { return x * rate; }", "unknown-external",
     "`rate`"},
    {"HeapMemory",
     "#include <vector>\n" STDINT F
     "(int64_t n) { std::vector<int64_t> v; for (int64_t i = 0; i < n; ++i) v.push_back(i); return v.back(); }",
     "exception-handling", "std::__throw_length_error"},
    {"OperatorNew", "#include <stdint.h>\nextern \"C\" int64_t* f(int64_t n) { return new int64_t[n & 7]; }",
     "unknown-external", "`operator new[]`"},
    {"SanitizedCalls",
     STDINT "extern \"C\" void __asan_report_load8(uint64_t);" F "(int64_t x) { __asan_report_load8(4); return x; }",
     "foreign-attribute", "`__asan_report_load8`"},
    {"SafeStack", STDINT F "(int64_t x) { return x; }", "foreign-attribute", "`safestack`", "-fsanitize=safe-stack"},
    {"StrictFloatingPoint", "extern \"C\" double f(double x) { return x + 1; }", "foreign-attribute", "`strictfp`",
     "-ffp-model=strict"},
    {"OneFunctionForAnotherCpu",
     STDINT "extern \"C\" int64_t g(int64_t x) { return x; }"
            "__attribute__((target(\"avx2\")))" F "(int64_t x) { return x + 7; }",
     "cpu-feature", "`avx2`"},
    {"TargetIntrinsic", "#include <immintrin.h>\n" STDINT F "(int64_t x) { _mm_pause(); return x; }", "cpu-feature",
     "`llvm.x86.sse2.pause`"},
    {"CallOfAnotherType",
     "#include <stdint.h>\nint64_t g(int64_t); int64_t f(int64_t x) { return ((int64_t (*)(double))g)(2.0) + x; }"
     "__attribute__((weak)) int64_t g(int64_t x) { return x; }",
     "call-type", "`g`", "", Language::C},
};
INSTANTIATE_TEST_SUITE_P(Refused, Admit, testing::ValuesIn(kRefused), nameOf);

#define RUST "#[no_mangle] pub extern \"C\" fn f"

const Case kRust[] = {
    {"WrappingArithmetic", RUST "(x: i64) -> i64 { x.wrapping_mul(3) + 1 }", kAdmitted, "", "", Language::Rust},
    {"IndexInBounds", RUST "(i: usize) -> i64 { const T: [i64; 4] = [1, 2, 3, 5]; T[i & 3] }", kAdmitted, "", "",
     Language::Rust},
    {"Iterators", RUST "(n: i64) -> i64 { (0..n).filter(|i| i % 3 == 0).map(|i| i * i).fold(0, i64::wrapping_add) }",
     kAdmitted, "", "", Language::Rust},
    {"Index", RUST "(i: usize) -> i64 { const T: [i64; 4] = [1, 2, 3, 5]; T[i] }", "may-panic",
     "`f` can panic: it calls `core::panicking::panic_bounds_check`", "", Language::Rust},
    {"Division", RUST "(a: i64, b: i64) -> i64 { a / b }", "may-panic", "core::panicking::panic_const", "",
     Language::Rust},
    {"Unwrap", RUST "(a: i64) -> i64 { a.checked_add(1).unwrap() }", "may-panic", "core::option::unwrap_failed", "",
     Language::Rust},
    {"MutableStatic", "static mut N: i64 = 0; " RUST "(x: i64) -> i64 { unsafe { N += x; N } }", "mutable-global", "",
     "", Language::Rust},
    {"Println", RUST "(x: i64) -> i64 { println!(\"{x}\"); x }", "unknown-external", "core::fmt", "", Language::Rust},
};
INSTANTIATE_TEST_SUITE_P(Rust, Admit, testing::ValuesIn(kRust), nameOf);

// What no compiler at hand writes, as text.
struct IrCase {
  const char* name;
  const char* text;
  const char* rule;
  const char* explanation = "";
};

std::ostream& operator<<(std::ostream& out, const IrCase& tested) {
  return out << tested.name;
}

class AdmitIr : public testing::TestWithParam<IrCase> {};

TEST_P(AdmitIr, IsAsExpected) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  auto module = llvm::parseIR(llvm::MemoryBufferRef(GetParam().text, "text"), problem, context);
  ASSERT_NE(module, nullptr) << problem.getMessage().str();
  expectRefusal(*module, GetParam().rule, GetParam().explanation);
}

const IrCase kIr[] = {
    {"Empty", "", "missing-body"},
    {"Coroutine", "define i64 @f(i64 %x) presplitcoroutine { ret i64 %x }", "coroutine", "`f` is a coroutine"},
    {"Alias",
     "@g = alias i64 (i64), ptr @h\n define internal i64 @h(i64 %x) { ret i64 %x }\n"
     "define i64 @f(i64 %x) { %r = call i64 @g(i64 %x)\n ret i64 %r }",
     kAdmitted},
    {"Ifunc",
     "@g = ifunc i64 (i64), ptr @r\n define ptr @r() { ret ptr null }\n"
     "define i64 @f(i64 %x) { %r = call i64 @g(i64 %x)\n ret i64 %r }",
     "indirect-call"},
    {"Naked", "define i64 @f(i64 %x) naked { unreachable }", "foreign-attribute", "`naked`"},
    {"UnknownIntrinsic",
     "declare i64 @llvm.nothing.known(i64)\n"
     "define i64 @f(i64 %x) { %r = call i64 @llvm.nothing.known(i64 %x)\n ret i64 %r }",
     "unknown-external", "which programs do not support"},
    {"MutableThroughNestedConstants",
     "@m = global i64 0\n @a = private constant [2 x ptr] [ptr null, ptr @m]\n"
     "@b = private constant [2 x { ptr, ptr }] [{ ptr, ptr } { ptr @a, ptr null }, { ptr, ptr } { ptr null, ptr @a }]\n"
     "define ptr @f(i64 %i) { %p = getelementptr ptr, ptr @b, i64 %i\n %q = load ptr, ptr %p\n"
     "%r = getelementptr ptr, ptr %q, i64 %i\n %s = load ptr, ptr %r\n ret ptr %s }",
     "mutable-global", "`m`"},
    {"PersonalityAlone", "declare i32 @p(...)\n define i64 @f(i64 %x) personality ptr @p { ret i64 %x }", kAdmitted},
    {"CyclicConstants",
     "@a = private constant ptr @b\n @b = private constant ptr @a\n"
     "define ptr @f(i64 %i) { %p = getelementptr ptr, ptr @a, i64 %i\n %q = load ptr, ptr %p\n ret ptr %q }",
     kAdmitted},
};
INSTANTIATE_TEST_SUITE_P(Text, AdmitIr, testing::ValuesIn(kIr),
                         [](const testing::TestParamInfo<IrCase>& tested) { return std::string(tested.param.name); });

TEST(Judge, JudgesEachFunctionOfAModule) {
  llvm::LLVMContext context;
  auto module =
      compiled(context, Language::C,
               "#include <stdint.h>\nint64_t n;\nint64_t good(int64_t x) { return x; }\n"
               "int64_t bad(int64_t x) { return x + n; }\nint64_t calls(int64_t x) { return bad(good(x)); }\n");
  ASSERT_NE(module, nullptr);
  const std::string symbols[] = {"good", "bad", "calls"};
  Judge judge(*module, symbols);
  EXPECT_FALSE(judge.refusal("good").has_value());
  EXPECT_EQ(judge.refusal("bad")->explanation, "`bad` reads the mutable global `n`");
  EXPECT_EQ(judge.refusal("calls")->explanation, "`calls` -> `bad` reads the mutable global `n`");
  EXPECT_EQ(judge.effect("calls", {}), "`calls` -> `bad` reads the mutable global `n`");
}

}
}
