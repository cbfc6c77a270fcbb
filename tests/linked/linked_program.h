#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/configuration.h"
#include "engine/loaded_program.h"

namespace relon::test {

// A program whose types come from its source, and whose code from a shared object that
// was linked from what `relon build` wrote. It behaves as one that Engine::load gives.
class LinkedProgram {
 public:
  // `library` is what dlopen returned and must outlive the program; `name` begins the
  // program's symbols.
  static Result<LinkedProgram> load(const detail::Configuration& configuration, const std::string& path, void* library,
                                    const std::string& name);

  Result<std::string> run(Context& context, std::string_view arguments) const {
    return detail::runOnJson(*program_, context, arguments, JsonStyle::Compact);
  }

 private:
  explicit LinkedProgram(std::shared_ptr<const detail::LoadedProgram> program) : program_(std::move(program)) {}

  std::shared_ptr<const detail::LoadedProgram> program_;
};

}
