#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "command.h"

namespace relon::cli {

namespace {

constexpr std::array<std::string_view, 4> kBudgetErrors = {"step_limit_exceeded", "value_too_large",
                                                           "recursion_limit_exceeded", "memory_limit_exceeded"};

bool wantsColour() {
  const char* refused = getenv("NO_COLOR");
  return isatty(STDERR_FILENO) != 0 && (refused == nullptr || *refused == '\0');
}

void print(FILE* stream, std::string_view text) {
  fwrite(text.data(), 1, text.size(), stream);
}

// `usage` and `io_error` messages hold nothing that JSON must escape but quotes.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}

void FormatFlag::addTo(CLI::App& command, const char* meaning) {
  command.add_option("--format", format, meaning)->check(CLI::IsMember({"human", "json"}));
}

ErrorFormat FormatFlag::value() const {
  if (isJson()) return ErrorFormat::Json;
  return wantsColour() ? ErrorFormat::ColouredText : ErrorFormat::Text;
}

int reportError(const Error& error) {
  print(stderr, error.message);
  const bool isBudget = std::find(kBudgetErrors.begin(), kBudgetErrors.end(), error.code) != kBudgetErrors.end();
  return isBudget ? kBudget : kFailure;
}

int reportUsage(const FormatFlag& format, std::string_view code, std::string_view message) {
  if (format.value() == ErrorFormat::Json) {
    print(stderr, R"([{"code":)" + quoted(code) + R"(,"severity":"error","message":)" + quoted(message) +
                      R"(,"file":"","start":null,"end":null,"labels":[],"help":""}])" + "\n");
  } else {
    print(stderr, "error[" + std::string(code) + "]: " + std::string(message) + "\n");
  }
  return kUsage;
}

int printResult(std::string_view text) {
  print(stdout, text);
  if (fflush(stdout) == 0) return kSuccess;
  const std::string reason = strerror(errno);
  print(stderr, "error[io_error]: cannot write the result: " + reason + "\n");
  return kFailure;
}

}
