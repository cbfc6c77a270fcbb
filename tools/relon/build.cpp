#include <memory>

#include "command.h"
#include "host_flags.h"
#include "optimisation_flag.h"
#include "output_file.h"
#include "trust_flag.h"

// relon build FILE -o OUT: a native object or static library with its header, or a
// wasm32 module with its manifest and loader.
namespace relon::cli {

namespace {

struct BuildFlags {
  std::string file;
  std::string output;
  std::string header;
  std::string name;
  // A path; `-` is stdout.
  std::string report;
  bool portable = false;
  OptimisationFlag optimisation;
  TrustFlag trust;
  HostFlags host;
  FormatFlag format;
};

std::string_view extension(std::string_view path) {
  const size_t dot = path.find_last_of("./");
  return dot == std::string_view::npos || path[dot] == '/' ? "" : path.substr(dot);
}

std::string withoutExtension(const std::string& path) {
  return path.substr(0, path.size() - extension(path).size());
}

// `out/price-rules.o` gives `price_rules`.
std::string nameFrom(const std::string& path) {
  std::string name = withoutExtension(path.substr(path.find_last_of('/') + 1));
  for (char& c : name) {
    const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!isLetter && !(c >= '0' && c <= '9')) c = '_';
  }
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(0, "_");
  return name;
}

bool isWasm(const BuildFlags& flags) {
  return extension(flags.output) == ".wasm";
}

int checkFlags(const BuildFlags& flags) {
  const std::string_view kind = extension(flags.output);
  if (kind != ".o" && kind != ".a" && kind != ".wasm") {
    return reportUsage(flags.format, "usage", "the output `" + flags.output + "` must end in .o, .a or .wasm");
  }
  if (kind == ".wasm" && !flags.header.empty()) {
    return reportUsage(flags.format, "usage", "a wasm module has no header; its manifest is written beside it");
  }
  return kSuccess;
}

OutputFiles outputs(const BuildFlags& flags, const Artifact& artifact) {
  OutputFiles files;
  const bool isArchive = extension(flags.output) == ".a";
  files.add(flags.output, std::span<const uint8_t>(isArchive ? artifact.archive : artifact.code));
  if (isWasm(flags)) {
    files.add(withoutExtension(flags.output) + ".json", artifact.interface);
    files.add(withoutExtension(flags.output) + ".mjs", artifact.loader);
  }
  if (!flags.header.empty()) files.add(flags.header, artifact.interface);
  if (!flags.report.empty() && flags.report != "-") files.add(flags.report, artifact.report);
  return files;
}

BuildOptions options(const BuildFlags& flags) {
  BuildOptions made;
  made.target = isWasm(flags) ? Target::Wasm32 : Target::Object;
  made.name = flags.name.empty() ? nameFrom(flags.output) : flags.name;
  made.portable = flags.portable;
  made.optimisation = flags.optimisation.level;
  made.binding = flags.host.bindingOr(Binding::Inlined);
  return made;
}

int build(const BuildFlags& flags) {
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  if (const int failed = checkFlags(flags)) return failed;
  Result<Artifact> artifact = engine.build(flags.file, options(flags));
  if (!artifact) return reportError(artifact.error());
  if (Result<Done> written = outputs(flags, *artifact).write(); !written) return reportError(written.error());
  return flags.report == "-" ? printResult(artifact->report) : kSuccess;
}

}

void addBuild(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<BuildFlags>();
  CLI::App* command = app.add_subcommand("build", "compile a program to an object, a library or a wasm module");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  command->add_option("-o,--output", flags->output, "x.o, x.a or x.wasm")->required()->type_name("OUT");
  command->add_option("--header", flags->header, "where the C and C++ header goes")->type_name("FILE");
  command->add_option("--name", flags->name, "prefix of symbols; default: from the output's name");
  command->add_flag("--report{-}", flags->report,
                    "what became of each call of a host function; `--report=FILE`: there");
  command->add_flag("--portable", flags->portable, "only instructions that every CPU of the architecture has");
  flags->optimisation.addTo(*command);
  flags->trust.addTo(*command);
  flags->host.addTo(*command);
  flags->format.addTo(*command);
  command->callback([flags, &exitCode] { exitCode = build(*flags); });
}

}
