#include "engine/codec.h"

#include <string.h>

#include <algorithm>

#include "engine/entry_types.h"
#include "engine/type_descriptors.h"
#include "relon/json.h"

namespace relon::engine {

struct Codec::Descriptors {
  explicit Descriptors(const ir::Module& module)
      : types(module.types),
        tuple(argumentsType(module, types)),
        names(module.entry->parameterNames),
        all(types),
        arguments(all.describeArguments(tuple, names)),
        result(all.describe(module.function(module.entry->function).result)) {}

  // A copy, because the argument struct's type may not be in the module's table.
  ir::TypeTable types;
  ir::TypeId tuple;
  std::vector<std::string> names;
  TypeDescriptors all;
  const relon_type* arguments;
  const relon_type* result;
};

namespace {

// Zeroed, so that no path can show what the arena held before.
void* allocateZeroed(relon_context* context, const relon_type* type) {
  const int64_t size = std::max<int64_t>(type->size, 1);
  void* memory = relon_allocate(context, size);
  if (memory != nullptr) memset(memory, 0, static_cast<size_t>(size));
  return memory;
}

relon_string viewOf(std::string_view text) {
  return {text.data(), static_cast<int64_t>(text.size())};
}

}

Codec::Codec(const ir::Module& module) : descriptors_(std::make_unique<Descriptors>(module)) {}
Codec::~Codec() = default;

Buffers Codec::allocate(relon_context* context) const {
  Buffers buffers;
  buffers.arguments = allocateZeroed(context, descriptors_->arguments);
  if (buffers.arguments != nullptr) buffers.result = allocateResult(context);
  return buffers;
}

void* Codec::allocateResult(relon_context* context) const {
  return allocateZeroed(context, descriptors_->result);
}

bool Codec::decode(relon_context* context, std::string_view json, void* arguments) const {
  const bool isEmpty = json.find_first_not_of(" \t\r\n") == std::string_view::npos;
  const std::string_view text = isEmpty ? "{}" : json;
  return relon_json_decode_arguments(context, descriptors_->arguments, viewOf(text), arguments);
}

bool Codec::encode(relon_context* context, const void* result, bool indented, std::string& json) const {
  relon_string text{"", 0};
  if (!relon_json_encode(context, descriptors_->result, result, indented, &text)) return false;
  json.assign(text.data, static_cast<size_t>(text.size));
  return true;
}

}
