#include <relon/callable.h>

// A host function that rules call. It is inlined into them.
extern "C" double tax(double amount) {
  return amount * 0.25;
}
RELON_CALLABLE(tax, "tax", relon::pure, "the tax on an amount");
