#pragma once

#include <cstring>

#include "interp/run.h"

// What instructions do that is more than a line. Those that can fail return
// false, with the failure in the context.
namespace relon::interp {

template <typename T>
T load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
void store(char* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

void setFailure(relon_context* context, relon_status kind, int64_t first, int64_t second);

inline bool equalTexts(const char* left, const char* right) {
  auto a = load<relon_string>(left);
  auto b = load<relon_string>(right);
  return a.size == b.size && (a.size == 0 || std::memcmp(a.data, b.data, static_cast<size_t>(a.size)) == 0);
}

// Nothing writes through it; slots hold plain `char*`.
inline char* elementAt(const relon_list& list, int64_t index, int64_t size) {
  return static_cast<char*>(const_cast<void*>(list.data)) + index * size;
}

// Charges steps; false when the budget is spent. Never wraps around.
inline bool charge(relon_context* context, int64_t steps) {
  if (steps > 0 && __builtin_sub_overflow(context->steps_left, steps, &context->steps_left)) context->steps_left = -1;
  return context->steps_left >= 0;
}

void makeFields(const MakeInfo& info, const char* frame, char* to);
bool makeList(relon_context* context, const MakeInfo& info, const char* frame, char* to);
void makeVariant(const MakeInfo& info, int32_t tag, const char* frame, char* to);
bool makeIndirectVariant(relon_context* context, const MakeInfo& info, int32_t tag, const char* frame, char* to);
// A copy of the dict's head, or null for an empty dict.
bool keepDict(relon_context* context, const relon_dict& undeclared, const char*& kept);
bool extendRecord(relon_context* context, const MakeInfo& info, const char* record, const relon_dict& undeclared,
                  char* to);
// The undeclared fields of an open record whose hidden pointer lies at `place`.
const char* undeclaredAt(const char* place);
bool makeClosure(relon_context* context, const MakeInfo& info, const char* frame, char* to);
bool beginList(relon_context* context, relon_builder& builder, int64_t capacity, int64_t elementSize);
void loadCaptures(const Closure& closure, char* callee);
bool callNative(relon_context* context, const NativeCallInfo& call, const char* frame, char* result);

inline void copyArguments(const CallInfo& call, const char* caller, char* callee, size_t captures) {
  char* to = callee + kHeaderSize + 8 * captures;
  for (uint32_t slot : call.arguments) {
    store(to, load<int64_t>(caller + slot));
    to += 8;
  }
}

}
