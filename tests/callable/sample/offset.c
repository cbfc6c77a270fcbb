#include <stdint.h>

int64_t sample_offset(int64_t x);

int64_t sample_offset(int64_t x) {
  return x + 1;
}
