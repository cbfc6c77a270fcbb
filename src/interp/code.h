#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/source.h"
#include "relon/abi.h"

// What a module becomes before it runs: per function a dense array of
// instructions over a frame of bytes.
//
// A frame holds one 8-byte slot per value and, behind the slots, an area for the
// bytes of each aggregate that an op of the function makes. Operands are byte
// offsets into the frame. A slot holds an Int, Float or Bool, or the address of
// an aggregate, cell or builder.
namespace relon::interp {

enum class Code : uint16_t {
#define RELON_INSTRUCTION(Name, ...) Name,
#include "interp/instructions.def"
};

inline constexpr size_t kCodeCount = 0
#define RELON_INSTRUCTION(...) +1
#include "interp/instructions.def"
    ;

struct Instruction {
  // The label that executes it; filled in last.
  const void* handler = nullptr;
  uint32_t a = 0;
  uint32_t b = 0;
  // Often the distance to a branch target, in instructions.
  int32_t c = 0;
  // What relon_context::site becomes when it fails; negative where the place is that of the
  // call around it.
  int32_t site = -1;
  // An immediate, or the address of one of the structs below.
  int64_t word = 0;
};

// How a value lies in memory: in a list, a struct or a closure's environment.
enum class Access : uint8_t { Word, Byte, Aggregate, Nothing };

struct Field {
  uint32_t slot = 0;
  int64_t offset = 0;
  int64_t size = 0;
  Access access = Access::Nothing;
};

struct FunctionCode {
  std::vector<Instruction> instructions;
  uint32_t frameSize = 0;
  // Where the leading parameters lie in a closure's environment.
  std::vector<Field> captures;
  uint32_t parameters = 0;
  Field result;
};

// A call's callee and the slots of its arguments.
struct CallInfo {
  const FunctionCode* callee = nullptr;
  std::vector<uint32_t> arguments;
};

struct NativeCallInfo {
  relon_thunk thunk = nullptr;
  void* target = nullptr;
  std::string name;
  std::vector<uint32_t> arguments;
  Access result = Access::Nothing;
};

// What struct.make, variant.make, list.make and closure.make put where.
struct MakeInfo {
  std::vector<Field> fields;
  // Of what is allocated.
  int64_t size = 0;
  // Of a list its length; of a variant whose payload is allocated, where the pointer to it goes.
  int64_t count = 0;
  const FunctionCode* code = nullptr;
};

// Where a switch goes, in instructions from it: for 0, 1, ..., and last for every other Int.
struct SwitchInfo {
  std::vector<int32_t> targets;
};

struct FailInfo {
  relon_status kind = 0;
  std::string message;
};

// Closures are {code, environment} in memory.
struct Closure {
  const FunctionCode* code;
  const char* environment;
};

// The head of a cell; the value's bytes follow.
struct Cell {
  enum class State : int64_t { Undefined, Defined, Running, Done };
  State state;
  Closure closure;
  char* value() { return reinterpret_cast<char*>(this + 1); }
};

}
