#pragma once

namespace relon {

// Stops the process with the place and the broken invariant: a bug of ours,
// never the user's fault. Exit status 70.
[[noreturn]] void checkFailed(const char* file, int line, const char* condition, const char* message);

}

#define RELON_CHECK(condition, message)                                \
  do {                                                                 \
    if (!(condition)) [[unlikely]]                                     \
      ::relon::checkFailed(__FILE__, __LINE__, #condition, (message)); \
  } while (false)

#define RELON_UNREACHABLE(message) ::relon::checkFailed(__FILE__, __LINE__, "unreachable", (message))
