#include <gtest/gtest.h>

#include "compiled.h"
#include "hostir/admit.h"

namespace relon::hostir {
namespace {

constexpr const char* kPure = "";

// The function asked about is always `f`. `effect` is part of what is reported of it;
// empty: it is pure.
struct Case {
  const char* name;
  const char* source;
  const char* effect;
  CallShape shape = {};
  Language language = Language::Cxx;
};

std::ostream& operator<<(std::ostream& out, const Case& tested) {
  return out << tested.name;
}

class Purity : public testing::TestWithParam<Case> {};

TEST_P(Purity, IsAsExpected) {
  const Case& tested = GetParam();
  if (tested.language == Language::Rust && !hasRustCompiler()) GTEST_SKIP() << "no rustc";
  llvm::LLVMContext context;
  auto module = compiled(context, tested.language, tested.source);
  ASSERT_NE(module, nullptr);
  const std::string symbols[] = {"f"};
  std::string effect = Judge(*module, symbols).effect("f", tested.shape).value_or("");
  if (std::string_view(tested.effect) == kPure) {
    EXPECT_EQ(effect, "");
  } else {
    EXPECT_NE(effect.find(tested.effect), std::string::npos) << "reported: " << effect;
  }
}

std::string nameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

#define F "extern \"C\" int64_t f"
#define STDINT "#include <stdint.h>\n"
#define RELON "#include <relon/callable.h>\n#include <string.h>\n"

const Case kPlain[] = {
    {"Arithmetic", STDINT F "(int64_t x) { return x * 3 + 7; }", kPure},
    {"StaticLocal", STDINT F "(int64_t x) { static int64_t calls; return x + ++calls; }",
     "`f` reads the mutable global `f::calls`"},
    {"StaticLocalNeverWritten", STDINT F "(int64_t x) { static int64_t factor = 3; return x * factor; }", kPure},
    {"StaticLocalWithGuard",
     STDINT "extern \"C\" int64_t g(int64_t);" F "(int64_t x) { static const int64_t once = g(5); return x + once; }",
     "`f`"},
    {"ThreadLocal", STDINT "thread_local int64_t counter;" F "(int64_t x) { return x + ++counter; }",
     "`f` uses the thread-local variable `counter`"},
    {"VolatileGlobal", STDINT "static volatile int64_t v;" F "(int64_t) { return v; }",
     "`f` reads the mutable global `v`"},
    {"VolatileLocal", STDINT F "(int64_t x) { volatile int64_t v = x; return v; }", "`f` accesses volatile memory"},
    {"VolatileArgument", STDINT F "(const volatile int64_t* p) { return *p; }", "accesses volatile memory"},
    {"AtomicGlobal", "#include <atomic>\n" STDINT "std::atomic<int64_t> n;" F "(int64_t x) { return n.fetch_add(x); }",
     "`f` uses the mutable global `n`"},
    {"AtomicArgument", STDINT F "(int64_t* p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }", "atomic operations"},
    {"Fence", STDINT F "(int64_t x) { __atomic_thread_fence(__ATOMIC_SEQ_CST); return x; }", "atomic operations"},
    {"InlineAssembly", STDINT F "(int64_t x) { asm volatile(\"nop\"); return x; }", "`f` contains inline assembly"},
    {"CycleCounter", STDINT F "(int64_t) { return (int64_t)__builtin_readcyclecounter(); }", "llvm.readcyclecounter"},
    {"Rdtsc", STDINT F "(int64_t) { return (int64_t)__builtin_ia32_rdtsc(); }", "`llvm.x86.rdtsc`"},
    {"ReturnAddress", STDINT F "(int64_t) { return (int64_t)__builtin_return_address(0); }", "llvm.returnaddress"},
    {"Trap", STDINT F "(int64_t x) { if (x < 0) __builtin_trap(); return x; }", "llvm.trap"},
    {"Time", "#include <time.h>\n" STDINT F "(int64_t) { return time(nullptr); }",
     "`f` -> `time`, which is outside the given host code"},
    {"Clock", "#include <time.h>\n" STDINT F "(int64_t) { return clock(); }", "`f` -> `clock`"},
    {"Rand", "#include <stdlib.h>\n" STDINT F "(int64_t) { return rand(); }", "`f` -> `rand`"},
    {"Printf", "#include <stdio.h>\n" STDINT F "(int64_t x) { printf(\"%ld\", x); return x; }", "`f` -> `printf`"},
    {"GetenvThroughTwoCalls",
     "#include <stdlib.h>\n" STDINT "static bool h(const char* name) { return getenv(name) != nullptr; }\n"
     "static int64_t g(int64_t x) { return h(\"DEBUG\") ? x : 0; }" F "(int64_t x) { return g(x); }",
     "`f` -> `g` -> `h` -> `getenv`"},
    {"GlobalRead", STDINT "int64_t rate = 19;" F "(int64_t x) { return x * rate; }",
     "`f` reads the mutable global `rate`"},
    {"GlobalWrite", STDINT "int64_t last;" F "(int64_t x) { last = x; return x; }",
     "`f` writes the mutable global `last`"},
    {"ExternalVariable", STDINT "extern int64_t rate;" F "(int64_t x) { return x * rate; }", "`f` uses `rate`"},
    {"GlobalReadInHelper",
     STDINT "namespace shop { int64_t rate = 19; int64_t tax(int64_t x) { return x * rate; } }" F
            "(int64_t x) { return shop::tax(x); }",
     "`f` -> `shop::tax` reads the mutable global `shop::rate`"},
    {"ConstTable", STDINT "static const int64_t kDays[] = {31, 28, 31, 30};" F "(int64_t m) { return kDays[m & 3]; }",
     kPure},
    {"MutableBehindConstTable",
     STDINT "static int64_t a, b; static int64_t* const kTable[] = {&a, &b};" F
            "(int64_t i) { return *kTable[i & 1]; } void set(int64_t x) { a = b = x; }",
     "mutable global"},
    // Refused conservatively: the callees are known, but the call stays indirect.
    {"ConstFunctionTable",
     STDINT "static int64_t a(int64_t x) { return x; } static int64_t b(int64_t x) { return -x; }\n"
            "static int64_t (*const kTable[])(int64_t) = {a, b};" F "(int64_t i) { return kTable[i & 1](i); }",
     "`f` calls through a pointer"},
    {"FunctionPointerArgument", STDINT F "(int64_t (*g)(int64_t)) { return g(1); }", "calls through a pointer"},
    {"FunctionPointerFoldedAway",
     STDINT "static int64_t twice(int64_t x) { return 2 * x; } static int64_t apply(int64_t (*g)(int64_t), int64_t x) "
            "{ return g(x); }" F "(int64_t x) { return apply(twice, x); }",
     kPure},
    {"VirtualCall", STDINT "struct B { virtual int64_t v() const = 0; };" F "(const B& b) { return b.v(); }",
     "calls through a pointer"},
    {"ToUpper", "#include <ctype.h>\n" STDINT F "(int64_t c) { return toupper((int)c); }", "`f` -> `toupper`"},
    {"MathFunctions",
     "#include <cmath>\nextern \"C\" double f(double x, double y) { return std::sqrt(x) + std::pow(x, y) + "
     "std::sin(y); }",
     kPure},
    {"Modf", "#include <cmath>\nextern \"C\" double f(double x) { double whole; return std::modf(x, &whole) + whole; }",
     kPure},
    {"Recursion", STDINT F "(int64_t n) { return n < 2 ? n : f(n - 1) + f(n - 2); }", kPure},
    {"MutualRecursion",
     STDINT F "(int64_t); extern \"C\" int64_t g(int64_t n) { return n == 0 ? 1 : f(n / 2 - 1); }" F
              "(int64_t n) { return n < 5 ? 0 : g(n - 1) + g(n - 3); }",
     kPure},
    {"SortOfLocalArray",
     "#include <algorithm>\n" STDINT F
     "(int64_t a, int64_t b, int64_t c) { int64_t v[] = {a, b, c, a ^ b}; std::sort(v, v + 4); return v[1]; }",
     kPure},
    {"SortOfLargeLocalArray",
     "#include <algorithm>\n" STDINT F "(int64_t x) { int64_t v[100]; for (int i = 0; i < 100; ++i) v[i] = (x * i) % "
     "37; std::sort(v, v + 100); return v[50]; }",
     kPure},
    {"StringView",
     "#include <string_view>\n" STDINT F
     "(const char* p, int64_t n) { std::string_view v(p, (size_t)n); return (int64_t)v.find(\"ab\"); }",
     kPure},
    {"Clamp", "#include <algorithm>\n" STDINT F "(int64_t x) { return std::clamp<int64_t>(x, 0, 9); }", kPure},
    {"WriteThroughArgument", STDINT F "(int64_t* p) { *p = 4; return 0; }", "neither local nor its result"},
    {"WriteThroughLoadedArgument", STDINT F "(int64_t** p) { **p = 4; return 0; }", "neither local nor its result"},
    {"WriteThroughArgumentInHelper",
     STDINT "static void fill(int64_t* p, int64_t n) { for (int64_t i = 0; i < n; ++i) p[i] = i * i % 7; }" F
            "(int64_t* p, int64_t n) { fill(p, n); return 0; }",
     "neither local nor its result"},
    {"MemcpyToArgument", "#include <string.h>\n" STDINT F "(char* p, const char* q) { memcpy(p, q, 8); return 0; }",
     "neither local nor its result"},
    {"WriteThroughPointerHiddenInLocal",
     STDINT "struct S { int64_t* p[4]; };" F
            "(int64_t* p, int64_t i) { S s = {{p, p + 1, p + 2, p + 3}}; *s.p[i & 3] = 1; return 0; }",
     "neither local nor its result"},
    {"WriteThroughPointerCopiedFromArgument",
     "#include <string.h>\n" STDINT "struct S { int64_t* p[40]; };" F
     "(const S* a, int64_t i) { S s; memcpy(&s, a, sizeof s); *s.p[i % 40] = 1; return 0; }",
     "neither local nor its result"},
    {"WriteToCastNumber", STDINT F "(int64_t x) { *(int64_t*)x = 1; return 0; }", "neither local nor its result"},
    {"StackAddressAsNumber", STDINT F "(int64_t x) { int64_t y = x; return (int64_t)&y; }", "number of an address"},
    {"ArgumentAddressAsNumber", STDINT F "(const int64_t* p) { return ((int64_t)p >> 4) * 31; }",
     "number of an address"},
    {"GlobalAddressAsNumber",
     STDINT "static const int64_t kTable[] = {1, 2};" F "(int64_t i) { return (int64_t)&kTable[i]; }",
     "number of an address"},
    {"Alignment", STDINT F "(const int64_t* p) { return ((uint64_t)p & 31) == 0; }", "number of an address"},
    {"DifferenceOfAddresses", STDINT F "(const int64_t* b, const int64_t* e) { return e - b; }", kPure},
    {"SearchByPointers",
     "#include <algorithm>\n" STDINT F "(const int64_t* b, int64_t n) { return std::find(b, b + n, 7) - b; }", kPure},
    {"DifferenceDecidesBranch",
     STDINT "extern \"C\" int64_t g(const int64_t* b, const int64_t* e) { return e - b < 3 ? 0 : *b + g(b + 2, e); }" F
            "(const int64_t* b, int64_t n) { return g(b, b + n); }",
     kPure},
    {"AddressDecidesBranch",
     STDINT "extern \"C\" void relon_fail(void*, int32_t, const char*, int64_t);" F
            "(void* c, const int64_t* p) { if ((uint64_t)p & 8) relon_fail(c, 22, \"x\", 1); return 0; }",
     "number of an address",
     {.takesContext = true, .resultByPointer = false}},
    {"AddressPassedOn",
     "#include <math.h>\n" STDINT "extern \"C\" double f(const int64_t* p) { return sin((double)(int64_t)p); }",
     "number of an address"},
    {"ReadAtNumber", STDINT F "(int64_t x) { return *(const int64_t*)x; }", "a computed number"},
    {"ReadAtNumberInHelper",
     STDINT "static int64_t g(const int64_t* p, int64_t n) { return n < 2 ? p[n] : g(p, n - 1) + g(p, n - 2); }" F
            "(int64_t x) { return g((const int64_t*)x, x); }",
     "a computed number"},
    {"FunctionThatOnlyHasTheNameOfOneOfLibm",
     STDINT "extern \"C\" int64_t round(int64_t) noexcept(false);" F "(int64_t x) { return round(x); }",
     "`f` -> `round`",
     {},
     Language::Cxx},
    {"MaskedStore",
     STDINT
     "typedef int64_t v4 __attribute__((ext_vector_type(4))); typedef bool b4 __attribute__((ext_vector_type(4)));" F
     "(int64_t* p, int64_t x) { v4 v = {x, x, 2, 3}; __builtin_masked_store(__builtin_convertvector(v < 3, b4), v, p); "
     "return 0; }",
     "neither local nor its result"},
    {"LocalHashTable",
     STDINT F
     "(int64_t x) { int64_t t[64] = {}; for (int64_t i = 0; i < x; ++i) t[(i * i * 7) & 63] += i; return t[x & 63]; }",
     kPure},
};
INSTANTIATE_TEST_SUITE_P(Plain, Purity, testing::ValuesIn(kPlain), nameOf);

constexpr CallShape kResult = {.takesContext = false, .resultByPointer = true};
constexpr CallShape kContextAndResult = {.takesContext = true, .resultByPointer = true};
constexpr CallShape kContext = {.takesContext = true, .resultByPointer = false};

#define CONTEXT_FUNCTION "extern \"C\" void f(relon::Context& c, const relon::String& s, relon::String& r) "

const Case kCallables[] = {
    {"ResultByPointer", RELON "extern \"C\" void f(const relon::String& s, relon::String& r) { r = s; }", kPure,
     kResult},
    {"SameWithoutResult", RELON "extern \"C\" void f(const relon::String& s, relon::String& r) { r = s; }",
     "neither local nor its result"},
    {"WriteIntoArgumentText",
     RELON
     "extern \"C\" void f(const relon::String& s, relon::String& r) { const_cast<char*>(s.data)[0] = 'x'; r = s; }",
     "neither local nor its result", kResult},
    {"WriteThroughPointerLeftInResult",
     RELON
     "extern \"C\" void f(const relon::String& s, relon::String& r) { r = s; for (int64_t i = 0; i < r.size; ++i) "
     "const_cast<char*>(r.data)[i] = 'x'; }",
     "neither local nor its result", kResult},
    {"WriteThroughWhatResultHeld",
     RELON "extern \"C\" void f(const relon::String&, relon::String& r) { const_cast<char*>(r.data)[0] = 'x'; }",
     "neither local nor its result", kResult},
    {"Allocates",
     RELON CONTEXT_FUNCTION "{ char* p = c.allocate<char>(s.size); if (!p) return; for (int64_t i = 0; i < s.size; "
                            "++i) p[i] = (char)(s.data[i] ^ 1); "
                            "r = {p, s.size}; }",
     kPure, kContextAndResult},
    {"CopiesIntoAllocated",
     RELON CONTEXT_FUNCTION
     "{ char* p = c.allocate<char>(s.size); if (!p) return; memcpy(p, s.data, (size_t)s.size); r = {p, s.size}; }",
     kPure, kContextAndResult},
    {"BuildsList",
     RELON "extern \"C\" void f(relon::Context& c, int64_t n, relon::List<int64_t>& r) { relon_builder b; "
           "if (!relon_list_reserve(&c, &b, 0, 8)) return; for (int64_t i = 0; i < n; ++i) { "
           "if (b.size == b.capacity && !relon_list_grow(&c, &b, 8)) return; static_cast<int64_t*>(b.data)[b.size++] = "
           "i * i; } "
           "r = {static_cast<const int64_t*>(b.data), b.size}; }",
     kPure, kContextAndResult},
    {"Fails",
     RELON "extern \"C\" int64_t f(relon::Context& c, int64_t x) { if (x < 0) "
           "c.fail(relon::ErrorKind::host_error, \"negative\"); return x; }",
     kPure, kContext},
    {"Charges", RELON "extern \"C\" int64_t f(relon::Context& c, int64_t x) { return c.charge(x) ? x : 0; }", kPure,
     kContext},
    {"ReadsGrants",
     RELON "extern \"C\" int64_t f(relon::Context& c, int64_t x) { return x + (int64_t)c.capabilities; }",
     "`f` reads the context's own data", kContext},
    {"ReadsUserPointer", RELON "extern \"C\" int64_t f(relon::Context& c, int64_t x) { return x + *(int64_t*)c.user; }",
     "reads the context's own data", kContext},
    {"GrantsItself", RELON "extern \"C\" int64_t f(relon::Context& c, int64_t x) { c.capabilities = 63; return x; }",
     "writes to the context's own data", kContext},
    {"CopiesContext",
     RELON "extern \"C\" int64_t f(relon::Context& c, int64_t i) { int64_t w[16]; memcpy(w, &c, sizeof w); "
           "return w[i & 15]; }",
     "reads the context's own data", kContext},
    {"VariableOffsetInContext", RELON "extern \"C\" int64_t f(relon::Context& c, int64_t i) { return c.detail[i]; }",
     "reads the context's own data", kContext},
    {"ForeignContext",
     RELON "extern \"C\" int64_t f(relon_context* const* p) { relon_fail(*p, relon_host_error, \"x\", 1); "
           "return 1; }",
     "a context that is not the one it is given"},
    {"AddressInResult",
     RELON "extern \"C\" void f(const relon::String& s, int64_t* r) { r[0] = (int64_t)s.data; r[1] = 0; }",
     "number of an address", kResult},
};
INSTANTIATE_TEST_SUITE_P(Callables, Purity, testing::ValuesIn(kCallables), nameOf);

#define RUST "#[no_mangle] pub extern \"C\" fn f"

const Case kRust[] = {
    {"Arithmetic", RUST "(x: i64) -> i64 { x.wrapping_mul(3).rotate_left(5) }", kPure, {}, Language::Rust},
    {"MutableStatic",
     "static mut N: i64 = 0; " RUST "(x: i64) -> i64 { unsafe { N += x; N } }",
     "mutable global",
     {},
     Language::Rust},
    {"AtomicStatic",
     "use std::sync::atomic::*; static N: AtomicI64 = AtomicI64::new(0); " RUST
     "(x: i64) -> i64 { N.fetch_add(x, Ordering::Relaxed) }",
     "mutable global",
     {},
     Language::Rust},
    {"WriteThroughRawPointer",
     RUST "(p: *mut i64) -> i64 { unsafe { *p = 1; } 0 }",
     "neither local nor its result",
     {},
     Language::Rust},
    {"AddressAsNumber", RUST "(p: *const i64) -> i64 { p as i64 }", "number of an address", {}, Language::Rust},
    {"BoundsPanic",
     RUST "(i: usize) -> i64 { [1i64, 2, 3, 5][i] }",
     "core::panicking::panic_bounds_check",
     {},
     Language::Rust},
};
INSTANTIATE_TEST_SUITE_P(Rust, Purity, testing::ValuesIn(kRust), nameOf);

// The row of an inline function is gone when the module is judged.
TEST(PurityOfModule, AFunctionThatNothingMentionsIsJudged) {
  llvm::LLVMContext context;
  auto module = compiled(context, Language::Cxx,
                         STDINT
                         "extern \"C\" inline int64_t f(int64_t x) { return x + 1; }\n"
                         "__attribute__((used)) int64_t (*keep)(int64_t) = f;");
  ASSERT_NE(module, nullptr);
  module->getNamedGlobal("llvm.compiler.used")->eraseFromParent();
  module->getNamedGlobal("keep")->eraseFromParent();
  const std::string symbols[] = {"f"};
  Judge judge(*module, symbols);
  EXPECT_EQ(judge.effect("f", {}), std::nullopt);
  EXPECT_FALSE(judge.refusal("f").has_value());
}

TEST(PurityOfModule, AMissingFunctionIsAnEffect) {
  llvm::LLVMContext context;
  llvm::Module empty("empty", context);
  const std::string symbols[] = {"f"};
  EXPECT_EQ(Judge(empty, symbols).effect("f", {}), "`f` is not defined in the given host code");
}

}
}
