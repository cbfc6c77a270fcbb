#include "interp/memory.h"

namespace relon::interp {

void setFailure(relon_context* context, relon_status kind, int64_t first, int64_t second) {
  context->status = kind;
  context->detail[0] = first;
  context->detail[1] = second;
}

namespace {

void storeField(const Field& field, const char* frame, char* to) {
  const char* slot = frame + field.slot;
  switch (field.access) {
    case Access::Word:
      return store(to, load<int64_t>(slot));
    case Access::Byte:
      return store(to, static_cast<uint8_t>(load<int64_t>(slot)));
    case Access::Aggregate:
      std::memcpy(to, load<const char*>(slot), static_cast<size_t>(field.size));
      return;
    case Access::Nothing:
      return;
  }
}

}

void makeFields(const MakeInfo& info, const char* frame, char* to) {
  for (const Field& field : info.fields) storeField(field, frame, to + field.offset);
}

void makeVariant(const MakeInfo& info, int32_t tag, const char* frame, char* to) {
  store(to, tag);
  makeFields(info, frame, to);
}

bool makeIndirectVariant(relon_context* context, const MakeInfo& info, int32_t tag, const char* frame, char* to) {
  char* payload = static_cast<char*>(relon_allocate(context, info.size));
  if (!payload) return false;
  makeFields(info, frame, payload);
  store(to, tag);
  store(to + info.count, payload);
  return true;
}

bool keepDict(relon_context* context, const relon_dict& undeclared, const char*& kept) {
  kept = nullptr;
  if (undeclared.size == 0) return true;
  void* memory = relon_allocate(context, sizeof(relon_dict));
  if (!memory) return false;
  store(static_cast<char*>(memory), undeclared);
  kept = static_cast<const char*>(memory);
  return true;
}

bool extendRecord(relon_context* context, const MakeInfo& info, const char* record, const relon_dict& undeclared,
                  char* to) {
  const char* kept;
  if (!keepDict(context, undeclared, kept)) return false;
  std::memcpy(to, record, static_cast<size_t>(info.size));
  store(to + info.count, kept);
  return true;
}

const char* undeclaredAt(const char* place) {
  static constexpr relon_dict kNone{nullptr, nullptr, 0};
  const char* undeclared = load<const char*>(place);
  return undeclared ? undeclared : reinterpret_cast<const char*>(&kNone);
}

bool makeList(relon_context* context, const MakeInfo& info, const char* frame, char* to) {
  char* data = nullptr;
  if (info.size > 0) {
    data = static_cast<char*>(relon_allocate(context, info.size));
    if (!data) return false;
    makeFields(info, frame, data);
  }
  store(to, relon_list{data, info.count});
  return true;
}

bool makeClosure(relon_context* context, const MakeInfo& info, const char* frame, char* to) {
  char* environment = nullptr;
  if (info.size > 0) {
    environment = static_cast<char*>(relon_allocate(context, info.size));
    if (!environment) return false;
    makeFields(info, frame, environment);
  }
  store(to, Closure{info.code, environment});
  return true;
}

bool beginList(relon_context* context, relon_builder& builder, int64_t capacity, int64_t elementSize) {
  if (capacity > context->max_elements) {
    setFailure(context, relon_value_too_large, context->max_elements, capacity);
    return false;
  }
  return relon_list_reserve(context, &builder, capacity, elementSize);
}

void loadCaptures(const Closure& closure, char* callee) {
  char* slot = callee + kHeaderSize;
  for (const Field& field : closure.code->captures) {
    const char* from = closure.environment + field.offset;
    switch (field.access) {
      case Access::Word:
        store(slot, load<int64_t>(from));
        break;
      case Access::Byte:
        store(slot, static_cast<int64_t>(load<uint8_t>(from)));
        break;
      case Access::Aggregate:
      case Access::Nothing:
        store(slot, from);
        break;
    }
    slot += 8;
  }
}

namespace {

void fillWords(const NativeCallInfo& call, const char* frame, uint64_t* words) {
  for (uint32_t slot : call.arguments) *words++ = load<uint64_t>(frame + slot);
}

void callThunk(relon_context* context, const NativeCallInfo& call, const char* frame, char* result) {
  constexpr size_t kFew = 16;
  if (call.arguments.size() <= kFew) {
    uint64_t words[kFew];
    fillWords(call, frame, words);
    return call.thunk(call.target, context, words, result);
  }
  std::vector<uint64_t> words(call.arguments.size());
  fillWords(call, frame, words.data());
  call.thunk(call.target, context, words.data(), result);
}

}

bool callNative(relon_context* context, const NativeCallInfo& call, const char* frame, char* result) {
  if (!call.thunk) {
    setFailure(context, relon_function_not_found, 0, 0);
    context->message = {call.name.data(), static_cast<int64_t>(call.name.size())};
    return false;
  }
  callThunk(context, call, frame, result);
  if (call.result == Access::Byte) store(result, static_cast<int64_t>(load<uint8_t>(result)));
  return context->status == relon_ok;
}

}
