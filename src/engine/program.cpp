#include "relon/program.h"

#include "engine/coverage.h"
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

// The values lie in the context's memory and point into the text.
struct Call::Arguments {
  explicit Arguments(std::string_view json) : text(json) {}

  std::string text;
  Context context;
  void* values = nullptr;
};

Result<Call> Program::call(std::string_view arguments) const {
  auto decoded = std::make_shared<Call::Arguments>(arguments);
  Context& context = decoded->context;
  detail::begin(state_->start, context);
  const engine::Codec& codec = *state_->codec;
  decoded->values = codec.allocate(&context).arguments;
  const bool done = !context.failed() && codec.decode(&context, decoded->text, decoded->values);
  if (!done) return detail::failureOf(*state_, context);
  return Call(state_, std::move(decoded));
}

Result<Done> Call::operator()(Context& context) const {
  detail::begin(program_->start, context);
  void* result = program_->codec->allocateResult(&context);
  const bool done = result != nullptr && detail::callEntry(*program_, context, arguments_->values, result) == relon_ok;
  if (!done) return detail::failureOf(*program_, context);
  return Done{};
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

std::vector<FileCoverage> Program::coverage() const {
  if (!state_->interpreted || state_->module.sources == nullptr) return {};
  return engine::coverageByFile(state_->module, state_->interpreted->coverage());
}

std::string Program::report() const {
  return state_->compiled ? engine::reportText(*state_->module.sources, state_->compiled->report()) : "";
}

}
