#pragma once

#include <string>

#include "relon/result.h"

namespace relon::artifact {

// An error without a place: `error[code]: message`.
inline Error makeError(std::string code, const std::string& message) {
  std::string text = "error[" + code + "]: " + message;
  return {std::move(code), std::move(text)};
}

}
