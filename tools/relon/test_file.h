#pragma once

#include <optional>
#include <string>
#include <vector>

#include "relon/engine.h"
#include "trust_flag.h"

// Test files: documents that state a program and cases of it.
//
//   {
//     program: "price.relon",
//     cases: [
//       { name: "one", args: { quantity: 1 }, expect: 395 },
//       { name: "too many", args: { quantity: 9223372036854775807 },
//         error: "numeric_overflow", at: "2:1" }
//     ]
//   }
//
// docs/testing.md is the manual. Other fields of the document are the author's own.
namespace relon::cli {

struct TestCase {
  std::string name;
  // A JSON object.
  std::string arguments = "{}";
  // Compact JSON of the result; nothing where an error is expected.
  std::optional<std::string> expected;
  // The kind of the error, and what is known of it: its line and column, 0 for any, and
  // a part of its message.
  std::string error;
  uint32_t line = 0;
  uint32_t column = 0;
  std::string message;
  Limits limits;
  // Where it stands in the test file.
  std::string pointer;
};

struct TestFile {
  std::string path;
  std::string program;
  std::vector<TestCase> cases;
  // Rendered, from evaluating it.
  std::string warnings;
};

// Evaluates the document and takes it apart. The program must lie, links followed, below
// the folder of the test file or below `root`, the folder that was searched. With --trust
// the test file may import files of its folder.
Result<TestFile> readTestFile(const std::string& path, const std::string& root, const TrustFlag& trust);

// For errors about what a test file says: nothing but the place and the rendering.
Error errorInTestFile(const std::string& path, const std::string& pointer, std::string code,
                      const std::string& message);

}
