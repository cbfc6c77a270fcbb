#include "engine/messages.h"

#include "callable/set.h"
#include "ir/names.h"

namespace relon::engine {

namespace {

// The operation at a place that may fail, or null. Several operations can share a
// place; the failure kinds of `wanted` tell them apart.
const ir::Op* operationAt(const ir::Module& module, Span span, uint16_t wanted) {
  if (!span.valid()) return nullptr;
  for (const ir::Function& function : module.functions) {
    for (const ir::Op& op : function.ops) {
      if (op.span == span && (ir::info(op.code).failures & wanted) != 0) return &op;
    }
  }
  return nullptr;
}

std::string overflow(const ir::Module& module, Span span) {
  const ir::Op* op = operationAt(module, span, ir::kOverflow);
  std::string_view name = op == nullptr ? std::string_view() : ir::arithmeticName(op->code);
  return "Int " + std::string(name.empty() ? "arithmetic" : name) + " leaves the range of 64 bits";
}

// The message of this kind, where there is one, is the function's name.
std::string unbound(const ir::Module& module, Span span, const relon_string& name) {
  if (name.size > 0)
    return "the function `" + std::string(name.data, static_cast<size_t>(name.size)) + "` is not bound";
  const ir::Op* op = operationAt(module, span, ir::kCallee);
  const auto* callee = op == nullptr ? nullptr : std::get_if<ir::Callee>(&op->attribute);
  const auto* callable = callee == nullptr ? nullptr : std::get_if<ir::CallableId>(callee);
  if (callable == nullptr) return "the function is not bound";
  return "the function `" + module.callables[callable->index()].name + "` is not bound";
}

std::string limit(std::string_view what, int64_t amount) {
  return std::string(what) + " of " + std::to_string(amount);
}

std::string denied(int64_t bit) {
  const bool isBit = bit >= 0 && bit < 64;
  const std::string_view name = isBit ? callable::capabilityName(static_cast<int>(bit)) : "";
  if (name.empty()) return "the call needs a capability that is not granted";
  return "the call needs the capability `" + std::string(name) + "`, which is not granted";
}

std::string outOfBounds(const int64_t detail[2]) {
  return "index " + std::to_string(detail[0]) + " lies outside a list of " + std::to_string(detail[1]) +
         (detail[1] == 1 ? " element" : " elements");
}

std::string tooLarge(const int64_t detail[2]) {
  return "a container of " + std::to_string(detail[1]) + " elements is larger than the limit of " +
         std::to_string(detail[0]);
}

std::string_view meaning(relon_status kind) {
  switch (kind) {
#define RELON_ERROR_KIND(name, number, meaning) \
  case number:                                  \
    return meaning;
#include "relon/error_kinds.def"
    default:
      return "an error of an unknown kind";
  }
}

}

std::string_view kindName(relon_status kind) {
  switch (kind) {
#define RELON_ERROR_KIND(name, number, meaning) \
  case number:                                  \
    return #name;
#include "relon/error_kinds.def"
    default:
      return "unknown_error";
  }
}

std::string messageOf(const ir::Module& module, Span span, const relon_context& context) {
  if (context.status == relon_function_not_found) return unbound(module, span, context.message);
  if (context.message.size > 0) return {context.message.data, static_cast<size_t>(context.message.size)};
  switch (context.status) {
    case relon_numeric_overflow:
      return overflow(module, span);
    case relon_division_by_zero:
      return "the divisor is zero";
    case relon_circular_reference:
      return "the field needs its own value";
    case relon_step_limit_exceeded:
      return limit("the run needs more steps than the limit", context.max_steps);
    case relon_value_too_large:
      return tooLarge(context.detail);
    case relon_recursion_limit_exceeded:
      return limit("calls are nested deeper than the limit", context.max_depth);
    case relon_memory_limit_exceeded:
      return context.max_memory == INT64_MAX ? "the machine has no more memory"
                                             : limit("the run needs more bytes than the limit", context.max_memory);
    case relon_capability_denied:
      return denied(context.detail[0]);
    case relon_index_out_of_bounds:
      return outOfBounds(context.detail);
    default:
      return std::string(meaning(context.status));
  }
}

}
