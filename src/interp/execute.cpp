#include <algorithm>

#include "interp/memory.h"
#include "ir/semantics.h"
#include "ir/type.h"

// The loop: each instruction ends by jumping to the label of the next one
// (direct threading). What the instructions do stands in instructions.def; this
// file gives the words used there their meaning.
namespace relon::interp {

const Run::Attempt* Run::recover() {
  bool isFinal = context->status == relon_step_limit_exceeded || context->status == relon_memory_limit_exceeded ||
                 context->status == relon_recursion_limit_exceeded;
  if (isFinal || attempts.empty()) return nullptr;
  recovered_ = attempts.back();
  attempts.pop_back();
  for (; forced.size() > recovered_.forced; forced.pop_back()) forced.back()->state = Cell::State::Defined;
  stack.unwind(recovered_.mark);
  context->steps_left = recovered_.steps;
  context->status = relon_ok;
  context->site = -1;
  context->message = {nullptr, 0};
  return &recovered_;
}

namespace {

FrameHeader& header(char* frame) {
  return *reinterpret_cast<FrameHeader*>(frame);
}

template <typename T>
T& at(char* place) {
  return *reinterpret_cast<T*>(place);
}

// The site of the innermost call that has one, around a failure without a place of its own.
int32_t siteAround(const FrameStack& stack, char* frame) {
  size_t chunk = stack.mark().depth;
  for (; header(frame).caller != frame; frame = header(frame).caller) {
    const Instruction* returnTo = header(frame).returnTo;
    if (stack.isLeave(returnTo)) returnTo = stack.returnFrom(--chunk);
    if (const int32_t site = (returnTo - 1)->site; site >= 0) return site;
  }
  return -1;
}

}

#define INT(x) at<int64_t>(frame + (x))
#define FLOAT(x) at<double>(frame + (x))
#define POINTER(x) at<char*>(frame + (x))
#define LIST(x) at<relon_list>(POINTER(x))
#define LIST_AT(place) at<relon_list>(place)
#define DICT(place) at<relon_dict>(place)
#define BUILDER(place) at<relon_builder>(place)
#define CELL(place) at<Cell>(place)
#define INFO(Type) (*reinterpret_cast<const Type*>(in.word))
#define HEADER header(frame)

#define GO goto * pc->handler;
#define NEXT \
  ++pc;      \
  GO
#define JUMP    \
  {             \
    pc += in.c; \
    GO          \
  }
#define BRANCH(condition) \
  if (condition) JUMP NEXT
#define FAILED goto failed;
#define FAIL(kind)          \
  {                         \
    context->status = kind; \
    FAILED                  \
  }
#define FAIL2(kind, first, second)            \
  {                                           \
    setFailure(context, kind, first, second); \
    FAILED                                    \
  }
#define CHECKED(call)                                        \
  if (relon_status kind = call; kind != relon_ok) FAIL(kind) \
  NEXT
#define PUSH(elementSize)                                                                          \
  relon_builder& builder = BUILDER(POINTER(in.a));                                                 \
  if (builder.size == builder.capacity && !relon_list_grow(context, &builder, elementSize)) FAILED \
  char* room = static_cast<char*>(builder.data) + builder.size++ * (elementSize);

// Makes the callee's frame the current one; its arguments are still to be copied.
#define ENTER(code, resultPlace)                                                     \
  char* caller = frame;                                                              \
  const Instruction* returnTo = pc + 1;                                              \
  char* callee = run.stack.top;                                                      \
  if ((code).frameSize > static_cast<size_t>(run.stack.end - callee)) [[unlikely]] { \
    callee = run.stack.grow((code).frameSize, returnTo);                             \
    if (!callee) FAIL2(relon_recursion_limit_exceeded, context->max_depth, 0)        \
  }                                                                                  \
  run.stack.top = callee + (code).frameSize;                                         \
  header(callee) = {caller, returnTo, (resultPlace), HEADER.depth - 1};              \
  pc = (code).instructions.data();                                                   \
  frame = callee;                                                                    \
  static_cast<void>(caller);

#define LEAVE            \
  pc = HEADER.returnTo;  \
  run.stack.top = frame; \
  frame = HEADER.caller; \
  GO

relon_status execute(Run* state, char* frame, const Instruction* pc, const void** handlers) {
  static const void* const kLabels[] = {
#define RELON_INSTRUCTION(Name, ...) &&label##Name,
#include "interp/instructions.def"
  };
  if (!state) {
    std::memcpy(handlers, kLabels, sizeof kLabels);
    return relon_ok;
  }
  Run& run = *state;
  relon_context* const context = run.context;
  GO

#define RELON_INSTRUCTION(Name, ...)              \
  label##Name : {                                 \
    [[maybe_unused]] const Instruction& in = *pc; \
    __VA_ARGS__;                                  \
  }
#include "interp/instructions.def"

      failed : if (context->site < 0) context->site = pc->site;
  if (context->site < 0) context->site = siteAround(run.stack, frame);
  const Run::Attempt* attempt = run.recover();
  if (!attempt) return context->status;
  frame = attempt->frame;
  pc = attempt->second;
  GO
}

}
