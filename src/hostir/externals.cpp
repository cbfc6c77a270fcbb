#include "hostir/externals.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace relon::hostir {

namespace {

constexpr auto kMath = std::to_array<std::string_view>({
    "acos",      "acosh",  "asin",  "asinh", "atan",  "atan2", "atanh",     "cbrt",  "ceil",      "copysign", "cos",
    "cosh",      "exp",    "exp10", "exp2",  "expm1", "fabs",  "floor",     "fma",   "fmax",      "fmin",     "fmod",
    "hypot",     "ldexp",  "log",   "log10", "log1p", "log2",  "nearbyint", "pow",   "remainder", "rint",     "round",
    "roundeven", "scalbn", "sin",   "sinh",  "sqrt",  "tan",   "tanh",      "trunc",
});
static_assert(std::ranges::is_sorted(kMath));

struct Named {
  std::string_view name;
  External kind;
};

constexpr Named kOthers[] = {
    {"frexp", External::MathByPointer},      {"modf", External::MathByPointer},
    {"memcpy", External::WritesMemory},      {"memmove", External::WritesMemory},
    {"memset", External::WritesMemory},      {"memcmp", External::ReadsMemory},
    {"bcmp", External::ReadsMemory},         {"memchr", External::ReadsMemory},
    {"strlen", External::ReadsMemory},       {"relon_fail", External::Fails},
    {"relon_allocate", External::Allocates}, {"relon_list_reserve", External::Builds},
    {"relon_list_grow", External::Builds},
};

}

External classifyExternal(llvm::StringRef symbol) {
  std::string_view name(symbol.data(), symbol.size());
  if (std::ranges::binary_search(kMath, name)) return External::Math;
  auto found = std::ranges::find(kOthers, name, &Named::name);
  return found == std::end(kOthers) ? External::Unknown : found->kind;
}

}
