#pragma once

#include <cstdio>
#include <cstdlib>

#include "ir/module.h"

namespace relon::codegen {

// A module from its text, which must be right.
inline ir::Module parsed(std::string_view text) {
  auto result = ir::parseModule(text);
  if (auto* module = std::get_if<ir::Module>(&result)) return std::move(*module);
  std::fprintf(stderr, "line %u: %s\n", std::get<ir::IrError>(result).line,
               std::get<ir::IrError>(result).message.c_str());
  std::abort();
}

}
