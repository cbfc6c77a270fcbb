#pragma once

#include <string>

#include "command.h"

namespace relon::cli {

// `--args`: the arguments of `#main` as JSON, `@FILE`, or `-` for stdin.
class ArgumentsFlag {
 public:
  void addTo(CLI::App& command);
  // Takes what the flag says to the text that it names.
  Result<Done> read();
  // Programs need arguments, documents must not get them. Returns kSuccess or how the
  // program ends; `file` is the program.
  int check(const FormatFlag& format, const std::string& file, const Program& program) const;
  // What the program is run with.
  std::string_view textFor(const Program& program) const;

 private:
  std::string text_;
  const CLI::Option* option_ = nullptr;

  bool isGiven() const { return option_->count() != 0; }
};

}
