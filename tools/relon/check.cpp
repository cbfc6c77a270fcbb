#include <memory>

#include "command.h"
#include "host_flags.h"
#include "trust_flag.h"

// relon check FILE: reports what is wrong with a program. With --format json the
// findings go to stdout: they are the result.
namespace relon::cli {

namespace {

struct CheckFlags {
  std::string file;
  TrustFlag trust;
  HostFlags host;
  FormatFlag format;
};

int check(const CheckFlags& flags) {
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  const Findings findings = engine.check(flags.file);
  const int code = findings.failed ? kFailure : kSuccess;
  if (flags.format.value() != ErrorFormat::Json) {
    fputs(findings.text.c_str(), stderr);
    return code;
  }
  const int printed = printResult(findings.text.empty() ? "[]\n" : findings.text);
  return printed == kSuccess ? code : printed;
}

}

void addCheck(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* command = app.add_subcommand("check", "report what is wrong with a program");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  flags->trust.addTo(*command);
  flags->host.addTo(*command);
  flags->format.addTo(*command);
  command->callback([flags, &exitCode] { exitCode = check(*flags); });
}

}
