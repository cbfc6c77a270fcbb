#include "trust_flag.h"

namespace relon::cli {

namespace {

std::string folderOf(const std::string& file) {
  const size_t slash = file.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : file.substr(0, slash);
}

}

void TrustFlag::addTo(CLI::App& command) {
  command.add_flag("--trust", trust, "let the program import files of its folder");
}

void TrustFlag::apply(Engine& engine, const std::string& file) const {
  if (trust) engine.allowImports(folderOf(file));
}

}
