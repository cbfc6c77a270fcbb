#pragma once

#include <string>
#include <string_view>

#include "relon/result.h"

// The codes of errors about host code:
//
//   host_input_invalid         not a file of a known kind, unreadable, or garbage
//   host_compiler_not_found    clang or rustc is missing; the message says which and how to get it
//   host_compile_failed        the compiler refused the source; its own message is shown
//   host_version_unsupported   IR of a newer LLVM that cannot be read safely
//   host_symbol_missing        a declared function is not in the given host code
//   host_signature_mismatch    a function's type is not what its declaration says
//   host_not_pure              a function declared pure has an effect; the chain of calls is shown
//   host_not_admitted          a function cannot be compiled into the program; the rule is named
namespace relon::hostir {

inline Error hostError(std::string_view code, const std::string& where, const std::string& message) {
  std::string place = where.empty() ? "" : where + ": ";
  return {std::string(code), place + "error[" + std::string(code) + "]: " + message};
}

}
