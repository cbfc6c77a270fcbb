#include <variant>

#include "bytes.h"
#include "ir/module.h"

// A text of IR, and after a NUL byte arguments. One that parses and verifies prints to a
// text of the same module, and runs within its budgets.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace relon;
  const std::string_view input = fuzz::textOf(data, size);
  const size_t split = std::min(input.find('\0'), input.size());
  const std::string text(input.substr(0, split));
  auto parsed = ir::parseModule(text);
  const ir::Module* module = std::get_if<ir::Module>(&parsed);
  if (module == nullptr || ir::verify(*module)) return 0;
  const std::string printed = ir::print(*module);
  auto reread = ir::parseModule(printed);
  const ir::Module* same = std::get_if<ir::Module>(&reread);
  if (same == nullptr || ir::verify(*same) || ir::print(*same) != printed) {
    fprintf(stderr, "%s\n", printed.c_str());
    abort();
  }
  Engine engine;
  engine.limits(fuzz::kLimits);
  const Result<Program> program = engine.loadText("fuzz.rir", text);
  if (!program) return fuzz::requireOrdinary(program.error()), 0;
  Context context;
  const Result<std::string> result = program->run(context, input.substr(std::min(split + 1, size)));
  if (!result) fuzz::requireOrdinary(result.error());
  return 0;
}
