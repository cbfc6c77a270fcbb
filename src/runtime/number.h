#pragma once

#include <stdint.h>

// Numbers to text and back, exactly and alike on every target: nothing of this comes
// from the C library.
namespace relon::runtime {

inline constexpr int64_t kMaxIntText = 20;
inline constexpr int64_t kMaxFloatText = 352;

// Each writes without a final zero and returns the length.
int64_t writeInt(char* out, int64_t value);
// What writeInt returns.
int64_t countInt(int64_t value);
// The language's text form (reference, file 03, section 3): positional, without `.0`.
int64_t writeFloatText(char* out, double value);
// The JSON form of a finite Float (file 03, section 10): always with `.0` or exponent.
int64_t writeFloatJson(char* out, double value);

// The Float nearest to the JSON number in [begin, end), whose form has been checked;
// ties to even; infinity if it is too large.
double parseFloat(const char* begin, const char* end);

}
