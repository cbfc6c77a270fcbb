#include <dlfcn.h>
#include <stdio.h>

#include <CLI/CLI.hpp>

#include "engine/front_end.h"
#include "linked_program.h"

// relon-run-linked LIBRARY NAME FILE: what `relon run FILE --compact` prints, with the code
// of `NAME_run` in a shared object.
namespace {

struct Flags {
  std::string library;
  std::string name;
  std::string file;
  std::string arguments;
  bool trust = false;
  relon::detail::Configuration configuration;
};

int fail(const relon::Error& error, int status) {
  fputs(error.message.c_str(), stderr);
  return status;
}

int run(const Flags& flags) {
  void* library = dlopen(flags.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return fprintf(stderr, "%s\n", dlerror()), 70;
  auto text = relon::engine::readFile(flags.file, flags.configuration.format);
  if (!text) return fail(text.error(), 70);
  auto program = relon::test::loadWithoutCode(flags.configuration, flags.file, std::move(*text));
  if (!program) return fail(program.error(), 70);
  if (auto set = relon::test::setLinkedCode(**program, library, flags.name); !set) return fail(set.error(), 70);
  relon::Context context;
  auto json = relon::detail::runOnJson(**program, context, flags.arguments, relon::JsonStyle::Compact);
  if (!json) return fail(json.error(), 1);
  puts(json->c_str());
  return 0;
}

}

int main(int count, char** words) {
  Flags flags;
  CLI::App app("run a linked program");
  app.add_option("LIBRARY", flags.library)->required();
  app.add_option("NAME", flags.name)->required();
  app.add_option("FILE", flags.file)->required();
  app.add_option("--args", flags.arguments);
  app.add_flag("--trust", flags.trust);
  app.add_option("--max-steps", flags.configuration.limits.max_steps);
  app.add_option("--max-value-elements", flags.configuration.limits.max_elements);
  CLI11_PARSE(app, count, words);
  const size_t slash = flags.file.find_last_of('/');
  if (flags.trust) flags.configuration.modules.directories.push_back(flags.file.substr(0, slash));
  return run(flags);
}
