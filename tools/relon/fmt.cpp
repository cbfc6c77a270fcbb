#include <stdio.h>

#include <memory>
#include <vector>

#include "command.h"
#include "output_file.h"
#include "relon/format.h"

// relon fmt FILES...: writes programs in the common layout. Each file by itself: one
// that does not parse stays as it is, and the others are formatted.
namespace relon::cli {

namespace {

struct FmtFlags {
  std::vector<std::string> files;
  bool check = false;
  bool toStdout = false;
};

int replace(const std::string& path, const std::string& text) {
  OutputFiles output;
  output.add(path, text);
  const Result<Done> written = output.write();
  return written ? kSuccess : reportError(written.error());
}

int fmtFile(const FmtFlags& flags, const std::string& path) {
  const Result<Formatted> made = formatFile(path, FormatFlag().value());
  if (!made) return reportError(made.error());
  if (flags.toStdout) return printResult(made->text);
  if (!made->changed) return kSuccess;
  if (!flags.check) return replace(path, made->text);
  return reportError({"not_formatted", path + ": error[not_formatted]: the file is not formatted\n"});
}

int fmt(const FmtFlags& flags) {
  int code = kSuccess;
  for (const std::string& path : flags.files) {
    if (const int failed = fmtFile(flags, path)) code = failed;
  }
  return code;
}

}

void addFmt(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<FmtFlags>();
  CLI::App* command = app.add_subcommand("fmt", "write programs in the common layout");
  command->add_option("FILES", flags->files, "the programs, .relon")->required();
  CLI::Option* check =
      command->add_flag("--check", flags->check, "change nothing; report files that are not formatted");
  command->add_flag("--stdout", flags->toStdout, "print the result instead of writing it")->excludes(check);
  command->callback([flags, &exitCode] { exitCode = fmt(*flags); });
}

}
