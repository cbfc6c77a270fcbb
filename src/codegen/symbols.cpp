#include "codegen/symbols.h"

#include <algorithm>
#include <array>

#include <llvm/Demangle/Demangle.h>

namespace relon::codegen {

namespace {

constexpr auto kLibc = std::to_array<std::string_view>({
    "acos",      "acosh",  "asin",     "asinh",     "atan", "atan2",   "atanh",     "bcmp",   "calloc",
    "cbrt",      "ceil",   "copysign", "cos",       "cosh", "exp",     "exp10",     "exp2",   "expm1",
    "fabs",      "floor",  "fma",      "fmax",      "fmin", "fmod",    "free",      "frexp",  "hypot",
    "ldexp",     "log",    "log10",    "log1p",     "log2", "malloc",  "memchr",    "memcmp", "memcpy",
    "memmove",   "memset", "modf",     "nearbyint", "pow",  "realloc", "remainder", "rint",   "round",
    "roundeven", "scalbn", "sin",      "sinh",      "sqrt", "strlen",  "tan",       "tanh",   "trunc",
});
static_assert(std::ranges::is_sorted(kLibc));

bool isNeeded(const llvm::GlobalValue& value) {
  if (!value.isDeclaration() || value.use_empty()) return false;
  auto* function = llvm::dyn_cast<llvm::Function>(&value);
  return function == nullptr || !function->isIntrinsic();
}

}

bool isLibcFunction(llvm::StringRef symbol) {
  return std::ranges::binary_search(kLibc, std::string_view(symbol.data(), symbol.size()));
}

Result<Done> checkUndefinedSymbols(const llvm::Module& module, const std::vector<std::string>& granted) {
  std::string missing;
  for (const llvm::GlobalValue& value : module.global_values()) {
    if (!isNeeded(value) || isLibcFunction(value.getName())) continue;
    if (std::ranges::find(granted, value.getName()) != granted.end()) continue;
    missing += (missing.empty() ? "`" : ", `") + llvm::demangle(value.getName().str()) + "`";
  }
  if (missing.empty()) return Done{};
  return Error{"undefined_symbol",
               "error[undefined_symbol]: the program needs " + missing + ", which nothing provides"};
}

}
