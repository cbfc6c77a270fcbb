#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ir/module.h"

// Words for operations, and those that IR text uses for numbers of the binary interface.
namespace relon::ir {

// `addition` for int.add, and so on; empty for other ops. For messages.
std::string_view arithmeticName(Opcode code);

// Error kinds (error_kinds.def); empty or nothing where there is none.
std::string_view errorKindName(int32_t kind);
std::optional<int32_t> errorKind(std::string_view name);

// Capability bits; empty for bits without a name.
std::string_view gateName(uint32_t bit);
std::optional<uint32_t> gateBit(std::string_view name);

// Flags of callables: pure, takes_context, walks_arguments; empty after the last.
std::string_view flagName(uint32_t bit);
std::optional<uint32_t> flagBit(std::string_view name);

}
