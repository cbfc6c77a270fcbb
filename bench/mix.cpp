#include "mix.h"

#include <relon/callable.h>

extern "C" int64_t mix(int64_t i) {
  return mixed(i);
}
RELON_CALLABLE(mix, "mix", relon::pure, "scatters the bits of an Int");
