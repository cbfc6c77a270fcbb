#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "ir/module.h"
#include "relon/abi.h"
#include "relon/result.h"

namespace relon::callable {

// One function that programs may call, whoever wrote it. The fields from
// `address` on say where it can be had; at least one of them is set.
struct Callable {
  std::string name = {};
  std::string symbol = {};
  // `(Int, List<String>) -> Float`
  std::string signature = {};
  std::string doc = {};
  uint64_t gate = 0;
  uint32_t flags = 0;

  // A native function in this process; null when only IR or a symbol is known.
  void* address = nullptr;
  relon_thunk thunk = nullptr;
  void* target = nullptr;
  // Its IR is known to the compiler, under `symbol`.
  bool hasIr = false;
  // Belongs to the run-time library rather than to the host.
  bool isLibrary = false;
};

// The callables in scope of one compilation. Later additions of a name replace
// earlier ones.
class Set {
 public:
  void add(Callable callable);
  // Rows as they stand in a native object: a null-terminated array or a range.
  void addRows(const relon_callable_row* const* begin, const relon_callable_row* const* end, bool isLibrary);
  const Callable* find(std::string_view name) const;
  const Callable* findSymbol(std::string_view symbol) const;
  const std::vector<Callable>& all() const { return all_; }

 private:
  std::vector<Callable> all_;
};

// A signature's types in the table of a module.
struct Signature {
  std::vector<ir::TypeId> parameters;
  ir::TypeId result;
};

// Parses `(Int, {a: Float}) -> String`; the error names the position.
Result<Signature> parseSignature(std::string_view text, ir::TypeTable& types);

// A declaration given by the user for a function without row, in the form
// `mix(Int, Float) -> Int` or `now() -> Int !reads_clock`: name, signature, gate.
// Without a gate the function is declared pure.
struct NativeDeclaration {
  std::string name;
  std::string signature;
  uint64_t gate = 0;
};
Result<NativeDeclaration> parseNativeDeclaration(std::string_view text);

// `reads_clock` -> 3; nothing for an unknown name.
std::optional<int> capabilityBit(std::string_view name);
std::string_view capabilityName(int bit);

// The row as a call in a module refers to it; its signature must have parsed.
ir::CallableRef reference(const Callable& callable, ir::TypeTable& types);

}
