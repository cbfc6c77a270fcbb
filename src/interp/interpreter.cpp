#include "interp/interpreter.h"

#include <array>

#include "base/check.h"
#include "interp/flatten.h"
#include "interp/memory.h"

namespace relon::interp {

namespace {

using Handlers = std::array<const void*, kCodeCount>;

Handlers handlers() {
  Handlers table{};
  execute(nullptr, nullptr, nullptr, table.data());
  return table;
}

class FlatProgram : public Program {
 public:
  FlatProgram(const ir::Module& module, const callable::Set& set, bool coverage);
  relon_status run(relon_context* context, const void* arguments, void* result) const override;
  const std::vector<Span>& sites() const override { return pool_.sites; }
  std::vector<CoverageCount> coverage() const override { return counters_.read(); }

 private:
  void describeEntry(const ir::Module& module, const ir::LayoutTable& layouts);
  void loadArguments(const char* arguments, char* frame) const;
  void storeResult(const char* word, void* result) const;

  std::deque<FunctionCode> codes_;
  Pool pool_;
  Counters counters_;
  const FunctionCode* entry_ = nullptr;
  // Where the entry's parameters lie in its arguments.
  std::vector<Field> parameters_;
  std::array<Instruction, 2> ends_;
};

FlatProgram::FlatProgram(const ir::Module& module, const callable::Set& set, bool coverage) {
  Environment environment{module, set,   ir::LayoutTable(module.types, sizeof(void*)),
                          codes_, pool_, coverage ? &counters_ : nullptr};
  codes_.resize(module.functions.size());
  for (size_t i = 0; i < codes_.size(); ++i) describe(environment, module.functions[i], codes_[i]);
  for (size_t i = 0; i < codes_.size(); ++i) flatten(environment, module.functions[i], codes_[i]);
  Handlers table = handlers();
  for (FunctionCode& code : codes_) {
    for (Instruction& in : code.instructions) in.handler = table[reinterpret_cast<uintptr_t>(in.handler)];
  }
  ends_[0].handler = table[static_cast<size_t>(Code::Halt)];
  ends_[1].handler = table[static_cast<size_t>(Code::LeaveChunk)];
  if (module.entry) describeEntry(module, environment.layouts);
}

void FlatProgram::describeEntry(const ir::Module& module, const ir::LayoutTable& layouts) {
  const ir::Function& function = module.function(module.entry->function);
  ir::TypeTable types = module.types;
  std::vector<ir::TypeId> parameters;
  for (ir::ValueId parameter : function.parameters) parameters.push_back(function.type(parameter));
  ir::TypeId tuple = types.tuple(parameters);
  std::vector<int64_t> offsets = ir::LayoutTable(types, layouts.pointerSize()).fieldOffsets(tuple);
  for (size_t i = 0; i < parameters.size(); ++i) {
    parameters_.push_back({.slot = kHeaderSize + static_cast<uint32_t>(8 * i),
                           .offset = offsets[i],
                           .size = 0,
                           .access = accessOf(types.get(parameters[i]))});
  }
  entry_ = &codes_[module.entry->function.index()];
}

void FlatProgram::loadArguments(const char* arguments, char* frame) const {
  for (const Field& field : parameters_) {
    const char* from = arguments + field.offset;
    if (field.access == Access::Word)
      store(frame + field.slot, load<int64_t>(from));
    else if (field.access == Access::Byte)
      store(frame + field.slot, static_cast<int64_t>(load<uint8_t>(from)));
    else
      store(frame + field.slot, from);
  }
}

void FlatProgram::storeResult(const char* word, void* result) const {
  if (entry_->result.access == Access::Word) std::memcpy(result, word, 8);
  if (entry_->result.access == Access::Byte) std::memcpy(result, word, 1);
}

relon_status FlatProgram::run(relon_context* context, const void* arguments, void* result) const {
  RELON_CHECK(entry_, "a module without entry cannot run");
  context->status = relon_ok;
  context->site = -1;
  context->detail[0] = context->detail[1] = 0;
  context->message = {nullptr, 0};
  Run run(context, &ends_[1]);
  const Instruction* returnTo = &ends_[0];
  char* frame = run.stack.top;
  if (entry_->frameSize > static_cast<size_t>(run.stack.end - frame))
    frame = run.stack.grow(entry_->frameSize, returnTo);
  RELON_CHECK(frame, "no memory for the first frame");
  run.stack.top = frame + entry_->frameSize;
  alignas(8) char word[8] = {};
  bool isAggregate = entry_->result.access == Access::Aggregate;
  FrameHeader header{frame, returnTo, isAggregate ? static_cast<char*>(result) : word, context->max_depth};
  store(frame, header);
  loadArguments(static_cast<const char*>(arguments), frame);
  relon_status status = execute(&run, frame, entry_->instructions.data(), nullptr);
  if (status == relon_ok) storeResult(word, result);
  return status;
}

}

std::unique_ptr<Program> Program::prepare(const ir::Module& module, const callable::Set& set, bool coverage) {
  return std::make_unique<FlatProgram>(module, set, coverage);
}

}
