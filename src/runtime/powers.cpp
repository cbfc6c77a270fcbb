#include "runtime/powers.h"

namespace relon::runtime {

namespace {

constexpr Power kPowers[] = {
#define POWER(high, low) {high, low},
#include "runtime/powers_of_ten.def"
#undef POWER
};

static_assert(sizeof(kPowers) / sizeof(kPowers[0]) == kMaxPower - kMinPower + 1);

}

const Power& powerOfTen(int k) {
  return kPowers[k - kMinPower];
}

}
