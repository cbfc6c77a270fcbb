#include <memory>

#include "command.h"
#include "relon/explain.h"

// relon explain [CODE]: what an error means, an example of it, and what to do.
namespace relon::cli {

namespace {

std::string withMargin(std::string_view text) {
  std::string out = "    ";
  for (char byte : text) {
    out += byte;
    if (byte == '\n') out += "    ";
  }
  return out + '\n';
}

// The word of the command that names the example.
std::string_view exampleName(const Explanation& one) {
  return one.command.find("example.rir") == std::string_view::npos ? "example.relon" : "example.rir";
}

std::string phaseText(const Explanation& one) {
  return one.phase == Explanation::Phase::Checking ? "when a program is checked" : "when a program runs";
}

std::string page(const Explanation& one) {
  return std::string(one.severity) + '[' + std::string(one.code) + "]: reported " + phaseText(one) + "\n\n" +
         std::string(one.meaning) + ".\n\nExample, in " + std::string(exampleName(one)) + ":\n\n" +
         withMargin(one.example) + "\n    $ " + std::string(one.command) +
         "\n\nWhat to do: " + std::string(one.mending) + ".\n";
}

std::string list() {
  std::string out;
  for (const Explanation& one : explanations()) {
    std::string line(one.code);
    line.resize(std::max<size_t>(34, line.size() + 2), ' ');
    out += line + std::string(one.meaning) + '\n';
  }
  return out;
}

int explain(const std::string& code) {
  if (code.empty()) return printResult(list());
  std::string out;
  for (const Explanation& one : explanations()) {
    if (one.code == code) out += (out.empty() ? "" : "\n") + page(one);
  }
  if (!out.empty()) return printResult(out);
  const std::string near(nearestCode(code));
  const std::string hint = near.empty() ? "`relon explain` lists all" : "did you mean `" + near + "`?";
  return reportUsage(FormatFlag(), "unknown_code", "there is no code `" + code + "`; " + hint);
}

}

void addExplain(CLI::App& app, int& exitCode) {
  auto code = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("explain", "say what an error means and what to do about it");
  command->add_option("CODE", *code, "as in error[CODE]; all are listed without one");
  command->callback([code, &exitCode] { exitCode = explain(*code); });
}

}
