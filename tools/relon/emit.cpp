#include <map>
#include <memory>

#include "command.h"
#include "host_flags.h"
#include "optimisation_flag.h"
#include "trust_flag.h"

// relon emit --stage=ir FILE: the program as text at a stage of its compilation.
namespace relon::cli {

namespace {

struct EmitFlags {
  std::string file;
  EmitStage stage = EmitStage::Ir;
  OptimisationFlag optimisation;
  TrustFlag trust;
  HostFlags host;
  FormatFlag format;
};

const std::map<std::string, EmitStage>& stages() {
  static const std::map<std::string, EmitStage> names = {
      {"tokens", EmitStage::Tokens}, {"ast", EmitStage::Ast}, {"ir", EmitStage::Ir},  {"llvm", EmitStage::Llvm},
      {"linked", EmitStage::Linked}, {"opt", EmitStage::Opt}, {"asm", EmitStage::Asm}};
  return names;
}

int emit(const EmitFlags& flags) {
  Engine engine;
  if (const int failed = flags.host.apply(engine, flags.format)) return failed;
  flags.trust.apply(engine, flags.file);
  const Binding otherwise = flags.host.sources.empty() ? Binding::Imported : Binding::Inlined;
  Result<std::string> text = engine.emit(
      flags.stage, flags.file, {.binding = flags.host.bindingOr(otherwise), .optimisation = flags.optimisation.level});
  return text ? printResult(*text) : reportError(text.error());
}

}

void addEmit(CLI::App& app, int& exitCode) {
  auto flags = std::make_shared<EmitFlags>();
  CLI::App* command = app.add_subcommand("emit", "print a stage of a program's compilation");
  command->add_option("FILE", flags->file, "the program, .relon or .rir")->required();
  command->add_option("--stage", flags->stage, "tokens, ast, ir, llvm, linked, opt or asm")
      ->required()
      ->type_name("STAGE")
      ->transform(CLI::CheckedTransformer(stages()).description(""));
  flags->optimisation.addTo(*command);
  flags->trust.addTo(*command);
  flags->host.addTo(*command);
  flags->format.addTo(*command);
  command->callback([flags, &exitCode] { exitCode = emit(*flags); });
}

}
