#include "arguments.h"

#include <stdio.h>
#include <string.h>

#include <cerrno>
#include <memory>

namespace relon::cli {

namespace {

Error cannotRead(const std::string& what, int reason) {
  return {"io_error", "error[io_error]: cannot read " + what + ": " + strerror(reason) + "\n"};
}

Result<std::string> readAll(FILE* stream, const std::string& what) {
  std::string text;
  char buffer[16384];
  while (const size_t size = fread(buffer, 1, sizeof buffer, stream)) text.append(buffer, size);
  if (ferror(stream) != 0) return cannotRead(what, errno);
  return text;
}

Result<std::string> readArguments(const std::string& written) {
  if (written == "-") return readAll(stdin, "the arguments from stdin");
  if (!written.starts_with('@')) return written;
  const std::string path = written.substr(1);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(path.c_str(), "rb"), &fclose);
  if (file == nullptr) return cannotRead("`" + path + "`", errno);
  return readAll(file.get(), "`" + path + "`");
}

}

void ArgumentsFlag::addTo(CLI::App& command) {
  option_ = command.add_option("--args", text_, "arguments of #main: JSON, @FILE, or - for stdin")->type_name("JSON");
}

Result<Done> ArgumentsFlag::read() {
  if (!isGiven()) return Done{};
  Result<std::string> text = readArguments(text_);
  if (!text) return text.error();
  text_ = std::move(*text);
  return Done{};
}

int ArgumentsFlag::check(const FormatFlag& format, const std::string& file, const Program& program) const {
  if (program.hasMain() && !isGiven()) {
    const std::string parameters = program.parameters();
    if (parameters.empty()) return kSuccess;
    return reportUsage(format, "missing_arguments",
                       "`" + file + "` needs --args with a JSON object of its parameters: " + parameters);
  }
  if (!program.hasMain() && isGiven()) {
    return reportUsage(format, "no_main_signature", "`" + file + "` has no `#main` and takes no arguments");
  }
  return kSuccess;
}

std::string_view ArgumentsFlag::textFor(const Program& program) const {
  if (program.hasMain() && !isGiven()) return "{}";
  return text_;
}

}
