#include "command.h"

// relon version: `relon 0.1.0`.
namespace relon::cli {

void addVersion(CLI::App& app, int& exitCode) {
  CLI::App* command = app.add_subcommand("version", "print the version");
  command->callback([&exitCode] { exitCode = printResult("relon " + std::string(version()) + '\n'); });
}

}
