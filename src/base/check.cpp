#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace relon {

void checkFailed(const char* file, int line, const char* condition, const char* message) {
  std::fprintf(stderr,
               "relon: internal error: %s\n  at %s:%d: %s\n"
               "  please report this together with the program that caused it\n",
               message, file, line, condition);
  std::fflush(stderr);
  std::_Exit(70);
}

}
