#include "hostir/externals.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <llvm/IR/DataLayout.h>

namespace relon::hostir {

namespace {

struct Known {
  std::string_view name;
  External kind;
  // The result and the parameters, a letter each: see `isLetterOf`.
  std::string_view type;
};

constexpr auto kUnary = std::to_array<std::string_view>({
    "acos",      "acosh", "asin",  "asinh",     "atan", "atanh", "cbrt", "ceil",  "cos",   "cosh",
    "exp",       "exp10", "exp2",  "expm1",     "fabs", "floor", "log",  "log10", "log1p", "log2",
    "nearbyint", "rint",  "round", "roundeven", "sin",  "sinh",  "sqrt", "tan",   "tanh",  "trunc",
});
static_assert(std::ranges::is_sorted(kUnary));

constexpr auto kBinary =
    std::to_array<std::string_view>({"atan2", "copysign", "fmax", "fmin", "fmod", "hypot", "pow", "remainder"});
static_assert(std::ranges::is_sorted(kBinary));

constexpr Known kOthers[] = {
    {"fma", External::Math, "dddd"},
    {"ldexp", External::Math, "ddi"},
    {"scalbn", External::Math, "ddi"},
    {"frexp", External::MathByPointer, "ddp"},
    {"modf", External::MathByPointer, "ddp"},
    {"memcpy", External::WritesMemory, "ppps"},
    {"memmove", External::WritesMemory, "ppps"},
    {"memset", External::WritesMemory, "ppis"},
    {"memcmp", External::ReadsMemory, "ipps"},
    {"bcmp", External::ReadsMemory, "ipps"},
    {"memchr", External::ReadsMemory, "ppis"},
    {"strlen", External::ReadsMemory, "sp"},
    {"relon_fail", External::Fails, "vpipl"},
    {"relon_allocate", External::Allocates, "ppl"},
    {"relon_list_reserve", External::Builds, "bppll"},
    {"relon_list_grow", External::Builds, "bppl"},
};

// `s`, a size, has as many bits as a pointer; `l` has 64, `i` 32, `b` 1.
bool isLetterOf(char letter, const llvm::Type& type, unsigned pointerBits) {
  switch (letter) {
    case 'v':
      return type.isVoidTy();
    case 'd':
      return type.isDoubleTy();
    case 'p':
      return type.isPointerTy();
    case 'b':
      return type.isIntegerTy(1);
    case 'i':
      return type.isIntegerTy(32);
    case 'l':
      return type.isIntegerTy(64);
    case 's':
      return type.isIntegerTy(pointerBits);
    default:
      return false;
  }
}

bool hasType(const llvm::Function& function, std::string_view letters) {
  const llvm::FunctionType& type = *function.getFunctionType();
  unsigned pointerBits = function.getDataLayout().getPointerSizeInBits();
  if (type.isVarArg() || type.getNumParams() + 1 != letters.size()) return false;
  if (!isLetterOf(letters[0], *type.getReturnType(), pointerBits)) return false;
  for (unsigned i = 0; i < type.getNumParams(); ++i)
    if (!isLetterOf(letters[i + 1], *type.getParamType(i), pointerBits)) return false;
  return true;
}

Known find(std::string_view name) {
  if (std::ranges::binary_search(kUnary, name)) return {name, External::Math, "dd"};
  if (std::ranges::binary_search(kBinary, name)) return {name, External::Math, "ddd"};
  auto found = std::ranges::find(kOthers, name, &Known::name);
  return found == std::end(kOthers) ? Known{name, External::Unknown, "v"} : *found;
}

}

External classifyExternal(const llvm::Function& declaration) {
  Known known = find(std::string_view(declaration.getName()));
  return hasType(declaration, known.type) ? known.kind : External::Unknown;
}

}
