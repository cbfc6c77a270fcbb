#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "callable/set.h"
#include "ir/layout.h"
#include "ir/module.h"
#include "relon/abi.h"

// Runs the IR programs of tests/ir/programs in any executor.
//
// A program is IR text with cases in its comments. A case begins with `; args:`;
// the lines after it, up to the next `; args:`, belong to it:
//
//   ; args: [1, 2.5, true, "text", [1, 2], {"a": 1}]   one value per parameter of the entry
//   ; expect: 5                                        the result (or)
//   ; error: index_out_of_bounds at 10-12 detail 5 3   the failure: kind, span, details
//   ; message: "text"                                  what a failure says
//   ; steps: 12                                        steps used by then
//   ; max_steps: 10   max_elements, max_depth, max_memory likewise
//   ; grants: reads_clock network
//
// Values are JSON; Floats always have a point, an exponent, or are nan, inf, -inf;
// None is null; tuples are arrays.
namespace relon::test {

struct ProgramCase {
  int line = 0;
  std::string arguments;
  std::optional<std::string> expect;
  std::optional<std::string> error;
  std::optional<std::string> message;
  std::optional<int64_t> steps;
  std::optional<int64_t> maxSteps, maxElements, maxDepth, maxMemory;
  uint64_t grants = 0;
};

struct ProgramFile {
  std::string path;
  ir::Module module;
  std::vector<ProgramCase> cases;
};

// The paths of all programs in a folder, sorted.
std::vector<std::string> programPaths(const std::string& folder);
// Aborts with a message when the file is malformed or does not verify.
ProgramFile readProgram(const std::string& path);

// What programs may call: `test.add7`, `test.half`, `test.not`, `test.none`, `test.join`
// (String, String), `test.pair` (Int to (Int, Bool)), `test.fail` (Int).
const callable::Set& testCallables();

using RunProgram = std::function<relon_status(relon_context*, const void* arguments, void* result)>;

// Runs one case; empty when it did what it says, else how it differs.
std::string runCase(const ProgramFile& program, const ProgramCase& test, const RunProgram& run,
                    const std::vector<Span>& sites);

// Memory that values point into; lives as long as it is needed.
class ValueMemory {
 public:
  char* allocate(int64_t size);

 private:
  std::deque<std::unique_ptr<char[]>> blocks_;
};

// Between JSON text and the bytes of a value in its C layout.
bool readValue(std::string_view& text, const ir::TypeTable& types, ir::TypeId type, ValueMemory& memory, char* to);
std::string writeValue(const ir::TypeTable& types, ir::TypeId type, const char* from);

}
