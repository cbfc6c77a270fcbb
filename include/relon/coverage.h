#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

// What a program that was loaded with LoadOptions::coverage has executed so far, in all
// threads and contexts, by source file.
namespace relon {

struct FileCoverage {
  // The line where a function begins, and how often it was called. The entry of a
  // program is `#main`, of a document `document`.
  struct Function {
    std::string name;
    uint32_t line = 0;
    int64_t calls = 0;
  };
  // How often each arm of a branch was taken, by the arm's place in the text: the values
  // of `? :`, the operands of `&&` and `||` (the left one where it decides), the arms of
  // a `match` with more than one.
  struct Branch {
    uint32_t line = 0;
    std::map<uint32_t, int64_t> arms;
  };

  std::string name;
  // By offset in the text.
  std::map<uint32_t, Function> functions;
  // Of each line on which something is evaluated: how often, at most, a part that begins
  // there was. In a loop that is the number of rounds.
  std::map<uint32_t, int64_t> lines;
  // By the offsets of begin and end.
  std::map<std::pair<uint32_t, uint32_t>, Branch> branches;

  // Adds the counts of another program's use of the same file.
  void add(const FileCoverage& other);
};

}
