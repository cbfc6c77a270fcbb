// The functions of libc that LLVM's own code generation may call, for wasm32, where
// there is no libc. None may become a call of itself: hence no_builtin.
#include <stddef.h>

#define KEEP __attribute__((no_builtin))

KEEP int memcmp(const void* left, const void* right, size_t size) {
  const unsigned char* a = left;
  const unsigned char* b = right;
  for (; size != 0; --size, ++a, ++b) {
    if (*a != *b) return *a < *b ? -1 : 1;
  }
  return 0;
}

KEEP int bcmp(const void* left, const void* right, size_t size) {
  return memcmp(left, right, size);
}

KEEP void* memchr(const void* bytes, int wanted, size_t size) {
  const unsigned char* at = bytes;
  for (; size != 0; --size, ++at) {
    if (*at == (unsigned char)wanted) return (void*)at;
  }
  return NULL;
}

KEEP void* memcpy(void* restrict to, const void* restrict from, size_t size) {
  unsigned char* out = to;
  const unsigned char* in = from;
  for (; size != 0; --size) *out++ = *in++;
  return to;
}

KEEP void* memmove(void* to, const void* from, size_t size) {
  unsigned char* out = to;
  const unsigned char* in = from;
  if (out <= in) return memcpy(to, from, size);
  while (size != 0) {
    --size;
    out[size] = in[size];
  }
  return to;
}

KEEP void* memset(void* to, int value, size_t size) {
  unsigned char* out = to;
  for (; size != 0; --size) *out++ = (unsigned char)value;
  return to;
}
