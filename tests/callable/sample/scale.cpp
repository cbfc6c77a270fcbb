#include "relon/callable.h"

extern "C" int64_t sample_offset(int64_t x);

extern "C" int64_t sample_scale(int64_t x) {
  return sample_offset(3 * x);
}
RELON_CALLABLE(sample_scale, "sample.scale", relon::pure, "three times a number, and one");

extern "C" void sample_twice(relon::Context& context, const relon::String& text, relon::List<relon::String>& result) {
  result = {};
  auto* both = context.allocate<relon::String>(2);
  if (both == nullptr) return;
  both[0] = both[1] = text;
  result = {both, 2};
}
RELON_CALLABLE(sample_twice, "sample.twice", relon::pure | relon::walks_arguments, "a text, two times");
