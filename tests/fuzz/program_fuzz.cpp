#include "bytes.h"

// A program, and after a NUL byte the arguments of its `#main`. It is parsed, checked,
// lowered, verified and interpreted with small budgets. Whatever the bytes: an ordinary
// error or a result.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace relon;
  const std::string_view input = fuzz::textOf(data, size);
  const size_t split = std::min(input.find('\0'), input.size());
  const std::string_view arguments = input.substr(std::min(split + 1, size));
  Engine engine;
  engine.limits(fuzz::kLimits);
  const Result<Program> program = engine.loadText("fuzz.relon", std::string(input.substr(0, split)));
  if (!program) return fuzz::requireOrdinary(program.error()), 0;
  Context context;
  if (const Result<std::string> result = program->run(context, program->hasMain() ? arguments : ""); !result)
    fuzz::requireOrdinary(result.error());
  return 0;
}
