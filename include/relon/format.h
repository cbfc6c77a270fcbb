#pragma once

#include <string>

#include "relon/build.h"
#include "relon/result.h"

// The layout of programs: what `relon fmt` is made of.
namespace relon {

struct Formatted {
  std::string text;
  // Whether the text was another one before.
  bool changed = false;
};

// The same program in the style of docs/formatting.md: only white space changes, and
// comments stay. Formatting the result again changes nothing. Fails with the errors of
// the parser, in which `name` stands for the text.
Result<Formatted> format(const std::string& name, std::string text, ErrorFormat errors = ErrorFormat::Text);
// The same for what a file holds. The file is only read.
Result<Formatted> formatFile(const std::string& path, ErrorFormat errors = ErrorFormat::Text);

}
