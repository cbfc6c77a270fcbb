#include "relon/callable.h"

// Failures whose message is made while the program runs.

extern "C" {

// `kind` is an error kind. Always fails.
bool relon_refuse(relon::Context& context, int64_t kind, const relon::String& message) {
  context.fail(static_cast<relon::ErrorKind>(kind), message.data, message.size);
  return false;
}
}

RELON_CALLABLE(relon_refuse, "_refuse", relon::pure, "fails with a message");
