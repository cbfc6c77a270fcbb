#include "ir/names.h"

#include <iterator>
#include <span>

#include "relon/abi.h"

namespace relon::ir {

namespace {

struct KindName {
  int32_t kind;
  std::string_view name;
};
constexpr KindName kKinds[] = {
#define RELON_ERROR_KIND(name, number, meaning) {number, #name},
#include "relon/error_kinds.def"
};

constexpr std::string_view kGates[] = {"reads_fs", "writes_fs", "network", "reads_clock", "reads_env", "uses_rng"};
static_assert(relon_uses_rng + 1 == std::size(kGates));

constexpr std::string_view kFlags[] = {"pure", "takes_context", "walks_arguments"};
static_assert(relon_callable_walks_arguments == 1 << (std::size(kFlags) - 1));

std::string_view nameAt(std::span<const std::string_view> names, uint32_t index) {
  return index < names.size() ? names[index] : std::string_view();
}

std::optional<uint32_t> indexOf(std::span<const std::string_view> names, std::string_view name) {
  for (uint32_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

}

std::string_view arithmeticName(Opcode code) {
  switch (code) {
    case Opcode::IntAdd:
      return "addition";
    case Opcode::IntSub:
      return "subtraction";
    case Opcode::IntMul:
      return "multiplication";
    case Opcode::IntDiv:
      return "division";
    case Opcode::IntRem:
      return "remainder";
    case Opcode::IntNeg:
      return "negation";
    default:
      return {};
  }
}

std::string_view errorKindName(int32_t kind) {
  for (const KindName& row : kKinds) {
    if (row.kind == kind) return row.name;
  }
  return {};
}

std::optional<int32_t> errorKind(std::string_view name) {
  for (const KindName& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string_view gateName(uint32_t bit) {
  return nameAt(kGates, bit);
}
std::optional<uint32_t> gateBit(std::string_view name) {
  return indexOf(kGates, name);
}
std::string_view flagName(uint32_t bit) {
  return nameAt(kFlags, bit);
}
std::optional<uint32_t> flagBit(std::string_view name) {
  return indexOf(kFlags, name);
}

}
