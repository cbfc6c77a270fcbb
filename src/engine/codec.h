#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ir/module.h"
#include "relon/abi.h"

namespace relon::engine {

// Memory for an entry's arguments and result, from the context's arena.
struct Buffers {
  void* arguments = nullptr;
  void* result = nullptr;
};

// Between JSON and the values of one program's entry. Immutable; any thread.
class Codec {
 public:
  explicit Codec(const ir::Module& module);
  ~Codec();
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  // On failure memory_limit_exceeded stands in the context.
  Buffers allocate(relon_context* context) const;
  // The result's memory alone; null on failure.
  void* allocateResult(relon_context* context) const;
  // A JSON object with one member per parameter; an empty text where there are none.
  // On failure the context says what is wrong and where in the data.
  bool decode(relon_context* context, std::string_view json, void* arguments) const;
  // Compact, or with line ends and two blanks per level.
  bool encode(relon_context* context, const void* result, bool indented, std::string& json) const;

 private:
  struct Descriptors;
  std::unique_ptr<Descriptors> descriptors_;
};

}
