#pragma once

#include "relon/context.h"

// Keys of dicts: sorted by their bytes, which is by code points, and unique.
namespace relon::runtime {

// Negative, 0, positive.
int compareText(relon_string a, relon_string b);

// Writes the positions of `count` keys in ascending order of the keys, of equal ones
// only the last, and returns how many. Both arrays have room for `count`.
int64_t orderKeys(const relon_string* keys, int64_t count, int64_t* order, int64_t* scratch);

// The position of `key` among sorted keys, or -1.
int64_t findKey(const relon_string* keys, int64_t count, relon_string key);

// Fails for a key that a dict must have.
void failMissingKey(Context& context, relon_string key);

}
