#include <array>
#include <vector>

#include "bytes.h"

// The first byte chooses a type, the others are JSON. What decodes is encoded, and that
// text decodes to the same value: it is encoded the same again.
namespace {

using namespace relon;

constexpr std::string_view kDeclarations = R"(
#schema Point { Float x: *, #default 1.5 Float y: * }
#schema Node { Int value: *, Option<Node> next: *, List<Node> others: * }
#schema Open { Option<Bool> known: * }
#schema Pair<A, B> { A first: *, B second: * }
#enum Shape { Circle { radius: Float }, Box(Int, Point), Group(List<Shape>), Nothing }
)";

// Undeclared members of `Open` are values of any type.
constexpr std::array kTypes = {
    "Int",
    "Float",
    "Number",
    "Bool",
    "String",
    "List<Int>",
    "Option<Int>",
    "Point",
    "Node",
    "Open",
    "Shape",
    "List<List<String>>",
    "Result<Int, String>",
    "Dict<String, Number>",
    "Option<String>",
    "Tuple<Int, String, Option<Float>>",
    "List<Open>",
    "Dict<String, Shape>",
    "Pair<Open, Option<Shape>>",
    "List<Result<Open, Shape>>",
};

std::vector<Program> loadAll() {
  std::vector<Program> programs;
  Engine engine;
  engine.limits(fuzz::kLimits);
  for (const std::string type : kTypes) {
    const std::string text = std::string(kDeclarations) + "#main(" + type + " value) -> " + type + "\nvalue\n";
    Result<Program> program = engine.loadText(type, text);
    if (!program) fprintf(stderr, "%s\n", program.error().message.c_str()), abort();
    programs.push_back(std::move(*program));
  }
  return programs;
}

Result<std::string> echo(const Program& program, std::string_view json) {
  Context context;
  return program.run(context, "{\"value\":" + std::string(json) + "}");
}

}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<Program> programs = loadAll();
  if (size == 0) return 0;
  const Program& program = programs[data[0] % programs.size()];
  const Result<std::string> once = echo(program, fuzz::textOf(data + 1, size - 1));
  if (!once) return fuzz::requireOrdinary(once.error()), 0;
  const Result<std::string> again = echo(program, *once);
  if (!again) fprintf(stderr, "%s\n%s\n", once->c_str(), again.error().message.c_str()), abort();
  if (*again != *once) fprintf(stderr, "%s\n%s\n", once->c_str(), again->c_str()), abort();
  return 0;
}
