#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "ir/type.h"

// The typed, structured IR in A-normal form that both executors run.
//
// A function is a tree of regions; a region is a list of ops; an op names its
// results. Values are immutable, except builders and cells, which are linear in
// the sense that only the ops on them change them.
//
// `each` is the one loop. Its operands are the source's (Range: first, end;
// List: the list) followed by the accumulators' initial values. Its one region
// has the parameters (Int index from 0, element, accumulators...) and yields the
// next accumulators; with `stops` set the yield starts with one Bool more, and
// false ends the loop after that round. Results: the accumulators.
//
//   %s = each range %first, %end, %zero (%i: Int, %x: Int, %sum: Int) {   ; sum of x*x
//     %q = int.mul %x, %x
//     %t = int.add %sum, %q
//     yield %t
//   }
namespace relon::ir {

using ValueId = Id<struct ValueTag>;
using OpId = Id<struct OpTag>;
using RegionId = Id<struct RegionTag>;
using FunctionId = Id<struct FunctionTag>;
using CallableId = Id<struct CallableTag>;

enum class Opcode : uint8_t {
#define RELON_OP(Name, text, operands, result, attribute, failures, meaning) Name,
#include "ir/ops.def"
};

inline constexpr size_t kOpcodeCount = 0
#define RELON_OP(...) +1
#include "ir/ops.def"
    ;

// What a `call` calls.
using Callee = std::variant<FunctionId, CallableId>;

// A stated failure: an error kind's number (error_kinds.def) and its message.
struct Failure {
  int32_t kind;
  std::string message;
  bool operator==(const Failure&) const = default;
};

struct EachSource {
  enum class Kind : uint8_t { Range, List };
  Kind kind = Kind::Range;
  bool stops = false;
  bool operator==(const EachSource&) const = default;
};

// A variant of an enum, by position.
struct VariantRef {
  TypeId type;
  uint32_t index = 0;
  bool operator==(const VariantRef&) const = default;
};

using Attribute = std::variant<std::monostate, int64_t, double, bool, std::string, TypeId, uint32_t, VariantRef,
                               FunctionId, Callee, Failure, EachSource>;

struct Op {
  Opcode code;
  // The op cannot fail: a range analysis or its construction shows it. Written `!` in text.
  bool proved = false;
  Span span;
  Attribute attribute;
  std::vector<ValueId> operands;
  std::vector<ValueId> results;
  std::vector<RegionId> regions;
};

struct Region {
  std::vector<ValueId> parameters;
  std::vector<OpId> ops;
};

struct Value {
  TypeId type;
  // For readers only; may be empty or repeated.
  std::string name;
};

// `captures` leading parameters are the closure environment: given first in a
// direct call, stored by `closure.make`.
struct Function {
  std::string name;
  Span span;
  std::vector<ValueId> parameters;
  uint32_t captures = 0;
  TypeId result;
  RegionId body;

  std::vector<Value> values;
  std::deque<Op> ops;
  std::vector<Region> regions;

  const Op& op(OpId id) const { return ops[id.index()]; }
  Op& op(OpId id) { return ops[id.index()]; }
  const Region& region(RegionId id) const { return regions[id.index()]; }
  Region& region(RegionId id) { return regions[id.index()]; }
  TypeId type(ValueId id) const { return values[id.index()].type; }
};

// A callable that the program calls, as far as execution needs to know it.
struct CallableRef {
  std::string name;
  std::string symbol;
  std::vector<TypeId> parameters;
  TypeId result;
  // Capability bits.
  uint64_t gate = 0;
  // relon_callable_* flags of abi.h.
  uint32_t flags = 0;
  bool operator==(const CallableRef&) const = default;
};

struct Entry {
  FunctionId function;
  // Named parameters of `#main`, beside the function's parameters; empty for documents.
  std::vector<std::string> parameterNames;
  // The file has `#main`.
  bool isMain = false;
};

// One program. Moveable; shares nothing with others.
struct Module {
  std::string name;
  TypeTable types;
  std::vector<Function> functions;
  std::vector<CallableRef> callables;
  std::optional<Entry> entry;
  std::shared_ptr<const SourceMap> sources;

  const Function& function(FunctionId id) const { return functions[id.index()]; }
  Function& function(FunctionId id) { return functions[id.index()]; }
};

// The columns `result` and `attribute` of ops.def.
enum class ResultRule : uint8_t { kInt, kFloat, kBool, kString, kNone, kAttribute, kSpecial };
enum class AttributeKind : uint8_t {
  kNone,
  kInt,
  kFloat,
  kBool,
  kText,
  kType,
  kIndex,
  kVariant,
  kFunction,
  kCallee,
  kFailure,
  kSource
};

// Facts of an opcode, from ops.def.
struct OpInfo {
  const char* text;
  const char* operands;
  const char* meaning;
  uint16_t failures;
  ResultRule result;
  AttributeKind attribute;
};
const OpInfo& info(Opcode code);

// Bits of OpInfo::failures.
enum : uint16_t {
  kOverflow = 1,
  kDivision = 2,
  kBounds = 4,
  kMemory = 8,
  kElements = 16,
  kCircular = 32,
  kSteps = 64,
  kDepth = 128,
  kCapability = 256,
  kCallee = 512,
  kStated = 1024,
};

// Whether the op itself can fail (its regions aside).
inline bool canFail(const Op& op) {
  return !op.proved && info(op.code).failures != 0;
}

// Text form and back; print(parse(text)) == text for printed text. With `spans`
// each function and op ends in `@file:begin-end`; the parser accepts both.
struct PrintOptions {
  bool spans = false;
};
std::string print(const Module& module, PrintOptions options = {});

// What is wrong with a text or a module: a line (1-based; 0 for a module) and why.
struct IrError {
  uint32_t line = 0;
  std::string message;
};
std::variant<Module, IrError> parseModule(std::string_view text);

// Types, operand counts, dominance, terminators, regions, linear use of builders.
std::optional<IrError> verify(const Module& module);

}
