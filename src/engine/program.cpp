#include "relon/program.h"

#include "engine/entry_types.h"
#include "engine/error_text.h"
#include "engine/loaded_program.h"
#include "engine/messages.h"
#include "engine/report_text.h"

namespace relon {

namespace detail {

namespace {

Span siteOf(const LoadedProgram& program, const Context& context) {
  const std::vector<Span>& sites = program.sites();
  const bool isSite = context.site >= 0 && static_cast<size_t>(context.site) < sites.size();
  return isSite ? sites[static_cast<size_t>(context.site)] : Span::none();
}

}

const Start& startOf(const LoadedProgram& program) {
  return program.start;
}

relon_status callEntry(const LoadedProgram& program, Context& context, const void* arguments, void* result) {
  if (program.compiled) return program.compiled->recordEntry()(&context, arguments, result);
  return program.interpreted->run(&context, arguments, result);
}

Result<std::string> runOnJson(const LoadedProgram& program, Context& context, std::string_view arguments,
                              JsonStyle style) {
  begin(program.start, context);
  const engine::Codec& codec = *program.codec;
  const engine::Buffers buffers = codec.allocate(&context);
  std::string json;
  const bool done = !context.failed() && codec.decode(&context, arguments, buffers.arguments) &&
                    callEntry(program, context, buffers.arguments, buffers.result) == relon_ok &&
                    codec.encode(&context, buffers.result, style == JsonStyle::Indented, json);
  if (!done) return failureOf(program, context);
  return json;
}

Error failureOf(const LoadedProgram& program, const Context& context) {
  const Span span = siteOf(program, context);
  return engine::errorAt(program.format, program.module.sources.get(), span, program.name,
                         std::string(engine::kindName(context.status)),
                         engine::messageOf(program.module, span, context));
}

Result<Done> checkEntry(const LoadedProgram& program, std::string_view signature) {
  Result<Done> fits = engine::compareEntry(program.module, signature);
  if (fits) return fits;
  return engine::errorWithoutPlace(program.format, program.name, fits.error().code, fits.error().message);
}

}

Result<std::string> Program::run(std::string_view arguments) const {
  Context context;
  return run(context, arguments);
}

Result<std::string> Program::run(Context& context, std::string_view arguments, JsonStyle style) const {
  return detail::runOnJson(*state_, context, arguments, style);
}

bool Program::hasMain() const {
  return state_->module.entry->isMain;
}

std::string Program::parameters() const {
  return engine::parameterText(state_->module);
}

int64_t Program::stepsUsed(const Context& context) const {
  return context.max_steps - context.steps_left;
}

const std::string& Program::warnings() const {
  return state_->warnings;
}

std::string Program::report() const {
  return state_->compiled ? engine::reportText(*state_->module.sources, state_->compiled->report()) : "";
}

}
