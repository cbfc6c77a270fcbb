#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "relon/engine.h"

// What the subcommands share. Results go to stdout, everything else to stderr.
namespace relon::cli {

enum ExitCode : int {
  kSuccess = 0,
  // The program or its data is wrong, or a file cannot be read or written.
  kFailure = 1,
  kUsage = 2,
  // A budget ended the run.
  kBudget = 3,
  // A mistake of ours.
  kBug = 70,
};

// Each adds its subcommand to the program. `exitCode` receives the outcome.
void addRun(CLI::App& app, int& exitCode);
void addCheck(CLI::App& app, int& exitCode);
void addBuild(CLI::App& app, int& exitCode);
void addEmit(CLI::App& app, int& exitCode);
void addTest(CLI::App& app, int& exitCode);
void addBench(CLI::App& app, int& exitCode);
void addExplain(CLI::App& app, int& exitCode);
void addFmt(CLI::App& app, int& exitCode);
void addVersion(CLI::App& app, int& exitCode);

// `--format human|json`, of errors; of results too where the command says so.
struct FormatFlag {
  std::string format = "human";

  void addTo(CLI::App& command, const char* meaning = "form of errors: human or json");
  ErrorFormat value() const;
  bool isJson() const { return format == "json"; }
};

// Prints an error and says how the program ends: kBudget or kFailure.
int reportError(const Error& error);
// A mistake on the command line: always kUsage.
int reportUsage(const FormatFlag& format, std::string_view code, std::string_view message);
// To stdout, completely: a full disk or a closed pipe is an error.
int printResult(std::string_view text);

}
